"""Is a generation what was written, byte for byte?

Its manifest names every file with its size and SHA-256, and the versions it was made with. The manifest's own SHA-256
stands beside it, as ``sha256sum --check`` reads it.
"""

import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock

from kb.engines.contract import Generation
from kb.errors import IndexDamaged

NAME = "manifest.json"
SEAL = "manifest.sha256"
FORMAT = 2
_REMEMBERED = 4_096  # files: more than a few generations have
_READERS = 2  # files that are read at the same time


class OtherVersion(IndexDamaged):
    """Built by another version of this program or of its engine; not damaged, but of no use here."""

    code = "index_version"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a file must be: its size in bytes, and the SHA-256 of its contents."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A generation's own description. ``schema`` and ``engine_version`` are those it was built with."""

    generation: Generation
    schema: int
    engine_version: str
    files: dict[str, FileEntry]
    format: int = FORMAT


class Digests:
    """SHA-256 of files: one that is still the same, also in the next generation by a hard link, is not read again.

    A file is its inode, size and time of change; by what name it is read makes no difference.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, ...], str] = OrderedDict()
        self._lock = Lock()

    def of(self, path: Path) -> str:
        """The SHA-256 of a file. Raises OSError."""
        identity = _identity(path)
        with self._lock:
            known = self._known.get(identity)
            if known:
                self._known.move_to_end(identity)
        return known or self.anew(path)

    def anew(self, path: Path) -> str:
        """The SHA-256 of a file that is read now, and remembered. Raises OSError."""
        identity, found = _identity(path), sha256(path)
        with self._lock:
            self._known[identity] = found
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found


def _identity(path: Path) -> tuple[int, ...]:
    stat = path.stat()
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


def sha256(path: Path) -> str:
    """The SHA-256 of a file, read now. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(directory: Path, manifest: Manifest) -> None:
    """Write the manifest and its seal into ``directory``."""
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n"
    (directory / NAME).write_text(text, encoding="utf-8")
    (directory / SEAL).write_text(_seal(text.encode()), encoding="ascii")


def read(directory: Path) -> Manifest:
    """The manifest of ``directory``. Raises IndexDamaged where it is not as written, OtherVersion for other formats."""
    try:
        content = (directory / NAME).read_bytes()
        values = json.loads(content)
        _refuse_other_formats(values["format"])  # before the seal, which another format may keep in another way
        _refuse_broken_seal(directory, content)
        files = {name: FileEntry(**entry) for name, entry in values.pop("files").items()}
        return Manifest(**{**values, "generation": Generation(**values["generation"]), "files": files})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged(
            'The manifest of %(name)s is damaged: run "kb index --full".', name=directory.name
        ) from error


def _refuse_other_formats(found: object) -> None:
    if found != FORMAT:
        raise OtherVersion(
            'The index has format %(found)s, and this version reads %(format)d: run "kb index".',
            found=found,
            format=FORMAT,
        )


def _refuse_broken_seal(directory: Path, content: bytes) -> None:
    if (directory / SEAL).read_text(encoding="ascii") != _seal(content):
        raise ValueError("the manifest is not what was sealed")


def describe(directory: Path, names: Iterable[str], known: Mapping[str, FileEntry]) -> dict[str, FileEntry]:
    """Size and digest of the files ``names`` of ``directory``; those ``known`` are not read again."""
    return {
        name: known.get(name) or FileEntry((directory / name).stat().st_size, sha256(directory / name))
        for name in sorted(names)
    }


def mistakes(directory: Path, manifest: Manifest, digest: Callable[[Path], str] | None) -> list[str]:
    """What is not as the manifest says, a phrase each. Without a ``digest`` only presence and sizes are looked at."""
    with ThreadPoolExecutor(_READERS) as pool:
        found = pool.map(lambda name: _mistake(directory / name, name, manifest.files[name], digest), manifest.files)
        return [mistake for mistake in found if mistake]


def _mistake(path: Path, name: str, entry: FileEntry, digest: Callable[[Path], str] | None) -> str | None:
    try:
        size = path.stat().st_size
        if size != entry.size:
            return f"{name} has {size} bytes instead of {entry.size}"
        if digest and digest(path) != entry.sha256:
            return f"{name} has other contents than were written"
    except OSError as error:
        return f"{name} cannot be read: {error.strerror or os.strerror(error.errno or 0)}"
    return None


def _seal(content: bytes) -> str:
    return f"{hashlib.sha256(content).hexdigest()}  {NAME}\n"
