"""What may a browser do with our pages? Show them, and nothing else."""

from flask import Flask, request
from werkzeug.wrappers import Response

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FOR_EVER = "public, max-age=31536000, immutable"


def register(app: Flask) -> None:
    """Put the headers on every answer, and let browsers ask whether a page is still the same."""

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(_HEADERS)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.path.startswith("/static/") and response.status_code == 200 and request.args.get("v"):
            response.headers["Cache-Control"] = _FOR_EVER
        response.headers.setdefault("Cache-Control", "no-cache")
        if response.status_code == 200 and not response.direct_passthrough:
            response.add_etag()
            return response.make_conditional(request)
        return response
