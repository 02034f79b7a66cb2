"""How does tantivy keep an index and answer questions? The default engine: embedded, native, fast.

This module and ``tantivy_writing`` alone know the library. Its ways that matter: terms arrive finished and are split at
spaces; counting an unknown field gives nothing instead of failing; `limit=0` panics, a panic is no Exception, and a
`limit` of a million million ends the process.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, assert_never

import tantivy
from tantivy import Occur
from tantivy import Query as Native

from kb import schema
from kb.engines import contract as ask
from kb.engines.tantivy_writing import CARDS as _CARDS
from kb.engines.tantivy_writing import FIRST as _FIRST
from kb.engines.tantivy_writing import ID as _ID
from kb.engines.tantivy_writing import LAST as _LAST
from kb.engines.tantivy_writing import PAGES as _PAGES
from kb.engines.tantivy_writing import SCHEMA as _SCHEMA
from kb.engines.tantivy_writing import SCHEMAS as _SCHEMAS
from kb.engines.tantivy_writing import UNDATED as _UNDATED
from kb.engines.tantivy_writing import VALUE as _VALUE
from kb.engines.tantivy_writing import WORDS as _WORDS
from kb.engines.tantivy_writing import Writer, merge_ahead, opened
from kb.engines.tantivy_writing import border as _border
from kb.errors import EngineError, IndexDamaged

# More than the library is willing to count (65,000): it then refuses, where a smaller size would cut in silence.
_VALUES = 1_000_000
_LOCKS = frozenset({".tantivy-writer.lock", ".tantivy-meta.lock"})
_CHANGING = frozenset({"meta.json", ".managed.json"})


class TantivyStore:
    """Tantivy's indices in one directory. Whoever opens them must be allowed to write there: tantivy takes a lock."""

    name = "tantivy"
    version = metadata.version("tantivy")

    def create(self, directory: Path) -> ask.StoreWriter:
        """Start an empty index in an existing empty directory. Raises EngineError."""
        with _border(EngineError):
            return Writer(directory, new=True)

    def extend(self, directory: Path) -> ask.StoreWriter:
        """Go on with the index in ``directory``. Raises IndexDamaged."""
        with _border(IndexDamaged):
            merge_ahead(directory)
            return Writer(directory)

    def open(self, directory: Path) -> ask.StoreReader:
        """Read a finished directory. Raises IndexDamaged."""
        with _border(IndexDamaged):
            return _Reader({name: opened(directory, name).searcher() for name in _SCHEMAS})

    def write_once(self, file_name: str) -> bool:
        """Segment files never change; the lists of them do."""
        return file_name not in _CHANGING and not self.passing(file_name)

    def passing(self, file_name: str) -> bool:
        """Lock files are of the moment."""
        return file_name in _LOCKS


class _Reader:
    """A snapshot of one directory."""

    def __init__(self, searchers: Mapping[str, tantivy.Searcher]) -> None:
        self._words = searchers[_WORDS]
        self._values = searchers

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
        wanted = _Translation(scored=limit > 0 and sort == "relevance").of(query)
        within = _narrow(wanted, chosen, dates)
        # A facet's own filter is left out of its counts: one more search for each facet that is counted and filtered.
        wider = {
            name: _narrow(wanted, {each: chosen[each] for each in chosen if each != name}, dates)
            for name in facets
            if name in chosen
        }
        with _border(EngineError):
            matches, total = self._find(within, sort, offset, limit)
            counts = self._count(within, [name for name in facets if name not in wider])
            for name, query_without in wider.items():
                counts |= self._count(query_without, [name])
        return ask.Page(matches, total, {name: counts[name] for name in facets})

    def _find(self, query: Native, sort: ask.Sort, offset: int, limit: int) -> tuple[tuple[ask.Match, ...], int]:
        # The library sets memory aside for as many as it is asked for, and cannot be asked for none.
        asked = min(limit, max(self.count() - offset, 0))
        window: dict[str, Any] = {"limit": asked or 1, "offset": offset if asked else 0, "count": True}
        if sort != "relevance":
            window |= {"order_by_field": sort, "order": tantivy.Order.Asc if sort == "oldest" else tantivy.Order.Desc}
        found: Any = self._words.search(query, **window)
        matches = [
            ask.Match(str(self._words.doc(address).get_first(_ID)), key if sort == "relevance" else 0.0)
            for key, address in found.hits[:asked]
        ]
        if sort == "relevance":
            matches.sort(key=lambda match: (-match.score, match.id))
        return tuple(matches), found.count

    def _count(self, query: Native, names: Sequence[str]) -> dict[str, dict[str, int]]:
        if not names:
            return {}
        counted = self._words.aggregate(query, {name: {"terms": {"field": name, "size": _VALUES}} for name in names})
        return {name: {each["key"]: each["doc_count"] for each in counted[name]["buckets"]} for name in names}

    def cards(self, ids: Sequence[str]) -> list[str]:
        """As Reader.cards."""
        cards = []
        for id_ in ids:
            card = self._value(_CARDS, id_)
            if card is None:
                raise KeyError(id_)
            cards.append(card)
        return cards

    def page(self, id: str) -> str | None:
        """As Reader.page."""
        return self._value(_PAGES, id)

    def _value(self, shelf: str, id_: str) -> str | None:
        with _border(IndexDamaged):
            searcher = self._values[shelf]
            found = searcher.search(Native.term_query(_SCHEMAS[shelf], _ID, id_, "basic"), limit=1, count=False)
            return str(searcher.doc(found.hits[0][1]).get_first(_VALUE)) if found.hits else None

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """As Reader.terms. Replaced documents stay in the lists of terms for a while: only those still there count."""
        if field not in schema.TEXT_FIELDS:
            raise ValueError(f"there is no text field {field}")
        with _border(EngineError):
            # The library would cut to the most frequent, so it is not told the limit.
            found = self._words.terms_with_prefix(field, prefix, filter_query=Native.all_query())
        return sorted((term, count) for term, count in found if count)[:limit]

    def ids(self) -> Iterator[str]:
        """As Reader.ids."""
        with _border(EngineError):
            everything = max(self.count(), 1)
            found = self._words.search(Native.all_query(), limit=everything, count=False, order_by_field=_ID)
        return iter(sorted(str(id_) for id_, _ in found.hits))

    def count(self) -> int:
        """How many documents there are."""
        return int(self._words.num_docs)


