"""Is what is served the newest, and still what was written?

A web process opens what is newly published in the background, so that no reader waits for it, and verifies it at once.
What it has verified it reads again from time to time: damage on the disk is noticed within minutes, and the generation
before serves.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress

from kb.errors import EngineError, KBError
from kb.knowledge_base import KnowledgeBase

_log = logging.getLogger("kb")


def follow(kb: KnowledgeBase, seconds: float = 0.5) -> threading.Event:
    """Look for a new generation every so many seconds, until the event that is given back is set."""

    def look() -> None:
        with suppress(EngineError):  # of which every page tells
            kb.follow()

    return _every(seconds, look, "kb-follow")


def watch(kb: KnowledgeBase, seconds: float) -> threading.Event:
    """Verify the index again every so many seconds, until the event that is given back is set."""

    def verify() -> None:
        try:
            problems = kb.verify_again()
        except KBError as error:
            _log.error("the index could not be verified: %s", error)
            return
        for problem in problems:
            _log.error("%s", problem)

    return _every(seconds, verify, "kb-watch")


def _every(seconds: float, act: Callable[[], None], name: str) -> threading.Event:
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(seconds):
            act()

    threading.Thread(target=go_on, name=name, daemon=True).start()
    return ended
