"""What do the facts of an agreement or an event look like as JSON?"""

from typing import TypedDict

from kb.knowledge_base.facts import AgreementFacts, EventFacts, Fact


class FactShape(TypedDict):
    """Something that sources say, with their ids."""

    text: str
    sources: list[str]


class ConclusionShape(TypedDict):
    """How an agreement was concluded."""

    type: str
    text: str | None
    sources: list[str]


class ConcludedAtShape(TypedDict):
    """Where an agreement was concluded."""

    id: str
    label: str
    sources: list[str]


class SideNameShape(TypedDict):
    """What one side calls an agreement."""

    side: str
    text: str
    sources: list[str]


class ProvisionShape(TypedDict):
    """One point of an agreement."""

    article: str | None
    text: str
    sources: list[str]


class RelatedShape(TypedDict):
    """What an agreement has to do with another."""

    relation: str
    agreement: str
    sources: list[str]


class AgreementFactsShape(TypedDict):
    """What is known of an agreement, each fact with the ids of its sources."""

    form: ConclusionShape | None
    place: ConcludedAtShape | None
    facilitator: FactShape | None
    named_by: list[SideNameShape]
    provisions: list[ProvisionShape]
    open_points: list[FactShape]
    related: list[RelatedShape]


class EventFactsShape(TypedDict):
    """What is known of an event."""

    type: str
    organisers: FactShape | None
    participants: FactShape | None
    communities: FactShape | None


def of_agreement(facts: AgreementFacts) -> AgreementFactsShape:
    """The facts of an agreement."""
    form, place = facts.form, facts.place
    return {
        "form": {"type": form.type, "text": form.fact.text if form.fact else None, "sources": list(form.sources)}
        if form
        else None,
        "place": {"id": place.place.id, "label": place.place.label, "sources": list(place.sources)} if place else None,
        "facilitator": _fact(facts.facilitator),
        "named_by": [{"side": each.side, **_said(each.fact)} for each in facts.named_by],
        "provisions": [{"article": each.article, **_said(each.fact)} for each in facts.provisions],
        "open_points": [_said(each) for each in facts.open_points],
        "related": [
            {"relation": each.relation, "agreement": each.agreement.id, "sources": list(each.sources)}
            for each in facts.related
        ],
    }


def of_event(facts: EventFacts) -> EventFactsShape:
    """The facts of an event."""
    return {
        "type": facts.type,
        "organisers": _fact(facts.organisers),
        "participants": _fact(facts.participants),
        "communities": _fact(facts.communities),
    }


def _fact(fact: Fact | None) -> FactShape | None:
    return _said(fact) if fact else None


def _said(fact: Fact) -> FactShape:
    return {"text": fact.text, "sources": list(fact.sources)}
