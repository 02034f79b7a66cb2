"""What is known of a document, of an agreement and of an event, whatever the language?"""

from dataclasses import dataclass
from typing import Literal

from kb.model.texts import STRICT, LanguageCode, Source, Text

# How an agreement was concluded: "accepted" and "conclusions" bear no signatures, "separate" is a paper for each side.
FormType = Literal["signed", "initialled", "accepted", "conclusions", "letters", "oral", "separate", "unilateral"]
Side = Literal["prishtina", "belgrade", "facilitator"]
RelationType = Literal["implements", "replaces", "part-of", "builds-on", "see-also"]
EventType = Literal["workshop", "roundtable", "seminar", "conference", "presentation", "peer-visit", "steering-meeting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """Something that happened, with its date (YYYY, YYYY-MM or YYYY-MM-DD) and sources."""

    __pydantic_config__ = STRICT
    date: str
    text: Text
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Where an agreement stands, as of a date."""

    __pydantic_config__ = STRICT
    text: Text
    as_of: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was wrong in a published text, and the day (YYYY-MM-DD) it was put right."""

    __pydantic_config__ = STRICT
    date: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that sources say."""

    __pydantic_config__ = STRICT
    text: Text
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How an agreement was concluded; ``text`` says what the type alone does not."""

    __pydantic_config__ = STRICT
    type: FormType
    text: Text | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludedAt:
    """The place, by its id, where an agreement was concluded."""

    __pydantic_config__ = STRICT
    id: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SideName:
    """What one side calls an agreement."""

    __pydantic_config__ = STRICT
    side: Side
    text: Text
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """What was agreed in one point; ``article`` is its number, where the agreement has numbers."""

    __pydantic_config__ = STRICT
    article: str | None = None
    text: Text
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another agreement, and what this one has to do with it: this one ``implements`` that one, say."""

    __pydantic_config__ = STRICT
    agreement: str
    relation: RelationType
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """What is known of an agreement, each with its sources. What is not known is absent."""

    __pydantic_config__ = STRICT
    form: Form | None = None
    place: ConcludedAt | None = None
    facilitator: Fact | None = None
    named_by: tuple[SideName, ...] = ()
    provisions: tuple[Provision, ...] = ()
    open_points: tuple[Fact, ...] = ()
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """What is known of an event, each with its sources. What is not known is absent."""

    __pydantic_config__ = STRICT
    type: EventType
    organisers: Fact | None = None
    participants: Fact | None = None
    communities: Fact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a document's ``document.yaml`` says: everything that does not change with language."""

    __pydantic_config__ = STRICT
    revision: int = 1
    date: str | None = None
    date_note: Text | None = None
    agreements: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    outlet: str | None = None
    original: LanguageCode | None = None
    original_url: str | None = None
    notes: tuple[Text, ...] = ()
    status: Status | None = None
    timeline: tuple[Milestone, ...] = ()
    agreement: AgreementFacts | None = None
    event: EventFacts | None = None
    reviewed: str | None = None
    sources: tuple[Source, ...] = ()
    corrections: tuple[Correction, ...] = ()
