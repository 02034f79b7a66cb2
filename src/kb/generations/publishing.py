"""How is a new index published so that nothing is ever half there?

A generation is built in a directory of its own, beside the published one. Publishing is the list of steps below. A
crash after any of them leaves either the old generation published or the new one; the next writer cleans up.
"""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kb import schema
from kb.engines.contract import Generation, IndexDocument, Store, StoreWriter
from kb.errors import EngineError, IndexDamaged, WriterBusy
from kb.generations import manifest

CURRENT = "CURRENT"
ATTACHED = "attached"
INDEX = "index"
_LOCK = "writer.lock"
_KEPT = 2  # generations: the published one and the one before


class Publisher:
    """A session of writing the next generation; made by ``Generations.writer``, which holds the lock."""

    def __init__(self, store: Store, home: Path, base: Path | None) -> None:
        self.full = base is None
        self._store = store
        self._home = home
        self._id = _new_id(home)
        self._building = home / f".building-{self._id}"
        self._target = home / f"gen-{self._id}"
        (self._building / INDEX).mkdir(parents=True)
        (self._building / ATTACHED).mkdir()
        self._writer = self._start(base)

    def _start(self, base: Path | None) -> StoreWriter:
        index = self._building / INDEX
        if base is None:
            return self._store.create(index)
        for path in sorted((base / INDEX).iterdir()):
            if self._store.write_once(path.name):
                os.link(path, index / path.name)
            elif not self._store.passing(path.name):
                shutil.copy2(path, index / path.name)
        for path in sorted((base / ATTACHED).iterdir()):
            os.link(path, self._building / ATTACHED / path.name)
        return self._store.extend(index)

    def upsert(self, document: IndexDocument) -> None:
        """Add a document, or replace the one with its id."""
        self._writer.upsert(document)

    def delete(self, id: str) -> None:  # noqa: A002  the field's word
        """Remove a document; an unknown id is fine."""
        self._writer.delete(id)

    def attach(self, name: str, content: bytes) -> None:
        """Keep ``content`` with the generation under a plain file name."""
        if Path(name).name != name or name.startswith("."):
            raise ValueError(f"{name!r} is no plain file name")
        path = self._building / ATTACHED / name
        path.unlink(missing_ok=True)  # never write into a file that the old generation shares
        path.write_bytes(content)

    def commit(self) -> Generation:
        """Publish, all or nothing. Raises EngineError where the disk refuses, IndexDamaged where it lies."""
        try:
            generation = self.describe()
            for step in (self.settle, self.verify, self.rename, self.point, self.switch, self.tidy):
                step()
        except OSError as error:
            raise EngineError(
                "The new index could not be written: %(reason)s. What was published stays.",
                reason=error.strerror or errno.errorcode.get(error.errno or 0, "input or output failed"),
            ) from error
        return generation

    def drop(self) -> None:
        """Forget what was not published."""
        self._writer.abandon()
        shutil.rmtree(self._building, ignore_errors=True)

    # The steps of publishing, in their order.

    def describe(self) -> Generation:
        """Close the index, count and digest what is in it, and write the manifest."""
        self._writer.finish()
        reader = self._store.open(self._building / INDEX)
        digest = hashlib.sha256()
        for id_ in reader.ids():
            _feed(digest, id_.encode(), reader.cards([id_])[0], reader.page(id_) or b"")
        for path in sorted((self._building / ATTACHED).iterdir()):
            _feed(digest, path.name.encode(), path.read_bytes())
        generation = Generation(
            id=self._id,
            engine=self._store.name,
            documents=reader.count(),
            digest=digest.hexdigest(),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        names = [path.name for path in (self._building / INDEX).iterdir()]
        passing = {f"{INDEX}/{name}" for name in names if self._store.passing(name)}
        described = manifest.Manifest(
            generation=generation,
            schema=schema.VERSION,
            engine_version=self._store.version,
            files=manifest.describe(self._building, passing),
        )
        manifest.write(self._building, described)
        return generation

    def settle(self) -> None:
        """See every file and directory to the disk."""
        for path in sorted(self._building.rglob("*")):
            _sync(path)
        _sync(self._building)

    def verify(self) -> None:
        """Read everything once more, as a reader will."""
        wrong = manifest.mistakes(self._building, manifest.read(self._building), again=True)
        if wrong:
            raise IndexDamaged("The new index is not what was written: %(what)s.", what="; ".join(wrong))

    def rename(self) -> None:
        """Give the finished generation its name."""
        self._building.rename(self._target)
        _sync(self._home)

    def point(self) -> None:
        """Write the new pointer beside the old one."""
        with (self._home / f"{CURRENT}.tmp").open("w", encoding="ascii") as file:
            file.write(self._target.name + "\n")
            file.flush()
            os.fsync(file.fileno())

    def switch(self) -> None:
        """Publish: readers that look from now on see the new generation."""
        (self._home / f"{CURRENT}.tmp").replace(self._home / CURRENT)
        _sync(self._home)

    def tidy(self) -> None:
        """Remove what is older than the generation before."""
        clean(self._home)


@contextmanager
def writing_alone(home: Path) -> Iterator[None]:
    """Hold the writer's lock. Raises WriterBusy, naming the owner."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / _LOCK).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise WriterBusy("Somebody else is indexing: %(owner)s.", owner=_owner(file.read())) from None
        file.truncate(0)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": now}, file)
        file.flush()
        yield
        # The lock goes with the file; the file stays, or two could hold locks on two files of one name.


def _owner(text: str) -> str:
    try:
        owner = json.loads(text)
        return f"process {owner['pid']} on {owner['host']} since {owner['since']}"
    except (ValueError, KeyError, TypeError):
        return "unknown"


def clean(home: Path) -> None:
    """Remove what a killed writer left behind, and generations beyond those that are kept."""
    for path in home.glob(".building-*"):
        shutil.rmtree(path, ignore_errors=True)
    (home / f"{CURRENT}.tmp").unlink(missing_ok=True)
    published = pointed_at(home)
    if published is None:
        return
    # A generation with a later name than the published one was never published.
    before = sorted((path for path in home.glob("gen-*") if path.name < published), reverse=True)
    later = [path for path in home.glob("gen-*") if path.name > published]
    for path in (*before[_KEPT - 1 :], *later):
        shutil.rmtree(path, ignore_errors=True)


def pointed_at(home: Path) -> str | None:
    """The name of the published generation; None where the pointer is missing or says nothing."""
    try:
        name = (home / CURRENT).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return name if name.startswith("gen-") and Path(name).name == name else None


def _new_id(home: Path) -> str:
    """Later than any before, also where the clock went back: ids sort in order of publication."""
    taken = [path.name.removeprefix("gen-") for path in home.glob("gen-*")]
    now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    latest = max(taken, default="")
    return now if now > latest else f"{latest}x"


def _feed(digest: "hashlib._Hash", *parts: bytes) -> None:
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
