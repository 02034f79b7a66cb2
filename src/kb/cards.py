"""What do results need of a document, and how is that kept so that little of it must be read?

A card is a line of JSON with the facts, and behind it, for each edition, its text and its table of places. A result
list reads the line of each hit, and only the editions that explain it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

_END = "\n"


def write(facts: Mapping[str, Any], editions: Mapping[str, tuple[str, str]]) -> str:
    """The card with these facts and, by language, the text and table of each edition."""
    places: dict[str, list[int]] = {}
    parts: list[str] = []
    at = 0
    for language, both in editions.items():
        places[language] = [at, *(len(each) for each in both)]
        parts += both
        at += sum(len(each) for each in both)
    return orjson.dumps({**facts, "places": places}).decode() + _END + "".join(parts)


@dataclass(slots=True)
class Card:
    """A card; its editions are read when they are asked for."""

    data: str
    facts: dict[str, Any] = field(init=False)
    _body: int = field(init=False)
    _read: dict[str, tuple[str, str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._body = self.data.index(_END) + 1
        self.facts = orjson.loads(self.data[: self._body])

    def edition(self, language: str) -> tuple[str, str]:
        """The text and the table of an edition. Raises KeyError where there is none."""
        if language not in self._read:
            at, text, table = self.facts["places"][language]
            middle = self._body + at + text
            self._read[language] = self.data[middle - text : middle], self.data[middle : middle + table]
        return self._read[language]
