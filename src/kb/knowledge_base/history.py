"""What happened when, and of which kinds and languages is there something about each agreement?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.engines.contract import All, And, Not, Reader, Term
from kb.i18n import View
from kb.model import KINDS, Hit, Kind
from kb.search import Searcher

# So many documents are drawn one by one; of a larger collection only agreements are, and years are counted.
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An agreement or a document with its date (YYYY, YYYY-MM or YYYY-MM-DD). ``title`` is in ``language``."""

    kind: Kind
    title: str
    language: str
    url: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What belongs to a year, in order of date; ``documents`` counts all of that year, shown or not."""

    year: str
    happenings: tuple[Happening, ...]
    documents: int


def years(agreements: Sequence[Happening], view: View, searcher: Searcher) -> tuple[Year, ...]:
    """Every year that has something, the earliest first; undated documents belong to none."""
    reader = searcher.reader
    not_explainers = And((All(), Not(Term("kind", "agreement"))))
    counted = reader.search(not_explainers, facets=("year",), limit=0)
    held: dict[str, list[Happening]] = defaultdict(list)
    for each in agreements:
        held[each.date[:4]].append(each)
    if counted.total <= MOST:
        page = reader.search(not_explainers, sort="oldest", limit=MOST)
        for hit in searcher.shown(page.matches, view):
            if hit.date:
                held[hit.date[:4]].append(_happening(hit))
    counts = counted.facets["year"]
    return tuple(
        Year(
            year=year,
            happenings=tuple(sorted(held[year], key=lambda each: (each.date, each.title))),
            documents=counts.get(year, 0),
        )
        for year in sorted({*held, *counts})
    )


def _happening(hit: Hit) -> Happening:
    return Happening(kind=hit.kind, title=hit.title, language=hit.language, url=hit.url, date=hit.date or "")


def matrix(agreements: Sequence[str], reader: Reader) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    """For each agreement and kind, how many documents there are in each language, and under "all" how many at all."""
    table: dict[str, dict[str, Mapping[str, int]]] = {}
    for id_ in agreements:
        table[id_] = {}
        for kind in KINDS:
            page = reader.search(And((Term("agreement", id_), Term("kind", kind))), facets=("language",), limit=0)
            if page.total:
                table[id_][kind] = {"all": page.total, **page.facets["language"]}
    return table
