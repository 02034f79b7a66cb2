"""Which generation of the index is published, is it sound, and who may write the next?"""

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from kb import schema
from kb.config import Settings
from kb.engines import open_store
from kb.engines.contract import Dates, Engine, Generation, Page, Query, Reader, Sort, Store, StoreReader, Writer
from kb.engines.digest import of_index
from kb.errors import EngineError, EngineUnavailable, IndexDamaged, IndexMissing, Problem
from kb.generations import manifest
from kb.generations.manifest import Digests, Manifest, OtherVersion
from kb.generations.publishing import (
    ATTACHED,
    CURRENT,
    INDEX,
    Base,
    Publisher,
    clean,
    kept,
    leftovers,
    pointed_at,
    somebody_writes,
    writing_alone,
)

_log = logging.getLogger("kb")
_REMEDY = 'run "kb index --full"'


def open_engine(settings: Settings) -> Engine:
    """The engine of the settings, with its generations below ``settings.var`` or in a cluster.

    Raises KBError, EngineUnavailable.
    """
    if settings.engine == "opensearch":
        try:
            from kb.engines.opensearch import OpenSearchEngine  # noqa: PLC0415  a library is loaded when it is asked for
        except ImportError as error:
            raise EngineUnavailable("The engine %(name)s is not installed here.", name=settings.engine) from error
        return OpenSearchEngine(settings)
    return Generations(open_store(settings.engine), settings.var / "index" / settings.engine)


