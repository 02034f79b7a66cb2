"""What is a search in OpenSearch's words?

Pure functions from our trees to the bodies of requests. Nothing is parsed or analysed there: terms are looked up as
they are, and only a phrase is split again, at its spaces.
"""

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from kb import schema
from kb.engines import contract as ask

Body = dict[str, Any]

ID, FIRST, LAST, OLDEST, NEWEST = "id", "first", "last", "oldest", "newest"
# More buckets than a cluster is willing to make (65,535 unless told): it refuses, where a smaller size cuts in silence.
_VALUES = 1_000_000
# A cluster takes 1,024 terms in one query, unless told otherwise; words of many terms then share one score.
_TERMS = 1_000
_FEW = 8
_EVERYTHING: Body = {"match_all": {}}
_NOTHING: Body = {"match_none": {}}
ANY: Body = {"size": 0, "track_total_hits": True}  # counts everything
# An id comes with the sort keys, from a column: nothing stored is read.
_UNREAD: Body = {"_source": False, "stored_fields": "_none_"}
_ORDERS: Mapping[ask.Sort, Sequence[Body]] = {
    "relevance": [{"_score": "desc"}, {ID: "asc"}],
    "newest": [{NEWEST: "desc"}, {ID: "asc"}],
    "oldest": [{OLDEST: "asc"}, {ID: "asc"}],
}


def search(
    query: ask.Query,
    *,
    filters: Mapping[str, Sequence[str]],
    dates: ask.Dates | None,
    facets: Sequence[str],
    sort: ask.Sort,
    offset: int,
    limit: int,
) -> Body:
    """The body of a search. Raises ValueError for a field that the schema lacks.

    Filters of facets that are counted narrow the hits behind the counting, and each count but their own.
    """
    before = {name: values for name, values in filters.items() if name not in facets}
    behind = {name: values for name, values in filters.items() if name in facets}
    body: Body = {
        "query": _narrow(_tree(query, scored=limit > 0 and sort == "relevance"), [*_any(before), *_within(dates)]),
        "from": offset,
        "size": limit,
        "track_total_hits": True,
        "sort": _ORDERS[sort],
        **_UNREAD,
    }
    if behind:
        body["post_filter"] = {"bool": {"filter": _any(behind)}}
    if facets:
        body["aggs"] = {name: _counted(name, behind) for name in facets}
    return body


def everything(size: int) -> Body:
    """The body that asks for the first ids, in order."""
    return {"query": _EVERYTHING, "size": size, "track_total_hits": False, "sort": [{ID: "asc"}], **_UNREAD}


def counts(answer: Body, facets: Sequence[str]) -> dict[str, dict[str, int]]:
    """The counts of an answer."""
    return {
        name: {each["key"]: each["doc_count"] for each in answer["aggregations"][name]["values"]["buckets"]}
        for name in facets
    }


def terms(field: str, prefix: str, after: str | None, size: int) -> Body:
    """The body that asks for the next ``size`` terms of a field behind ``after``, which may include others."""
    composite: Body = {"size": size, "sources": [{"term": {"terms": {"field": field}}}]}
    if after is not None:
        composite["after"] = {"term": after}
    return {
        "query": {"prefix": {field: prefix}} if prefix else _EVERYTHING,
        "size": 0,
        "track_total_hits": False,
        "aggs": {"terms": {"composite": composite}},
    }


def just_before(prefix: str) -> str | None:
    """A term before all that begin with ``prefix``, with few or none in between; None is the beginning."""
    if not prefix:
        return None
    before = ord(prefix[-1]) - 1
    if before < 0:
        return prefix[:-1]
    if 0xD800 <= before <= 0xDFFF:  # no characters
        before = 0xD7FF
    return f"{prefix[:-1]}{chr(before)}\U0010ffff"


def _counted(name: str, filters: Mapping[str, Sequence[str]]) -> Body:
    others = _any({each: filters[each] for each in filters if each != name})
    return {
        "filter": {"bool": {"filter": others}} if others else _EVERYTHING,
        "aggs": {"values": {"terms": {"field": name, "size": _VALUES}}},
    }


