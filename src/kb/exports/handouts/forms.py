"""In which forms can a handout be had, and what does one file of it hold?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from types import MappingProxyType
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kb.exports.handouts.blocks import Handout

# Where each form is written. They are fetched when they are wanted: libraries that write files take long to load.
_WRITERS: Mapping[str, str] = MappingProxyType({"pdf": "pdf", "docx": "word", "html": "page", "md": "markdown"})
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "html": "text/html; charset=utf-8",
        "md": "text/markdown; charset=utf-8",
        "zip": "application/zip",
    }
)
SINGLE = ("pdf", "docx", "md")  # the forms of one document
PACKED = ("pdf", "docx", "html", "zip")  # and those of a pack
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP file can say


@dataclass(frozen=True, slots=True)
class File:
    """A handout as a file: its name without an ending, its form, and what it says."""

    name: str
    form: str
    handout: Handout


Order = tuple[File, ...]  # one file, or those of a ZIP archive


def write(order: Order, progress: Callable[[int], None] = lambda _: None) -> bytes:
    """The one file of ``order``, or an archive of several. The same order gives the same bytes."""
    made: list[bytes] = []
    for number, file in enumerate(order, 1):
        made.append(_written(file))
        progress(number)
    return made[0] if len(order) == 1 else _archive(order, made)


def _written(file: File) -> bytes:
    writer = import_module(f"kb.exports.handouts.{_WRITERS[file.form]}")
    return cast("bytes", writer.write(file.handout))


def _archive(order: Order, made: list[bytes]) -> bytes:
    archive = BytesIO()
    with ZipFile(archive, "w") as into:
        for file, content in zip(order, made, strict=True):
            entry = ZipInfo(f"{file.name}.{file.form}", _LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            into.writestr(entry, content)
    return archive.getvalue()
