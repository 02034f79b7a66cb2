"""How is a new index published so that nothing is ever half there?

A generation is built in a directory of its own, beside the published one. Publishing is a list of small STEPS. A crash
in or after any of them leaves either the old generation published or the new one; the next writer cleans up.
"""

import errno
import fcntl
import json
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from kb import schema
from kb.engines.contract import Generation, IndexDocument, Reader, Store, StoreWriter
from kb.engines.digest import Ledger, Stored
from kb.errors import EngineError, IndexDamaged, WriterBusy
from kb.generations import manifest
from kb.generations.manifest import Digests, FileEntry, Manifest

CURRENT = "CURRENT"
ATTACHED = "attached"
INDEX = "index"
_NEXT = "CURRENT.tmp"
_LOCK = "writer.lock"
_NAME = re.compile(r"gen-[0-9a-z-]+", re.ASCII)
_KEPT = 2  # generations: the published one and the one before


@dataclass(frozen=True, slots=True)
class Base:
    """A sound generation to go on from. Every byte of it was read when the session began, or earlier."""

    directory: Path
    manifest: Manifest
    reader: Reader

    def stored(self, id: str) -> Stored | None:
        """A document as it is there."""
        page = self.reader.page(id)
        return None if page is None else (self.reader.cards([id])[0], page)


@contextmanager
def _disk() -> Iterator[None]:
    """Say in our words what the disk refuses."""
    try:
        yield
    except OSError as error:
        raise EngineError(
            "The new index could not be written: %(reason)s.",
            reason=error.strerror or errno.errorcode.get(error.errno or 0, "input or output failed"),
        ) from error


class Publisher:
    """A session of writing the next generation; made by ``Generations.writer``, which holds the lock."""

    _generation: Generation

    def __init__(self, store: Store, home: Path, base: Base | None, digests: Digests) -> None:
        self.full = base is None
        self._store = store
        self._home = home
        self._digests = digests
        self._before = pointed_at(home)
        self._ledger = Ledger(base.manifest.generation.digest, base.stored) if base else Ledger()
        self._documents = base.manifest.generation.documents if base else 0
        self._id = _new_id(home)
        self._building = home / f".building-{self._id}"
        self._target = home / f"gen-{self._id}"
        # What the base says of the files that are taken over from it, and those that are its very own.
        self._known: dict[str, FileEntry] = {}
        self._shared: set[Path] = set()
        with _disk(), ExitStack() as undo:
            undo.callback(shutil.rmtree, self._building, ignore_errors=True)
            self._writer = self._start(base)
            undo.pop_all()

    def _start(self, base: Base | None) -> StoreWriter:
        index = self._building / INDEX
        index.mkdir(parents=True)
        (self._building / ATTACHED).mkdir()
        if base is None:
            return self._store.create(index)
        for name, entry in base.manifest.files.items():
            self._take_over(base.directory / name, name, entry)
        return self._store.extend(index)

    def _take_over(self, old: Path, name: str, entry: FileEntry) -> None:
        new = self._building / name
        new.parent.mkdir(parents=True, exist_ok=True)
        if name.startswith(f"{INDEX}/") and not self._store.write_once(new.name):
            shutil.copyfile(old, new)
            return
        try:
            os.link(old, new)
            self._shared.add(new)
        except OSError:  # a file system without hard links, or one that forbids them on another's files
            shutil.copyfile(old, new)
        self._known[name] = entry

    def upsert(self, document: IndexDocument) -> None:
        """Add a document, or replace the one with its id. Raises ValueError, EngineError."""
        self._writer.upsert(document)
        self._ledger.upsert(document)

    def delete(self, id: str) -> None:
        """Remove a document; an unknown id is fine. Raises EngineError."""
        self._writer.delete(id)
        self._ledger.delete(id)

    @_disk()
    def attach(self, name: str, content: bytes) -> None:
        """Keep ``content`` with the generation under a plain file name. Raises ValueError, EngineError."""
        if not name or Path(name).name != name or name.startswith("."):
            raise ValueError(f"{name!r} is no plain file name")
        path = self._building / ATTACHED / name
        self._ledger.attach(name, content, path.read_bytes() if path.exists() else None)
        path.unlink(missing_ok=True)  # never write into a file that the old generation shares
        self._known.pop(f"{ATTACHED}/{name}", None)
        self._shared.discard(path)
        path.write_bytes(content)

    @_disk()
    def commit(self) -> Generation:
        """Publish, all or nothing. Raises EngineError where the disk refuses, IndexDamaged where it lies."""
        for step in STEPS:
            step(self)
        return self._generation

    def drop(self) -> None:
        """Forget what was not published; after ``commit`` there is nothing to forget."""
        with suppress(EngineError):  # what broke the session must not hide behind what breaks its end
            self._writer.abandon()
        shutil.rmtree(self._building, ignore_errors=True)
        if pointed_at(self._home) != self._target.name:
            shutil.rmtree(self._target, ignore_errors=True)

    # The steps of publishing, in their order.

    def close(self) -> None:
        """Have the engine write everything down."""
        self._writer.finish()

    def describe(self) -> None:
        """Say what the index holds and what has changed, and write the manifest."""
        changes = self._ledger.changes()
        self._generation = Generation(
            id=self._id,
            engine=self._store.name,
            documents=self._documents + changes.added - changes.removed,
            digest=self._ledger.digest,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            previous=self._before.removeprefix("gen-") if self._before else None,
            **asdict(changes),
        )
        described = Manifest(
            generation=self._generation,
            schema=schema.VERSION,
            engine_version=self._store.version,
            files=manifest.describe(self._building, self._lasting(), self._known),
        )
        manifest.write(self._building, described)

    def _lasting(self) -> list[str]:
        lasting = [path for path in self._building.rglob("*") if path.is_file() and not self._store.passing(path.name)]
        return [path.relative_to(self._building).as_posix() for path in lasting]

    def settle(self) -> None:
        """See every new file, and every directory, to the disk."""
        for path in (*self._building.rglob("*"), self._building):
            if path not in self._shared:
                _sync(path)

    def verify(self) -> None:
        """Read everything new once more, as a reader will, and count the documents.

        What is shared with the generation before was read when the session began.
        """
        wrong = manifest.mistakes(self._building, manifest.read(self._building), self._digests.of)
        if not wrong and (count := self._store.open(self._building / INDEX).count()) != self._generation.documents:
            wrong = [f"it holds {count} documents instead of {self._generation.documents}"]
        if wrong:
            raise IndexDamaged("The new index is not what was written: %(what)s.", what="; ".join(wrong))

    def rename(self) -> None:
        """Give the finished generation its name."""
        self._building.rename(self._target)
        _sync(self._home)

    def point(self) -> None:
        """Write the new pointer beside the old one."""
        path = self._home / _NEXT
        path.write_text(self._target.name + "\n", encoding="ascii")
        _sync(path)

    def switch(self) -> None:
        """Publish: readers that look from now on see the new generation."""
        (self._home / _NEXT).replace(self._home / CURRENT)
        _sync(self._home)

    def tidy(self) -> None:
        """Remove what is older than the generation before."""
        clean(self._home)


