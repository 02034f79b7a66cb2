"""Which documents answer a reader's request, in what order, and why?

A request is parsed, each word is widened to what it may be met by, the engine is asked, and the hits of one page are
explained from their cards.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kb.config import Settings
from kb.engines import contract as ask
from kb.errors import QueryError
from kb.i18n import N_, View
from kb.model import FACETS, FacetValue, Hit, Request, Results
from kb.query import parse
from kb.schema import date_span
from kb.search.expand import WIDENINGS, Sought, everything, expand, unwanted, wide
from kb.search.explain import Explainer
from kb.vocabulary import Vocabulary

__all__ = ["FEW", "WIDENINGS", "Searcher"]

# Where fewer than so many documents have all the words, those with some of them are listed too, at most as many.
FEW = 10
_SORTS = ("relevance", "newest", "oldest")


@dataclass(frozen=True, slots=True)
class Searcher:
    """Answers requests from one snapshot of the index. ``label`` names a facet's value in a view."""

    reader: ask.Reader
    vocabulary: Vocabulary
    settings: Settings
    label: Callable[[str, str, View], str]

    def search(self, request: Request, view: View) -> Results:
        """The page of results that ``request`` asks for. Raises QueryError, EngineError."""
        self._check(request)
        query = parse(request.text, characters=self.settings.query_characters, words=self.settings.query_words)
        wanted = expand(query.wanted, request, self.vocabulary)
        ruled_out = tuple(ask.Not(unwanted(node, view)) for node in query.unwanted)
        required, optional = self._common_apart(wanted, view)
        every = everything(required, optional, view) if wanted else ask.All()
        page = self._ask(request, ask.And((every, *ruled_out)) if ruled_out else every)
        some: tuple[Hit, ...] = ()
        if page.total < FEW and request.page == 1 and len(wanted) > 1:
            any_word = ask.Or(tuple(wide(each, view) for each in wanted))
            some = self._some(request, ask.And((any_word, ask.Not(every), *ruled_out)), wanted, view)
        return Results(
            request=request,
            total=page.total,
            hits=self._hits(page.matches, wanted, view),
            some=some,
            facets=self._facets(page.facets, view),
            generation=self.reader.generation.id,
        )

    def _check(self, request: Request) -> None:
        sizes, window = self.settings.page_sizes, self.settings.window
        if request.size not in sizes:
            raise QueryError(N_("A page may have %(sizes)s results."), sizes=", ".join(map(str, sizes)))
        if request.page < 1 or request.page * request.size > window:
            raise QueryError(
                N_("Only the first %(count)d results can be paged through. Please narrow the search."), count=window
            )
        if request.sort not in _SORTS:
            raise QueryError(N_("Results can be sorted by relevance, newest first or oldest first."))
        if not request.without <= set(WIDENINGS):
            raise QueryError(N_("Only these can be switched off: %(kinds)s."), kinds=", ".join(WIDENINGS))
        if not set(request.filters) <= set(FACETS):
            raise QueryError(N_("There is no such filter."))

    def _ask(self, request: Request, query: ask.Query) -> ask.Page:
        newest_first = request.sort == "relevance" and isinstance(query, ask.All)
        return self.reader.search(
            query,
            filters=request.filters,
            dates=_dates(request),
            facets=FACETS,
            sort="newest" if newest_first else request.sort,
            offset=(request.page - 1) * request.size,
            limit=request.size,
        )

    def _some(self, request: Request, query: ask.Query, wanted: Sequence[Sought], view: View) -> tuple[Hit, ...]:
        page = self.reader.search(query, filters=request.filters, dates=_dates(request), limit=FEW)
        return self._hits(page.matches, wanted, view)

    def _common_apart(self, wanted: Sequence[Sought], view: View) -> tuple[list[Sought], list[Sought]]:
        """Apart the words that stand in more than half of all documents: these need not be met. One word stays."""
        if len(wanted) < 2:
            return list(wanted), []
        half = self.reader.generation.documents / 2
        counts = [self.reader.search(wide(each, view), limit=0).total for each in wanted]
        required = [each for each, count in zip(wanted, counts, strict=True) if count <= half]
        if not required:
            return list(wanted), []
        return required, [each for each, count in zip(wanted, counts, strict=True) if count > half]

    def _hits(self, matches: Sequence[ask.Match], wanted: Sequence[Sought], view: View) -> tuple[Hit, ...]:
        explainer = Explainer(wanted, view, self.vocabulary)
        cards = self.reader.cards([match.id for match in matches])
        return tuple(explainer.hit(card, match.score) for match, card in zip(matches, cards, strict=True))

    def _facets(self, counts: Mapping[str, Mapping[str, int]], view: View) -> dict[str, tuple[FacetValue, ...]]:
        """Values by count, then label; years from the newest."""
        named = {
            name: [FacetValue(value, self.label(name, value, view), count) for value, count in values.items()]
            for name, values in counts.items()
        }
        for name, values in named.items():
            values.sort(key=(lambda each: -int(each.value)) if name == "year" else _by_count)
        return {name: tuple(values) for name, values in named.items()}


def _by_count(value: FacetValue) -> tuple[int, str]:
    return -value.count, value.label


def _dates(request: Request) -> ask.Dates | None:
    if not request.date_from and not request.date_to:
        return None
    first = date_span(request.date_from)[0] if request.date_from else 0
    last = date_span(request.date_to)[1] if request.date_to else 99_99_99_99
    return ask.Dates(first, last)
