"""What is known of an agreement or of an event, in one view?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from kb.i18n import View
from kb.knowledge_base.labels import Label, label, spoken
from kb.model import EventType, FormType, RelationType, Side
from kb.vocabulary import Vocabulary

_Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that sources say: plain ``text``, and safe ``html`` in which other languages are marked."""

    text: str
    html: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How an agreement was concluded, with words on it where the type does not say all."""

    type: FormType
    fact: Fact | None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludedAt:
    """The place where an agreement was concluded."""

    place: Label
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SideName:
    """What a side calls an agreement."""

    side: Side
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """What was agreed in one point, with its number where the agreement has numbers."""

    article: str | None
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another agreement, and what this one is to it."""

    relation: RelationType
    agreement: Label
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """What is known of an agreement."""

    form: Form | None
    place: ConcludedAt | None
    facilitator: Fact | None
    named_by: tuple[SideName, ...]
    provisions: tuple[Provision, ...]
    open_points: tuple[Fact, ...]
    related: tuple[Related, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """What is known of an event."""

    type: EventType
    organisers: Fact | None
    participants: Fact | None
    communities: Fact | None


def of_agreement(stored: _Values | None, view: View, vocabulary: Vocabulary) -> AgreementFacts | None:
    """The stored facts of an agreement in a view; what has no words in its language is left out."""
    if stored is None:
        return None
    form, place = stored["form"], stored["place"]
    return AgreementFacts(
        form=Form(type=form["type"], fact=_fact(form, view), sources=tuple(form["sources"])) if form else None,
        place=ConcludedAt(place=label("place", place["id"], view, vocabulary), sources=tuple(place["sources"]))
        if place
        else None,
        facilitator=_fact(stored["facilitator"], view),
        named_by=tuple(SideName(side=each["side"], fact=fact) for each, fact in _said(stored["named_by"], view)),
        provisions=tuple(
            Provision(article=each["article"], fact=fact) for each, fact in _said(stored["provisions"], view)
        ),
        open_points=tuple(fact for _, fact in _said(stored["open_points"], view)),
        related=tuple(_related(each, view, vocabulary) for each in stored["related"]),
    )


def of_event(stored: _Values | None, view: View) -> EventFacts | None:
    """The stored facts of an event in a view."""
    if stored is None:
        return None
    facts = {key: _fact(stored[key], view) for key in ("organisers", "participants", "communities")}
    return EventFacts(type=cast("EventType", stored["type"]), **facts)


def _fact(stored: _Values | None, view: View) -> Fact | None:
    words = spoken(stored["text"], view) if stored else None
    return Fact(text=words[0], html=words[1], sources=tuple(stored["sources"])) if stored and words else None


def _said(many: Iterable[_Values], view: View) -> Iterator[tuple[_Values, Fact]]:
    return ((each, fact) for each in many if (fact := _fact(each, view)))


def _related(stored: _Values, view: View, vocabulary: Vocabulary) -> Related:
    agreement = label("agreement", stored["agreement"], view, vocabulary)
    return Related(relation=stored["relation"], agreement=agreement, sources=tuple(stored["sources"]))
