"""How does tantivy keep an index and answer questions? The default engine: embedded, native, fast.

The only module that knows the library. Its ways that matter: terms arrive finished and are split at spaces; counting
an unknown field gives nothing instead of failing; `limit=0` panics, a panic is no Exception, and a `limit` of a
million million ends the process.

A directory holds three indices: ``words`` finds ids, ``cards`` and ``pages`` keep one value for each id. tantivy reads
a stored document as one piece, so values beside the words would all be read for every id that is found.
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

_WORDS, _CARDS, _PAGES = "words", "cards", "pages"
_ID, _FIRST, _LAST, _OLDEST, _NEWEST, _VALUE = "id", "first", "last", "oldest", "newest", "value"
# One writing thread makes one segment of a small corpus and keeps the order of documents.
_THREADS = 1
# Memory before a segment is written, in bytes: values go to the disk at once, words are gathered.
_HEAPS = {_WORDS: 256_000_000, _CARDS: 32_000_000, _PAGES: 32_000_000}
_UNDATED = 0
_NOTHING = "nothing"  # our tokenizer of what is stored and never searched
# More than the library is willing to count (65,000): it then refuses, where a smaller size would cut in silence.
_VALUES = 1_000_000
_LOCKS = frozenset({".tantivy-writer.lock", ".tantivy-meta.lock"})
_CHANGING = frozenset({"meta.json", ".managed.json"})


def _words_schema() -> tantivy.Schema:
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
    return builder.build()


def _values_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_ID, tokenizer_name="raw", index_option="basic")
    # Bytes would be read one by one, at a third of the speed.
    builder.add_text_field(_VALUE, stored=True, tokenizer_name=_NOTHING, index_option="basic")
    return builder.build()


_SCHEMA = _words_schema()
_SCHEMAS = {_WORDS: _SCHEMA, _CARDS: _values_schema(), _PAGES: _values_schema()}


@contextmanager
def _border(failure: type[EngineError]) -> Iterator[None]:
    """Let nothing of the library's failures out but as one of ours."""
    try:
        yield
    except KBError:
        raise
    except Exception as error:
        raise failure("The search engine failed: %(reason)s", reason=error) from error
    except BaseException as error:
        # A panic of native code derives from BaseException, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise failure("The search engine failed: %(reason)s", reason=f"panic: {error}") from error


class TantivyStore:
    """Tantivy's indices in one directory. Whoever opens them must be allowed to write there: tantivy takes a lock."""

    name = "tantivy"
    version = metadata.version("tantivy")

    def create(self, directory: Path) -> ask.StoreWriter:
        """Start an empty index in an existing empty directory. Raises EngineError."""
        with _border(EngineError):
            for name in _SCHEMAS:
                (directory / name).mkdir()
            return _Writer(
                {
                    name: _taught(tantivy.Index(each, str(directory / name), reuse=False))
                    for name, each in _SCHEMAS.items()
                }
            )

    def extend(self, directory: Path) -> ask.StoreWriter:
        """Go on with the index in ``directory``. Raises IndexDamaged."""
        with _border(IndexDamaged):
            return _Writer({name: _taught(tantivy.Index.open(str(directory / name))) for name in _SCHEMAS})

    def open(self, directory: Path) -> ask.StoreReader:
        """Read a finished directory. Raises IndexDamaged."""
        with _border(IndexDamaged):
            return _Reader({name: tantivy.Index.open(str(directory / name)).searcher() for name in _SCHEMAS})

    def write_once(self, file_name: str) -> bool:
        """Segment files never change; the lists of them do."""
        return file_name not in _CHANGING and not self.passing(file_name)

    def passing(self, file_name: str) -> bool:
        """Lock files are of the moment."""
        return file_name in _LOCKS


def _taught(index: tantivy.Index) -> tantivy.Index:
    """An index that is written to: values are kept, and none of their words are."""
    no_words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.remove_long(1)).build()
    index.register_tokenizer(_NOTHING, no_words)
    return index


class _Writer:
    """A session of writing. It uses Index objects of its own: two that live on would lose each other's files."""

    def __init__(self, indices: Mapping[str, tantivy.Index]) -> None:
        self._writers = {name: index.writer(_HEAPS[name], _THREADS) for name, index in indices.items()}

    def upsert(self, document: ask.IndexDocument) -> None:
        """Add a document, or replace the one with its id. Raises ValueError for a field that the schema lacks."""
        unknown = {*document.text} - {*schema.TEXT_FIELDS} | {*document.facets} - {*schema.FACET_FIELDS}
        if unknown:
            raise ValueError(f"the schema has no {', '.join(sorted(unknown))}")
        self.delete(document.id)
        with _border(EngineError):
            self._writers[_WORDS].add_document(_native(document))
            self._writers[_CARDS].add_document(_stored(document.id, document.card))
            self._writers[_PAGES].add_document(_stored(document.id, document.page))

    def delete(self, id: str) -> None:
        """Remove a document; an unknown id is fine."""
        if not self._writers:
            raise ValueError("this writing session is over")
        with _border(EngineError):
            for writer in self._writers.values():
                writer.delete_documents_by_term(_ID, id)

    def finish(self) -> None:
        """Write everything down; the session is over. Raises EngineError."""
        with _border(EngineError):
            for writer in self._writers.values():
                writer.commit()
                writer.wait_merging_threads()
        self._writers = {}

    def abandon(self) -> None:
        """Let go of the directory; what was not finished is dropped. Raises EngineError."""
        left, self._writers = self._writers, {}
        with _border(EngineError):
            for writer in left.values():
                writer.rollback()
                writer.wait_merging_threads()


def _native(document: ask.IndexDocument) -> tantivy.Document:
    native = tantivy.Document()
    native.add_text(_ID, document.id)
    for name, terms in document.text.items():
        native.add_text(name, terms)
    for name, values in document.facets.items():
        for value in values:
            native.add_text(name, value)
    native.add_text(_OLDEST, document.oldest)
    native.add_text(_NEWEST, document.newest)
    first, last = document.dates or (_UNDATED, _UNDATED)
    native.add_integer(_FIRST, first)
    native.add_integer(_LAST, last)
    return native


def _stored(id_: str, value: str) -> tantivy.Document:
    native = tantivy.Document()
    native.add_text(_ID, id_)
    native.add_text(_VALUE, value)
    return native


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
        unknown = {*facets, *chosen} - {*schema.FACET_FIELDS}
        if unknown:
            raise ValueError(f"there is no facet {', '.join(sorted(unknown))}")
        if offset < 0 or limit < 0:
            raise ValueError("offset and limit count documents: neither is below zero")
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
