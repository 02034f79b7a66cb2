"""What does the site say about itself?"""

from flask import Blueprint, render_template

blueprint = Blueprint("about", __name__)


@blueprint.get("/<view:view>/help")
def help_() -> str:
    """How to search."""
    return render_template("help.html")


@blueprint.get("/<view:view>/about")
def about() -> str:
    """What this is, who made it, what it keeps."""
    return render_template("about.html")
