"""How long do indexing and searching take, on the real corpus and on generated documents?

    python benchmarks/speed.py [NUMBER OF GENERATED DOCUMENTS, 10000 unless told]

Search times are of one process, in milliseconds of CPU, which other work disturbs least, and of the clock.
Every query is asked in rounds, in all four views; nothing is cached between them but what the product caches itself.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from generated import documents
from quality import judged

from kb.config import Settings
from kb.corpus import load
from kb.engines.contract import All
from kb.generations import open_engine
from kb.i18n import VIEWS
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.model import FACETS, Document, Request
from kb.vocabulary import Vocabulary

QUERIES: dict[str, Request] = {
    "one word": Request(text="targa"),
    "two words, Serbian": Request(text="registarske tablice"),
    "two words, English": Request(text="licence plates"),
    "phrase": Request(text='"licence plates"'),
    "without a word": Request(text="plates -border"),
    "filtered, two words": Request(text="licence plates", filters={"agreement": ("ibm",)}),
    "two filters, three words": Request(
        text="licence plates border", filters={"agreement": ("ibm",), "kind": ("article",)}
    ),
    "everything, newest": Request(),
}
ROUNDS = 30


def main(count: int) -> None:
    """Print the figures."""
    corpus = load(Settings().corpus)
    vocabulary = Vocabulary.of(corpus)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    measure("real corpus", corpus.documents, vocabulary, also=questions)
    measure(f"{count} generated documents", documents(count, corpus.concepts["agreement"]), vocabulary)
    print(f"load average {os.getloadavg()[0]:.1f} at the end")


def measure(
    name: str,
    many: Iterable[Document],
    vocabulary: Vocabulary,
    *,
    also: Callable[[KnowledgeBase], None] = lambda _: None,
) -> None:
    """Index ``many`` into an empty folder, search them, print both."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(var=Path(folder))
        start = time.perf_counter()
        report = build(open_engine(settings), many, vocabulary, workers=os.cpu_count() or 1)
        seconds = time.perf_counter() - start
        count = report.generation.documents
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 1e6
        print(f"\n{name}: indexed {count} documents in {seconds:.1f} s, {count / seconds:.0f} a second, {size:.1f} MB")
        print(f"{'milliseconds':32}{'CPU p50':>9}{'p95':>8}{'clock p50':>11}{'p95':>8}{'found':>8}")
        kb = KnowledgeBase.open(settings)
        search(kb)
        also(kb)


def search(kb: KnowledgeBase) -> None:
    """Ask every query in every view, and the engine alone a filtered search with three facets."""
    reader = kb.site.reader

    def engine_only(_: str) -> int:
        filters = {"agreement": ("ibm",), "kind": ("article",)}
        return reader.search(All(), filters=filters, facets=FACETS[:3], limit=10).total

    row("engine: filtered, three facets", engine_only)
    for name, request in QUERIES.items():
        row(name, partial(_asked, kb, request))


def questions(kb: KnowledgeBase) -> None:
    """The queries that readers judged (docs/search.md), each in its own view: what people ask of this corpus."""
    cpu, clock = [], []
    for _ in range(ROUNDS // 10):
        for query in judged.queries():
            start_cpu, start = time.process_time(), time.perf_counter()
            kb.search(Request(text=query["text"], view=query["view"]))
            cpu.append((time.process_time() - start_cpu) * 1000)
            clock.append((time.perf_counter() - start) * 1000)
    print(f"{'the judged queries':32}{_p(cpu, 50):9.2f}{_p(cpu, 95):8.2f}{_p(clock, 50):11.2f}{_p(clock, 95):8.2f}")


def row(name: str, ask: Callable[[str], int]) -> None:
    """One line of the table."""
    cpu, clock, total = [], [], 0
    for _ in range(ROUNDS):
        for view in VIEWS:
            start_cpu, start = time.process_time(), time.perf_counter()
            total = ask(view)
            cpu.append((time.process_time() - start_cpu) * 1000)
            clock.append((time.perf_counter() - start) * 1000)
    print(f"{name:32}{_p(cpu, 50):9.2f}{_p(cpu, 95):8.2f}{_p(clock, 50):11.2f}{_p(clock, 95):8.2f}{total:8}")


def _asked(kb: KnowledgeBase, request: Request, view: str) -> int:
    return kb.search(replace(request, view=view)).total


def _p(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
