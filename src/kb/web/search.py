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
    found = _found()
    shown = render_template(
        "search.html",
        found=found,
        asked=Asked(found.request),
        pages=pages(found, knowledge_base().settings.window),
        facets={name: found.facets[name] for name in FACET_NAMES if name in found.facets},
    )
    return private(Response(shown, mimetype="text/html"))


@blueprint.get("/<view:view>/search.json")
def as_json() -> Response:
    """The same answer as JSON."""
    return private(jsonify(shapes.results(_found())))


def _found() -> Results:
    return answered(read_request(request.args, g.view))


def answered(wanted: Request) -> Results:
    """The answer to a request, in the words of the reader's view. Raises QueryError, Busy, EngineError."""
    with _turn(wanted):
        found = knowledge_base().search(wanted)
    translated = knowledge_base().catalogues[g.view.code].gettext
    return replace(found, notes=tuple(map(translated, found.notes)))


@contextmanager
def _turn(wanted: Request) -> Iterator[None]:
    """Few searches that cost much are worked on at once, so that all others go on. Raises Busy."""
    cost = len(wanted.text.split()) + _STAR * wanted.text.count("*") + wanted.page * wanted.size // _DEEP
    turns = current_app.extensions["kb.costly"]
    if cost <= _COSTLY:
        yield
    elif turns.acquire(blocking=False):
        try:
            yield
        finally:
            turns.release()
    else:
        raise Busy


def read_request(args: MultiDict[str, str], view: View) -> Request:
    """The Request of an address. Raises QueryError for what does not fit."""
    parameters.check(args, once=parameters.ONCE, often=parameters.OFTEN)
    return Request(
        text=args.get("q", "").strip(),
        view=view.code,
        filters={name: tuple(dict.fromkeys(values)) for name in FACETS if (values := _given(args, name))},
        date_from=args.get("from", "").strip() or None,
        date_to=args.get("to", "").strip() or None,
        sort=cast("Sort", args.get("sort") or "relevance"),
        page=_number(args, "page", 1),
        size=_number(args, "size", knowledge_base().settings.page_sizes[0]),
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
