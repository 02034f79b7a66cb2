"""What did the address ask for, and how is the answer shown?"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request
from werkzeug.datastructures import MultiDict

from kb.engines.contract import Sort
from kb.errors import QueryError
from kb.exports import shapes
from kb.i18n import N_, View
from kb.model import FACETS, Request, Results
from kb.web import parameters
from kb.web.errors import Busy
from kb.web.forms import form
from kb.web.parameters import SEARCH
from kb.web.presenting import FACET_NAMES, Asked, knowledge_base, pages

blueprint = Blueprint("search", __name__)

# What a search costs, in words: a star stands for many, and so many results passed over cost as much as one. What costs
# more than a query of the usual words may do has to wait for others of its kind.
_STAR = 4
_DEEP = 200
_COSTLY = 32
_NUMBER = re.compile("[0-9]{1,6}", re.ASCII)


@blueprint.get("/<view:view>/search")
def page() -> Response:
    """The search page."""
    results = found()
    shown = render_template(
        "search.html",
        found=results,
        asked=Asked(results.request),
        pages=pages(results, knowledge_base().settings.window),
        facets={name: results.facets[name] for name in FACET_NAMES if name in results.facets},
    )
    return private(Response(shown, mimetype="text/html"))


@blueprint.get("/<view:view>/search.json")
@form("application/json", N_("A page of results, with snippets and reasons"), takes=SEARCH, gives=shapes.ResultsShape)
def as_json() -> Response:
    """The same answer as JSON."""
    return private(jsonify(shapes.results(found())))


@blueprint.get("/<view:view>/embed")
def embed() -> Response:
    """A short list of results that pages of other sites may show in a frame."""
    results = found()
    return private(
        Response(render_template("embed.html", found=results, asked=Asked(results.request)), mimetype="text/html")
    )


def found() -> Results:
    """What the address of this request asks for. Raises QueryError, EngineError, Busy."""
    return answered(read_request(request.args, g.view))


def answered(wanted: Request) -> Results:
    """The answer to a request, in the words of the reader's view. Raises QueryError, EngineError, Busy."""
    with turn(costly=costly(wanted)):
        results = knowledge_base().search(wanted)
    translated = knowledge_base().catalogues[g.view.code].gettext
    return replace(results, notes=tuple(map(translated, results.notes)))


def costly(wanted: Request) -> bool:
    """Whether a search costs more than usual ones do."""
    cost = len(wanted.text.split()) + _STAR * wanted.text.count("*") + wanted.page * wanted.size // _DEEP
    return cost > _COSTLY


@contextmanager
def turn(*, costly: bool) -> Iterator[None]:
    """Little that costs much is worked on at once, so that all else goes on. Raises Busy."""
    turns = current_app.extensions["kb.costly"]
    if not costly:
        yield
    elif turns.acquire(blocking=False):
        try:
            yield
        finally:
            turns.release()
    else:
        raise Busy


def read_request(
    args: MultiDict[str, str], view: View, *, size: int | None = None, sort: Sort = "relevance"
) -> Request:
    """The Request of an address; ``size`` and ``sort`` are what is usual. Raises QueryError for what does not fit."""
    parameters.check(args, once=parameters.once(SEARCH), often=parameters.often(SEARCH))
    if args.get("exact", "") not in ("", "0", "1"):
        raise QueryError(N_("The parameter “exact” is 0 or 1."))
    return Request(
        text=args.get("q", "").strip(),
        view=view.code,
        filters={name: tuple(dict.fromkeys(values)) for name in FACETS if (values := _given(args, name))},
        date_from=args.get("from", "").strip() or None,
        date_to=args.get("to", "").strip() or None,
        sort=cast("Sort", args.get("sort") or sort),
        page=_number(args, "page", 1),
        size=_number(args, "size", size or knowledge_base().settings.page_sizes[0]),
        exact=args.get("exact") == "1",
        without=frozenset(_given(args, "without")),
    )


def _given(args: MultiDict[str, str], name: str) -> list[str]:
    return [value for value in args.getlist(name) if value]


def _number(args: MultiDict[str, str], name: str, usual: int) -> int:
    text = args.get(name) or str(usual)
    if not _NUMBER.fullmatch(text):
        raise QueryError(N_("A page and a size are whole numbers."))
    return int(text)


def private(response: Response) -> Response:
    """What somebody searched for is nobody else's: neither caches nor search engines keep it."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
