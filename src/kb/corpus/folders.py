"""What lies in a folder, and does it belong there?"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.corpus.plain_text import shown
from kb.errors import Problem


def entries(folder: Path, *, file: str) -> tuple[list[Path], list[Problem]]:
    """What lies in ``folder``, by name, without names that begin with a full stop: those are nobody's content."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith(".")), []
    except OSError as error:
        message = f"cannot be read ({error.strerror}); change its permissions"
        return [], [Problem(file, 1, 1, "unreadable", message)]


def strays(folder: Path, belong: Sequence[str], *, file: str) -> Iterator[Problem]:
    """What does not belong into ``folder``, and whether it can be read at all."""
    found, problems = entries(folder, file=file)
    yield from problems
    for name in (path.name for path in found):
        if name not in belong:
            message = f"does not belong here; what does is {', '.join(belong)}"
            yield Problem(f"{file}/{shown(name)}", 1, 1, "unexpected", message)
