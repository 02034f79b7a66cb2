"""What must a language be able to do, and what is a word of a text?"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

from kb.languages.scripts import fold, normalise

# Before a stem, so that it is not taken for a lemma.
STEM = "+"

# A letter or digit, then more of them, soft hyphens and combining marks. Hyphens and apostrophes part words
# (Kosovë-Serbi, t'i), but not a word from an ending that belongs to it: of case behind an acronym or number (MIK-ut,
# EULEX-it, ЕУ-а), or one of English (the side's). What has such an ending is one word, without it.
_WORD = re.compile(
    r"""
    ( [^\W_]+ (?: [\u00ad\u0300-\u036f]+ [^\W_]* )* )
    ( (?: [-\u2010\u2011] (?<= [^\W_][^\W_]. )
          (?i: a|ja|e|i|it|in|u|ut|un|s|së|se|t|të|n|në|ve|at|ët|shi|om|em|ov | а|у|е|и|ом|ем|ов )
        | ['\u2019] (?i: s|t|d|m|re|ve|ll ) )
      (?! [^\W_] | [-\u2010\u2011'\u2019][^\W_] )
    )?
    """,
    re.VERBOSE,
)


_PARTING = re.compile("[-\u2010\u2011'\u2019]")


class Token(NamedTuple):
    """A word where it stands, as [start, end) in code points; ``word`` is it normalised, ``folded`` without accents.

    ``text`` has the ending that ``word`` goes without (MIK-ut, mik).
    """

    text: str
    start: int
    end: int
    word: str
    folded: str

    @property
    def is_acronym(self) -> bool:
        """Whether it is written in capitals, two to five of them, its ending aside."""
        if self.text.islower():  # most words: no need to look closer
            return False
        base = _PARTING.split(self.text, maxsplit=1)[0]
        return base.isupper() and 1 < len(base) <= 5


# As Token(…) does, without a step through Python: there are very many.
_token = partial(tuple.__new__, Token)


def _nothing(_: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Language:
    """How one language's words are analysed.

    ``index_terms`` turns a normalised word of a text into the terms it is found under; ``query_terms`` turns one of a
    query, perhaps typed without accents, into the terms to look for. Both give folded terms; a stem has its mark.
    ``related`` gives further terms, of texts and queries alike, that tell how near a document is, not whether it fits.
    ``light`` are words, folded, that say little of what a question is about: they count for less.
    """

    code: str
    index_terms: Callable[[str], tuple[str, ...]]
    query_terms: Callable[[str], tuple[str, ...]]
    related: Callable[[str], tuple[str, ...]] = _nothing
    light: frozenset[str] = frozenset()


def tokens(text: str, at: int = 0) -> list[Token]:
    """The words of ``text``, in order, whatever their language; ``at`` is where in a longer text it begins."""
    found = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match[1]
        if match.lastindex == 1:  # nearly every word
            found.append(_token((word, at + start, at + end, *_forms(word))))
            continue
        ending = match[2]
        if ending == "-in" and not word.isupper():  # English (check-in) before it is Albanian
            found.append(Token(word, at + start, at + end - len(ending), *_forms(word)))
            found.append(Token("in", at + end - 2, at + end, "in", "in"))
        else:
            found.append(Token(match[0], at + start, at + end, *_forms(word)))
    return found


@lru_cache(maxsize=200_000)
def _forms(text: str) -> tuple[str, str]:
    word = normalise(text)
    return word, fold(word)
