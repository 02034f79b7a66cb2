"""What do a result list, a document and the lists of the site look like as JSON?

The `.json` addresses and `kb search --json` give these shapes; `docs/search.md` and `docs/data.md` describe them, and
so does `/openapi.json`, which is made from the types here. They only ever grow.
"""

from collections.abc import Iterable
from typing import NotRequired, TypedDict

from kb.exports import facts
from kb.exports.facts import AgreementFactsShape, EventFactsShape
from kb.knowledge_base import AgreementSummary, DocumentView
from kb.knowledge_base.concepts import ConceptPage, ConceptSummary
from kb.knowledge_base.history import Happening, Year
from kb.model import Hit, Reason, Results


class FailureDetailShape(TypedDict):
    """What went wrong, in the reader's language; never what was sent."""

    code: str
    message: str
    status: int


class FailureShape(TypedDict):
    """An answer to what could not be answered."""

    error: FailureDetailShape


class ReasonShape(TypedDict):
    """Why a hit matched."""

    word: str
    matched: str
    how: str
    language: str
    concept: NotRequired[str]


class SnippetShape(TypedDict):
    """A piece of an edition; marks are [start, end) in Unicode code points."""

    text: str
    language: str
    marks: list[list[int]]


class HitShape(TypedDict):
    """One document of a result list."""

    id: str
    kind: str
    title: str
    url: str
    language: str
    behind: bool
    date: str | None
    agreements: list[str]
    score: float
    snippet: SnippetShape
    reasons: list[ReasonShape]


class FacetShape(TypedDict):
    """A value to filter by, and how many documents would be left."""

    value: str
    label: str
    count: int


class ResultsShape(TypedDict):
    """A page of a result list."""

    query: str
    view: str
    total: int
    page: int
    size: int
    hits: list[HitShape]
    some: list[HitShape]
    facets: dict[str, list[FacetShape]]
    did_you_mean: str | None
    notes: list[str]
    generation: str


class SourceShape(TypedDict):
    """Where a fact comes from."""

    id: str
    title: str
    publisher: str | None
    year: str | None
    url: str | None


class EditionShape(TypedDict):
    """An edition that exists, and where it is read."""

    title: str
    url: str


class DocumentShape(TypedDict):
    """A document in one view."""

    id: str
    kind: str
    view: str
    language: str
    title: str
    summary: str
    html: str
    text: str
    date: str | None
    agreements: list[str]
    places: list[str]
    people: list[str]
    outlet: str | None
    sources: list[SourceShape]
    reviewed: str | None
    facts: AgreementFactsShape | EventFactsShape | None
    editions: dict[str, EditionShape]
    url: str
    updated: str | None
    behind: bool
    generation: str


class AgreementShape(TypedDict):
    """An agreement of the list."""

    id: str
    label: str
    language: str
    date: str | None
    type: str | None
    parent: str | None
    explained: bool
    documents: int
    url: str


class AgreementsShape(TypedDict):
    """Every agreement, by date."""

    view: str
    agreements: list[AgreementShape]
    generation: str


class ConceptShape(TypedDict):
    """A term, a place, a person or an outlet; its names are by view."""

    id: str
    type: str
    label: str
    language: str
    names: dict[str, str]
    documents: int
    url: str
    kind: NotRequired[str]
    lat: NotRequired[float]
    lon: NotRequired[float]


class ConceptsShape(TypedDict):
    """Every concept of a type."""

    view: str
    concepts: list[ConceptShape]
    generation: str


class ConceptPageShape(TypedDict):
    """One concept, its other names by view, and the newest documents that speak of it."""

    concept: ConceptShape
    also: dict[str, list[str]]
    note: str | None
    hits: list[HitShape]
    generation: str


class HappeningShape(TypedDict):
    """An agreement or a document with its date."""

    kind: str
    title: str
    language: str
    date: str
    url: str


class YearShape(TypedDict):
    """What belongs to a year."""

    year: str
    documents: int
    happenings: list[HappeningShape]


class TimelineShape(TypedDict):
    """What happened when, by year."""

    view: str
    years: list[YearShape]
    generation: str


