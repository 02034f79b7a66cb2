"""How are documents, lists of them, and everything on an agreement shown?"""

from flask import Blueprint, Response, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.exports import shapes
from kb.i18n import N_, View
from kb.markup import side_by_side
from kb.model import SHELVES, Kind
from kb.web import parameters
from kb.web.forms import form, share
from kb.web.presenting import knowledge_base

blueprint = Blueprint("documents", __name__)

KINDS_OF: dict[str, Kind] = {shelf: kind for kind, shelf in SHELVES.items()}
_SHELF = "any(articles, debates, events, publications)"


@blueprint.get("/<view:view>/agreements/")
def agreements() -> str:
    """Every agreement, by date."""
    return render_template("agreements.html", agreements=knowledge_base().site.agreements(g.view))


@blueprint.get("/<view:view>/agreements/<id:id>")
def hub(id: str) -> str:
    """Everything on one agreement: its explainer, its timeline, what is about it."""
    if other := _beside():
        return _two_views("agreement", id, other)
    return render_template("hub.html", hub=knowledge_base().hub(id, g.view))


@blueprint.get(f"/<view:view>/<{_SHELF}:shelf>/")
def shelf(shelf: str) -> AnyResponse:
    """Every document of a kind, newest first: a search without words."""
    return redirect(url_for("search.page", kind=KINDS_OF[shelf]))


@blueprint.get(f"/<view:view>/<{_SHELF}:shelf>.json")
def shelf_as_json(shelf: str) -> AnyResponse:
    """The same as JSON, also for pages of other sites."""
    response = redirect(url_for("search.as_json", kind=KINDS_OF[shelf]))
    share(response)
    return response


@blueprint.get(f"/<view:view>/<{_SHELF}:shelf>/<id:id>")
def document(shelf: str, id: str) -> str:
    """One document."""
    if other := _beside():
        return _two_views(KINDS_OF[shelf], id, other)
    shown = knowledge_base().document(KINDS_OF[shelf], id, g.view)
    return render_template("document.html", document=shown, around=knowledge_base().site.around(shown))


@blueprint.get("/<view:view>/agreements.json")
@form("application/json", N_("Every agreement, by date"), gives=shapes.AgreementsShape)
def agreements_as_json() -> Response:
    """Every agreement as JSON."""
    site = knowledge_base().site
    return jsonify(shapes.agreements(site.agreements(g.view), g.view.code, site.generation))


@blueprint.get(f"/<view:view>/<any({', '.join(KINDS_OF)}):shelf>/<id:id>.json")
@form("application/json", N_("A document with its text"), gives=shapes.DocumentShape)
def as_json(shelf: str, id: str) -> Response:
    """One document as JSON."""
    return jsonify(shapes.document(knowledge_base().document(KINDS_OF[shelf], id, g.view)))


def _beside() -> View | None:
    """The view to show beside the reader's, if one was asked for. Raises QueryError for one that there is not."""
    parameters.check(request.args, once=("beside",), often=request.args)
    return parameters.second_view(request.args, "beside", g.view)


def _two_views(kind: Kind, id: str, other: View) -> str:
    """A document in two views, paragraph by paragraph. Raises NotFound where it lacks one of them."""
    left, right = (knowledge_base().document(kind, id, view) for view in (g.view, other))
    rows = side_by_side(left.html, right.html)
    theirs = knowledge_base().catalogues[other.code].gettext
    return render_template("beside.html", left=left, right=right, rows=rows, theirs=theirs)
