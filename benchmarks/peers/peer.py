"""What does a peer have to do in the comparison?

It is fed the same finished index documents as our engine, in the same order, and asked the same query trees with the
same filters and the same three facets. It must find the same set; how it ranks is its own affair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kb.engines.contract import IndexDocument, Query

CARDS = 10


@dataclass(frozen=True, slots=True)
class Question:
    """A query tree with its filters."""

    query: Query
    filters: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """How many documents were found, the facets' counts, and the cards of the first ten."""

    total: int
    facets: Mapping[str, Mapping[str, int]]
    cards: Sequence[str]


class Asked(Protocol):
    """Something that answers questions."""

    name: str

    def ask(self, question: Question, facets: Sequence[str]) -> Answer:
        """Answer a question."""


class Peer(Asked, Protocol):
    """A search engine with an index in a folder."""

    def __init__(self, folder: Path) -> None:
        """Start an empty index in an empty folder."""

    def add(self, document: IndexDocument) -> None:
        """Take one more document."""

    def finish(self) -> None:
        """Make everything added so far searchable; more may be added afterwards."""
