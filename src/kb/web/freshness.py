"""Is what a browser has still what it would get?

What a page says follows from its address, the generation of the index and the program. So this can be said before any
work is done: who asks again for what has not changed is told so, and nothing is searched or written for it.
"""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from flask import Flask, g, request
from werkzeug.wrappers import Response

from kb.config import PACKAGE, Settings, root
from kb.errors import EngineError
from kb.web.forms import form_of
from kb.web.presenting import knowledge_base, site_root

_METHODS = ("GET", "HEAD")


def register(app: Flask, settings: Settings) -> None:
    """Let pages and data say which they are, and answer 304 to those who have them."""
    program = _program(settings)
    exempt = {"oai.harvest"}  # says when it was asked
    exempt |= {rule.endpoint for rule in app.url_map.iter_rules() if not _lasts(app, rule.endpoint, rule.arguments)}

    @app.before_request
    def same() -> Response | None:
        if request.method not in _METHODS or request.endpoint is None or request.endpoint in exempt:
            return None
        with suppress(EngineError):  # which the page will tell of
            parts = (program, knowledge_base().generation.id, site_root(), request.full_path, request.endpoint)
            g.tag = sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        if "tag" in g and request.if_none_match.contains_weak(g.tag):
            return _unchanged(g.tag)
        return None

    @app.after_request
    def name(response: Response) -> Response:
        if "tag" in g and response.status_code == 200:
            response.set_etag(g.tag)
        return response


def _lasts(app: Flask, endpoint: str, arguments: set[str]) -> bool:
    return "view" in arguments or form_of(app, endpoint) is not None


def _unchanged(tag: str) -> Response:
    response = Response(status=304)
    response.set_etag(tag)
    response.vary.add("Accept-Encoding")  # as the answer says that they have
    return response


def _program(settings: Settings) -> str:
    """A name for all that answers follow from besides the index: this program, its templates, words and settings."""
    found = sha256(repr(settings).encode())
    for path in _files():
        found.update(path.read_bytes())
    return found.hexdigest()


def _files() -> Iterator[Path]:
    for folder, pattern in ((PACKAGE, "*.py"), (root() / "web", "*"), (root() / "translations", "*.po")):
        yield from sorted(path for path in folder.rglob(pattern) if path.is_file())