class Generations:
    """An embedded engine's generations in one folder."""

    def __init__(self, store: Store, directory: Path) -> None:
        self._store = store
        self._home = directory
        self._digests = Digests()
        # What the pointer names (or the pointer), where the reader opened last had to be of a generation before.
        self.passed_over: str | None = None

    @contextmanager
    def writer(self, *, full: bool = False) -> Iterator[Writer]:
        """Start the next generation; see the contract. Raises WriterBusy, EngineError."""
        with writing_alone(self._home):
            clean(self._home)
            publisher = Publisher(self._store, self._home, None if full else self._base(), self._digests)
            try:
                yield publisher
            finally:
                publisher.drop()

    def reader(self) -> Reader:
        """A snapshot of the published generation. Raises IndexMissing, IndexDamaged."""
        while True:
            published = pointed_at(self._home)
            try:
                reader = self._published(published)
            except IndexDamaged as error:
                if pointed_at(self._home) != published:
                    continue  # published anew meanwhile, and what the pointer named is gone
                reader = self._before(published, error)
                self.passed_over = published or CURRENT
            else:
                self.passed_over = None
            return reader

    def current(self) -> str | None:
        """The id of the published generation, or None; not whether it is sound."""
        name = pointed_at(self._home)
        return name.removeprefix("gen-") if name else None

    def check(self, *, deep: bool = False) -> list[Problem]:
        """What is wrong with what is stored; ``deep`` reads every byte and every document."""
        published = pointed_at(self._home)
        found = []
        if published is None and os.path.lexists(self._home / CURRENT):
            found.append(_problem(self._home / CURRENT, "index-pointer", f"names no generation; {_REMEDY}"))
        for directory in kept(self._home):
            found += self._problems(
                directory,
                published=directory.name == published,
                digest=self._digests.anew if deep else None,
                count=deep,
            )
        if not somebody_writes(self._home):
            message = "nobody published this, or it is no longer needed; the next run removes it"
            found += [_problem(path, "index-leftover", message) for path in leftovers(self._home)]
        return sorted(found)

    def verify_again(self) -> list[Problem]:
        """Read every byte of the published generation once more, whatever was read before; what is wrong with it.

        It is remembered: from then on ``reader`` passes over a generation whose files were found damaged.
        """
        name = pointed_at(self._home)
        return self._problems(self._home / name, published=True, digest=self._digests.anew) if name else []

    def _problems(
        self, directory: Path, *, published: bool, digest: Callable[[Path], str] | None, count: bool = False
    ) -> list[Problem]:
        """What is wrong with a generation's files and, if ``count``, with what the index in them holds."""
        try:
            described = self._described(directory)
            wrong = manifest.mistakes(directory, described, digest)
            if not wrong:
                reader = self._opened(directory, described)
                wrong = reader.miscounted() if count else []
        except OtherVersion as error:
            # After an upgrade the generation before is of another version, and nothing is wrong with that.
            return [_problem(directory, "index-version", str(error))] if published else []
        except IndexDamaged as error:
            return [_problem(directory, "index-damaged", str(error))]
        return [_problem(directory, "index-damaged", f"{each}; {_REMEDY}") for each in wrong]

    def _base(self) -> Base | None:
        """The generation to go on from: the published one, if it is sound and of this version."""
        name = pointed_at(self._home)
        if name is None:
            return None
        directory = self._home / name
        try:
            described = self._described(directory)
            reader = self._verified(directory, described)
        except IndexDamaged as error:
            _log.warning("%s is not gone on from, everything is indexed anew: %s", name, error)
            return None
        if described.engine_version != self._store.version:
            _log.warning("%s is of another version of the engine, everything is indexed anew", name)
            return None
        return Base(directory, described, reader)

    def _published(self, name: str | None) -> Reader:
        if name is None:
            if os.path.lexists(self._home / CURRENT):
                raise IndexDamaged('The pointer to the index is damaged: run "kb index --full".')
            raise IndexMissing('There is no index yet: run "kb index".')
        directory = self._home / name
        return self._verified(directory, self._described(directory))

    def _before(self, published: str | None, failure: IndexDamaged) -> Reader:
        """The latest generation before the published one that is sound. Raises ``failure`` if there is none."""
        for directory in kept(self._home):
            if directory.name != published:
                try:
                    reader = self._verified(directory, self._described(directory))
                except IndexDamaged as error:
                    _log.error("%s cannot serve either: %s", directory.name, error)
                else:
                    _log.error("%s serves, the published index cannot: %s", directory.name, failure)
                    return reader
        raise failure

    def _described(self, directory: Path) -> Manifest:
        described = manifest.read(directory)
        if directory.name != f"gen-{described.generation.id}":
            raise IndexDamaged('%(name)s is another generation: run "kb index --full".', name=directory.name)
        if described.schema != schema.VERSION:
            raise OtherVersion('The index was built by another version of this program: run "kb index".')
        return described

    def _verified(self, directory: Path, described: Manifest) -> "_GenerationReader":
        wrong = manifest.mistakes(directory, described, self._digests.of)
        if wrong:
            raise IndexDamaged('The index is damaged (%(what)s): run "kb index --full".', what="; ".join(wrong))
        return self._opened(directory, described)

    def _opened(self, directory: Path, described: Manifest) -> "_GenerationReader":
        try:
            store = self._store.open(directory / INDEX)
            names = [name for name in described.files if name.startswith(f"{ATTACHED}/")]
            attached = {Path(name).name: (directory / name).read_bytes() for name in names}
        except (IndexDamaged, OSError) as error:
            if described.engine_version != self._store.version:
                raise OtherVersion('The index was built by another version of the engine: run "kb index".') from error
            raise IndexDamaged('The index cannot be opened (%(why)s): run "kb index --full".', why=error) from error
        return _GenerationReader(described.generation, store, attached)


def _problem(path: Path, code: str, message: str) -> Problem:
    return Problem(str(path), 1, 1, code, message)


class _GenerationReader:
    """A snapshot of one generation: its index, and what was attached to it, read when it is opened."""

    def __init__(self, generation: Generation, store: StoreReader, attached: Mapping[str, bytes]) -> None:
        self.generation = generation
        self._store = store
        self._attached = attached
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

    def miscounted(self) -> list[str]:
        """What the index holds otherwise than its description says, after a look at every document."""
        try:
            held = ((id_, (self.cards([id_])[0], self.page(id_) or "")) for id_ in self.ids())
            if of_index(held, self._attached) == self.generation.digest:
                return []
        except (EngineError, KeyError) as error:
            return [f"the documents cannot be read: {error}"]
        return ["the documents are not those that were counted when it was published"]
