"""What does a reader see when something goes wrong?

One page and one JSON shape for everything. Neither repeats what was sent.
"""

import logging
import traceback
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from flask import Flask, Response, g, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from kb.errors import EngineError, KBError, NotFound
from kb.exports.shapes import FailureShape
from kb.i18n import N_, VIEWS
from kb.web import presenting
from kb.web.forms import asked_form

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_log = logging.getLogger("kb")
_RETRY_SECONDS = 30  # until search may be back
_BUSY_SECONDS = 2
# How the addresses end that programs ask for: these are told of failures as JSON.
_FORMS = (".json", ".csv", ".atom", ".ris", ".bib")
_MADE_SECONDS = 3  # in which most handouts are made
_HTTP = {
    400: N_("The address is not one this site understands."),
    404: N_("There is no page at this address."),
    405: N_("This address can only be read."),
}
_OURS = N_("Something went wrong on our side. Please try again in a moment.")
_AWAY = N_("Search is not available at the moment. Please try again shortly.")


class Later(KBError):
    """Not now: the reader may ask again in so many ``seconds``."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class TooMany(Later):
    """One sender asks more than one may."""

    status = 429
    code = "too_many"

    def __init__(self, seconds: int) -> None:
        super().__init__(N_("Very many requests came from your network. Please wait a minute, and try again."), seconds)


class Busy(Later):
    """There is more to do than can be done at once."""

    status = 503
    code = "busy"

    def __init__(self) -> None:
        super().__init__(N_("Very many readers are here now. Please try again in a few seconds."), _BUSY_SECONDS)


class Occupied(Later):
    """As many handouts are being made as may be at once."""

    status = 429
    code = "occupied"

    def __init__(self) -> None:
        super().__init__(
            N_("Other handouts are being made just now. Please try again in a few seconds."), _MADE_SECONDS
        )


def register(app: Flask) -> None:
    """Answer every failure in the reader's language."""
    app.register_error_handler(KBError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _ours(error: KBError) -> Response:
    if isinstance(error, EngineError):
        # What is wrong with an index is for the operator, and stands in the log; a reader is told that it is us.
        _log.error("%s", error)
        return _later(error.status, error.code, _AWAY, _RETRY_SECONDS)
    if isinstance(error, Later):
        return _later(error.status, error.code, error.message, error.seconds)
    said = error.message, error.values
    return _answer(error.status, error.code, *said, editions=error.editions if isinstance(error, NotFound) else ())


def _later(status: int, code: str, message: str, seconds: int) -> Response:
    answer = _answer(status, code, message)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(error.get_response(request.environ).response, status, error.get_headers(request.environ))
    answer = _answer(status, f"http_{status}", _HTTP.get(status, _OURS if status >= 500 else _HTTP[400]))
    for name, value in error.get_headers(request.environ):
        if name == "Allow":
            answer.headers[name] = value
    return answer


def _unexpected(error: Exception) -> Response:
    # Where it happened, and not what it said: that may be what a reader typed.
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("a request failed: %s\n%s", type(error).__name__, where)
    return _answer(500, "error", _OURS)


def refusals(app: Flask) -> Callable[[Later, "WSGIEnvironment"], Response]:
    """What makes the answers for those who are turned away before the site is asked: each made once, then repeated."""

    @cache
    def made(said: tuple[int, str, str], view: str, form: str) -> Response:
        with app.test_request_context(f"/{view}/refused{form}"):
            presenting.set_view(VIEWS[view])
            return app.process_response(_answer(*said))

    def refuse(error: Later, environ: "WSGIEnvironment") -> Response:
        path = environ["PATH_INFO"]
        view = presenting.view_asked_for(path, environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        form = ".json" if path.endswith(_FORMS) or path in ("/suggest", "/oai") else ""
        answer = made((error.status, error.code, error.message), view.code, form)
        headers = answer.headers.copy()
        headers["Retry-After"] = str(error.seconds)
        return Response(answer.data, answer.status_code, headers)

    return refuse


def _answer(
    status: int, code: str, message: str, values: Mapping[str, object] | None = None, *, editions: tuple[str, ...] = ()
) -> Response:
    if "view" not in g:
        g.view = presenting.view_asked_for(request.path, request.headers.get("Accept-Language", ""))
        g.catalogue = presenting.knowledge_base().catalogues[g.view.code]
    g.failed = not editions
    said = g.catalogue.gettext(message) % values if values else g.catalogue.gettext(message)
    if request.path.endswith(_FORMS) or g.get("answers_json") or asked_form():
        failure: FailureShape = {"error": {"code": code, "message": said, "status": status}}
        response = jsonify(failure)
    else:
        rest = request.path.partition("/")[2].partition("/")[2]
        elsewhere = [(view, f"/{view.code}/{rest}") for view in VIEWS.values() if view.language in editions]
        page = render_template("error.html", status=status, message=said, elsewhere=elsewhere)
        response = Response(page, mimetype="text/html")
    response.status_code = status
    response.headers["Cache-Control"] = "no-cache"
    return response
