"""What may a reader of a document go on to: the one before it, the one after, and others about the same agreements?"""

from dataclasses import dataclass

from kb.engines.contract import And, Dates, Not, Or, Term
from kb.engines.contract import Sort as Order
from kb.knowledge_base.reading import DocumentView
from kb.model import Hit
from kb.schema import date_span
from kb.search import Searcher

_RELATED = 5
_SAME_DAY = 50  # documents of one kind and day among which a document's neighbour is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Neighbours by date among documents of the same kind, and the newest others about the same agreements."""

    earlier: Hit | None
    later: Hit | None
    related: tuple[Hit, ...]


def around(document: DocumentView, searcher: Searcher) -> Around:
    """What stands around a document; one without a date has no neighbours."""
    return Around(
        earlier=_neighbour(document, searcher, "newest"),
        later=_neighbour(document, searcher, "oldest"),
        related=_related(document, searcher),
    )


def _neighbour(document: DocumentView, searcher: Searcher, order: Order) -> Hit | None:
    if document.date is None:
        return None
    first, last = date_span(document.date)
    since = Dates(first=first) if order == "oldest" else Dates(last=last)
    page = searcher.reader.search(Term("kind", document.kind), dates=since, sort=order, limit=_SAME_DAY)
    ids = [match.id for match in page.matches]
    after = page.matches[ids.index(document.id) + 1 :] if document.id in ids else ()
    return next(iter(searcher.shown(after[:1], document.view)), None)


def _related(document: DocumentView, searcher: Searcher) -> tuple[Hit, ...]:
    agreements = [Term("agreement", each.id) for each in document.agreements]
    about_the_same = And((Or(tuple(agreements)), Not(Term("kind", "agreement"))))
    page = searcher.reader.search(about_the_same, sort="newest", limit=_RELATED + 1)
    others = [match for match in page.matches if match.id != document.id]
    return searcher.shown(others[:_RELATED], document.view)
