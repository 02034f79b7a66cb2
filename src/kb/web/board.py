"""What do all web processes of a site count together, and how does none of them miscount?

A file of numbers that each process maps into its memory and locks for the moment of a change; the system lets go of the
lock of a process that dies. The file lies in memory where the system has a place for that, and goes with the site.
"""

import fcntl
import mmap
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

_NUMBER = 8  # bytes
_MEMORY = Path("/dev/shm")  # noqa: S108  memory, of which nothing is kept
_FOLDER, _SECRET = "KB_SHARED_FOLDER", "KB_SHARED_SECRET"


@dataclass(frozen=True, slots=True)
class Shared:
    """Where the processes of a site keep what they share, and a secret of theirs; without a folder each is alone."""

    folder: Path | None = None
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Shared":
        """What ``sharing`` told this process."""
        if _FOLDER not in environ:
            return cls()
        return cls(Path(environ[_FOLDER]), bytes.fromhex(environ[_SECRET]))

    def board(self, name: str, size: int) -> "Board":
        """The board of a name, with so many numbers."""
        return Board(size, self.folder / name if self.folder else None)


@contextmanager
def sharing() -> Iterator[None]:
    """Let the processes that are started meanwhile share boards. The secret is written nowhere."""
    memory = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="kb-", dir=memory) as folder:
        os.environ |= {_FOLDER: folder, _SECRET: secrets.token_hex(32)}
        yield


class Board:
    """A row of numbers, all 0 at first, that processes share by a file, or that one keeps to itself."""

    def __init__(self, size: int, path: Path | None = None) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600) if path else -1
        if path:
            os.ftruncate(self._file, size * _NUMBER)
        self._memory = mmap.mmap(self._file, size * _NUMBER)
        self._numbers = memoryview(self._memory).cast("d")
        self._lock = Lock()

    @contextmanager
    def changing(self) -> Iterator["memoryview[float]"]:
        """The numbers, which nobody else reads or changes meanwhile."""
        with self._lock:  # between threads
            if self._file >= 0:
                fcntl.flock(self._file, fcntl.LOCK_EX)  # between processes
            try:
                yield self._numbers
            finally:
                if self._file >= 0:
                    fcntl.flock(self._file, fcntl.LOCK_UN)

    def read(self) -> Sequence[float]:
        """All numbers, as they are at one moment."""
        with self.changing() as numbers:
            return numbers.tolist()

    def clear(self, numbers: "memoryview[float]") -> None:
        """Make every number 0; by whoever is changing them."""
        numbers[:] = memoryview(bytes(len(numbers) * _NUMBER)).cast("d")
