"""How is a query put to the engine: what must be met, what need not be, and what helps to rank?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Protocol

from kb.engines import contract as ask
from kb.i18n import View
from kb.languages import LANGUAGES
from kb.model import Request
from kb.query import Leaf, Not, Query, Word
from kb.schema import BREAK, WEIGHTS, WORDS, WRITTEN
from kb.search.budget import Budget
from kb.search.expand import Index, Sought, Ways, everything, expand, in_language, translate
from kb.vocabulary import Vocabulary

_EXPANSIONS = 128  # words that a prefix stands for in each language, at most


class Spelling(Protocol):
    """What is known of how the words of the index are spelt."""

    def make_ready(self) -> None:
        """Read the words and make the tables, if that has not been done."""

    def nearest(self, word: str, view: View) -> tuple[str, ...]:
        """The folded words of the index, in any form, that ``word``, which it does not know, may be a slip of."""

    def mended(self, text: str, view: View) -> str | None:
        """A whole query as it was probably meant, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to ask. ``every`` finds the documents with all words, ``some`` those with any, among them the same.

    ``some`` is None where it could find nothing more. ``unknown`` says that a word stands in no document.
    """

    wanted: tuple[Sought, ...]
    every: ask.Query
    some: ask.Query | None
    unknown: bool


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans queries over one snapshot of the index: so many documents, so many ``editions`` by language."""

    reader: ask.Reader
    vocabulary: Vocabulary
    speller: Spelling
    documents: int
    editions: Mapping[str, int]
    budget: Budget

    def plan(self, query: Query, request: Request, view: View) -> Plan:
        """The plan for a parsed query."""
        if not query.nodes:
            return Plan(wanted=(), every=ask.All(), some=None, unknown=False)
        leaves = query.wanted()
        known = [
            self._counted(each)
            for each in expand(leaves, request, Index(vocabulary=self.vocabulary, begun=self._begun))
        ]
        ways = {each.node: Ways.of(each, view) for each in known}
        counts = {leaf: self._count(each.wide) for leaf, each in ways.items()}
        # A word that stands twice in a query is looked for once.
        wanted = tuple({each.node: self._spelt(each, counts[each.node], request, view) for each in known}.values())
        ways |= {each.node: Ways.of(each, view) for each in wanted if each.similar}
        common = self._common(query, counts)
        nodes = tuple(node for node in query.nodes if node not in common)
        return Plan(
            wanted=wanted,
            every=everything(nodes, ways, common, view),
            some=self._some(query, wanted, ways, view) if len(leaves) > 1 else None,
            unknown=0 in counts.values(),
        )

    def _counted(self, sought: Sought) -> Sought:
        """With how much the word says in each language.

        The engine weighs a word by how few of all documents have it. Where many documents lack an edition in a
        language, a word that stands in every edition would pass for a rare one: it is weighed among its editions.
        """
        worth = {}
        lightness = WEIGHTS.light if isinstance(sought.node, Word) and _is_light(sought.node) else 1.0
        for language, editions in self.editions.items():
            if editions == self.documents:
                worth[language] = lightness
                continue
            count = self._count(in_language(sought, language))
            everywhere = _rarity(count, self.documents)
            worth[language] = lightness * _rarity(count, editions) / everywhere
        return replace(sought, worth=worth)

    def _begun(self, language: str, prefix: str) -> tuple[str, ...]:
        self.budget.check()
        found = self.reader.terms(WORDS[language], prefix, _EXPANSIONS)
        return tuple(term for term, _ in found if not term.startswith((WRITTEN, BREAK)))

    def _count(self, query: ask.Query) -> int:
        self.budget.check()
        return self.reader.search(query, limit=0).total

    def _spelt(self, sought: Sought, count: int, request: Request, view: View) -> Sought:
        """A word that stands nowhere, with the words that it may be a slip of."""
        if count or not isinstance(sought.node, Word) or request.exact or request.without & {"spelling", "accents"}:
            return sought
        with self.budget.spared():
            self.speller.make_ready()
        words = self.speller.nearest(sought.node.token.word, view)
        if not words:
            return sought
        similar = {
            code: tuple(dict.fromkeys((*words, *(term for word in words for term in language.query_terms(word)))))
            for code, language in LANGUAGES.items()
        }
        return replace(sought, similar=similar)

    def _common(self, query: Query, counts: Mapping[Leaf, int]) -> list[Word]:
        """The words that stand in more than half of all documents: these need not be met, if others must be."""
        common = [node for node in query.nodes if isinstance(node, Word) and counts[node] > self.documents / 2]
        others = [node for node in query.nodes if not isinstance(node, Not) and node not in common]
        return common if others else []

    @staticmethod
    def _some(query: Query, wanted: Sequence[Sought], ways: Mapping[Leaf, Ways], view: View) -> ask.Query:
        """What any leaf finds, or a word related to it; what was ruled out stays out."""
        found: dict[object, ask.Query] = {}
        for each in wanted:
            wide, near = ways[each.node].wide, ways[each.node].near
            # Two forms of one word (my, mine) are one word.
            same = each.terms.get(view.language) or each.node
            found.setdefault(same, ask.Or((wide, near)) if near else wide)
        ruled_out = [translate(node, {}, view) for node in query.nodes if isinstance(node, Not)]
        return ask.And((ask.Or(tuple(found.values())), *ruled_out))


def _is_light(word: Word) -> bool:
    return any(word.token.folded in language.light for language in LANGUAGES.values())


def _rarity(count: int, among: int) -> float:
    """How much it says that a document has what ``count`` of ``among`` have (BM25's inverse document frequency)."""
    return log(1 + (max(among - count, 0) + 0.5) / (count + 0.5))
