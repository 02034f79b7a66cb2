"""Where is a handout made, so that readers who search meanwhile notice nothing of it?

In a process of its own: with little patience, little memory and one processor, and always behind everybody else.
"""

import os
import pickle
import resource
import subprocess
import sys
from contextlib import suppress

from kb.exports.handouts.forms import Order, write

_ENVIRONMENT = ("PATH", "PYTHONPATH", "LANG")  # what a program needs: it has no use for passwords
_ALONE = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
_MEGABYTE = 1 << 20
_BEHIND = 10  # how far it steps back for others


class Unfinished(Exception):
    """It took more time or memory than there is."""


def made(order: Order, *, seconds: int, megabytes: int) -> bytes:
    """The file of ``order``. Raises Unfinished."""
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | _ALONE
    command = [sys.executable, "-m", __name__, str(seconds), str(megabytes)]
    try:
        done = subprocess.run(  # noqa: S603  our own program, with two numbers
            command,
            input=pickle.dumps(order),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise Unfinished from error
    return done.stdout


def _work(seconds: int, megabytes: int) -> None:
    """Read an order of our own, and write its file. No file can be written to but those that are open already."""
    os.nice(_BEHIND)
    limits = (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, megabytes * _MEGABYTE), (resource.RLIMIT_FSIZE, 0)
    for limit, value in limits:
        with suppress(ValueError, OSError):  # not every system knows every limit
            resource.setrlimit(limit, (value, value))
    sys.stdout.buffer.write(write(pickle.loads(sys.stdin.buffer.read())))  # noqa: S301  from the process that started it


if __name__ == "__main__":
    _work(*map(int, sys.argv[1:]))
