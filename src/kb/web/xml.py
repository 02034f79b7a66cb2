"""How is an XML document answered, so that every reader of XML can read it?"""

from typing import Any

from flask import Response, render_template

from kb.exports.plain import text


def as_xml(template: str, media: str = "application/xml", /, **values: Any) -> Response:
    """A template of XML as an answer. Characters that XML cannot hold are left out, wherever they came from."""
    return Response(text(render_template(template, **values)), content_type=f"{media}; charset=utf-8")
