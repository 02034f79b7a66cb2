"""How are documents, lists of them, and everything on an agreement shown?"""

from flask import Blueprint, Response, g, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.exports import shapes
from kb.model import SHELVES, Kind
from kb.web.presenting import knowledge_base

blueprint = Blueprint("documents", __name__)

_KINDS: dict[str, Kind] = {shelf: kind for kind, shelf in SHELVES.items()}
_SHELF = "any(articles, debates, events, publications)"


@blueprint.get("/<view:view>/agreements/")
def agreements() -> str:
    """Every agreement, by date."""
    return render_template("agreements.html", agreements=knowledge_base().site.agreements(g.view))


@blueprint.get("/<view:view>/agreements/<id:id>")
def hub(id: str) -> str:
    """Everything on one agreement: its explainer, its timeline, what is about it."""
    return render_template("hub.html", hub=knowledge_base().hub(id, g.view))


@blueprint.get(f"/<view:view>/<{_SHELF}:shelf>/")
def shelf(shelf: str) -> AnyResponse:
    """Every document of a kind, newest first: a search without words."""
    return redirect(url_for("search.page", kind=_KINDS[shelf]))


@blueprint.get(f"/<view:view>/<{_SHELF}:shelf>/<id:id>")
def document(shelf: str, id: str) -> str:
    """One document."""
    shown = knowledge_base().document(_KINDS[shelf], id, g.view)
    return render_template("document.html", document=shown)


@blueprint.get(f"/<view:view>/<any({', '.join(_KINDS)}):shelf>/<id:id>.json")
def as_json(shelf: str, id: str) -> Response:
    """One document as JSON."""
    return jsonify(shapes.document(knowledge_base().document(_KINDS[shelf], id, g.view)))
