"""How are terms, places, people and outlets shown, and the whole collection by time and by agreement?"""

from flask import Blueprint, Response, g, jsonify, render_template

from kb.exports import shapes
from kb.i18n import N_
from kb.knowledge_base.concepts import PAGES
from kb.model import KINDS
from kb.web.drawing import place_map, year_chart
from kb.web.forms import form
from kb.web.presenting import knowledge_base

blueprint = Blueprint("concepts", __name__)

_SHELF = f"any({', '.join(PAGES)})"
_HEADINGS = {
    "glossary": (N_("Glossary"), N_("Words of the dialogue in each language, and how they are used.")),
    "places": (N_("Places"), N_("Places that are spoken of, with their names in each language.")),
    "people": (N_("People"), N_("People who wrote, spoke or are spoken of.")),
    "outlets": (N_("Outlets"), N_("Newspapers, portals and broadcasters.")),
}


@blueprint.get(f"/<view:view>/<{_SHELF}:page>")
def every(page: str) -> str:
    """Every concept of a type, in the order of the reader's alphabet."""
    many = knowledge_base().site.concepts(PAGES[page], g.view)
    heading, lead = _HEADINGS[page]
    drawn = place_map(many) if page == "places" else None
    return render_template("concepts.html", page=page, heading=heading, lead=lead, concepts=many, drawn=drawn)


@blueprint.get(f"/<view:view>/<{_SHELF}:page>.json")
@form("application/json", N_("Every term, place, person or outlet, with its names"), gives=shapes.ConceptsShape)
def every_as_json(page: str) -> Response:
    """Every concept of a type as JSON."""
    site = knowledge_base().site
    return jsonify(shapes.concepts(site.concepts(PAGES[page], g.view), g.view.code, site.generation))


@blueprint.get(f"/<view:view>/<{_SHELF}:page>/<id:id>.json")
@form("application/json", N_("A term, a place, a person or an outlet"), gives=shapes.ConceptPageShape)
def one_as_json(page: str, id: str) -> Response:
    """One concept as JSON."""
    site = knowledge_base().site
    return jsonify(shapes.concept(site.concept(PAGES[page], id, g.view), site.generation))


@blueprint.get(f"/<view:view>/<{_SHELF}:page>/<id:id>")
def one(page: str, id: str) -> str:
    """One concept, and what speaks of it."""
    shown = knowledge_base().site.concept(PAGES[page], id, g.view)
    return render_template("concept.html", page=page, heading=_HEADINGS[page][0], shown=shown)


@blueprint.get("/<view:view>/timeline")
def timeline() -> str:
    """What happened when."""
    years = knowledge_base().site.years(g.view)
    return render_template("timeline.html", years=years, chart=year_chart(years))


@blueprint.get("/<view:view>/timeline.json")
@form("application/json", N_("What happened when"), gives=shapes.TimelineShape)
def timeline_as_json() -> Response:
    """What happened when, as JSON."""
    site = knowledge_base().site
    return jsonify(shapes.timeline(site.years(g.view), g.view.code, site.generation))


@blueprint.get("/<view:view>/overview")
def overview() -> str:
    """What there is about each agreement, by kind and language."""
    site = knowledge_base().site
    return render_template("overview.html", agreements=site.agreements(g.view), matrix=site.matrix(), kinds=KINDS)
