"""How fast is tantivy without us? One index, cards stored with the words, queries built straight from the tree."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, assert_never

import tantivy
from peers.peer import CARDS, Answer, Question
from tantivy import Occur
from tantivy import Query as Native

from kb import schema
from kb.engines import contract as tree

_VALUES = 65_000


class RawTantivy:
    """The library as its own documentation uses it."""

    name = "raw tantivy"

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("card", stored=True, tokenizer_name="nothing", index_option="basic")
        for name in schema.TEXT_FIELDS:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
        for name in schema.FACET_FIELDS:
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, str(folder))
        # Cards are stored and not searched; as bytes they would be read at a third of the speed.
        nothing = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.remove_long(1)).build()
        self._index.register_tokenizer("nothing", nothing)
        self._writer = self._index.writer(256_000_000, 1)

    def add(self, document: tree.IndexDocument) -> None:
        """Take one more document."""
        native = tantivy.Document()
        native.add_text("id", document.id)
        native.add_text("card", document.card)
        for name, terms in document.text.items():
            native.add_text(name, terms)
        for name, values in document.facets.items():
            for value in values:
                native.add_text(name, value)
        self._writer.add_document(native)

    def finish(self) -> None:
        """Make everything added so far searchable."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = self._index.writer(256_000_000, 1)
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, question: Question, facets: Sequence[str]) -> Answer:
        """Answer a question."""
        wanted = self._native(question.query)
        within = self._within(wanted, question.filters)
        found: Any = self._searcher.search(within, limit=CARDS, count=True)
        plain = [name for name in facets if name not in question.filters]
        counts = self._count(within, plain)
        for name in facets:
            if name in question.filters:
                others = {each: question.filters[each] for each in question.filters if each != name}
                counts |= self._count(self._within(wanted, others), [name])
        cards = [str(self._searcher.doc(address).get_first("card")) for _, address in found.hits]
        return Answer(found.count, counts, cards)

    def _count(self, query: Native, names: Sequence[str]) -> dict[str, dict[str, int]]:
        if not names:
            return {}
        counted = self._searcher.aggregate(query, {each: {"terms": {"field": each, "size": _VALUES}} for each in names})
        return {name: {each["key"]: each["doc_count"] for each in counted[name]["buckets"]} for name in names}

    def _within(self, query: Native, filters: Mapping[str, Sequence[str]]) -> Native:
        if not filters:
            return query
        sets = [Native.term_set_query(self._schema, name, list(values)) for name, values in filters.items()]
        return Native.boolean_query(
            [(Occur.Must, query), *((Occur.Must, Native.const_score_query(each, 0.0)) for each in sets)]
        )

    def _native(self, query: tree.Query) -> Native:  # noqa: C901, PLR0911  one case for each kind of query
        match query:
            case tree.Term(field, term):
                return Native.term_query(self._schema, field, term)
            case tree.Phrase(field, terms):
                return Native.phrase_query(self._schema, field, list(terms))
            case tree.AnyOf(field, weights):
                return Native.disjunction_max_query(
                    [
                        Native.boost_query(Native.term_query(self._schema, field, term), weight)
                        for term, weight in weights.items()
                    ]
                )
            case tree.Best(queries):
                return Native.disjunction_max_query([self._native(each) for each in queries])
            case tree.Boost(inner, weight):
                return Native.boost_query(self._native(inner), weight)
            case tree.Constant(inner, score):
                return Native.const_score_query(self._native(inner), score)
            case tree.And(queries):
                return Native.boolean_query([self._clause(each) for each in queries])
            case tree.Or(queries):
                return Native.boolean_query([(Occur.Should, self._native(each)) for each in queries])
            case tree.Not():
                raise NotImplementedError("none of the questions is only negative")
            case tree.All():
                return Native.all_query()
        assert_never(query)

    def _clause(self, query: tree.Query) -> tuple[Occur, Native]:
        if isinstance(query, tree.Not):
            return Occur.MustNot, self._native(query.query)
        return Occur.Must, self._native(query)
