"""What must a search engine be able to do?

An engine gets finished terms and gives back ids, totals and counts. It never sees a reader's text.
An index document has text fields (terms joined by spaces, in order), facet fields (whole values), a date span,
two sort keys, and two stored values that only this project understands: the card and the page.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from kb import schema
from kb.errors import Problem


@dataclass(frozen=True, slots=True)
class Term:
    """Documents with ``term`` in ``field``; the field may be a facet."""

    field: str
    term: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents with ``terms`` next to each other, in order, in ``field``. Two terms at least."""

    field: str
    terms: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.terms) < 2:
            raise ValueError("a phrase has two terms or more; one term is a Term")


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Documents with any of the terms of ``weights`` in ``field``, scored as one word: the best counts."""

    field: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Best:
    """Documents that any of ``queries`` finds; the score is that of the best (dis-max)."""

    queries: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Boost:
    """As ``query``, the score times ``weight``."""

    query: "Query"
    weight: float


@dataclass(frozen=True, slots=True)
class Constant:
    """As ``query``, every score being ``score``."""

    query: "Query"
    score: float


@dataclass(frozen=True, slots=True)
class And:
    """Documents that every one of ``queries`` finds; scores add up. Of nothing: every document."""

    queries: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Documents that any of ``queries`` finds; scores add up. Of nothing: no document."""

    queries: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that ``query`` does not find."""

    query: "Query"


@dataclass(frozen=True, slots=True)
class All:
    """Every document, with score 1."""


Query = Term | Phrase | AnyOf | Best | Boost | Constant | And | Or | Not | All
Sort = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Dates:
    """Only documents whose date span overlaps [first, last], each YYYYMMDD; undated documents never do."""

    first: int = 0
    last: int = 99_99_99_99


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDocument:
    """A document as engines take it.

    ``text`` maps a field of the schema to terms joined by single spaces; a missing field is empty.
    ``facets`` maps a facet to its values. ``dates`` is the span it covers, or None when undated.
    ``oldest`` and ``newest`` are its sort keys: ascending by the first, descending by the second.
    """

    id: str
    text: Mapping[str, str] = field(default_factory=dict)
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dates: tuple[int, int] | None = None
    oldest: str = ""
    newest: str = ""
    card: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A found document; scores compare within one answer only."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an answer: exact total, and exact counts for each facet asked for."""

    matches: tuple[Match, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One published state of the index. ``digest`` is equal for equal contents, whatever the files look like.

    ``previous`` was published before it, whether or not it went on from that one; the counts say what it changed.
    """

    id: str
    engine: str
    documents: int
    digest: str
    created: str
    previous: str | None = None
    added: int = 0
    changed: int = 0
    removed: int = 0


def refuse_unfit(facets: AbstractSet[str], offset: int, limit: int) -> None:
    """What every engine refuses. Raises ValueError for a facet that there is not, and for a number below zero."""
    if unknown := facets - {*schema.FACET_FIELDS}:
        raise ValueError(f"there is no facet {', '.join(sorted(unknown))}")
    if offset < 0 or limit < 0:
        raise ValueError("offset and limit count documents: neither is below zero")


class Reader(Protocol):
    """A snapshot: it goes on answering the same, whatever is published later."""

    @property
    def generation(self) -> Generation:
        """Which state this is."""

    def search(
        self,
        query: Query,
        *,
        filters: Mapping[str, Sequence[str]] = ...,
        dates: Dates | None = None,
        facets: Sequence[str] = (),
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int = 10,
    ) -> Page:
        """Find documents. Filters: any value of one facet, every facet. A facet's counts ignore its own filter.

        ``limit=0`` gives counts only. Equal scores come in order of id within a page.
        Raises ValueError for a field or facet the schema does not have.
        """

    def cards(self, ids: Sequence[str]) -> list[str]:
        """The cards of ``ids``, in that order. Raises KeyError for an unknown id."""

    def page(self, id: str) -> str | None:
        """The stored page of one document, or None."""

    def attached(self, name: str) -> bytes | None:
        """What was attached to this generation under ``name``, or None."""

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Terms of a text field that start with ``prefix``, with their number of documents, in order of the term."""

    def ids(self) -> Iterator[str]:
        """Every document's id, in order."""


class Writer(Protocol):
    """Builds the next generation beside the published one; nothing shows before ``commit``."""

    @property
    def full(self) -> bool:
        """Whether it starts from nothing: asked to, or because there is nothing sound to go on from."""

    def upsert(self, document: IndexDocument) -> None:
        """Add a document, or replace the one with its id."""

    def delete(self, id: str) -> None:
        """Remove a document; an unknown id is fine."""

    def attach(self, name: str, content: bytes) -> None:
        """Keep ``content`` with the generation under a plain file name."""

    def commit(self) -> Generation:
        """Publish, all or nothing. Readers opened from now on see it."""


class Engine(Protocol):
    """A place where generations are kept."""

    def writer(self, *, full: bool = False) -> AbstractContextManager[Writer]:
        """Start the next generation, from the published one or, if ``full``, from nothing.

        Leaving without commit drops it.

        Raises WriterBusy where somebody else is writing.
        """

    def reader(self) -> Reader:
        """A snapshot of the published generation. Raises IndexMissing or IndexDamaged."""

    def current(self) -> str | None:
        """The id of the published generation, cheap enough to ask on every request."""

    def check(self, *, deep: bool = False) -> list[Problem]:
        """What is wrong with what is stored; ``deep`` reads every byte."""

    def verify_again(self) -> list[Problem]:
        """Read the published generation once more and say what is wrong with it, for ``reader`` to pass it over."""


class StoreReader(Protocol):
    """An embedded engine's view of one finished directory; the same questions as Reader, for one index."""

    def search(
        self,
        query: Query,
        *,
        filters: Mapping[str, Sequence[str]] = ...,
        dates: Dates | None = None,
        facets: Sequence[str] = (),
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int = 10,
    ) -> Page:
        """As Reader.search."""

    def cards(self, ids: Sequence[str]) -> list[str]:
        """As Reader.cards."""

    def page(self, id: str) -> str | None:
        """As Reader.page."""

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """As Reader.terms."""

    def ids(self) -> Iterator[str]:
        """As Reader.ids."""

    def count(self) -> int:
        """How many documents there are."""


class StoreWriter(Protocol):
    """An embedded engine's session of writing into one directory."""

    def upsert(self, document: IndexDocument) -> None:
        """As Writer.upsert."""

    def delete(self, id: str) -> None:
        """As Writer.delete."""

    def finish(self) -> None:
        """Write everything down, so that the directory can be opened; the session is over."""

    def abandon(self) -> None:
        """Let go of the directory without finishing."""


class Store(Protocol):
    """An embedded engine: it keeps one index in one directory and knows nothing of generations."""

    name: str
    version: str

    def create(self, directory: Path) -> StoreWriter:
        """Start an empty index in an existing empty directory."""

    def extend(self, directory: Path) -> StoreWriter:
        """Go on with the index in ``directory``."""

    def open(self, directory: Path) -> StoreReader:
        """Read a finished directory. Raises IndexDamaged."""

    def write_once(self, file_name: str) -> bool:
        """Whether a file of the directory never changes once written, and may be shared by hard link."""

    def passing(self, file_name: str) -> bool:
        """Whether a file is of the moment (a lock), neither copied nor verified."""
