"""What do a result list and a document look like as JSON?

The `.json` addresses and `kb search --json` give these shapes; `docs/search.md` describes them. They only ever grow.
"""

from typing import Any

from kb.knowledge_base import DocumentView
from kb.knowledge_base.facts import AgreementFacts, EventFacts, Fact
from kb.model import Hit, Reason, Results


def results(found: Results) -> dict[str, Any]:
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


def document(shown: DocumentView) -> dict[str, Any]:
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
        "facts": _agreement(shown.agreement) if shown.agreement else _event(shown.event) if shown.event else None,
        "editions": {code: {"title": each.title, "url": each.url} for code, each in shown.editions.items()},
        "url": shown.url,
        "updated": shown.updated,
        "behind": shown.behind,
        "generation": shown.generation,
    }


def _agreement(facts: AgreementFacts) -> dict[str, Any]:
    """What is known of an agreement, each fact with the ids of its sources."""
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


def _event(facts: EventFacts) -> dict[str, Any]:
    return {
        "type": facts.type,
        "organisers": _fact(facts.organisers),
        "participants": _fact(facts.participants),
        "communities": _fact(facts.communities),
    }


def _fact(fact: Fact | None) -> dict[str, Any] | None:
    return _said(fact) if fact else None


def _said(fact: Fact) -> dict[str, Any]:
    return {"text": fact.text, "sources": list(fact.sources)}


def _hit(hit: Hit) -> dict[str, Any]:
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


def _reason(reason: Reason) -> dict[str, str]:
    shape = {"word": reason.word, "matched": reason.matched, "how": reason.how, "language": reason.language}
    return shape | {"concept": reason.concept} if reason.concept else shape
