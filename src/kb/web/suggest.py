"""How are suggestions given: to the page that asks while a reader types, to browsers, and as a page of their own?"""

from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, render_template, request

from kb.errors import QueryError
from kb.i18n import N_, VIEWS
from kb.web import parameters
from kb.web.presenting import SUGGESTION_NAMES, knowledge_base, set_view

blueprint = Blueprint("suggest", __name__)

_FORMATS = ("json", "html")
_ONCE = frozenset(("q", "view", "format"))
# The search form sends along what it filters by, which makes no difference here.
_FILTERS = frozenset(each.name for each in parameters.SEARCH)


@blueprint.get("/suggest")
def suggestions() -> Response:
    """What a reader who is typing may be about to ask, in the shape of OpenSearch suggestions or as a page."""
    as_page = _wants_page()
    g.answers_json = not as_page
    parameters.check(request.args, once=_ONCE, often=_FILTERS)
    _choose_view()
    typed = request.args.get("q", "")
    found = knowledge_base().suggest(typed, g.view)
    if as_page:
        answer = Response(render_template("suggest.html", text=typed.strip(), suggestions=found), mimetype="text/html")
    else:
        names = [g.catalogue.gettext(SUGGESTION_NAMES[each.kind]) for each in found]
        answer = jsonify([typed, [each.text for each in found], names, [each.url for each in found]])
    answer.headers["Cache-Control"] = "public, max-age=60"
    answer.headers["Vary"] = "Accept, Accept-Language"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _wants_page() -> bool:
    wanted = request.args.get("format")
    if wanted in _FORMATS:
        return wanted == "html"
    return request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html"


def _choose_view() -> None:
    """The view is a parameter here, as a browser that was told of this address once knows no other place for it."""
    if request.args.get("format", "json") not in _FORMATS:
        raise QueryError(N_("Suggestions come in these formats: %(formats)s."), formats=", ".join(_FORMATS))
    code = request.args.get("view")
    if code and code.lower() not in VIEWS:
        raise QueryError(N_("There is no such view: choose sq, sr-latn, sr-cyrl or en."))
    if code:
        set_view(VIEWS[code.lower()])
    asked = {"q": request.args.get("q", ""), "format": "html"}
    g.alternates = [(view, f"/suggest?{urlencode(asked | {'view': view.code})}") for view in VIEWS.values()]
