"""Is what is served still what was written?

A web process verifies what is new to it at once. What it has verified it reads again in the background, so that damage
on the disk is noticed within minutes, and the generation before serves.
"""

import logging
import threading

from kb.errors import KBError
from kb.knowledge_base import KnowledgeBase

_log = logging.getLogger("kb")


def watch(kb: KnowledgeBase, seconds: float) -> threading.Event:
    """Verify the index again every so many seconds, until the event that is given back is set."""
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(seconds):
            try:
                problems = kb.verify_again()
            except KBError as error:
                _log.error("the index could not be verified: %s", error)
                continue
            for problem in problems:
                _log.error("%s", problem)

    threading.Thread(target=go_on, name="kb-watch", daemon=True).start()
    return ended
