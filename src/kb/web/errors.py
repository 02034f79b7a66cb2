"""What does a reader see when something goes wrong?

One page and one JSON shape for everything. Neither repeats what was sent.
"""

import logging
from collections.abc import Mapping

from flask import Flask, Response, g, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from kb.errors import EngineError, KBError, NotFound
from kb.i18n import N_, VIEWS
from kb.web.presenting import knowledge_base, view_asked_for

_log = logging.getLogger("kb")
_RETRY_SECONDS = "30"
_HTTP = {
    400: N_("The address is not one this site understands."),
    404: N_("There is no page at this address."),
    405: N_("This address can only be read."),
}
_OURS = N_("Something went wrong on our side. Please try again in a moment.")
_AWAY = N_("Search is not available at the moment. Please try again shortly.")


def register(app: Flask) -> None:
    """Answer every failure in the reader's language."""
    app.register_error_handler(KBError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _ours(error: KBError) -> Response:
    if isinstance(error, EngineError):
        # What is wrong with an index is for the operator, and stands in the log; a reader is told that it is us.
        _log.error("%s", error)
        answer = _answer(error.status, error.code, _AWAY)
        answer.headers["Retry-After"] = _RETRY_SECONDS
        return answer
    said = error.message, error.values
    return _answer(error.status, error.code, *said, editions=error.editions if isinstance(error, NotFound) else ())


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(error.get_response(request.environ).response, status, error.get_headers(request.environ))
    answer = _answer(status, f"http_{status}", _HTTP.get(status, _OURS if status >= 500 else _HTTP[400]))
    for name, value in error.get_headers(request.environ):
        if name == "Allow":
            answer.headers[name] = value
    return answer


def _unexpected(_error: Exception) -> Response:
    _log.exception("a request failed")
    return _answer(500, "error", _OURS)


def _answer(
    status: int, code: str, message: str, values: Mapping[str, object] | None = None, *, editions: tuple[str, ...] = ()
) -> Response:
    if "view" not in g:
        g.view = view_asked_for(request.path, request.headers.get("Accept-Language", ""))
        g.catalogue = knowledge_base().catalogues[g.view.code]
    g.failed = not editions
    said = g.catalogue.gettext(message) % values if values else g.catalogue.gettext(message)
    if request.path.endswith(".json") or g.get("answers_json"):
        response = jsonify(error={"code": code, "message": said, "status": status})
    else:
        rest = request.path.partition("/")[2].partition("/")[2]
        elsewhere = [(view, f"/{view.code}/{rest}") for view in VIEWS.values() if view.language in editions]
        page = render_template("error.html", status=status, message=said, elsewhere=elsewhere)
        response = Response(page, mimetype="text/html")
    response.status_code = status
    response.headers["Cache-Control"] = "no-cache"
    return response
