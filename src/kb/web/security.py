"""Whom does the site answer as itself, and what may a browser do with its pages? Show them, and nothing else."""

from urllib.parse import urlsplit

from flask import Flask, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from kb.config import Settings
from kb.web.compressing import compress
from kb.web.forms import asked_form, share

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
    "Server": "",  # or the server puts its own name
}
# The one page that other sites may show within their own; it keeps to all the rest.
_FRAMED = "search.embed"
_FRAMED_POLICY = _HEADERS["Content-Security-Policy"].replace("frame-ancestors 'none'", "frame-ancestors *")
_FOR_EVER = "public, max-age=31536000, immutable"
_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


def register(app: Flask, settings: Settings) -> None:
    """Answer only to our own names, put the headers on every answer, let browsers ask if a page is still the same."""
    names = own_names(settings)

    @app.before_request
    def refuse_strangers() -> None:
        if _name(request.environ.get("HTTP_HOST", "")) not in names:
            abort(400)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(_HEADERS)
        if request.endpoint == _FRAMED:
            response.headers["Content-Security-Policy"] = _FRAMED_POLICY
        if asked_form():
            share(response)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if location := response.headers.get("Location"):
            # A browser knows by what name and scheme it asked; we know only what we were told.
            response.headers["Location"] = urlsplit(location)._replace(scheme="", netloc="").geturl()
        if request.path.startswith("/static/") and response.status_code == 200 and request.args.get("v"):
            response.headers["Cache-Control"] = _FOR_EVER
        response.headers.setdefault("Cache-Control", "no-cache")
        compress(request, response)
        if response.status_code == 200 and not response.direct_passthrough:
            response.add_etag()
            return response.make_conditional(request)
        return response


def behind(app: Flask, hops: int) -> None:
    """Believe the web servers in front, so many and no more, whose address and scheme a request had at first.

    The Host is theirs to pass on, so that no reader can put another in its place.
    """
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]


def own_names(settings: Settings) -> frozenset[str]:
    """The names that the site answers to, in small letters and without a port."""
    given = [part.strip() for part in settings.trusted_hosts.split(",") if part.strip()]
    public = urlsplit(settings.site_url).netloc
    listening = f"[{settings.host}]" if ":" in settings.host else settings.host
    return frozenset(_name(each) for each in (*given, public, listening, *_THIS_MACHINE) if each)


def _name(host: str) -> str:
    """A Host header without its port."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()
