"""How long do handouts take to be made, how large are they, and how much memory do they need?

Prints figures, judges nothing. The corpus is indexed into a temporary folder; each file is made as the site makes it.
"""

import os
import resource
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kb.config import Settings
from kb.corpus import load
from kb.exports.handouts import workshop
from kb.exports.handouts.forms import Order
from kb.exports.handouts.packing import Packer, Wishes
from kb.generations import open_engine
from kb.i18n import VIEWS
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.model import Request
from kb.vocabulary import Vocabulary

_TIMES = 3


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(var=Path(folder))
        corpus = load(settings.corpus)
        build(
            open_engine(settings),
            corpus.documents,
            Vocabulary.of(corpus),
        )
        kb = KnowledgeBase.open(settings)
        wishes = Wishes(views=(VIEWS["sq"], VIEWS["sr-cyrl"]), root="https://example.org")
        packer = Packer(kb.site, kb.catalogues, wishes)
        found = kb.search(Request(filters={"kind": ("agreement",)}, size=25, view="sq"))
        ids = [hit.id for hit in found.hits][:20]
        print(f"| what, in two views | seconds (best of {_TIMES}) | kB | memory, MB |\n|---|---|---|---|")
        for form in ("pdf", "docx"):
            _line(f"the explainer `ibm`, {form}", partial(packer.single, "agreement", "ibm", form))
        for form in ("pdf", "docx", "html", "zip"):
            _line(f"{len(ids)} explainers, {form}", partial(packer.pack, ids, form, most=50))


def _line(what: str, order: Callable[[], Order]) -> None:
    """Make a file several times; the memory is that of the process that makes it."""
    seconds, size = [], 0
    for _ in range(_TIMES):
        began = time.perf_counter()
        size = len(workshop.made(order(), seconds=120, megabytes=2000))
        seconds.append(time.perf_counter() - began)
    print(f"| {what} | {min(seconds):.2f} | {size / 1000:.0f} | {_memory(order()):.0f} |")


def _memory(order: Order) -> float:
    """How many megabytes a process apart takes at most: the system tells it of a child that has ended."""
    child = os.fork()
    if not child:  # one of our own, so that no other child is counted
        workshop.made(order, seconds=120, megabytes=2000)
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        os._exit(min(used // 4000, 255))  # in steps of 4 MB, as an exit code is small
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) * 4000 / 1000


if __name__ == "__main__":
    main()
