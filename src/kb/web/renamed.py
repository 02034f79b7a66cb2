"""Where is what was called otherwise before? Links that others have made to it go on leading there."""

from flask import Flask, g, redirect, request
from werkzeug.wrappers import Response

from kb.model import SHELVES
from kb.web.presenting import knowledge_base

_SHELVES = tuple(SHELVES.values())


def register(app: Flask) -> None:
    """Send readers of a former address to the present one: in the same view and form, with the same question."""

    @app.before_request
    def follow() -> Response | None:
        former = str((request.view_args or {}).get("id", ""))
        parts = request.path.split("/", 3)
        if not former or len(parts) < 4 or parts[2] not in _SHELVES:
            return None
        present = knowledge_base().site.vocabulary.renamed.get(f"{parts[2]}/{former}")
        if present is None:
            return None
        form = parts[3].removeprefix(former)
        asked = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
        return redirect(f"/{g.view.code}/{present}{form}{asked}", 301)