def _any(filters: Mapping[str, Sequence[str]]) -> list[Body]:
    return [{"terms": {name: list(values)}} for name, values in filters.items()]


def _within(dates: ask.Dates | None) -> list[Body]:
    if dates is None:
        return []
    return [{"range": {FIRST: {"lte": dates.last}}}, {"range": {LAST: {"gte": dates.first}}}]


def _narrow(query: Body, filters: Sequence[Body]) -> Body:
    """The query within filters, which add nothing to scores."""
    return {"bool": {"must": [query], "filter": list(filters)}} if filters else query


def _tree(query: ask.Query, *, scored: bool) -> Body:
    exact = _Translation(few=_TERMS if scored else 1)
    body = exact.of(query)
    return body if exact.terms <= _TERMS else _Translation(few=_FEW).of(query)


class _Translation:
    """Our trees as bodies. A word of more than ``few`` terms has one score for all of them, its greatest weight."""

    def __init__(self, few: int) -> None:
        self._few = few
        self.terms = 0

    def of(self, query: ask.Query) -> Body:  # noqa: C901, PLR0911  one case for each kind of query
        """The body. Raises ValueError for a field that the schema lacks."""
        match query:
            case ask.Term(field, term):
                return self._term(field, term, 1.0)
            case ask.Phrase(field, phrase):
                return self._phrase(field, phrase)
            case ask.AnyOf(field, weights):
                return self._any_of(field, weights)
            case ask.Best(queries):
                return {"dis_max": {"queries": [self.of(each) for each in queries]}} if queries else _NOTHING
            case ask.Boost(inner, weight):
                return {"bool": {"must": [self.of(inner)], "boost": weight}}
            case ask.Constant(inner, score):
                return {"constant_score": {"filter": self.of(inner), "boost": score}}
            case ask.And(queries):
                return self._all(queries)
            case ask.Or(queries):
                any_: Body = {"should": [self.of(each) for each in queries], "minimum_should_match": 1}
                return {"bool": any_} if queries else _NOTHING
            case ask.Not():
                return self._all((query,))
            case ask.All():
                return _EVERYTHING
        assert_never(query)

    def _term(self, field: str, term: str, weight: float) -> Body:
        self.terms += 1
        return {"term": {_known(field, (*schema.TEXT_FIELDS, *schema.FACET_FIELDS)): {"value": term, "boost": weight}}}

    def _phrase(self, field: str, phrase: Sequence[str]) -> Body:
        self.terms += 1
        _known(field, schema.TEXT_FIELDS)
        if any(not term or " " in term for term in phrase):
            return _NOTHING  # there is no such term, and the text would be split into others
        return {"match_phrase": {field: " ".join(phrase)}}

    def _any_of(self, field: str, weights: Mapping[str, float]) -> Body:
        _known(field, (*schema.TEXT_FIELDS, *schema.FACET_FIELDS))
        if not weights:
            return _NOTHING
        if len(weights) <= self._few:
            return {"dis_max": {"queries": [self._term(field, term, weight) for term, weight in weights.items()]}}
        self.terms += 1
        return {"terms": {field: list(weights), "boost": max(weights.values())}}

    def _all(self, queries: Sequence[ask.Query]) -> Body:
        """What every query finds; what is only negative is taken from everything, without a score."""
        clauses: dict[str, list[Body]] = {"must": [], "must_not": []}
        for each in queries:
            if isinstance(each, ask.Not):
                clauses["must_not"].append(self.of(each.query))
            else:
                clauses["must"].append(self.of(each))
        if not queries:
            return _EVERYTHING
        return {"bool": clauses if clauses["must"] else {"filter": [_EVERYTHING], **clauses}}


def _known(field: str, fields: Sequence[str]) -> str:
    if field not in fields:
        raise ValueError(f"there is no field {field}")
    return field
