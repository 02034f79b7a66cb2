"""How are results put before a reader: marks, reasons, and links that keep what was asked?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urlencode

from flask import Flask, current_app, g, request
from markupsafe import Markup, escape

from kb.engines.contract import Sort
from kb.i18n import (
    EVENT_NAMES,
    FORM_NAMES,
    KIND_NAMES,
    N_,
    RELATION_NAMES,
    SIDE_NAMES,
    VIEW_NAMES,
    VIEWS,
    View,
    negotiate,
)
from kb.knowledge_base import KnowledgeBase
from kb.model import FACETS, FacetValue, Reason, Request, Results, Snippet

# The order in which a reader is offered facets, and what they are called.
FACET_NAMES = {
    "agreement": N_("Agreement"),
    "kind": N_("Kind of text"),
    "year": N_("Year"),
    "place": N_("Place"),
    "person": N_("Person"),
    "outlet": N_("Outlet"),
    "original": N_("Original language"),
    "language": N_("Available in"),
}
SUGGESTION_NAMES = {
    **KIND_NAMES,
    "agreement": N_("Agreement"),
    "term": N_("Term"),
    "place": N_("Place"),
    "person": N_("Person"),
    "outlet": N_("Outlet"),
    "word": N_("Word"),
}
# What stands on few keyboards, for the readers of a view.
LETTERS = {"sq": "ëç", "sr-latn": "čćšžđ"}
SORT_NAMES = {"relevance": N_("Best match"), "newest": N_("Newest first"), "oldest": N_("Oldest first")}
REASONS = {
    "exact": N_("as you typed it"),
    "accents": N_("with different accents"),
    "script": N_("in the other script"),
    "inflection": N_("another form of the word"),
    "translation": N_("means the same"),
    "name": N_("another name for the same thing"),
    "spelling": N_("a similar spelling"),
    "prefix": N_("begins the same way"),
}
# The kinds of widening that a reader may switch off.
WIDENINGS = {
    "accents": N_("words with other accents"),
    "inflection": N_("other forms of a word"),
    "spelling": N_("similar spellings"),
    "translation": N_("terms that mean the same"),
    "name": N_("other names of the same"),
}
_SHOWN_VALUES = 8


def knowledge_base() -> KnowledgeBase:
    """The knowledge base of this site, with one generation for the whole of an answer."""
    if "kb" not in g:
        g.kb = cast("KnowledgeBase", current_app.extensions["kb"]).held()
    return cast("KnowledgeBase", g.kb)


def site_root() -> str:
    """The public address of the site, without a slash at the end."""
    return (knowledge_base().settings.site_url or request.url_root).rstrip("/")


def register(app: Flask) -> None:
    """Give the templates what is here."""
    app.jinja_env.globals.update(
        FACET_NAMES=FACET_NAMES,
        VIEW_NAMES=VIEW_NAMES,
        EVENT_NAMES=EVENT_NAMES,
        FORM_NAMES=FORM_NAMES,
        KIND_NAMES=KIND_NAMES,
        RELATION_NAMES=RELATION_NAMES,
        SIDE_NAMES=SIDE_NAMES,
        LETTERS=LETTERS,
        REASONS=REASONS,
        SORT_NAMES=SORT_NAMES,
        WIDENINGS=WIDENINGS,
        SUGGESTION_NAMES=SUGGESTION_NAMES,
        label=lambda facet, value: knowledge_base().site.label(facet, value, g.view),
        reasons_apart=reasons_apart,
        some_values=some_values,
    )
    app.jinja_env.filters["marked"] = marked


def set_view(view: View) -> None:
    """Let everything in this answer be in ``view``."""
    g.view = view
    g.catalogue = knowledge_base().catalogues[view.code]


def view_asked_for(path: str, accept_language: str) -> View:
    """The view that an address names, else the one that a browser asks for."""
    return VIEWS.get(path.split("/")[1]) or negotiate(accept_language)


def marked(snippet: Snippet) -> Markup:
    """A snippet as HTML, with its marks."""
    pieces, at = [], 0
    for start, end in snippet.marks:
        pieces += [escape(snippet.text[at:start]), "<mark>", escape(snippet.text[start:end]), "</mark>"]
        at = end
    return Markup("".join([*pieces, escape(snippet.text[at:])]))  # noqa: S704  every piece is escaped


def reasons_apart(reasons: Iterable[Reason]) -> Iterator[Reason]:
    """The reasons worth saying: each once, and not that a word was found just as it was typed."""
    seen = set()
    for reason in reasons:
        same = reason.matched.casefold(), reason.how, reason.language
        plain = reason.how == "exact" and reason.language == g.view.language
        if same not in seen and not plain:
            seen.add(same)
            yield reason


def some_values(values: tuple[FacetValue, ...], chosen: tuple[str, ...]) -> tuple[list[FacetValue], list[FacetValue]]:
    """The values of a facet to show at once, the chosen ones among them, and the rest."""
    first = [each for number, each in enumerate(values) if number < _SHOWN_VALUES or each.value in chosen]
    return first, [each for each in values if each not in first]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked, and the addresses of the same with one thing changed."""

    request: Request

    def address(self, request: Request | None = None) -> str:
        """The address of a request in the present view; what is usual is left out."""
        pairs = self._pairs(request or self.request)
        return f"/{g.view.code}/search" + (f"?{urlencode(pairs)}" if pairs else "")

    @staticmethod
    def _pairs(wanted: Request) -> list[tuple[str, str]]:
        pairs: list[tuple[str, str]] = [("q", wanted.text)] if wanted.text else []
        pairs += [(name, value) for name in FACETS for value in wanted.filters.get(name, ())]
        pairs += [(name, value) for name, value in (("from", wanted.date_from), ("to", wanted.date_to)) if value]
        pairs += [("sort", wanted.sort)] if wanted.sort != "relevance" else []
        pairs += [("exact", "1")] if wanted.exact else []
        pairs += [("without", kind) for kind in sorted(wanted.without)]
        pairs += [("size", str(wanted.size))] if wanted.size != Request().size else []
        return [*pairs, ("page", str(wanted.page))] if wanted.page > 1 else pairs

    def taken(self, ending: str) -> str:
        """All of it in another form: ``csv``, ``ris`` …; of JSON, this page."""
        usual = replace(self.request, page=1, size=Request().size)
        wanted = self.request if ending == "json" else usual
        path, mark, asked = self.address(wanted).partition("?")
        return f"{path}.{ending}{mark}{asked}"

    def chosen(self, facet: str) -> tuple[str, ...]:
        """The values of a facet that are filtered by."""
        return tuple(self.request.filters.get(facet, ()))

    def toggled(self, facet: str, value: str) -> str:
        """With a value of a facet added, or taken away."""
        values = self.chosen(facet)
        changed = tuple(each for each in values if each != value) if value in values else (*values, value)
        filters = {name: many for name, many in (dict(self.request.filters) | {facet: changed}).items() if many}
        return self.address(replace(self.request, filters=filters, page=1))

    def meaning(self, text: str) -> str:
        """With other words and the same filters."""
        return self.address(replace(self.request, text=text, page=1))

    def sorted_by(self, sort: Sort) -> str:
        """In another order."""
        return self.address(replace(self.request, sort=sort, page=1))

    def on_page(self, page: int) -> str:
        """Another page."""
        return self.address(replace(self.request, page=page))

    def without_dates(self) -> str:
        """At any time."""
        return self.address(replace(self.request, date_from=None, date_to=None, page=1))

    def exactly(self, *, exact: bool) -> str:
        """With words as they are displayed, or in all their forms."""
        return self.address(replace(self.request, exact=exact, page=1))

    def switched(self, kind: str) -> str:
        """With one kind of widening switched off, or on again."""
        return self.address(replace(self.request, without=self.request.without ^ {kind}, page=1))

    def bare(self) -> str:
        """Without any filter."""
        return self.address(Request(text=self.request.text))

    def hidden(self, *left_out: str) -> list[tuple[str, str]]:
        """What a form must carry along, apart from the fields it has itself."""
        return [(name, value) for name, value in self._pairs(replace(self.request, page=1)) if name not in left_out]


def pages(found: Results, window: int) -> list[int | None]:
    """The numbers of pages to link: the first, the last, those around; None for a gap."""
    last = min(-(-found.total // found.request.size), window // found.request.size)
    here = found.request.page
    shown = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
    listed: list[int | None] = []
    for number in shown:
        if listed and listed[-1] != number - 1:
            listed.append(None)
        listed.append(number)
    return listed if last > 1 else []
