"""What does the site say about itself?"""

from flask import Blueprint, g, render_template

from kb.web.presenting import knowledge_base

blueprint = Blueprint("about", __name__)

_NEWEST = 40  # texts on the page of what is new


@blueprint.get("/<view:view>/help")
def help_() -> str:
    """How to search."""
    return render_template("help.html")


@blueprint.get("/<view:view>/new")
def new() -> str:
    """What was added, revised and corrected, by date."""
    return render_template("new.html", news=knowledge_base().site.news(g.view), size=_NEWEST)


@blueprint.get("/<view:view>/about")
def about() -> str:
    """What this is, who made it, what it keeps."""
    contact = knowledge_base().settings.contact
    return render_template("about.html", contact=contact, address=f"mailto:{contact}" if "@" in contact else contact)
