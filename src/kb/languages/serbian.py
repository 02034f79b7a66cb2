"""What are the terms of a Serbian word, in either script and with or without accents? Its lemma, and its stem.

The lemma comes from a table of every form, ekavian and ijekavian; an unknown word is likened to the known words with
the same stem. The stem is Snowball's, with accents folded after it: it meets words that the table parts (vozilo and
voziti), and what the table does not know. Which of the two met is told apart by the mark before a stem.
"""

from functools import lru_cache

import Stemmer

from kb.languages.language import STEM, Language
from kb.languages.lexicon import Lexicon
from kb.languages.scripts import bare, fold

_SNOWBALL = Stemmer.Stemmer("serbian")
_LEXICON = Lexicon("sr")


def snowball(word: str) -> str:
    """Snowball's stem of a normalised word."""
    stem: str = _SNOWBALL.stemWord(word)
    return stem


@lru_cache(maxsize=200_000)
def index_terms(word: str) -> tuple[str, ...]:
    """The lemma of a normalised word, or those of words like it, and the stem."""
    stem = fold(snowball(word))
    known = _LEXICON.lemmas(word)
    # A name that the table lacks is also typed with d for its đ (Duric).
    twins = (bare(snowball(word)),) if "đ" in word and not known else ()
    return tuple(dict.fromkeys((*(known or _likened(stem)), *twins, STEM + stem)))


@lru_cache(maxsize=50_000)
def query_terms(word: str) -> tuple[str, ...]:
    """The same for a word that may have been typed without accents."""
    folded = fold(word)
    known = _LEXICON.lemmas(word)
    if word == folded or not known:
        known += _LEXICON.lemmas_typed_bare(folded)
    # Snowball cuts a bare "opstinama" elsewhere than "opštinama", so the folded word has a stem of its own.
    stems = (fold(snowball(word)), fold(snowball(folded)))
    return tuple(dict.fromkeys((*(known or _likened(stems[0])), *(STEM + stem for stem in stems))))


def _likened(stem: str) -> tuple[str, ...]:
    return _LEXICON.mates(stem) or (stem,)


LANGUAGE = Language(code="sr", index_terms=index_terms, query_terms=query_terms)
