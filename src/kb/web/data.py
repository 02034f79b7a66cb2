"""Where do people and programs read what can be taken from here, and how?"""

from flask import Blueprint, Response, jsonify, render_template

from kb.i18n import N_
from kb.web.downloads import FEED
from kb.web.forms import all_forms, form
from kb.web.openapi import describe, path_of
from kb.web.parameters import SEARCH
from kb.web.presenting import knowledge_base, site_root

blueprint = Blueprint("data", __name__)


@blueprint.get("/<view:view>/data")
def page() -> str:
    """Every form in which the collection can be taken, for people."""
    forms = [(path_of(rule), each) for rule, each in all_forms()]
    settings = knowledge_base().settings
    return render_template("data.html", forms=forms, parameters=SEARCH, settings=settings, feed=FEED)


@blueprint.get("/openapi.json")
@form("application/json", N_("Description of all these addresses for programs (OpenAPI)"), gives=dict[str, object])
def openapi() -> Response:
    """The same for programs."""
    forms = [(rule, each) for rule, each in all_forms() if not each.protocol]
    return jsonify(describe(forms, knowledge_base().settings, site_root()))
