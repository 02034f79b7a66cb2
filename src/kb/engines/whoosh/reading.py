"""How is a finished index of Whoosh searched, counted and read?

A reader keeps the facts of every document in memory, and the facets that were counted: of each value one large integer
with a bit for each of its documents, so that counting takes an `and` and a count of bits. What it keeps never changes
once it is there, and nothing moves in the files that are read, so that threads may share a reader.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache, partial
from heapq import merge, nlargest, nsmallest
from itertools import chain, groupby, islice
from operator import attrgetter, itemgetter

from kb import schema
from kb.engines import contract as ask
from kb.engines.whoosh.files import CARD, PAGE, Facts, Segment, border
from kb.engines.whoosh.scoring import Scores, Scoring, norm
from kb.errors import EngineError, IndexDamaged

_TERMS = 512  # whose documents are remembered


class IndexReader:
    """A snapshot of one directory."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self.documents: Mapping[int, Facts] = {number: each for segment in segments for number, each in segment.facts()}
        self.numbers: Mapping[str, int] = {each.id: number for number, each in self.documents.items()}
        # Not methods of this reader: with a circle the files of an old generation would be held for longer.
        self.frequencies = lru_cache(_TERMS)(partial(_frequencies, segments))
        self.norms = cache(partial(_norms, self.documents))
        self._values = cache(partial(_values, segments))

    def search(
        self,
        query: ask.Query,
        *,
        filters: Mapping[str, Sequence[str]] | None = None,
        dates: ask.Dates | None = None,
        facets: Sequence[str] = (),
        sort: ask.Sort = "relevance",
        offset: int = 0,
        limit: int = 10,
    ) -> ask.Page:
        """As Reader.search."""
        chosen = dict(filters or {})
        ask.refuse_unfit({*facets, *chosen}, offset, limit)
        scores = Scoring(self, scored=limit > 0 and sort == "relevance").of(query)
        found: AbstractSet[int] = scores.keys() if dates is None else scores.keys() & self._overlapping(dates)
        passing = {name: self._with_any(name, values) for name, values in chosen.items()}
        within = _common(found, passing.values())
        among = _bits(within) if facets else 0
        # A facet's own filter is left out of its counts.
        wider = {
            name: _bits(_common(found, [passing[each] for each in passing if each != name]))
            for name in facets
            if name in passing
        }
        counts = {name: self._count(name, wider.get(name, among)) for name in facets}
        first = self._first(offset + limit, within, scores, sort) if limit else []
        matches = (ask.Match(self.documents[number].id, scores[number]) for number in first[offset:])
        return ask.Page(tuple(matches), len(within), counts)

    def _first(self, count: int, within: AbstractSet[int], scores: Scores, sort: ask.Sort) -> list[int]:
        documents = self.documents
        match sort:
            case "relevance":
                return nsmallest(count, within, key=lambda number: (-scores[number], documents[number].id))
            case "oldest":
                return nsmallest(count, within, key=lambda number: (documents[number].oldest, documents[number].id))
            case "newest":
                return nlargest(count, within, key=lambda number: (documents[number].newest, documents[number].id))

    def _overlapping(self, dates: ask.Dates) -> set[int]:
        return {
            number
            for number, each in self.documents.items()
            if each.dates and each.dates[0] <= dates.last and each.dates[1] >= dates.first
        }

    def _with_any(self, name: str, values: Sequence[str]) -> set[int]:
        return {number for value in values for number in self.frequencies(name, value)}

    def _count(self, name: str, among: int) -> dict[str, int]:
        counts = ((value, (documents & among).bit_count()) for value, documents in self._values(name).items())
        return {value: count for value, count in counts if count}

    def cards(self, ids: Sequence[str]) -> list[str]:
        """As Reader.cards."""
        return [self._value(CARD, self.numbers[id_]) for id_ in ids]

    def page(self, id: str) -> str | None:
        """As Reader.page."""
        number = self.numbers.get(id)
        return None if number is None else self._value(PAGE, number)

    def _value(self, column: str, number: int) -> str:
        segment = self._segments[bisect_right(self._segments, number, key=attrgetter("base")) - 1]
        with border(IndexDamaged):
            return segment.value(column, number)

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """As Reader.terms."""
        if field not in schema.TEXT_FIELDS:
            raise ValueError(f"there is no text field {field}")
        with border(EngineError):
            return list(islice(_terms(self._segments, field, prefix), limit))

    def ids(self) -> Iterator[str]:
        """As Reader.ids."""
        return iter(sorted(self.numbers))

    def count(self) -> int:
        """How many documents there are."""
        return len(self.documents)

    def phrases(self, field: str, terms: Sequence[str]) -> Mapping[int, int]:
        """As Lists.phrases."""
        with border(EngineError):
            found = [segment.phrases(field, terms) for segment in self._segments]
        return dict(chain.from_iterable(each.items() for each in found))


def _frequencies(segments: Sequence[Segment], field: str, term: str) -> Mapping[int, int]:
    with border(EngineError):
        found = [segment.frequencies(field, term) for segment in segments]
    return found[0] if len(found) == 1 else dict(chain.from_iterable(each.items() for each in found))


def _terms(segments: Sequence[Segment], field: str, prefix: str) -> Iterator[tuple[str, int]]:
    found = merge(*(segment.terms(field, prefix) for segment in segments))
    for term, counts in groupby(found, key=itemgetter(0)):
        count = sum(count for _, count in counts)
        if count:
            yield term, count


def _values(segments: Sequence[Segment], name: str) -> Mapping[str, int]:
    """The documents of each value of a facet."""
    with border(EngineError):
        return {value: _bits(_frequencies(segments, name, value)) for value, _ in _terms(segments, name, "")}


def _norms(documents: Mapping[int, Facts], field: str) -> Mapping[int, float]:
    if field not in schema.TEXT_FIELDS:
        return dict.fromkeys(documents, norm(1))
    at = schema.TEXT_FIELDS.index(field)
    mean = sum(each.lengths[at] for each in documents.values()) / max(len(documents), 1) or 1
    return {number: norm(each.lengths[at] / mean) for number, each in documents.items()}


def _common(found: AbstractSet[int], sets: Iterable[AbstractSet[int]]) -> AbstractSet[int]:
    for each in sets:
        found = found & each  # not in place: it is somebody else's
    return found


def _bits(documents: Iterable[int]) -> int:
    """A number with a bit for each document."""
    digits = bytearray(b"0") * (max(documents, default=0) + 1)
    for number in documents:
        digits[-1 - number] = ord("1")
    return int(digits, 2)
