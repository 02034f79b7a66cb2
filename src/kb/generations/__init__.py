"""Which generation of the index is published, is it sound, and who may write the next?"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from kb import schema
from kb.config import Settings
from kb.engines import open_store
from kb.engines.contract import Dates, Engine, Generation, Page, Query, Reader, Sort, Store, StoreReader, Writer
from kb.errors import IndexDamaged, IndexMissing, Problem
from kb.generations import manifest
from kb.generations.publishing import ATTACHED, CURRENT, INDEX, Publisher, clean, pointed_at, writing_alone

_log = logging.getLogger("kb")


def open_engine(settings: Settings) -> Engine:
    """The engine of the settings, with its generations below ``settings.var``."""
    return Generations(open_store(settings.engine), settings.var / "index" / settings.engine)


class Generations:
    """An embedded engine's generations in one folder."""

    def __init__(self, store: Store, home: Path) -> None:
        self._store = store
        self._home = home
        # The published generation that had to be passed over for the one before, if so.
        self.passed_over: str | None = None

    @contextmanager
    def writer(self, *, full: bool = False) -> Iterator[Writer]:
        """Start the next generation; see the contract. Raises WriterBusy, EngineError."""
        with writing_alone(self._home):
            clean(self._home)
            publisher = Publisher(self._store, self._home, None if full else self._base())
            try:
                yield publisher
            finally:
                publisher.drop()

    def reader(self) -> Reader:
        """A snapshot of the published generation. Raises IndexMissing, IndexDamaged."""
        try:
            return self._open()
        except FileNotFoundError:
            # A writer may have removed what the pointer named a moment ago; it names another by now.
            return self._open()

    def current(self) -> str | None:
        """The id of the published generation, or of the one that has to serve instead."""
        name = pointed_at(self._home)
        return name.removeprefix("gen-") if name else None

    def check(self, *, deep: bool = False) -> list[Problem]:
        """What is wrong with what is stored; ``deep`` reads every byte again."""
        found: list[Problem] = []
        published = pointed_at(self._home)
        for directory in self._all():
            try:
                wrong = manifest.mistakes(directory, manifest.read(directory), again=deep)
            except IndexDamaged as error:
                wrong = [str(error)]
            found.extend(
                Problem(str(directory), 1, 1, "index-damaged", f'{each}; run "kb index --full"') for each in wrong
            )
        leftovers = [*self._home.glob(".building-*"), *self._home.glob("gen-*")] if published is None else []
        leftovers += self._home.glob(".building-*") if published else []
        found.extend(
            Problem(str(path), 1, 1, "index-leftover", "nobody published this; the next run removes it")
            for path in leftovers
        )
        return sorted(found)

    def _all(self) -> list[Path]:
        """The published generation and those before it, the latest first."""
        published = pointed_at(self._home)
        return sorted((path for path in self._home.glob("gen-*") if path.name <= (published or "")), reverse=True)

    def _base(self) -> Path | None:
        """The generation to go on from: the published one, if it is sound and of this version."""
        name = pointed_at(self._home)
        directory = self._home / name if name else None
        try:
            if directory is None or not self._of_this_version(directory):
                return None
            self._verified(directory)
        except (IndexDamaged, OSError):
            return None
        return directory

    def _of_this_version(self, directory: Path) -> bool:
        made = manifest.read(directory)
        return (made.schema, made.engine_version) == (schema.VERSION, self._store.version)

    def _open(self) -> Reader:
        published = pointed_at(self._home)
        if published is None:
            if (self._home / CURRENT).exists():
                raise IndexDamaged('The index cannot be found: its pointer is damaged. Run "kb index --full".')
            raise IndexMissing('There is no index yet: run "kb index".')
        failure: IndexDamaged | None = None
        for directory in [self._home / published, *(path for path in self._all() if path.name != published)]:
            try:
                reader = self._verified(directory)
            except IndexDamaged as error:
                failure = failure or error
                _log.error("generation %s cannot serve: %s", directory.name, error)
                continue
            self.passed_over = None if directory.name == published else published
            return reader
        raise failure or IndexDamaged('The index is damaged: run "kb index --full".')

    def _verified(self, directory: Path) -> "_GenerationReader":
        described = manifest.read(directory)
        if described.schema != schema.VERSION:
            raise IndexDamaged('The index was built by another version: run "kb index".')
        wrong = manifest.mistakes(directory, described)
        if wrong:
            raise IndexDamaged('The index is damaged (%(what)s): run "kb index --full".', what="; ".join(wrong))
        return _GenerationReader(described.generation, self._store.open(directory / INDEX), directory / ATTACHED)


class _GenerationReader:
    """A snapshot of one generation: its index, and what was attached to it, read when it is opened."""

    def __init__(self, generation: Generation, store: StoreReader, attached: Path) -> None:
        self.generation = generation
        self._store = store
        self._attached: Mapping[str, bytes] = {path.name: path.read_bytes() for path in attached.iterdir()}
        self.cards = store.cards
        self.page = store.page
        self.terms = store.terms
        self.ids = store.ids

    def search(
        self,
        query: Query,
        *,
        filters: Mapping[str, Sequence[str]] | None = None,
        dates: Dates | None = None,
        facets: Sequence[str] = (),
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int = 10,
    ) -> Page:
        """As the contract says."""
        return self._store.search(
            query, filters=filters or {}, dates=dates, facets=facets, sort=sort, offset=offset, limit=limit
        )

    def attached(self, name: str) -> bytes | None:
        """What was attached under ``name``, or None."""
        return self._attached.get(name)