def results(found: Results) -> ResultsShape:
    """A result list."""
    return {
        "query": found.request.text,
        "view": found.request.view,
        "total": found.total,
        "page": found.request.page,
        "size": found.request.size,
        "hits": [_hit(hit) for hit in found.hits],
        "some": [_hit(hit) for hit in found.some],
        "facets": {
            name: [{"value": each.value, "label": each.label, "count": each.count} for each in values]
            for name, values in found.facets.items()
        },
        "did_you_mean": found.did_you_mean,
        "notes": list(found.notes),
        "generation": found.generation,
    }


def document(shown: DocumentView) -> DocumentShape:
    """A document in one view."""
    return {
        "id": shown.id,
        "kind": shown.kind,
        "view": shown.view.code,
        "language": shown.language,
        "title": shown.title,
        "summary": shown.summary,
        "html": shown.html,
        "text": shown.text,
        "date": shown.date,
        "agreements": [each.id for each in shown.agreements],
        "places": [each.id for each in shown.places],
        "people": list(dict.fromkeys(each.id for each in (*shown.authors, *shown.people))),
        "outlet": shown.outlet.id if shown.outlet else None,
        "sources": [
            {"id": each.id, "title": each.title, "publisher": each.publisher, "year": each.year, "url": each.url}
            for each in shown.sources
        ],
        "reviewed": shown.reviewed,
        "facts": _facts(shown),
        "editions": {code: {"title": each.title, "url": each.url} for code, each in shown.editions.items()},
        "url": shown.url,
        "updated": shown.updated,
        "behind": shown.behind,
        "generation": shown.generation,
    }


def agreements(many: Iterable[AgreementSummary], view: str, generation: str) -> AgreementsShape:
    """The list of agreements."""
    return {
        "view": view,
        "agreements": [
            {
                "id": each.id,
                "label": each.label,
                "language": each.language,
                "date": each.date,
                "type": each.type,
                "parent": each.parent,
                "explained": each.has_explainer,
                "documents": each.documents,
                "url": f"/{view}/agreements/{each.id}",
            }
            for each in many
        ],
        "generation": generation,
    }


def concepts(many: Iterable[ConceptSummary], view: str, generation: str) -> ConceptsShape:
    """A list of concepts."""
    return {"view": view, "concepts": [_concept(each) for each in many], "generation": generation}


def concept(shown: ConceptPage, generation: str) -> ConceptPageShape:
    """One concept."""
    return {
        "concept": _concept(shown.concept),
        "also": {code: list(names) for code, names in shown.also.items()},
        "note": shown.note,
        "hits": [_hit(hit) for hit in shown.hits],
        "generation": generation,
    }


def timeline(years: Iterable[Year], view: str, generation: str) -> TimelineShape:
    """The timeline."""
    return {
        "view": view,
        "years": [
            {"year": each.year, "documents": each.documents, "happenings": [_happening(one) for one in each.happenings]}
            for each in years
        ],
        "generation": generation,
    }


def _facts(shown: DocumentView) -> AgreementFactsShape | EventFactsShape | None:
    if shown.agreement:
        return facts.of_agreement(shown.agreement)
    return facts.of_event(shown.event) if shown.event else None


def _hit(hit: Hit) -> HitShape:
    return {
        "id": hit.id,
        "kind": hit.kind,
        "title": hit.title,
        "url": hit.url,
        "language": hit.language,
        "behind": hit.behind,
        "date": hit.date,
        "agreements": list(hit.agreements),
        "score": hit.score,
        "snippet": {
            "text": hit.snippet.text,
            "language": hit.snippet.language,
            "marks": [list(mark) for mark in hit.snippet.marks],
        },
        "reasons": [_reason(reason) for reason in hit.reasons],
    }


def _reason(reason: Reason) -> ReasonShape:
    shape: ReasonShape = {
        "word": reason.word,
        "matched": reason.matched,
        "how": reason.how,
        "language": reason.language,
    }
    if reason.concept:
        shape["concept"] = reason.concept
    return shape


def _concept(each: ConceptSummary) -> ConceptShape:
    shape: ConceptShape = {
        "id": each.id,
        "type": each.type,
        "label": each.label,
        "language": each.language,
        "names": dict(each.names),
        "documents": each.documents,
        "url": each.url,
    }
    if each.kind:
        shape["kind"] = each.kind
    if each.lat is not None and each.lon is not None:
        shape |= {"lat": each.lat, "lon": each.lon}
    return shape


def _happening(each: Happening) -> HappeningShape:
    return {
        "kind": each.kind,
        "title": each.title,
        "language": each.language,
        "date": each.date,
        "url": each.url,
    }
