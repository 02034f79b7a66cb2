"""How does a corpus become an index?

Each document is rendered and analysed once, here: its terms for the engine, its card for results, its page for reading.
What has not changed since the last generation is left as it is.
"""

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

import orjson

from kb.corpus import CorpusFolder, Trace
from kb.engines.contract import Engine
from kb.indexing.entry import Entry, make_entry
from kb.indexing.memory import Memory, conditions, recall, remember
from kb.indexing.run import Report, Run
from kb.indexing.site import SITE, make_site, read_vocabulary
from kb.model import SHELVES, Document
from kb.vocabulary import Vocabulary

__all__ = ["SITE", "Report", "build", "build_folder", "read_vocabulary"]

# From so many documents on, analysis is shared out among processes; before that, starting them costs more.
_MANY = 500
_CHUNK = 50

Progress = Callable[[int], None]


def build(
    engine: Engine,
    documents: Iterable[Document],
    vocabulary: Vocabulary,
    *,
    full: bool = False,
    workers: int = 1,
    progress: Progress = lambda _: None,
) -> Report:
    """Publish a generation with exactly ``documents``; ``progress`` hears how many are done.

    Whatever ``documents`` raises drops the new generation, and the old one stays. Raises WriterBusy, EngineError.
    """
    with engine.writer(full=full) as writer, _analysis(vocabulary, workers) as analyse:
        run = Run(engine, writer, progress)
        for entry in analyse(documents):
            run.put(entry)
        return run.publish(vocabulary)


def build_folder(
    engine: Engine,
    folder: CorpusFolder,
    memory: Path,
    *,
    full: bool = False,
    workers: int = 1,
    progress: Progress = lambda _: None,
) -> Report:
    """Publish what is in ``folder``. Documents that are as they were for the published generation are not read.

    ``memory`` is the file that says how they were. Raises CorpusError with every problem of what was read, WriterBusy,
    EngineError; then what was published stays.
    """
    shared = folder.vocabulary
    vocabulary = Vocabulary(shared.concepts, shared.notes, shared.renamed, folder.packs)
    with engine.writer(full=full) as writer, _analysis(vocabulary, workers) as analyse:
        run = Run(engine, writer, progress)
        given = conditions(folder, vocabulary)
        known = recall(memory, generation=run.published.generation.id, conditions=given) if run.published else {}
        now: dict[str, Memory] = {}
        traces: dict[str, Trace] = {}

        def read() -> Iterator[Document]:
            for found in folder.read({name: each.trace for name, each in known.items()}):
                if found.document:
                    traces[found.name] = found.trace
                    yield found.document
                else:
                    each = now[found.name] = known[found.name]
                    run.keep(found.id, found.kind, each.told)

        for entry in analyse(read()):
            run.put(entry)
            name = f"{SHELVES[entry.kind]}/{entry.document.id}"
            now[name] = Memory(trace=traces.pop(name), told=entry.told)
        report = run.publish(vocabulary)
        with suppress(OSError):  # without a memory the next run takes longer
            remember(memory, now, generation=report.generation.id, conditions=given)
    return report


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
    # Analysis makes many objects and next to no cycles: looking for them often is a tenth of its time.
    gc.freeze()
    gc.set_threshold(50_000)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker with the indexer: one that is killed cannot say goodbye."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _analyse_chunk(documents: list[Document]) -> list[Entry]:
    return [make_entry(each, _worker_vocabulary) for each in documents]
