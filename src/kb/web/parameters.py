"""Does an address ask only what this site understands?

A parameter that is passed over changes the answer without a word: a filter that is misspelt would find everything. So
what is unknown is refused, but for the marks that others put on links to follow readers: these break no link, mean
nothing here, and are not passed on.
"""

from collections.abc import Collection
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from kb.errors import QueryError
from kb.i18n import N_
from kb.model import FACETS

# What a search may be told, and what of it several times.
ONCE = frozenset(("q", "from", "to", "sort", "page", "size", "exact"))
OFTEN = frozenset((*FACETS, "without"))
_MOST = 64  # parameters of an address
_MARKS = frozenset(
    "fbclid gclid dclid gbraid wbraid gclsrc msclkid twclid ttclid yclid igsh igshid mc_cid mc_eid _ga _gl".split()
)
_MARKED = ("utm_", "mtm_", "pk_")


def check(args: MultiDict[str, str], *, once: Collection[str], often: Collection[str] = ()) -> None:
    """Raises QueryError for a parameter that is unknown, or stands more often than it may, and for too many of all."""
    if sum(1 for _ in args.items(multi=True)) > _MOST:
        raise QueryError(N_("The address asks for too many things at once. Please choose fewer."))
    for name, values in args.lists():
        if name in once and len(values) > 1:
            raise QueryError(N_("The address says the same thing twice. Please take one of them out."))
        if name not in once and name not in often and not _is_mark(name):
            raise QueryError(N_("The address asks for something that this site does not know."))


def without_marks(args: MultiDict[str, str]) -> str:
    """The parameters of an address, with a question mark before them if there are any, as they may be passed on."""
    kept = urlencode([(name, value) for name, value in args.items(multi=True) if not _is_mark(name)])
    return f"?{kept}" if kept else ""


def _is_mark(name: str) -> bool:
    return name in _MARKS or name.startswith(_MARKED)
