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

_SNOWBALL = Stemmer.Stemmer("serbian", 0)  # its own cache costs more than stemming
_LEXICON = Lexicon("sr")
# Words that never change, and that the table takes for forms of others as well (da, of dati): each is its own lemma.
_UNCHANGING = frozenset(
    """
    a ako ali bez bi da dok do i iako ili iz jer k ka kad kada kako kao kod kroz li među na nad nakon ne nego ni niti
    o oko od pa po pod pored posle pre pred pri s sa te tek tokom u uz za zato zbog što
    """.split()
)


def snowball(word: str) -> str:
    """Snowball's stem of a normalised word."""
    stem: str = _SNOWBALL.stemWord(word)
    return stem


@lru_cache(maxsize=200_000)
def index_terms(word: str) -> tuple[str, ...]:
    """The lemma of a normalised word, or those of words like it, and the stem."""
    stem = snowball(word)
    folded = fold(stem)
    known = _known(word)
    if known:
        return (*known, STEM + folded)
    # A name that the table lacks is also typed with d for its đ (Duric).
    twins = (bare(stem),) if "đ" in word else ()
    return tuple(dict.fromkeys((*_likened(folded), *twins, STEM + folded)))


@lru_cache(maxsize=50_000)
def query_terms(word: str) -> tuple[str, ...]:
    """The same for a word that may have been typed without accents."""
    folded = fold(word)
    known = _known(word)
    if word not in _UNCHANGING and (word == folded or not known):
        known += _LEXICON.lemmas_typed_bare(folded)
    # Snowball cuts a bare "opstinama" elsewhere than "opštinama", so the folded word has a stem of its own.
    stems = (fold(snowball(word)), fold(snowball(folded)))
    return tuple(dict.fromkeys((*(known or _likened(stems[0])), *(STEM + stem for stem in stems))))


def _known(word: str) -> tuple[str, ...]:
    return (fold(word),) if word in _UNCHANGING else _LEXICON.lemmas(word)


def _likened(stem: str) -> tuple[str, ...]:
    return _LEXICON.mates(stem) or (stem,)


# Question words, pronouns, auxiliaries and the like, folded.
_LIGHT = frozenset(
    """
    a ako ali bez bi bih bila bili bilo bio bismo biste biti ce cemo cete cu da do ga gde i ili im ima imaju iz
    ja je jesam jesu joj jos ju ka kad kada kako kao ko kod koga koja koje kojeg koji kojih kojim kojima kojoj
    koju kome li me mene meni mi mogu moj moja moje mojoj moju moze mozete nam nas ne nego neka ni nije nisu
    njega njen njih njihov o od on ona one oni ono ova ovaj ove ovi ovo pa po pod pri s sa sam se si sme smo sta
    ste sto su sve svi svoj svoja svoje ta taj te ti to tu u uz va vam vas vi za zar zasto zbog
    """.split()
)

LANGUAGE = Language(code="sr", index_terms=index_terms, query_terms=query_terms, light=_LIGHT)
