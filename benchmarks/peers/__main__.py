"""How fast is our search beside tantivy, SQLite FTS5 and Whoosh on the same documents, queries, fields and facets?

    python benchmarks/peers [SIZE ...]        1000, 10000 and 100000 documents unless told

Generated documents in three editions are analysed once, by us, and every engine is fed the same finished terms. The
query trees are those that a reader's search makes. Every answer must have the same total, the same facet counts and as
many cards as ours, or the run stops. Whoosh is asked up to 10,000 documents only. Times are milliseconds of one
process: the first time a question is asked, and the median of five more. All engines are measured in turn within one
run, so their ratios mean more than their figures.
"""

import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from math import log
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from generated import documents
from peers.fts5 import Fts5
from peers.ours import Ours, questions_of
from peers.peer import Answer, Asked, Peer, Question
from peers.plain_whoosh import PlainWhoosh
from peers.raw_tantivy import RawTantivy

from kb.config import Settings
from kb.corpus import load
from kb.engines.contract import Generation, IndexDocument, Writer
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.model import FACETS, Concept, LanguageCode, Request
from kb.vocabulary import Vocabulary

SIZES = (1_000, 10_000, 100_000)
WHOOSH_UNTIL = 10_000
FACETS_ASKED = FACETS[:3]
_SPOKEN: Sequence[tuple[LanguageCode, str]] = (("sq", "sq"), ("sr", "sr-latn"), ("en", "en"), ("sr", "sr-cyrl"))
T = TypeVar("T")
EACH = 12  # questions of a class
AGAIN = 5


@dataclass(slots=True)
class Times:
    """CPU and clock of one kind of question for one engine, in milliseconds: the first time, and again."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)


def main(sizes: Sequence[int]) -> None:
    """Print a table for each size, and how the times grow."""
    corpus = load(Settings().corpus)
    vocabulary = Vocabulary.of(corpus)
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(Path(folder) / "ours")
        peers: list[Peer] = [kind(_made(Path(folder) / kind.__name__)) for kind in (RawTantivy, Fts5, PlainWhoosh)]
        medians: dict[int, dict[str, float]] = {}
        for size in sizes:
            print(f"\n## {size:,} documents\n", flush=True)
            peers = [peer for peer in peers if size <= WHOOSH_UNTIL or not isinstance(peer, PlainWhoosh)]
            tee = Tee(ours, peers)
            start = time.perf_counter()
            build(
                tee,
                documents(size, corpus.concepts["agreement"]),
                vocabulary,
                workers=os.cpu_count() or 1,
                progress=partial(_progress, size),
            )
            print(f"load {os.getloadavg()[0]:.1f}; analysed and fed in {time.perf_counter() - start:.0f} s", flush=True)
            built(folder, ours, peers, tee)
            medians[size] = asked(ours, peers, size)
        growth(medians)
        print(f"\nlargest resident memory of this process: {_memory():,.0f} MB")


class Tee:
    """Our engine, which hands every document to the peers, too; seconds of CPU are counted for each."""

    def __init__(self, ours: Ours, peers: Sequence[Peer]) -> None:
        self._engine = ours.engine
        self._peers = peers
        self.cpu: dict[str, float] = dict.fromkeys((ours.name, *(peer.name for peer in peers)), 0.0)
        self._ours = ours.name
        self.reader, self.current, self.check = self._engine.reader, self._engine.current, self._engine.check
        self.verify_again = self._engine.verify_again

    @contextmanager
    def writer(self, *, full: bool = False) -> Iterator[Writer]:
        """As the contract says."""
        with self._engine.writer(full=full) as writer:
            self._writer = writer
            self.full, self.delete, self.attach = writer.full, writer.delete, writer.attach
            yield self

    def upsert(self, document: IndexDocument) -> None:
        """Take a document, and hand it on."""
        with self._counted(self._ours):
            self._writer.upsert(document)
        for peer in self._peers:
            with self._counted(peer.name):
                peer.add(document)

    def commit(self) -> Generation:
        """Publish, and have the peers finish."""
        with self._counted(self._ours):
            generation = self._writer.commit()
        for peer in self._peers:
            with self._counted(peer.name):
                peer.finish()
        return generation

    @contextmanager
    def _counted(self, name: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.cpu[name] += time.process_time() - start


def built(folder: str, ours: Ours, peers: Sequence[Peer], tee: Tee) -> None:
    """What building cost: CPU seconds of the engine alone, and the size on the disk."""
    print("\n| engine | CPU s for what was added | MB on disk |\n|---|---|---|")
    engines: list[Asked] = [ours, *peers]
    for each in engines:
        size = sum(path.stat().st_size for path in (Path(folder) / type(each).__name__.lower()).rglob("*")) / 1e6
        print(f"| {each.name} | {tee.cpu[each.name]:.1f} | {size:,.0f} |")


def asked(ours: Ours, peers: Sequence[Peer], size: int) -> dict[str, float]:
    """Ask every question of every engine, and print each class of questions as a line."""
    kb = ours.open()
    searches = [_Searched(kb, *each) for each in _requests(size)]
    classes = list(dict.fromkeys(each.name for each in searches))
    engines: list[Asked] = [ours, *peers]
    heads = [f"{each.name}: first, p50, p95" + (", times ours" if each is not ours else "") for each in engines]
    print(f"\n| class | found | {' | '.join(heads)} | whole search: first, p50, p95; clock p50 |")
    print("|---|---|---|" + "---|" * len(engines))
    medians: dict[str, float] = {}
    for name in classes:
        mine = [each for each in searches if each.name == name]
        times = {each.name: Times() for each in engines} | {"whole": Times()}
        totals = [_one(search, engines, times) for search in mine]
        base = statistics.median(times[ours.name].again)
        cells = [_cell(times[each.name], base if each is not ours else None) for each in engines]
        whole = f"{_cell(times['whole'], None)}; {statistics.median(times['whole'].clock):.1f}"
        print(f"| {name} | {statistics.median(totals):,.0f} | {' | '.join(cells)} | {whole} |", flush=True)
        medians |= {f"{name}, engine": base, f"{name}, whole search": statistics.median(times["whole"].again)}
    return medians


class _Searched:
    """A reader's request and the question that it becomes for an engine."""

    def __init__(self, kb: KnowledgeBase, name: str, request: Request) -> None:
        self.kb, self.name, self.request = kb, name, request
        self.question = Question(questions_of(kb, self.request), self.request.filters)

    def whole(self) -> int:
        """Everything a reader waits for."""
        return self.kb.search(self.request).total


