"""What are the terms of an English word? Its lemmas, in one spelling; its Snowball stem helps to rank.

The lemmas come from a table of every form of WordNet's words, British and American spellings joined: licence and
license, normalise and normalize, colour and color.
"""

from functools import lru_cache

import Stemmer

from kb.languages.language import STEM, Language
from kb.languages.lexicon import Lexicon
from kb.languages.scripts import fold

_SNOWBALL = Stemmer.Stemmer("english", 0)  # its own cache costs more than stemming
_LEXICON = Lexicon("en")
# What the plural of an unknown word, most often a name, becomes without it.
_PLURALS = (("ies", "y"), ("sses", "ss"), ("s", ""))
_NOT_PLURAL = ("ss", "us", "is")


@lru_cache(maxsize=200_000)
def terms(word: str) -> tuple[str, ...]:
    """The lemmas of a normalised word; an unknown one without the ending of the plural."""
    known = _LEXICON.lemmas(word) or _LEXICON.lemmas(fold(word))
    return known or (_singular(fold(word)),)


@lru_cache(maxsize=200_000)
def related(word: str) -> tuple[str, ...]:
    """The stem, which also joins what is derived (recognise, recognition): enough to rank by, not to find by."""
    return (STEM + _SNOWBALL.stemWord(fold(word)),)


def _singular(word: str) -> str:
    if len(word) > 4 and not word.endswith(_NOT_PLURAL):
        for ending, instead in _PLURALS:
            if word.endswith(ending):
                return word[: -len(ending)] + instead
    return word


# Question words, pronouns, auxiliaries and the like, folded.
_LIGHT = frozenset(
    """
    a about an and are as at be been but by can could did do does for from had has have he her his how i if in
    into is it its me my no not of on or our she should so than that the their them then there these they this
    those to was we were what when where which who whom whose why will with would you your
    """.split()
)

LANGUAGE = Language(code="en", index_terms=terms, query_terms=terms, related=related, light=_LIGHT)
