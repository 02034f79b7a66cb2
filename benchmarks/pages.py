"""How long does the site need for a page and for a search, and how does that compare with an empty Flask page?

    python benchmarks/pages.py

Every page of the real corpus is asked for once in every view, and every judged query once: nothing is repeated, so
nothing helps but what the product itself keeps. Milliseconds are those of the whole request inside one process, of CPU
and of the clock. Then the same server program serves an empty Flask page, the help page, and searches that are all
different, one after another to the same eight readers; requests a second are compared in pairs.
"""

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from quality import judged

from kb.config import Settings
from kb.corpus import load
from kb.generations import open_engine
from kb.i18n import VIEWS
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.model import SHELVES
from kb.vocabulary import Vocabulary
from kb.web import create_app

READERS = 8
SECONDS = 6.0
ALWAYS = ("", "agreements/", "glossary", "places", "people", "outlets", "timeline", "overview", "new", "help", "about")


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as folder:
        settings = build_into(Path(folder))
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
        single(create_app(KnowledgeBase.open(settings)), list(_pages(settings)))
        together(folder)
        print(f"\nload average {os.getloadavg()[0]:.1f} at the end")


def build_into(folder: Path) -> Settings:
    """The settings of an index of the real corpus, which is made in a folder."""
    settings = Settings(var=folder)
    corpus = load(settings.corpus)
    build(open_engine(settings), corpus.documents, Vocabulary.of(corpus))
    return settings


def _pages(settings: Settings) -> Iterator[str]:
    documents = [f"{SHELVES[each.kind]}/{each.id}" for each in load(settings.corpus).documents]
    for path in (*ALWAYS, *documents, *(f"{each}?beside=en" for each in documents)):
        yield from (f"/{view}/{path}" for view in VIEWS)


def single(app: Flask, pages: Sequence[str]) -> None:
    """One request at a time."""
    client = app.test_client()
    client.get("/en/")
    client.get("/en/search?q=targa")
    print(f"{'one request, milliseconds':28}{'CPU p50':>9}{'p99':>8}{'clock p50':>11}{'p99':>8}{'asked':>8}")
    searches = [f"/{query['view']}/search?q={quote(query['text'])}" for query in judged.queries()]
    for name, asked in (("a page", pages), ("a search", searches)):
        cpu, clock = [], []
        for address in asked:
            start_cpu, start = time.process_time(), time.perf_counter()
            answer = client.get(address)
            cpu.append((time.process_time() - start_cpu) * 1000)
            clock.append((time.perf_counter() - start) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answers {answer.status_code}")
        print(f"{name:28}{_p(cpu, 50):9.2f}{_p(cpu, 99):8.2f}{_p(clock, 50):11.2f}{_p(clock, 99):8.2f}{len(asked):8}")


def _p(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


def together(var: str) -> None:
    """Many requests at once, from eight readers."""
    words = [query["text"] for query in judged.queries()]
    numbers = count()
    # A number that no document has makes every search another one, answered from the list of some words.
    search = (f"/en/search?q={quote(word)}+{10_000_000 + next(numbers)}" for word in cycle(words))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "empty.py").write_text('from flask import Flask\napp = Flask("e")\napp.get("/")(lambda: "")\n')
        empty = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--no-ws", "empty:app"]
        with served([*empty, "--port", "8791"], 8791, folder):
            nothing = rate(8791, cycle(["/"]))
    with served([sys.executable, "-m", "kb.cli", "--var", var, "serve", "--port", "8792", "--workers", "2"], 8792, "."):
        rate(8792, cycle(["/en/help"]), 1.0)
        helped = rate(8792, cycle(["/en/help"]))
        searched = rate(8792, search)
    print("\nrequests a second, two workers, eight readers")
    print(f"{'empty Flask page':28}{nothing:9.0f}")
    print(f"{'help page':28}{helped:9.0f}  {helped / nothing:.0%} of the empty page")
    print(f"{'searches, all different':28}{searched:9.0f}  {searched / helped:.0%} of the help page")


@contextmanager
def served(command: Sequence[str], port: int, folder: str) -> Iterator[None]:
    """A server program while it runs."""
    running = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/")
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        running.terminate()
        running.wait()


def rate(port: int, addresses: Iterator[str], seconds: float = SECONDS) -> float:
    """Answers with status 200 in a second."""
    lock, answered = threading.Lock(), count()
    until = time.perf_counter() + seconds

    def read(next_address: Callable[[], str]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while time.perf_counter() < until:
            connection.request("GET", next_address())
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                next(answered)

    def turn() -> str:
        with lock:
            return next(addresses)

    readers = [threading.Thread(target=read, args=(turn,)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return next(answered) / seconds


if __name__ == "__main__":
    main()
