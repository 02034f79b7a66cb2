"""How is the site served? By granian, in a few processes that hold no state and share the published index."""

import os

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kb.config import Settings
from kb.knowledge_base import KnowledgeBase
from kb.web import create_app

# The server answers slow readers itself, so that two threads a process are enough: more would only wait for each other.
_THREADS = 2


def run(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serve until stopped. Nothing about a request is logged."""
    # Each web process is new and reads its settings from the environment, as any command does.
    os.environ.update(settings.to_environ())
    Granian(
        "kb.web.serving:application",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=_THREADS,
        log_level=LogLevels.warning,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


def application() -> Flask:
    """The site, for a web process."""
    return create_app(KnowledgeBase.open(Settings.from_environ(os.environ)))
