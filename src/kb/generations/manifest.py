"""Is a generation what was written, byte for byte?

Its manifest names every file with its size and SHA-256, and the versions it was made with.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from kb.engines.contract import Generation
from kb.errors import IndexDamaged

NAME = "manifest.json"
FORMAT = 1
_BLOCK = 1 << 20

# What has been read and found right in this process: a file that is still the same one need not be read again.
_Seen = tuple[int, int, int, int]
_sound: dict[tuple[_Seen, str], bool] = {}


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


def write(directory: Path, manifest: Manifest) -> None:
    """Write the manifest into ``directory`` and see it to the disk."""
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True)
    with (directory / NAME).open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(directory: Path) -> Manifest:
    """The manifest of ``directory``. Raises IndexDamaged where it is missing, unreadable or of another format."""
    try:
        values = json.loads((directory / NAME).read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            raise IndexDamaged(
                'The index has format %(found)s, and this version reads %(format)d: run "kb index --full".',
                found=values["format"],
                format=FORMAT,
            )
        files = {name: FileEntry(**entry) for name, entry in values.pop("files").items()}
        return Manifest(**{**values, "generation": Generation(**values["generation"]), "files": files})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged("The manifest of generation %(name)s cannot be read.", name=directory.name) from error


def describe(directory: Path, passing: set[str]) -> dict[str, FileEntry]:
    """Size and digest of every file of ``directory`` that must stay, the manifest itself left out."""
    names = sorted(set(_files(directory)) - passing - {NAME})
    return {name: FileEntry((directory / name).stat().st_size, _sha256(directory / name)) for name in names}


def mistakes(directory: Path, manifest: Manifest, *, again: bool = False) -> list[str]:
    """What is not as the manifest says, a sentence each. ``again`` reads also what was found right before."""
    found = []
    for name, entry in manifest.files.items():
        path = directory / name
        try:
            stat = path.stat()
            seen = (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns)
            if stat.st_size != entry.size:
                found.append(f"{name} has {stat.st_size} bytes instead of {entry.size}")
            elif again or (seen, entry.sha256) not in _sound:
                if _sha256(path) != entry.sha256:
                    found.append(f"{name} has other contents than were written")
                else:
                    _sound[seen, entry.sha256] = True
        except OSError as error:
            found.append(f"{name} cannot be read ({error.strerror})")
    return found


def _files(directory: Path) -> Iterator[str]:
    for path in directory.rglob("*"):
        if path.is_file():
            yield path.relative_to(directory).as_posix()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
