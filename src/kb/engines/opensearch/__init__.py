"""How does a cluster of OpenSearch keep generations and answer questions? For where one machine is outgrown.

It keeps its generations itself, as indices that are frozen and one alias that points to the published ones.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from kb import schema
from kb.config import Settings
from kb.engines.contract import Reader, Writer
from kb.engines.opensearch.cluster import Cluster
from kb.engines.opensearch.lease import Lease
from kb.engines.opensearch.reading import ClusterReader
from kb.engines.opensearch.shelves import VALUES, WORDS, Shelf, Shelves, kept
from kb.engines.opensearch.writing import Publisher, clean, leftovers
from kb.errors import EngineError, IndexDamaged, IndexMissing, Problem

_FRESH = 1.0  # seconds for which the alias is believed
_REMEDY = 'run "kb index --full"'


class OpenSearchEngine:
    """One site's generations in a cluster."""

    def __init__(self, settings: Settings) -> None:
        self._cluster = Cluster(settings)
        self._shelves = Shelves(self._cluster, settings)
        self._asking = threading.Lock()
        self._current: tuple[float, str | None] = (0.0, None)

    @contextmanager
    def writer(self, *, full: bool = False) -> Iterator[Writer]:
        """Start the next generation; see the contract. Raises WriterBusy, EngineError, EngineUnavailable."""
        lease = Lease(self._cluster, self._shelves.lock)
        lease.take()
        try:
            clean(self._shelves)
            publisher = Publisher(self._cluster, self._shelves, lease, None if full else self._base())
            try:
                yield publisher
            finally:
                publisher.drop()
        finally:
            self._current = (0.0, None)
            with suppress(EngineError):  # it ends by itself
                lease.give_back()

    def _base(self) -> ClusterReader | None:
        """The generation to go on from: the published one, if it is sound, of this version and as many shards."""
        shelf = next((each for each in self._shelves.all() if each.published), None)
        if shelf is None or shelf.shards != self._shelves.shards:
            return None
        try:
            return self._opened(shelf)
        except IndexDamaged:
            return None

    def reader(self) -> Reader:
        """A snapshot of the published generation, or of the one before. Raises IndexMissing, IndexDamaged."""
        found = self._shelves.all()
        failure: EngineError = IndexMissing('There is no index yet: run "kb index".')
        if not any(shelf.published for shelf in found):
            raise failure
        for shelf in kept(found):
            try:
                return self._opened(shelf)
            except IndexDamaged as error:
                failure = error if shelf.published else failure
        raise failure

    def _opened(self, shelf: Shelf) -> ClusterReader:
        wrong = self._wrong(shelf)
        if wrong:
            raise IndexDamaged('The index is damaged (%(what)s): run "kb index --full".', what="; ".join(wrong))
        return ClusterReader(self._cluster, self._shelves, shelf)

    def _wrong(self, shelf: Shelf, *, deep: bool = False) -> list[str]:
        missing = {WORDS, VALUES} - shelf.parts
        if missing:
            return [f"it lacks {' and '.join(sorted(missing))}"]
        if shelf.generation is None:
            return ["it was never finished"]
        if shelf.meta["schema"] != schema.VERSION:
            return ["it was built by another version of this program"]
        return ClusterReader(self._cluster, self._shelves, shelf).wrong(deep=deep)

    def current(self) -> str | None:
        """The id of the published generation, or None; at most a second old. Raises EngineUnavailable."""
        with self._asking:
            until, known = self._current
            if time.monotonic() < until:
                return known
            found = self._shelves.current()
            self._current = (time.monotonic() + _FRESH, found)
            return found

    def check(self, *, deep: bool = False) -> list[Problem]:
        """What is wrong with what is stored; ``deep`` reads every document."""
        found = self._shelves.all()
        problems = [
            self._problem(shelf, "index-damaged", f"{each}; {_REMEDY}")
            for shelf in kept(found)
            for each in self._wrong(shelf, deep=deep)
        ]
        if sum(shelf.published for shelf in found) > 1:
            problems.append(Problem(self._shelves.alias, 1, 1, "index-pointer", f"names two generations; {_REMEDY}"))
        if not Lease(self._cluster, self._shelves.lock).held():
            message = "nobody published this, or it is no longer needed; the next run removes it"
            problems += [self._problem(shelf, "index-leftover", message) for shelf in leftovers(found)]
        return sorted(problems)

    def verify_again(self) -> list[Problem]:
        """What is wrong with the published generation. The cluster itself reads its files' checksums."""
        return [
            self._problem(shelf, "index-damaged", f"{each}; {_REMEDY}")
            for shelf in self._shelves.all()
            if shelf.published
            for each in self._wrong(shelf)
        ]

    def _problem(self, shelf: Shelf, code: str, message: str) -> Problem:
        return Problem(self._shelves.index(shelf.id, WORDS), 1, 1, code, message)
