"""What is new in a reader's language, and what was corrected?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.i18n import View
from kb.model import SHELVES, Kind
from kb.vocabulary import in_script


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A text that was added or ``revised`` on a date, or a correction of one, whose ``text`` says what was wrong."""

    date: str
    kind: Kind
    title: str
    url: str
    revised: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """The latest first."""

    texts: tuple[Change, ...]
    corrections: tuple[Change, ...]


def news(stored: Mapping[str, Iterable[Mapping[str, Any]]], view: View) -> News:
    """What is new for readers of a view; what does not exist in their language is no news to them."""
    return News(*(tuple(_changes(stored[part], view)) for part in ("texts", "corrections")))


def _changes(many: Iterable[Mapping[str, Any]], view: View) -> Iterable[Change]:
    for each in many:
        if view.language in each["titles"] and view.language in each.get("text", each["titles"]):
            yield Change(
                date=each["date"],
                kind=each["kind"],
                title=in_script(each["titles"][view.language], view, view.language),
                url=f"/{view.code}/{SHELVES[each['kind']]}/{each['id']}",
                revised=view.language in each.get("revised", ()),
                text=in_script(each.get("text", {}).get(view.language, ""), view, view.language),
            )
