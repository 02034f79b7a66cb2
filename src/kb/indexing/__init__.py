"""How does a corpus become an index?

Each document is rendered and analysed once, here: its terms for the engine, its card for results, its page for reading.
What has not changed since the last generation is left as it is.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from threading import Thread

import orjson

from kb.engines.contract import Engine, Generation, IndexDocument, Reader, Writer
from kb.indexing.entry import Entry, make_entry
from kb.indexing.site import SITE, make_site, read_vocabulary
from kb.model import Document
from kb.vocabulary import Vocabulary

__all__ = ["SITE", "Report", "build", "read_vocabulary"]

# From so many documents on, analysis is shared out among processes; before that, starting them costs more.
_MANY = 500
_CHUNK = 50


@dataclass(frozen=True, slots=True)
class Report:
    """What an indexing run did. ``generation`` is the published one, new or, if nothing changed, the old."""

    generation: Generation
    published: bool
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0


@dataclass(slots=True)
class _Changes:
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    seen: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Tally:
    """What is counted over the whole corpus, and which agreements are explained in which languages."""

    counts: dict[str, Counter[str]] = field(
        default_factory=lambda: {"documents": Counter(), "editions": Counter(), "words": Counter(), "behind": Counter()}
    )
    explainers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        self.counts["documents"][entry.kind] += 1
        self.counts["editions"].update(entry.words.keys())
        self.counts["words"].update(entry.words)
        self.counts["behind"].update(entry.behind)
        if entry.kind == "agreement":
            self.explainers[entry.document.id] = tuple(entry.words)


def build(
    engine: Engine,
    documents: Iterable[Document],
    vocabulary: Vocabulary,
    *,
    full: bool = False,
    workers: int = 1,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Publish a generation with exactly ``documents``; ``progress`` hears how many are done.

    Whatever ``documents`` raises drops the new generation, and the old one stays. Raises WriterBusy, EngineError.
    """
    with engine.writer(full=full) as writer:
        # The writer may start from nothing on its own account; then nothing is unchanged.
        published = None if writer.full else engine.reader()
        changes, tally = _Changes(), _Tally()
        with _analysis(vocabulary, workers) as analyse:
            for number, entry in enumerate(analyse(documents), 1):
                _put(writer, published, entry.document, changes)
                tally.add(entry)
                progress(number)
        removed = sorted(set(published.ids()) - changes.seen) if published else []
        for gone in removed:
            writer.delete(gone)
        site = make_site(vocabulary, tally.explainers, tally.counts)
        if published and not (changes.added or changes.changed or removed) and published.attached(SITE) == site:
            return Report(published.generation, published=False, unchanged=changes.unchanged)
        writer.attach(SITE, site)
        generation = writer.commit()
    return Report(
        generation,
        published=True,
        added=tuple(changes.added),
        changed=tuple(changes.changed),
        removed=tuple(removed),
        unchanged=changes.unchanged,
    )


def _put(writer: Writer, published: Reader | None, document: IndexDocument, changes: _Changes) -> None:
    changes.seen.add(document.id)
    old_page = published.page(document.id) if published else None
    if published is None or old_page is None:
        changes.added.append(document.id)
    elif old_page == document.page and published.cards([document.id]) == [document.card]:
        changes.unchanged += 1
        return
    else:
        changes.changed.append(document.id)
    writer.upsert(document)


@contextmanager
def _analysis(vocabulary: Vocabulary, workers: int) -> Iterator[Callable[[Iterable[Document]], Iterator[Entry]]]:
    """A way to analyse documents, in order; in processes where there are many."""
    if workers < 2:
        yield lambda documents: (make_entry(each, vocabulary) for each in documents)
        return
    # New processes, not forks: the engine has threads of its own by now, and a fork would copy their locks.
    context, site = get_context("spawn"), make_site(vocabulary, {}, {})
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(site,)) as pool:
        yield partial(_in_processes, pool, vocabulary, workers)


def _in_processes(
    pool: ProcessPoolExecutor, vocabulary: Vocabulary, workers: int, documents: Iterable[Document]
) -> Iterator[Entry]:
    stream = iter(documents)
    first = list(islice(stream, _MANY))
    if len(first) < _MANY:
        yield from (make_entry(each, vocabulary) for each in first)
        return
    stream = chain(first, stream)
    # A bounded number of chunks is under way, so that a stream of millions is never all in memory.
    waiting = []
    for chunk in iter(lambda: list(islice(stream, _CHUNK)), []):
        waiting.append(pool.submit(_analyse_chunk, chunk))
        if len(waiting) > 2 * workers:
            yield from waiting.pop(0).result()
    for future in waiting:
        yield from future.result()


_worker_vocabulary: Vocabulary  # one for each worker process, made when it starts


def _start_worker(site: bytes) -> None:
    global _worker_vocabulary  # noqa: PLW0603  the only way to hand a process pool's workers something once
    _worker_vocabulary = read_vocabulary(orjson.loads(site))
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker with the indexer: one that is killed cannot say goodbye."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _analyse_chunk(documents: list[Document]) -> list[Entry]:
    return [make_entry(each, _worker_vocabulary) for each in documents]
