"""How does the site come together?

Addresses begin with the reader's view; a view never comes from anywhere else. Nothing is kept about a reader: no
session, no cookie, no log.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, cast
from urllib.parse import quote

from flask import Flask, g, request
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.routing import BaseConverter

from kb.config import root
from kb.i18n import VIEWS, View, format_date, format_number, language_name
from kb.knowledge_base import KnowledgeBase
from kb.model import KINDS, SHELVES
from kb.web import (
    about,
    concepts,
    data,
    discovery,
    documents,
    downloads,
    entrance,
    errors,
    freshness,
    handouts,
    health,
    oai,
    parameters,
    presenting,
    renamed,
    search,
    security,
    suggest,
)
from kb.web.board import Shared
from kb.web.gate import KIND, Gate

_WEB = root() / "web"


class _ViewConverter(BaseConverter):
    """The first part of an address: one of the four views."""

    regex = "|".join(VIEWS)


_PARTS = (
    *(entrance, search, suggest, documents, downloads, handouts),
    *(concepts, discovery, data, oai, about, health),
)


class _IdConverter(BaseConverter):
    """The id of a document; what follows a full stop is a form of it."""

    regex = "[A-Za-z0-9][A-Za-z0-9_-]*"


def create_app(kb: KnowledgeBase, shared: Shared | None = None) -> Flask:
    """The site on a knowledge base; ``shared`` is what its processes count together, if there are several."""
    app = Flask("kb", static_folder=str(_WEB / "static"), template_folder=str(_WEB / "templates"))
    app.extensions["kb"] = kb
    app.url_map.converters |= {"view": _ViewConverter, "id": _IdConverter}
    app.url_map.merge_slashes = False  # or an address with two slashes is sent to one that the sender may have chosen
    app.json.sort_keys = app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of the default provider
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _translate(app)
    _views_in_addresses(app)
    for module in _PARTS:
        app.register_blueprint(module.blueprint)
    errors.register(app)
    # What is done to an answer is done from the last to the first: the headers come after everything else.
    security.register(app, kb.settings)
    renamed.register(app)
    freshness.register(app, kb.settings)
    presenting.register(app)
    _for_templates(app)
    gate = Gate(app, kb.settings, shared or Shared(), errors.refusals(app))
    app.extensions |= {"kb.counts": gate.counts, "kb.costly": BoundedSemaphore(kb.settings.costly)}
    app.extensions["kb.handouts"] = handouts.Counter(kb.settings)
    app.wsgi_app = gate  # type: ignore[assignment]  # the way that Flask names
    security.behind(app, kb.settings.proxy_hops)
    return app


def _for_templates(app: Flask) -> None:
    """What every template may use."""
    app.jinja_env.globals.update(
        VIEWS=VIEWS,
        KINDS=KINDS,
        SHELVES=SHELVES,
        static=_static,
        alternates=_alternates,
        site_root=presenting.site_root,
    )
    app.jinja_env.globals |= {"structured": discovery.structured, "citations": downloads.citations}
    app.jinja_env.globals |= {"reference": downloads.as_sentence, "offline": False}
    app.jinja_env.filters.update(
        date=lambda text: format_date(text, g.view),
        number=lambda number: format_number(number, g.view),
        language=lambda code: language_name(code, g.view),
        tag=_tag,
    )


def _translate(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    # Put there directly: the extension would wrap them twice, and a page has a hundred messages.
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]  # added by the extension
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)


def _gettext(text: str, /, **values: object) -> Markup:
    return _filled(g.catalogue.gettext(text), values)


def _ngettext(one: str, many: str, count: int, /, **values: object) -> Markup:
    return _filled(g.catalogue.ngettext(one, many, count), {"num": count} | values)


def _filled(message: str, values: Mapping[str, object]) -> Markup:
    """A message, which may hold HTML, with values put in, which may not."""
    return Markup(message) % values if "%" in message else Markup(message)  # noqa: S704  written by translators


def _views_in_addresses(app: Flask) -> None:
    """Take the view out of every address, and put it into every one that is made."""

    @app.url_value_preprocessor
    def take(endpoint: str | None, values: dict[str, Any] | None) -> None:
        request.environ[KIND] = endpoint
        presenting.set_view(VIEWS[(values or {}).pop("view", None) or _view_of_path().code])

    @app.url_defaults
    def put(endpoint: str, values: dict[str, Any]) -> None:
        if app.url_map.is_endpoint_expecting(endpoint, "view"):
            values.setdefault("view", g.view.code)


def _view_of_path() -> View:
    """The view of an address that leads nowhere: its first part, or what the browser asks for."""
    return presenting.view_asked_for(request.path, request.headers.get("Accept-Language", ""))


def _alternates() -> list[tuple[View, str]]:
    """This very page, query and filters in every view."""
    if "alternates" in g and not g.get("failed"):
        return cast("list[tuple[View, str]]", g.alternates)
    current = f"/{g.view.code}/"
    rest = request.path.removeprefix(current) if request.path.startswith(current) and not g.get("failed") else ""
    asked = parameters.without_marks(request.args) if rest else ""
    return [(view, f"/{view.code}/{quote(rest)}{asked}") for view in VIEWS.values()]


def _tag(language: str) -> str:
    """The HTML language tag of a text in ``language`` as this view shows it."""
    if language != "sr":
        return language
    return "sr-Cyrl" if g.view.script == "Cyrl" else "sr-Latn"


@cache
def _static(name: str) -> str:
    """The address of a static file; it changes with the contents, so that it may be kept for ever."""
    contents = (Path(_WEB) / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(contents).hexdigest()[:12]}"
