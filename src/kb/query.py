"""What did the reader ask for, as a small tree?

Readers' text is parsed here and never reaches an engine's parser. Nothing a reader types is an error, save a text that
is too long: odd syntax is taken as text.
"""

import re
from dataclasses import dataclass

from kb.errors import QueryError
from kb.i18n import N_
from kb.languages import Token, tokens

_QUOTES = '"„“”«»‟'
_PART = re.compile(
    rf"""
    (?P<minus> (?<!\S) [-−] (?=[^\s\-−]) )?
    (?: [{_QUOTES}] (?P<phrase> [^{_QUOTES}]*) [{_QUOTES}] | (?P<text> [^\s{_QUOTES}]+ | [{_QUOTES}] ) )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word, met in any of its forms."""

    token: Token


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other, as they are spelt but for accents and script."""

    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """The phrase as it was typed, single-spaced."""
        return " ".join(token.text for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted, in the order typed, and what is not."""

    wanted: tuple[Word | Phrase, ...] = ()
    unwanted: tuple[Word | Phrase, ...] = ()


def parse(text: str, *, characters: int, words: int) -> Query:
    """The tree of a reader's text. Raises QueryError where it has more than so many characters or words."""
    if len(text) > characters:
        raise QueryError(N_("A query may have at most %(count)d characters. Please shorten it."), count=characters)
    wanted: list[Word | Phrase] = []
    unwanted: list[Word | Phrase] = []
    for part in _PART.finditer(text):
        found = tuple(tokens(part["phrase"] or part["text"] or ""))
        (unwanted if part["minus"] else wanted).extend(
            _nodes(found, phrase=part["phrase"] is not None or bool(part["minus"]))
        )
    if sum(len(node.tokens) if isinstance(node, Phrase) else 1 for node in (*wanted, *unwanted)) > words:
        raise QueryError(N_("A query may have at most %(count)d words. Please shorten it."), count=words)
    return Query(tuple(wanted), tuple(unwanted))


def _nodes(found: tuple[Token, ...], *, phrase: bool) -> list[Word | Phrase]:
    """One phrase, or words one by one. What is unwanted and typed in one piece (-MIK-ut) is unwanted in one piece."""
    if phrase and found:
        return [Phrase(found)]
    return [Word(token) for token in found]
