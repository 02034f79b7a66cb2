"""How does tantivy keep an index and answer questions? The default engine: embedded, native, fast.

The only module that knows the library. Its ways that matter: terms arrive finished and are split at spaces; counting
an unknown field gives nothing instead of failing; `limit=0` and one-term phrases panic; a panic is no Exception.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, assert_never

import tantivy
from tantivy import Occur
from tantivy import Query as Native

from kb import schema
from kb.engines import contract as ask
from kb.errors import EngineError, IndexDamaged, KBError

_ID, _FIRST, _LAST, _OLDEST, _NEWEST, _CARD, _PAGE = "id", "first", "last", "oldest", "newest", "card", "page"
# One writing thread makes one segment of a small corpus and keeps the order of documents; its memory, in bytes.
_THREADS, _HEAP = 1, 256_000_000
_UNDATED = 0
# The engine cuts lists of facet values at a size of its own; a facet has no more values than this.
_VALUES = 65_000
_LOCKS = frozenset({".tantivy-writer.lock", ".tantivy-meta.lock"})
_CHANGING = frozenset({"meta.json", ".managed.json"})


def _make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_ID, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    for name in schema.TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in schema.FACET_FIELDS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in (_OLDEST, _NEWEST):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in (_FIRST, _LAST):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in (_CARD, _PAGE):
        builder.add_bytes_field(name, stored=True)
    return builder.build()


_SCHEMA = _make_schema()


@contextmanager
def _border(failure: type[EngineError]) -> Iterator[None]:
    """Let nothing of the library's failures out but as one of ours."""
    try:
        yield
    except (KBError, KeyError):
        raise
    except (ValueError, OSError, RuntimeError) as error:
        raise failure("The search engine failed: %(reason)s", reason=error) from error
    except BaseException as error:
        # A panic of native code derives from BaseException, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise failure("The search engine failed: %(reason)s", reason="panic") from error


class TantivyStore:
    """One tantivy index in one directory."""

    name = "tantivy"
    version = metadata.version("tantivy")

    def create(self, directory: Path) -> ask.StoreWriter:
        """Start an empty index in an existing empty directory."""
        with _border(EngineError):
            return _Writer(tantivy.Index(_SCHEMA, path=str(directory), reuse=False))

    def extend(self, directory: Path) -> ask.StoreWriter:
        """Go on with the index in ``directory``."""
        with _border(IndexDamaged):
            return _Writer(tantivy.Index.open(str(directory)))

    def open(self, directory: Path) -> ask.StoreReader:
        """Read a finished directory. Raises IndexDamaged."""
        with _border(IndexDamaged):
            return _Reader(tantivy.Index.open(str(directory)).searcher())

    def write_once(self, file_name: str) -> bool:
        """Segment files never change; the lists of them do."""
        return file_name not in _CHANGING and not self.passing(file_name)

    def passing(self, file_name: str) -> bool:
        """Lock files are of the moment."""
        return file_name in _LOCKS


