"""What is a document, in the words of this project? Values only: nothing here reads or writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from kb.model.facts import (
    AgreementFacts,
    ConcludedAt,
    Correction,
    EventFacts,
    EventType,
    Fact,
    Facts,
    Form,
    FormType,
    Milestone,
    Provision,
    Related,
    RelationType,
    Side,
    SideName,
    Status,
)
from kb.model.texts import STRICT, LanguageCode, Source, Text

__all__ = [
    "FACETS",
    "KINDS",
    "LANGUAGE_CODES",
    "SHELVES",
    "AgreementFacts",
    "Concept",
    "ConceptType",
    "ConcludedAt",
    "Corpus",
    "Correction",
    "Document",
    "Edition",
    "EventFacts",
    "EventType",
    "FacetValue",
    "Fact",
    "Facts",
    "Form",
    "FormType",
    "Hit",
    "How",
    "Kind",
    "LanguageCode",
    "Milestone",
    "Names",
    "Note",
    "Pack",
    "Phrases",
    "Provision",
    "Reason",
    "Related",
    "RelationType",
    "Renamed",
    "Request",
    "Results",
    "Script",
    "Side",
    "SideName",
    "Snippet",
    "Source",
    "Status",
    "Text",
    "Wording",
]

Kind = Literal["agreement", "article", "debate", "event", "publication"]
Script = Literal["Latn", "Cyrl"]
How = Literal["exact", "accents", "script", "inflection", "spelling", "prefix", "translation", "name"]
ConceptType = Literal["agreement", "term", "place", "person", "outlet"]

LANGUAGE_CODES: tuple[LanguageCode, ...] = ("sq", "sr", "en")
KINDS: tuple[Kind, ...] = ("agreement", "article", "debate", "event", "publication")
# The folder of the corpus, and the part of the address, where each kind lives.
SHELVES: Mapping[Kind, str] = MappingProxyType(
    {
        "agreement": "agreements",
        "article": "articles",
        "debate": "debates",
        "event": "events",
        "publication": "publications",
    }
)
FACETS: tuple[str, ...] = ("agreement", "kind", "language", "place", "person", "outlet", "original", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A document's words in one language. ``body`` is Markdown; ``body_line`` is the line of the file it starts on."""

    __pydantic_config__ = STRICT
    title: str
    summary: str = ""
    body: str = ""
    script: Script | None = None
    updated: str | None = None
    revision: int = 1
    body_line: int = field(default=1, compare=False)  # where it was written is not what it says


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A work, in no particular language: an id, a kind, facts, and an edition for each language it exists in."""

    id: str
    kind: Kind
    facts: Facts = field(default_factory=Facts)
    editions: Mapping[LanguageCode, Edition]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody named in the facts: authors first, nobody twice."""
        return tuple(dict.fromkeys((*self.facts.authors, *self.facts.people)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Documents that are handed out together, in their order, and ``why`` just these for whom the title names."""

    __pydantic_config__ = STRICT
    id: str = ""
    title: Text
    why: Text
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a concept is called in one language; ``forms`` and ``hidden`` are searched and never shown.

    ``common`` are those of them that are everyday words, too: where a sentence begins, their capital says nothing.
    """

    __pydantic_config__ = STRICT
    label: str
    also: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    common: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Every spelling that finds the concept."""
        return tuple(dict.fromkeys((self.label, *self.also, *self.forms, *self.hidden, *self.common)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One meaning with its names in every language: a term, place, person, outlet or agreement.

    ``alone`` says of a place with two names that it may be called by one: where it stands for a side, say.
    """

    __pydantic_config__ = STRICT
    id: str
    sq: Names | None = None
    sr: Names | None = None
    en: Names | None = None
    date: str | None = None
    type: str | None = None
    parent: str | None = None
    kind: str | None = None
    language: str | None = None
    lat: float | None = None
    lon: float | None = None
    alone: bool = False
    note: Text | None = None

    def names(self, language: str) -> Names | None:
        """What it is called in ``language``, if that is known."""
        value: Names | None = getattr(self, language)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A footnote that a mark in the text brings to the page, word for word as agreed."""

    __pydantic_config__ = STRICT
    id: str
    mark: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """A document or agreement that was called ``id`` and is called ``to`` now, both with their shelf: articles/x."""

    __pydantic_config__ = STRICT
    id: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Words of one language; a star stands for any letters. ``unless`` are phrases with them that are no mistake."""

    __pydantic_config__ = STRICT
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A rule of wording: what to write ``instead`` of some words, or the ``mark`` that their first mention carries."""

    __pydantic_config__ = STRICT
    id: str
    instead: str | None = None
    mark: str | None = None
    sq: Phrases | None = None
    sr: Phrases | None = None
    en: Phrases | None = None

    def words(self, language: str) -> Phrases | None:
        """The words of ``language`` that the rule is about."""
        value: Phrases | None = getattr(self, language)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All documents, all concepts by type, the notes, what was renamed, and the packs."""

    documents: tuple[Document, ...]
    concepts: Mapping[ConceptType, tuple[Concept, ...]]
    notes: tuple[Note, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    packs: tuple[Pack, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a reader asked for. ``filters`` maps a facet to the values of which any may hold."""

    text: str = ""
    view: str = "en"
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date_from: str | None = None
    date_to: str | None = None
    sort: Literal["relevance", "newest", "oldest"] = "relevance"
    page: int = 1
    size: int = 10
    exact: bool = False
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit matched: the reader's ``word`` met ``matched`` in the edition of ``language``, ``how``."""

    word: str
    matched: str
    how: How
    language: str
    concept: str | None = None


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of an edition, and the parts of it that matched, as [start, end) in code points."""

    text: str
    language: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One found document, as a person sees it. ``language`` is that of the title, ``behind`` is that edition's."""

    id: str
    kind: Kind
    title: str
    url: str
    language: str
    editions: tuple[str, ...]
    date: str | None
    agreements: tuple[str, ...]
    authors: tuple[str, ...]
    outlet: str | None
    score: float
    snippet: Snippet
    reasons: tuple[Reason, ...]
    behind: bool = False


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value a reader may filter by, and how many documents would be left."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The answer to a Request. ``some`` holds documents with some of the words, where few have all of them."""

    request: Request
    total: int
    hits: tuple[Hit, ...]
    some: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    did_you_mean: str | None = None
    notes: tuple[str, ...] = ()
    generation: str = ""