STEPS: tuple[Callable[[Publisher], None], ...] = (
    Publisher.close,
    Publisher.describe,
    Publisher.settle,
    Publisher.verify,
    Publisher.rename,
    Publisher.point,
    Publisher.switch,
    Publisher.tidy,
)


@contextmanager
def writing_alone(home: Path) -> Iterator[None]:
    """Hold the writer's lock. Raises WriterBusy, naming the owner, and EngineError."""
    with _locked(home) as file:
        # A process forked meanwhile would hold the lock on after its parent was killed.
        os.register_at_fork(after_in_child=file.close)
        yield
        # The lock goes with the file; the file stays, or two could hold locks on two files of one name.


@_disk()
def _locked(home: Path) -> TextIO:
    home.mkdir(parents=True, exist_ok=True)
    with ExitStack() as closing:
        file = closing.enter_context((home / _LOCK).open("a+", encoding="utf-8"))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise WriterBusy("Somebody else is indexing: %(owner)s.", owner=_owner(file.read())) from None
        file.truncate(0)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": now}, file)
        file.flush()
        closing.pop_all()
    return file


def _owner(text: str) -> str:
    try:
        owner = json.loads(text)
        return f"process {owner['pid']} on {owner['host']} since {owner['since']}"
    except (ValueError, KeyError, TypeError):
        return "unknown"


def somebody_writes(home: Path) -> bool:
    """Whether a writer holds the lock at this moment."""
    try:
        with (home / _LOCK).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


@_disk()
def clean(home: Path) -> None:
    """Remove what nobody needs. Raises EngineError."""
    for path in leftovers(home):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def leftovers(home: Path) -> list[Path]:
    """What a killed writer left behind, and generations beyond those that are kept."""
    needed = kept(home)
    return [*home.glob(".building-*"), *home.glob(_NEXT), *(path for path in _all(home) if path not in needed)]


def kept(home: Path) -> list[Path]:
    """The published generation and those before it that are kept, the latest first.

    Without a pointer that says which is published, every one that was finished: it may have to serve.
    """
    published = pointed_at(home)
    if published is None:
        return _all(home)
    # A generation with a later name than the published one was never published.
    before = [path for path in _all(home) if path.name < published]
    return [home / published, *before[: _KEPT - 1]]


def _all(home: Path) -> list[Path]:
    return sorted((path for path in home.glob("gen-*") if _NAME.fullmatch(path.name)), reverse=True)


def pointed_at(home: Path) -> str | None:
    """The name of the published generation; None where the pointer is missing or says nothing."""
    try:
        name = (home / CURRENT).read_text(encoding="ascii").removesuffix("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return name if _NAME.fullmatch(name) else None


def _new_id(home: Path) -> str:
    """Later than any before, also where the clock went back: ids sort in order of publication."""
    now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    latest = max((path.name.removeprefix("gen-") for path in _all(home)), default="")
    return now if now > latest else f"{latest}x"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