def _narrow(query: Native, filters: Mapping[str, Sequence[str]], dates: ask.Dates | None) -> Native:
    """The query within filters and dates, which add nothing to scores."""
    clauses = [Native.term_set_query(_SCHEMA, name, list(values)) for name, values in filters.items()]
    if dates is not None:
        integer = tantivy.FieldType.Integer
        clauses.append(Native.range_query(_SCHEMA, _FIRST, integer, upper_bound=dates.last))
        clauses.append(Native.range_query(_SCHEMA, _LAST, integer, lower_bound=max(dates.first, _UNDATED + 1)))
    if not clauses:
        return query
    required = [(Occur.Must, Native.const_score_query(clause, 0.0)) for clause in clauses]
    return Native.boolean_query([(Occur.Must, query), *required])


class _Translation:
    """Our trees as the library's. A part that stands in several places of a tree is translated once.

    Where nobody asks for scores, weights are left out.
    """

    def __init__(self, *, scored: bool) -> None:
        self._scored = scored
        # By identity, while the tree is alive: parts with weights cannot be compared cheaply.
        self._done: dict[int, Native] = {}

    def of(self, query: ask.Query) -> Native:
        """The library's query. Raises ValueError for a field that the schema lacks."""
        done = self._done.get(id(query))
        if done is None:
            done = self._done[id(query)] = self._translate(query)
        return done

    def _translate(self, query: ask.Query) -> Native:  # noqa: C901, PLR0911  one case for each kind of query
        match query:
            case ask.Term(field, term):
                return _term(field, term)
            case ask.Phrase(field, terms):
                return Native.phrase_query(_SCHEMA, _known(field, schema.TEXT_FIELDS), list(terms))
            case ask.AnyOf(field, weights):
                return self._best([self._boosted(_term(field, term), weight) for term, weight in weights.items()])
            case ask.Best(queries):
                return self._best([self.of(each) for each in queries])
            case ask.Boost(inner, weight):
                return self._boosted(self.of(inner), weight)
            case ask.Constant(inner, score):
                return Native.const_score_query(self.of(inner), score)
            case ask.And(queries):
                return self._all(queries) if queries else Native.all_query()
            case ask.Or(queries):
                return Native.boolean_query([(Occur.Should, self.of(each)) for each in queries])
            case ask.Not():
                return self._all((query,))
            case ask.All():
                return Native.all_query()
        assert_never(query)

    def _boosted(self, query: Native, weight: float) -> Native:
        return Native.boost_query(query, weight) if self._scored and weight != 1.0 else query

    def _best(self, queries: Sequence[Native]) -> Native:
        if len(queries) == 1:
            return queries[0]
        if not queries:
            return Native.empty_query()
        if self._scored:
            return Native.disjunction_max_query(queries)
        return Native.boolean_query([(Occur.Should, each) for each in queries])

    def _all(self, queries: Sequence[ask.Query]) -> Native:
        """What every query finds; what is only negative is taken from everything, without a score."""
        clauses = [
            (Occur.MustNot, self.of(each.query)) if isinstance(each, ask.Not) else (Occur.Must, self.of(each))
            for each in queries
        ]
        if all(isinstance(each, ask.Not) for each in queries):
            clauses.append((Occur.Must, Native.const_score_query(Native.all_query(), 0.0)))
        return Native.boolean_query(clauses)


def _term(field: str, term: str) -> Native:
    _known(field, (*schema.TEXT_FIELDS, *schema.FACET_FIELDS))
    return Native.term_query(_SCHEMA, field, term, "basic" if field in schema.FACET_FIELDS else "position")


def _known(field: str, fields: Sequence[str]) -> str:
    if field not in fields:
        raise ValueError(f"there is no field {field}")
    return field