class _Writer:
    """A session of writing. It uses an Index object of its own: two that live on would lose each other's files."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._writer: tantivy.IndexWriter | None = index.writer(heap_size=_HEAP, num_threads=_THREADS)

    def upsert(self, document: ask.IndexDocument) -> None:
        """Add a document, or replace the one with its id."""
        unknown = {*document.text} - {*schema.TEXT_FIELDS} | {*document.facets} - {*schema.FACET_FIELDS}
        if unknown:
            raise ValueError(f"the schema has no {', '.join(sorted(unknown))}")
        with _border(EngineError):
            self._open.delete_documents_by_term(_ID, document.id)
            self._open.add_document(_native(document))

    def delete(self, id: str) -> None:  # noqa: A002  the field's word
        """Remove a document; an unknown id is fine."""
        with _border(EngineError):
            self._open.delete_documents_by_term(_ID, id)

    def finish(self) -> None:
        """Write everything down; the session is over."""
        with _border(EngineError):
            self._open.commit()
            self._open.garbage_collect_files()
            self._open.wait_merging_threads()
            self._writer = None

    def abandon(self) -> None:
        """Let go of the directory; what was not finished is dropped."""
        if self._writer is not None:
            with _border(EngineError):
                self._writer.rollback()
                self._writer.wait_merging_threads()
            self._writer = None

    @property
    def _open(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise ValueError("this writing session is over")
        return self._writer


def _native(document: ask.IndexDocument) -> tantivy.Document:
    native = tantivy.Document()
    native.add_text(_ID, document.id)
    for name, terms in document.text.items():
        native.add_text(name, terms)
    for name, values in document.facets.items():
        for value in dict.fromkeys(values):
            native.add_text(name, value)
    native.add_text(_OLDEST, document.oldest)
    native.add_text(_NEWEST, document.newest)
    first, last = document.dates or (_UNDATED, _UNDATED)
    native.add_integer(_FIRST, first)
    native.add_integer(_LAST, last)
    native.add_bytes(_CARD, document.card)
    native.add_bytes(_PAGE, document.page)
    return native


class _Reader:
    """A snapshot of one index."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher

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
        chosen = {name: tuple(values) for name, values in (filters or {}).items()}
        unknown = {*facets, *chosen} - {*schema.FACET_FIELDS}
        if unknown:
            raise ValueError(f"there is no facet {', '.join(sorted(unknown))}")
        wanted = _translate(query)
        with _border(EngineError):
            filtered = _narrow(wanted, chosen, dates)
            found = self._find(filtered, sort, offset, limit)
            counts: dict[str, dict[str, int]] = self._count(filtered, [name for name in facets if name not in chosen])
            for name in facets:
                if name in chosen:
                    others = {other: values for other, values in chosen.items() if other != name}
                    counts |= self._count(_narrow(wanted, others, dates), [name])
        return ask.Page(found.matches, found.total, {name: counts[name] for name in facets})

    def _find(self, query: Native, sort: ask.Sort, offset: int, limit: int) -> ask.Page:
        # The library cannot be asked for nothing; asked for one, it still counts.
        asked: dict[str, Any] = {"limit": max(limit, 1), "offset": offset if limit else 0, "count": True}
        if sort != "relevance":
            asked |= {"order_by_field": sort, "order": tantivy.Order.Asc if sort == "oldest" else tantivy.Order.Desc}
        found: Any = self._searcher.search(query, **asked)
        hits = [(address, 0.0 if sort != "relevance" else float(score)) for score, address in found.hits[: limit or 0]]
        matches = [ask.Match(str(self._searcher.doc(address).get_first(_ID)), score) for address, score in hits]
        if sort == "relevance":
            matches.sort(key=lambda match: (-match.score, match.id))
        return ask.Page(tuple(matches), found.count or 0)

    def _count(self, query: Native, names: Sequence[str]) -> dict[str, dict[str, int]]:
        if not names:
            return {}
        asked = {name: {"terms": {"field": name, "size": _VALUES}} for name in names}
        answer = self._searcher.aggregate(query, asked)
        return {
            name: {bucket["key"]: bucket["doc_count"] for bucket in answer[name]["buckets"] if bucket["doc_count"]}
            for name in names
        }

    def cards(self, ids: Sequence[str]) -> list[bytes]:
        """As Reader.cards."""
        return [self._stored(id_, _CARD) for id_ in ids]

    def page(self, id: str) -> bytes | None:  # noqa: A002  the field's word
        """As Reader.page."""
        try:
            return self._stored(id, _PAGE)
        except KeyError:
            return None

    def _stored(self, id_: str, field: str) -> bytes:
        with _border(IndexDamaged):
            found = self._searcher.search(Native.term_query(_SCHEMA, _ID, id_, "basic"), limit=1, count=False)
            if not found.hits:
                raise KeyError(id_)
            return bytes(self._searcher.doc(found.hits[0][1]).get_first(field) or b"")

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """As Reader.terms; only documents that are still there count."""
        if field not in schema.TEXT_FIELDS:
            raise ValueError(f"there is no text field {field}")
        with _border(EngineError):
            found = self._searcher.terms_with_prefix(field, prefix, filter_query=Native.all_query())
        return sorted((term, count) for term, count in found if count)[:limit]

    def ids(self) -> Iterator[str]:
        """As Reader.ids."""
        with _border(EngineError):
            count = self._searcher.num_docs
            found = self._searcher.search(Native.all_query(), limit=max(count, 1), count=False, order_by_field=_ID)
        return iter(sorted(str(id_) for id_, _ in found.hits))

    def count(self) -> int:
        """How many documents there are."""
        return int(self._searcher.num_docs)


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


def _translate(query: ask.Query) -> Native:
    match query:
        case ask.Term() | ask.Phrase() | ask.AnyOf() | ask.All():
            return _leaf(query)
        case ask.Best(queries):
            return _best([_translate(each) for each in queries])
        case ask.Boost(inner, weight):
            return _weighted(_translate(inner), weight)
        case ask.Constant(inner, score):
            return Native.const_score_query(_translate(inner), score)
        case ask.And() | ask.Or() | ask.Not():
            return _logic(query)
    assert_never(query)


def _leaf(query: ask.Term | ask.Phrase | ask.AnyOf | ask.All) -> Native:
    match query:
        case ask.Term(field, term):
            return _term(field, term)
        case ask.Phrase(field, terms):
            return Native.phrase_query(_SCHEMA, _known(field), list(terms))
        case ask.AnyOf(field, weights):
            return _best([_weighted(_term(field, term), weight) for term, weight in weights.items()])
        case ask.All():
            return Native.all_query()
    assert_never(query)


def _logic(query: ask.And | ask.Or | ask.Not) -> Native:
    match query:
        case ask.And(queries):
            return _all([(Occur.Must, _translate(each)) for each in queries])
        case ask.Or(queries):
            clauses = [(Occur.Should, _translate(each)) for each in queries]
            return Native.boolean_query(clauses) if clauses else Native.empty_query()
        case ask.Not(inner):
            return _all([(Occur.MustNot, _translate(inner))])
    assert_never(query)


def _all(clauses: list[tuple[Occur, Native]]) -> Native:
    """All of the clauses; where none is positive, out of every document, without a score."""
    if any(occur is not Occur.MustNot for occur, _ in clauses):
        return Native.boolean_query(clauses)
    everything = Native.const_score_query(Native.all_query(), 0.0) if clauses else Native.all_query()
    return Native.boolean_query([(Occur.Must, everything), *clauses])


def _best(queries: list[Native]) -> Native:
    if not queries:
        return Native.empty_query()
    return queries[0] if len(queries) == 1 else Native.disjunction_max_query(queries)


def _weighted(query: Native, weight: float) -> Native:
    return query if weight == 1 else Native.boost_query(query, weight)


def _term(field: str, term: str) -> Native:
    option = "basic" if field in schema.FACET_FIELDS else "position"
    return Native.term_query(_SCHEMA, _known(field), term, option)


def _known(field: str) -> str:
    if field not in schema.TEXT_FIELDS and field not in schema.FACET_FIELDS:
        raise ValueError(f"there is no field {field}")
    return field
