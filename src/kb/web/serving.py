"""How is the site served? By granian, in a few processes that hold no state and share the published index."""

import logging
import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from kb.config import Settings
from kb.errors import EngineError
from kb.knowledge_base import KnowledgeBase
from kb.model import Request
from kb.web import create_app
from kb.web.board import Shared, sharing
from kb.web.watching import follow, watch

_SPARE = 8  # threads that turn away what is too much, while the others work or wait
_CONNECTIONS = 1_024  # of a web process, those among them on which nothing is asked
_HEADER_BYTES = 32_768  # of a request; the server may read up to twice as much before it says no
_HEADER_MILLISECONDS = 10_000  # that a browser may take to say what it wants
_LAST_SECONDS = 10  # in which requests are answered that had begun when the site was stopped


def run(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serve until stopped; answer what has begun before the end. Nothing about a reader is logged."""
    threads = settings.threads + settings.queue + _SPARE
    # Each web process is new and reads its settings from the environment, as any command does.
    os.environ.update(replace(settings, host=host, port=port, workers=workers).to_environ())
    # Most of the threads wait, or turn away; granian takes them for workers, and warns.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    with sharing():
        Granian(
            "kb.web.serving:application",
            factory=True,
            interface=Interfaces.WSGI,
            address=host,
            port=port,
            workers=workers,
            blocking_threads=threads,
            backpressure=_CONNECTIONS,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MILLISECONDS, max_buffer_size=_HEADER_BYTES),
            workers_kill_timeout=_LAST_SECONDS,
            log_level=LogLevels.warning,
            log_access=False,
            respawn_failed_workers=True,
        ).serve()


def application() -> Flask:
    """The site, for a web process."""
    settings, shared = Settings.from_environ(os.environ), Shared.from_environ(os.environ)
    if shared.folder:
        # Of `kb serve`: until granian listens to the signal, a process that begins may end at once.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if settings.request_log:
        log = logging.getLogger("kb.requests")
        log.addHandler(logging.StreamHandler(sys.stdout))
        log.setLevel(logging.INFO)
        log.propagate = False
    kb = KnowledgeBase.open(settings)
    app = create_app(kb, shared)
    _warm_up(app, kb)
    follow(kb)
    if settings.verify_seconds:
        watch(kb, settings.verify_seconds)
    return app


def _warm_up(app: Flask, kb: KnowledgeBase) -> None:
    """Do what takes a moment before the first reader comes."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    with suppress(EngineError):  # of which every page will tell
        kb.follow()
        kb.search(Request(text="?"))
