"""How does a list of documents become a table that a spreadsheet opens, and takes nothing in it for a formula?

The names of the columns are the same in every language, for programs; the values are in the view's.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO

from kb.exports.plain import line
from kb.knowledge_base.catalogue import CatalogueEntry
from kb.knowledge_base.labels import Label

CSV = "text/csv"
# Without this mark Excel takes the file for one in its own old alphabet.
MARK = "\ufeff"
COLUMNS = (
    "id",
    "kind",
    "title",
    "language",
    "date",
    "agreements",
    "authors",
    "outlet",
    "places",
    "people",
    "original",
    "original_url",
    "updated",
    "editions",
    "url",
    "summary",
)
# A cell that begins like this is a formula; so may be what follows a sign that a spreadsheet divides lines at.
_FORMULA = re.compile(r"(^|[;,|])(?=[-=+@＝＋－＠])")


def table(entries: Iterable[CatalogueEntry], root: str) -> Iterator[str]:
    """The lines of the table, its names first. ``root`` is the site's address, without a slash at the end."""
    yield MARK + _line(COLUMNS)
    for each in entries:
        yield _line(_cells(each, root))


def _cells(entry: CatalogueEntry, root: str) -> tuple[str, ...]:
    return (
        entry.id,
        entry.kind,
        entry.title,
        entry.tag,
        entry.date or "",
        _named(entry.agreements),
        _named(entry.authors),
        entry.outlet.label if entry.outlet else "",
        _named(entry.places),
        _named(entry.people),
        entry.original.view.language if entry.original else "",
        entry.original_url or "",
        entry.updated or "",
        " ".join(entry.editions),
        root + entry.url,
        entry.summary,
    )


def _named(many: tuple[Label, ...]) -> str:
    return "; ".join(each.label for each in many)


def _line(cells: Iterable[str]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(_FORMULA.sub(r"\1'", line(each)) for each in cells)
    return written.getvalue()
