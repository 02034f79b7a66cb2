"""Which documents answer a reader's request, in what order, and why?

A request is parsed, each word is widened to what it may be met by, the engine is asked, and the hits of one page are
explained from their cards.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from kb.config import Settings
from kb.engines import contract as ask
from kb.errors import QueryError
from kb.i18n import KIND_NAMES, N_, VIEWS, View
from kb.languages import Token, fold, normalise, tokens
from kb.languages.alphabet import Key, sort_key
from kb.model import FACETS, LANGUAGE_CODES, ConceptType, FacetValue, Hit, Request, Results
from kb.query import Known, Prefix, Query, parse
from kb.schema import CONCEPT, date_span
from kb.search.budget import Budget
from kb.search.expand import WIDENINGS, Sought
from kb.search.explain import Explainer
from kb.search.plan import Plan, Planner, Spelling
from kb.vocabulary import Vocabulary

__all__ = ["FEW", "SORTS", "WIDENINGS", "Searcher"]

# Where fewer than so many documents have all the words, those with some of them are listed too, at most as many.
FEW = 10
SORTS = ("relevance", "newest", "oldest")
_CONCEPTS = ("agreement", "place", "person", "outlet")


@dataclass(frozen=True, slots=True)
class Searcher:
    """Answers requests from one snapshot of the index.

    ``label`` names a facet's value in a view; ``speller`` knows how the words of the index are spelt; ``editions``
    counts them by language.
    """

    reader: ask.Reader
    vocabulary: Vocabulary
    settings: Settings
    label: Callable[[str, str, View], str]
    speller: Spelling
    editions: Mapping[str, int]

    def search(self, request: Request, view: View) -> Results:
        """The page of results that ``request`` asks for. Raises QueryError, EngineError."""
        self._check(request, self.settings.page_sizes)
        query, plan = self._planned(request, view)
        page = self._ask(request, plan.every, FACETS)
        few = page.total < FEW and request.page == 1
        return Results(
            request=request,
            total=page.total,
            hits=self._hits(page.matches, plan.wanted, view),
            some=self._some(request, plan, page.matches, view) if few else (),
            facets=self._facets(page.facets, view),
            did_you_mean=self.speller.mended(request.text, view) if plan.unknown and not request.exact else None,
            notes=query.notes,
            generation=self.reader.generation.id,
        )

    def listed(self, request: Request, view: View) -> ask.Page:
        """Which documents a page of results has, for files, which may be longer. Raises QueryError, EngineError."""
        self._check(request, (*self.settings.page_sizes, self.settings.file_documents))
        return self._ask(request, self._planned(request, view)[1].every)

    def _planned(self, request: Request, view: View) -> tuple[Query, Plan]:
        query = parse(
            request.text,
            characters=self.settings.query_characters,
            words=self.settings.query_words,
            known=Known(values=self._values, starred=self._starred),
        )
        stars = self.settings.query_stars
        if sum(isinstance(leaf, Prefix) for leaf in query.wanted()) > stars:
            raise QueryError(N_("A query may have at most %(count)d stars. Please leave some out."), count=stars)
        documents = self.reader.generation.documents
        budget = Budget(self.settings.budget)
        planner = Planner(self.reader, self.vocabulary, self.speller, documents, self.editions, budget)
        return query, planner.plan(query, request, view)

    def _check(self, request: Request, sizes: Sequence[int]) -> None:
        window = self.settings.window
        if request.size not in sizes:
            raise QueryError(N_("A page may have %(sizes)s results."), sizes=", ".join(map(str, sizes)))
        if request.page < 1 or request.page * request.size > window:
            raise QueryError(
                N_("Only the first %(count)d results can be paged through. Please narrow the search."), count=window
            )
        if request.sort not in SORTS:
            raise QueryError(N_("Results can be sorted by relevance, newest first or oldest first."))
        if not request.without <= set(WIDENINGS):
            raise QueryError(N_("Only these can be switched off: %(kinds)s."), kinds=", ".join(WIDENINGS))
        if not set(request.filters) <= set(FACETS):
            raise QueryError(N_("There is no such filter."))

    def _values(self, facet: str, text: str) -> tuple[str, ...]:
        """What a reader's name for a value stands for: an id, or a name in any language."""
        wanted = fold(normalise(text.strip()))
        if facet == "year":
            return (wanted,) if wanted.isdigit() else ()
        if facet in _CONCEPTS:
            if self.vocabulary.get(cast("ConceptType", facet), wanted):
                return (wanted,)
            found = tokens(text)
            mentions = self.vocabulary.find(found, None)
            concepts = [each.concept for each in mentions if (each.first, each.last) == (0, len(found))]
            return tuple(concept.partition(":")[2] for concept in concepts if concept.startswith(f"{facet}:"))
        known = tuple(KIND_NAMES) if facet == "kind" else LANGUAGE_CODES
        return tuple(value for value in known if value == wanted or self._is_called(facet, value, wanted))

    def _is_called(self, facet: str, value: str, wanted: str) -> bool:
        return any(fold(normalise(self.label(facet, value, view))) == wanted for view in VIEWS.values())

    def _starred(self, token: Token) -> bool:
        """Whether a word is the name of a place: Kosovo* is written with a star, which then makes no prefix."""
        return any(each.concept.startswith("place:") for each in self.vocabulary.find([token], None))

    def _ask(self, request: Request, query: ask.Query, facets: Sequence[str] = ()) -> ask.Page:
        newest_first = request.sort == "relevance" and isinstance(query, ask.All)
        return self.reader.search(
            query,
            filters=request.filters,
            dates=_dates(request),
            facets=facets,
            sort="newest" if newest_first else request.sort,
            offset=(request.page - 1) * request.size,
            limit=request.size,
        )

    def _some(self, request: Request, plan: Plan, every: Sequence[ask.Match], view: View) -> tuple[Hit, ...]:
        """The documents with some of the words, without those that have all of them: so few that one page has them."""
        if plan.some is None:
            return ()
        found = self.reader.search(plan.some, filters=request.filters, dates=_dates(request), limit=FEW + len(every))
        all_words = {match.id for match in every}
        rest = [match for match in found.matches if match.id not in all_words]
        return self._hits(rest[:FEW], plan.wanted, view)

    def about(self, concept: str, view: View, *, limit: int) -> tuple[int, tuple[Hit, ...]]:
        """How many documents speak of a concept ("place:ferizaj"), and the newest of them. Raises EngineError."""
        page = self.reader.search(ask.Term(CONCEPT, concept), sort="newest", limit=limit)
        return page.total, self.shown(page.matches, view)

    def shown(self, matches: Sequence[ask.Match], view: View) -> tuple[Hit, ...]:
        """Documents as a reader of ``view`` sees them in a list, when no words were asked for. Raises EngineError."""
        return self._hits(matches, (), view)

    def _hits(self, matches: Sequence[ask.Match], wanted: Sequence[Sought], view: View) -> tuple[Hit, ...]:
        explainer = Explainer(wanted, view, self.vocabulary)
        cards = self.reader.cards([match.id for match in matches])
        return tuple(explainer.hit(card, match.score) for match, card in zip(matches, cards, strict=True))

    def _facets(self, counts: Mapping[str, Mapping[str, int]], view: View) -> dict[str, tuple[FacetValue, ...]]:
        """Values by count, then in the order of the reader's alphabet; years from the newest."""

        def by_count(value: FacetValue) -> tuple[int, Key]:
            return -value.count, sort_key(value.label, view.language)

        named = {
            name: [FacetValue(value, self.label(name, value, view), count) for value, count in values.items()]
            for name, values in counts.items()
        }
        for name, values in named.items():
            values.sort(key=(lambda each: -int(each.value)) if name == "year" else by_count)
        return {name: tuple(values) for name, values in named.items()}


def _dates(request: Request) -> ask.Dates | None:
    if not request.date_from and not request.date_to:
        return None
    first = date_span(request.date_from)[0] if request.date_from else 0
    last = date_span(request.date_to)[1] if request.date_to else 99_99_99_99
    return ask.Dates(first, last)
