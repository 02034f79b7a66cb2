"""What may an address ask for, and does it ask only what this site understands?

A parameter that is passed over changes the answer without a word: a filter that is misspelt would find everything. So
what is unknown is refused, but for the marks that others put on links to follow readers: these break no link, mean
nothing here, and are not passed on.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from kb.config import Settings
from kb.errors import QueryError
from kb.i18n import N_, VIEWS, View
from kb.model import FACETS
from kb.search import SORTS, WIDENINGS

_TEXT: Mapping[str, Any] = {"type": "string"}
_DATE = "^([12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing that an address may say. ``allowed`` is the JSON Schema of a value; ``often``: it may be repeated."""

    name: str
    meaning: str
    allowed: Mapping[str, Any] = field(default_factory=lambda: _TEXT)
    often: bool = False
    required: bool = False


def _choice(values: Iterable[str]) -> Mapping[str, Any]:
    return {"type": "string", "enum": list(values)}


_FILTERS: Mapping[str, str] = {
    "agreement": N_("id of an agreement"),
    "kind": N_("kind of text: agreement, article, debate, event or publication"),
    "language": N_("language in which there is an edition: sq, sr or en"),
    "place": N_("id of a place"),
    "person": N_("id of a person"),
    "outlet": N_("id of an outlet"),
    "original": N_("language of the original: sq, sr or en"),
    "year": N_("year"),
}
SEARCH = (
    Parameter(name="q", meaning=N_("words to look for; without them, everything is listed")),
    *(Parameter(name=name, meaning=_FILTERS[name], often=True) for name in FACETS),
    Parameter(
        name="from", meaning=N_("first date: a year, a month or a day"), allowed={"type": "string", "pattern": _DATE}
    ),
    Parameter(
        name="to", meaning=N_("last date: a year, a month or a day"), allowed={"type": "string", "pattern": _DATE}
    ),
    Parameter(name="sort", meaning=N_("order"), allowed=_choice(SORTS)),
    Parameter(name="page", meaning=N_("number of the page"), allowed={"type": "integer", "minimum": 1}),
    Parameter(name="size", meaning=N_("documents on a page"), allowed={"type": "integer"}),
    Parameter(name="exact", meaning=N_("1: words only as they are displayed"), allowed=_choice(("0", "1"))),
    Parameter(name="without", meaning=N_("kind of widening to switch off"), allowed=_choice(WIDENINGS), often=True),
)


def limits(settings: Settings) -> Mapping[str, Mapping[str, Any]]:
    """What the settings allow of a search, as JSON Schema."""
    return {
        "q": {"type": "string", "maxLength": settings.query_characters},
        "page": {"type": "integer", "minimum": 1, "maximum": settings.window // min(settings.page_sizes)},
        "size": {"type": "integer", "enum": list(settings.page_sizes)},
    }


_MOST = 64  # parameters of an address
_MARKS = frozenset(
    "fbclid gclid dclid gbraid wbraid gclsrc msclkid twclid ttclid yclid igsh igshid mc_cid mc_eid _ga _gl".split()
)
_MARKED = ("utm_", "mtm_", "pk_")


def once(parameters: Iterable[Parameter]) -> frozenset[str]:
    """The names of those that may stand once."""
    return frozenset(each.name for each in parameters if not each.often)


def often(parameters: Iterable[Parameter]) -> frozenset[str]:
    """The names of those that may be repeated."""
    return frozenset(each.name for each in parameters if each.often)


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
    asked = urlencode(kept(args))
    return f"?{asked}" if asked else ""


def kept(args: MultiDict[str, str]) -> list[tuple[str, str]]:
    """The parameters of an address that mean something."""
    return [(name, value) for name, value in args.items(multi=True) if not _is_mark(name)]


def _is_mark(name: str) -> bool:
    return name in _MARKS or name.startswith(_MARKED)


def second_view(args: Mapping[str, str], name: str, first: View) -> View | None:
    """The view that an address names beside the reader's. Raises QueryError for one that there is not."""
    code = args.get(name, "").lower()
    if code and code not in VIEWS:
        raise QueryError(N_("There is no such view: choose sq, sr-latn, sr-cyrl or en."))
    return VIEWS[code] if code and code != first.code else None
