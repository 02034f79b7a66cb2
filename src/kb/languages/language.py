"""What must a language be able to do, and what is a word of a text?"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.languages.scripts import fold, normalise

# A letter or digit, then more of them, soft hyphens and combining marks. Hyphens and apostrophes part words:
# MIK-ut is MIK and ut, t'i is t and i, in texts and in queries alike.
_WORD = re.compile("[^\\W_](?:[^\\W_]|[\u00ad\u0300-\u036f])*")


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands, as [start, end) in code points; ``word`` is it normalised, ``folded`` without accents."""

    text: str
    start: int
    end: int
    word: str
    folded: str


@dataclass(frozen=True, slots=True)
class Language:
    """How one language's words are analysed.

    ``index_terms`` turns a normalised word of a text into the terms it is found under; ``query_terms`` turns one of a
    query, perhaps typed without accents, into the terms to look for. Both give folded terms, the best first.
    """

    code: str
    index_terms: Callable[[str], tuple[str, ...]]
    query_terms: Callable[[str], tuple[str, ...]]


def tokens(text: str) -> list[Token]:
    """The words of ``text``, in order, whatever their language."""
    found = []
    for match in _WORD.finditer(text):
        word = normalise(match.group())
        found.append(Token(match.group(), match.start(), match.end(), word, fold(word)))
    return found
