"""What lies in a folder, and does it belong there?"""

import os
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from kb.corpus.plain_text import shown
from kb.errors import Problem


def entries(folder: Path, *, file: str) -> tuple[list[os.DirEntry[str]], list[Problem]]:
    """What lies in ``folder``, by name, without names that begin with a full stop: those are nobody's content."""
    try:
        with os.scandir(folder) as found:
            return sorted((each for each in found if not each.name.startswith(".")), key=attrgetter("name")), []
    except OSError as error:
        message = f"cannot be read ({error.strerror}); change its permissions"
        return [], [Problem(file, 1, 1, "unreadable", message)]


def strays(folder: Path, belong: Sequence[str], *, file: str) -> Iterator[Problem]:
    """What does not belong into ``folder``, and whether it can be read at all."""
    found, problems = entries(folder, file=file)
    yield from problems
    for name in (each.name for each in found):
        if name not in belong:
            message = f"does not belong here; what does is {', '.join(belong)}"
            yield Problem(f"{file}/{shown(name)}", 1, 1, "unexpected", message)
