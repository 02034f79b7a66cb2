"""Has a document's folder changed since it was read?"""

import os
import time
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

# A file that changed this short a time ago, in nanoseconds, may change again and look as before: the clocks of file
# systems are coarse. Git calls such a file racily clean (its Documentation/technical/racy-git.txt).
_SETTLED = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Trace:
    """What a document's folder leaves behind when it was read: how its files looked, and where its links lead.

    A link is a shelf and an id: ``articles/x``.
    """

    stamp: str
    links: tuple[str, ...] = ()

    def fits(self, stamp: str) -> bool:
        """Whether the folder, which has ``stamp`` now, is as it was."""
        return bool(stamp) and self.stamp == stamp


def stamp(folder: Path) -> str:
    """How the files of ``folder`` look from outside; empty where that says nothing of what is in them.

    Names, sizes, inodes and both times: that of its contents a program may set back, that of the inode none may.
    """
    settled = time.time_ns() - _SETTLED
    looks = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.startswith("."):
                    stat = entry.stat(follow_symlinks=False)
                    if max(stat.st_mtime_ns, stat.st_ctime_ns) > settled:
                        return ""
                    looks.append((entry.name, stat.st_size, stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns))
    except OSError:
        return ""
    return blake2b(repr(sorted(looks)).encode(), digest_size=16).hexdigest()
