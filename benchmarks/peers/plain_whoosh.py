"""How fast is Whoosh without us? Its own query objects, scoring and groups, as its documentation uses them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, assert_never

from peers.peer import CARDS, Answer, Question
from whoosh import fields, index, query, sorting  # type: ignore[import-untyped]
from whoosh.analysis import SpaceSeparatedTokenizer  # type: ignore[import-untyped]

from kb import schema
from kb.engines import contract as tree


class PlainWhoosh:
    """One index; a text field for each of ours, a keyword field for each facet."""

    name = "Whoosh"

    def __init__(self, folder: Path) -> None:
        kinds: dict[str, Any] = {"id": fields.ID(stored=True, unique=True), "card": fields.STORED()}
        kinds |= {name: fields.TEXT(analyzer=SpaceSeparatedTokenizer()) for name in schema.TEXT_FIELDS}
        kinds |= {name: fields.KEYWORD(commas=True) for name in schema.FACET_FIELDS}
        self._index = index.create_in(str(folder), fields.Schema(**kinds))
        self._writer = self._index.writer(limitmb=256)

    def add(self, document: tree.IndexDocument) -> None:
        """Take one more document."""
        facets = {name: ",".join(values) for name, values in document.facets.items()}
        self._writer.add_document(id=document.id, card=document.card, **document.text, **facets)

    def finish(self) -> None:
        """Make everything added so far searchable."""
        self._writer.commit(optimize=True)
        self._writer = self._index.writer(limitmb=256)
        self._searcher = self._index.searcher()

    def ask(self, question: Question, facets: Sequence[str]) -> Answer:
        """Answer a question."""
        wanted = self._native(question.query)
        plain = [name for name in facets if name not in question.filters]
        found = self._found(wanted, question.filters, plain)
        counts = {name: _counts(found, name) for name in plain}
        for name in facets:
            if name in question.filters:
                others = {each: question.filters[each] for each in question.filters if each != name}
                counts[name] = _counts(self._found(wanted, others, [name]), name)
        return Answer(len(found), counts, [hit["card"] for hit in found[:CARDS]])

    def _found(self, wanted: query.Query, filters: Mapping[str, Sequence[str]], facets: Sequence[str]) -> Any:
        """Not optimised: blocks that cannot be among the first ten would be left out of the counts, too."""
        sets = [query.Or([query.Term(name, value) for value in values]) for name, values in filters.items()]
        groups = sorting.Facets()
        for name in facets:
            groups.add_field(name, allow_overlap=True, maptype=sorting.Count)
        return self._searcher.search(
            wanted, limit=CARDS, filter=query.And(sets) if sets else None, groupedby=groups, optimize=False
        )

    def _native(self, wanted: tree.Query) -> query.Query:  # noqa: C901, PLR0911  one case for each kind of query
        match wanted:
            case tree.Term(field, term):
                return query.Term(field, term)
            case tree.Phrase(field, terms):
                return query.Phrase(field, list(terms))
            case tree.AnyOf(field, weights):
                return query.DisjunctionMax([query.Term(field, term, boost) for term, boost in weights.items()])
            case tree.Best(queries):
                return query.DisjunctionMax([self._native(each) for each in queries])
            case tree.Boost(inner, weight):
                return self._native(inner).with_boost(weight)
            case tree.Constant(inner, score):
                return query.ConstantScoreQuery(self._native(inner), score)
            case tree.And(queries):
                return query.And([self._native(each) for each in queries])
            case tree.Or(queries):
                return query.Or([self._native(each) for each in queries])
            case tree.Not(inner):
                return query.Not(self._native(inner))
            case tree.All():
                return query.Every()
        assert_never(wanted)


def _counts(found: Any, name: str) -> dict[str, int]:
    return {value: count for value, count in found.groups(name).items() if value is not None}