def _one(search: _Searched, engines: Sequence[Asked], times: dict[str, Times]) -> int:
    """Ask one question of every engine in turn; all must agree."""
    answers: dict[str, Answer] = {}
    for round_ in range(1 + AGAIN):
        _timed(search.whole, times["whole"], first=round_ == 0)
        for each in engines:
            answers[each.name] = _timed(
                partial(each.ask, search.question, FACETS_ASKED), times[each.name], first=round_ == 0
            )
    expected = next(iter(answers.values()))
    for name, answer in answers.items():
        same = answer.total == expected.total and len(answer.cards) == len(expected.cards)
        if not same or any(answer.facets[each] != expected.facets[each] for each in FACETS_ASKED):
            raise SystemExit(f"{name} finds {answer.total} for {search.request}, not {expected.total}, or counts apart")
    return expected.total


def _timed(ask: Callable[[], T], times: Times, *, first: bool) -> T:
    cpu, clock = time.process_time(), time.perf_counter()
    answer = ask()
    cpu, clock = (time.process_time() - cpu) * 1000, (time.perf_counter() - clock) * 1000
    (times.first if first else times.again).append(cpu)
    times.clock.append(clock)
    return answer


def _cell(times: Times, base: float | None) -> str:
    middle = statistics.median(times.again)
    high = statistics.quantiles(times.again, n=20)[-1]
    ratio = f", **×{middle / base:.1f}**" if base else ""
    return f"{statistics.median(times.first):.2f}, {middle:.2f}, {high:.2f}{ratio}"


def growth(medians: dict[int, dict[str, float]]) -> None:
    """The exponent with which each median grows with the number of documents, between the last two sizes."""
    if len(medians) < 2:
        return
    small, large = list(medians)[-2:]
    print(f"\nGrowth from {small:,} to {large:,} documents, as an exponent (1 = in proportion)")
    print("\n| class | exponent |\n|---|---|")
    for name, last in medians[large].items():
        print(f"| {name} | {log(last / medians[small][name]) / log(large / small):.2f} |")


def _requests(size: int) -> Iterator[tuple[str, Request]]:
    """So many requests of each class, with words of the documents themselves, in all views."""
    dice = random.Random(size)
    pool = [each for number, each in enumerate(documents(min(size, 3_000), _agreements())) if number % 7 == 0]
    for number in range(EACH):
        code, view = _SPOKEN[number % len(_SPOKEN)]
        words = dice.choice(pool).editions[code].body.replace(".", " ").split()
        at = dice.randrange(len(words) - 3)
        one, two, three = words[at : at + 3]
        filters = {"agreement": ("ibm",), "kind": ("article",)}
        yield "one word", Request(text=one, view=view)
        yield "two words", Request(text=f"{one} {two}", view=view)
        yield "three words", Request(text=f"{one} {two} {three}", view=view)
        yield "phrase", Request(text=f'"{one} {two}"', view=view)
        yield "without a word", Request(text=f"{one} -{two}", view=view)
        yield "two words, one filter", Request(text=f"{one} {two}", view=view, filters={"agreement": ("ibm",)})
        yield "one word, two filters", Request(text=one, view=view, filters=filters)
        yield "name in three languages", replace(Request(text="licence plates"), view=view)
        yield "filters alone", Request(view=view, filters=filters)


def _agreements() -> Sequence[Concept]:
    return load(Settings().corpus).concepts["agreement"]


def _made(path: Path) -> Path:
    path = path.with_name(path.name.lower())
    path.mkdir(parents=True)
    return path


def _progress(size: int, number: int) -> None:
    if number % 2_000 == 0:
        print(f"\r{number:,} of {size:,}", end="", file=sys.stderr, flush=True)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or SIZES)
