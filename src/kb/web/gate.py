"""Who is let in, who is asked to come back later, and what is remembered of it?

The gate stands before the site, so that a request that is turned away costs next to nothing. What is remembered are
counts and, if the operator wishes, a line without address, query and browser.
"""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.wrappers import Response

from kb.config import Settings
from kb.web import addresses
from kb.web.board import Shared
from kb.web.counts import NO_KIND, Counts
from kb.web.errors import Busy, Later, TooMany
from kb.web.rate import Rate
from kb.web.turns import Turns

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_log = logging.getLogger("kb.requests")
KIND = "kb.kind"  # in a request's environment: which kind of page it is for
_REFUSED = "refused"
# Whoever looks after the site must be answered when nobody else is.
_ALWAYS = frozenset({"/healthz", "/readyz", "/metrics"})
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})

Refuse = Callable[[Later, "WSGIEnvironment"], Response]


class Gate:
    """Before a site. ``refuse`` makes the answer for those who are turned away."""

    def __init__(self, app: Flask, settings: Settings, shared: Shared, refuse: Refuse) -> None:
        self._site = app.wsgi_app
        self._refuse = refuse
        self._rate = Rate(settings.rate, shared) if settings.rate else None
        self._free = addresses.networks("KB_RATE_FREE", settings.rate_free)
        self._logs = bool(settings.request_log)
        self.counts = Counts((_REFUSED, *app.view_functions), shared)
        self._turns = Turns(settings.threads, settings.queue)

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        began, said = time.perf_counter(), ["500"]

        def starting(status: str, *more: object) -> Callable[[bytes], object]:
            said[0] = status[:3]
            return start(status, *more)  # type: ignore[arg-type]  # as it was given

        try:
            return self._answer(environ, starting)
        finally:
            self._remember(environ, int(said[0]), time.perf_counter() - began)

    def _answer(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] in _ALWAYS:
            return self._site(environ, start)
        if wait := self._too_soon(environ):
            return self._turned_away(TooMany(ceil(wait)), environ, start)
        began = self._turns.take()
        if began is None:
            return self._turned_away(Busy(), environ, start)
        try:
            return self._site(environ, start)
        finally:
            self._turns.end(began)

    def _turned_away(self, why: Later, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        environ[KIND] = _REFUSED
        return self._refuse(why, environ)(environ, start)

    def _too_soon(self, environ: "WSGIEnvironment") -> float:
        """For how many seconds the sender of a request should not ask again."""
        address = environ.get("REMOTE_ADDR", "")
        if self._rate is None or addresses.within(address, self._free):
            return 0.0
        return self._rate.wait(addresses.sender(address))

    def _remember(self, environ: "WSGIEnvironment", status: int, seconds: float) -> None:
        kind = environ.get(KIND) or NO_KIND
        self.counts.add(kind, status, seconds)
        if self._logs:
            minute = datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")
            method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in _METHODS else "other"
            whence = addresses.neighbourhood(environ.get("REMOTE_ADDR", ""))
            _log.info("%s %s %s %s %d %.0f ms", minute, whence, method, kind, status, seconds * 1000)
