"""Which documents does a query find in an index of Whoosh, and with what scores?

Term by term: each part of a query gives all its documents with their scores at once, and these are put together. In
Python that is several times faster than to go from document to document, as the library's matchers do.

Words are scored as tantivy scores them (BM25, k1 1.2 and b 0.75), so that weights measured with one hold for both.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf, log
from typing import Protocol, assert_never

from kb import schema
from kb.engines import contract as ask

_K1, _B = 1.2, 0.75

Scores = Mapping[int, float]  # by the number of the document


class Lists(Protocol):
    """What is asked of an index."""

    @property
    def documents(self) -> Iterable[int]:
        """The number of every document."""

    def frequencies(self, field: str, term: str) -> Mapping[int, int]:
        """How often a term stands in each document that has it; for the value of a facet, once."""

    def phrases(self, field: str, terms: Sequence[str]) -> Mapping[int, int]:
        """How often ``terms`` stand next to each other in each document where they do."""

    def norms(self, field: str) -> Mapping[int, float]:
        """The ``norm`` of each document's field."""


def norm(length: float) -> float:
    """What BM25 adds for the length of a text, the mean length being 1: a word in a long one counts less."""
    return _K1 * (1 - _B + _B * length)


class Scoring:
    """Answers one query; a part that stands in it several times is answered once."""

    def __init__(self, lists: Lists, *, scored: bool) -> None:
        self._lists = lists
        self._scored = scored  # where nobody asks for scores, they mean nothing
        # By identity, while the query is alive: parts with weights cannot be compared cheaply.
        self._done: dict[int, Scores] = {}

    def of(self, query: ask.Query) -> Scores:
        """The documents that ``query`` finds. Raises ValueError for a field that the schema lacks."""
        done = self._done.get(id(query))
        if done is None:
            done = self._done[id(query)] = self._answer(query)
        return done

    def _answer(self, query: ask.Query) -> Scores:  # noqa: C901, PLR0911  one case for each kind of query
        match query:
            case ask.Term(field, term):
                return self._term(field, term)
            case ask.Phrase(field, terms):
                return self._phrase(field, terms)
            case ask.AnyOf(field, weights):
                return _best([self._times(self._term(field, term), weight) for term, weight in weights.items()])
            case ask.Best(queries):
                return _best([self.of(each) for each in queries])
            case ask.Boost(inner, weight):
                return self._times(self.of(inner), weight)
            case ask.Constant(inner, score):
                return dict.fromkeys(self.of(inner), score)
            case ask.And(queries):
                return self._and(queries)
            case ask.Or(queries):
                return _sum([self.of(each) for each in queries])
            case ask.Not():
                return self._and((query,))
            case ask.All():
                return dict.fromkeys(self._lists.documents, 1.0)
        assert_never(query)

    def _term(self, field: str, term: str) -> Scores:
        _check(field, (*schema.TEXT_FIELDS, *schema.FACET_FIELDS))
        found = self._lists.frequencies(field, term)
        return self._scores(field, found, [len(found)])

    def _phrase(self, field: str, terms: Sequence[str]) -> Scores:
        _check(field, schema.TEXT_FIELDS)
        documents = [len(self._lists.frequencies(field, term)) for term in terms]
        return self._scores(field, self._lists.phrases(field, terms) if all(documents) else {}, documents)

    def _scores(self, field: str, found: Mapping[int, int], documents: Sequence[int]) -> Scores:
        """BM25 of a term that stands in so many documents, or of the terms of a phrase."""
        if not self._scored:
            return found
        norms = self._lists.norms(field)
        weight = (1 + _K1) * sum(log(1 + (len(norms) - each + 0.5) / (each + 0.5)) for each in documents)
        return {number: weight * count / (count + norms[number]) for number, count in found.items()}

    def _times(self, scores: Scores, weight: float) -> Scores:
        if not self._scored or weight == 1.0:
            return scores
        return {number: score * weight for number, score in scores.items()}

    def _and(self, queries: Sequence[ask.Query]) -> Scores:
        """What every query finds; what is only negative is taken from everything, without a score."""
        required = sorted((self.of(each) for each in queries if not isinstance(each, ask.Not)), key=len)
        if required:
            scores, *others = required
        else:
            scores, others = dict.fromkeys(self._lists.documents, 0.0 if queries else 1.0), []
        for other in others:
            scores = {number: score + other[number] for number, score in scores.items() if number in other}
        for query in queries:
            if isinstance(query, ask.Not):
                unwanted = self.of(query.query)
                scores = {number: score for number, score in scores.items() if number not in unwanted}
        return scores


def _check(field: str, fields: Sequence[str]) -> None:
    if field not in fields:
        raise ValueError(f"there is no field {field}")


def _best(parts: Sequence[Scores]) -> Scores:
    """The documents of all parts, each with the best of its scores."""
    best, others = _largest(parts)
    for part in others:
        for number, score in part.items():
            if score > best.get(number, -inf):
                best[number] = score
    return best


def _sum(parts: Sequence[Scores]) -> Scores:
    """The documents of all parts, each with its scores added up."""
    total, others = _largest(parts)
    for part in others:
        for number, score in part.items():
            total[number] = total.get(number, 0.0) + score
    return total


def _largest(parts: Sequence[Scores]) -> tuple[dict[int, float], Sequence[Scores]]:
    largest, *others = sorted(parts, key=len, reverse=True) or [{}]
    return dict(largest), others
