"""Where does a reader come in?"""

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.i18n import negotiate, prefers_latin
from kb.model import Request
from kb.web.presenting import knowledge_base

blueprint = Blueprint("entrance", __name__)

_NEWEST = 10


@blueprint.get("/")
def door() -> AnyResponse:
    """To the view that the browser asks for."""
    return _by_language(f"/{negotiate(_accept()).code}/")


@blueprint.get("/sr/")
@blueprint.get("/sr/<path:rest>")
def serbian(rest: str = "") -> AnyResponse:
    """Serbian without a script: in Latin letters for those who ask for them, else in Cyrillic."""
    view = "sr-latn" if prefers_latin(_accept()) else "sr-cyrl"
    asked = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    return _by_language(f"/{view}/{rest}{asked}")


@blueprint.get("/<view:view>/")
def home() -> str:
    """The search box, the agreements, the newest documents."""
    kb = knowledge_base()
    newest = kb.search(Request(view=g.view.code, sort="newest", size=_NEWEST))
    return render_template("home.html", agreements=kb.site.agreements(g.view), newest=newest, site=kb.site)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Search engines may read everything but searches and packs."""
    places = [f"/{view}/{page}" for view in ("sq", "sr-latn", "sr-cyrl", "en") for page in ("search", "pack")]
    rules = "".join(f"Disallow: {place}\n" for place in places)
    sitemap = url_for("discovery.index", _external=True)
    return Response(f"User-agent: *\n{rules}Sitemap: {sitemap}\n", mimetype="text/plain")


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The sign of the site, for browsers that ask without looking."""
    return current_app.send_static_file("icon.png")


def _accept() -> str:
    return request.headers.get("Accept-Language", "")


def _by_language(address: str) -> AnyResponse:
    response = redirect(address)
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-cache"
    return response
