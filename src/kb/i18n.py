"""In which language and script does a reader read, and how are words, dates and numbers said there?

The only module that knows Babel. English is the source of the interface; Albanian and Serbian (in Cyrillic) have
catalogues, and Serbian in Latin letters is made from the Cyrillic one.
"""

import gettext as _gettext
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from babel import Locale
from babel.dates import format_date as _format_date
from babel.dates import format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal


@dataclass(frozen=True, slots=True)
class View:
    """What a reader chose: a language and, for Serbian, a script. ``code`` stands in addresses, ``tag`` in HTML."""

    code: str
    language: Literal["sq", "sr", "en"]
    script: Literal["Latn", "Cyrl"]
    tag: str
    locale: str


VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "sq": View("sq", "sq", "Latn", "sq", "sq"),
        "sr-latn": View("sr-latn", "sr", "Latn", "sr-Latn", "sr_Latn"),
        "sr-cyrl": View("sr-cyrl", "sr", "Cyrl", "sr-Cyrl", "sr_Cyrl"),
        "en": View("en", "en", "Latn", "en", "en_GB"),
    }
)

# Each view is called by its own name, whatever the reader reads now.
VIEW_NAMES: Mapping[str, str] = MappingProxyType(
    {"sq": "Shqip", "sr-latn": "Srpski", "sr-cyrl": "Српски", "en": "English"}
)


def N_(message: str) -> str:  # noqa: N802  gettext's usual name
    """Mark ``message`` for translation, and leave it as it is."""
    return message


KIND_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "agreement": N_("Agreement explainer"),
        "article": N_("Opinion article"),
        "debate": N_("TV debate"),
        "event": N_("Event"),
        "publication": N_("Publication"),
    }
)
# The closed choices of the facts: how an agreement was concluded, who calls it what, what it is to another; events.
FORM_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "signed": N_("Signed"),
        "initialled": N_("Initialled"),
        "accepted": N_("Accepted, not signed"),
        "conclusions": N_("Agreed conclusions, not signed"),
        "oral": N_("Agreed orally"),
        "letters": N_("Exchange of letters"),
        "separate": N_("A separate document for each side"),
        "unilateral": N_("Statement by one side"),
    }
)
SIDE_NAMES: Mapping[str, str] = MappingProxyType(
    {"prishtina": N_("Prishtina"), "belgrade": N_("Belgrade"), "facilitator": N_("Facilitator")}
)
RELATION_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "implements": N_("Implements"),
        "replaces": N_("Replaces"),
        "part-of": N_("Part of"),
        "builds-on": N_("Builds on"),
        "see-also": N_("See also"),
    }
)
EVENT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "workshop": N_("Workshop"),
        "roundtable": N_("Roundtable"),
        "seminar": N_("Seminar"),
        "conference": N_("Conference"),
        "presentation": N_("Presentation of a publication"),
        "peer-visit": N_("Peer-to-peer visit"),
        "steering-meeting": N_("Steering committee"),
    }
)

Catalogue = _gettext.NullTranslations
# In a message these are for the program: gaps such as %(count)s, and HTML.
_GAPS = re.compile(r"(%\(\w+\)[sd]|<[^>]*>|&\w+;)")


def load_catalogues(folder: Path, latin: Callable[[str], str]) -> dict[str, Catalogue]:
    """The interface in every view, by its code. ``latin`` turns Serbian Cyrillic into Latin."""
    found: dict[str, Catalogue] = {"en": _gettext.NullTranslations()}
    for code in ("sq", "sr"):
        with (folder / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
            found["sr-cyrl" if code == "sr" else code] = _compiled(file.read(), code, lambda text: text)
            file.seek(0)
            if code == "sr":
                found["sr-latn"] = _compiled(file.read(), code, lambda text: _outside_gaps(text, latin))
    return found


def _compiled(po: bytes, code: str, change: Callable[[str], str]) -> Catalogue:
    catalog = read_po(BytesIO(po), locale=code)
    for message in catalog:
        if message.id:
            words = message.string
            message.string = change(words) if isinstance(words, str) else tuple(change(each) for each in words or ())
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)


def _outside_gaps(text: str, change: Callable[[str], str]) -> str:
    return "".join(part if number % 2 else change(part) for number, part in enumerate(_GAPS.split(text)))


@cache
def _locale(view: View) -> Locale:
    return Locale.parse(view.locale)


@lru_cache(maxsize=4096)  # a list of results has many, and the same again
def format_date(text: str, view: View) -> str:
    """A date as readers of ``view`` write it: YYYY, YYYY-MM or YYYY-MM-DD; anything else stays as it is."""
    parts = text.split("-")
    try:
        numbers = [int(part) for part in parts]
        whole = date(numbers[0], numbers[1] if len(parts) > 1 else 1, numbers[2] if len(parts) > 2 else 1)
    except (ValueError, IndexError):
        return text
    if len(parts) == 3:
        return str(_format_date(whole, "long", locale=_locale(view)))
    return str(format_skeleton("yMMMM", whole, locale=_locale(view))) if len(parts) == 2 else text


@lru_cache(maxsize=4096)
def format_number(number: int, view: View) -> str:
    """A number with the view's marks between thousands."""
    return str(format_decimal(number, locale=_locale(view)))


def month_names(view: View) -> tuple[str, ...]:
    """The names of the twelve months in a view, in the form that stands in a dictionary."""
    return tuple(str(_locale(view).months["stand-alone"]["wide"][number]) for number in range(1, 13))


def language_name(code: str, view: View) -> str:
    """What a language is called in a view, within a sentence."""
    return str(_locale(view).languages.get(code, code))


# Which view a language of a browser is answered with; the longest tag that fits counts. Serbian goes by script, and a
# reader whose language is written in Latin letters and near to Serbian can read that.
_ANSWERS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("sq", "als", "aln"), "sq"),
        "en": "en",
        "sr": "sr-cyrl",
        **dict.fromkeys(("sr-latn", "sr-me", "sh", "bs", "hr", "cnr"), "sr-latn"),
        **dict.fromkeys(("sr-cyrl", "sh-cyrl", "bs-cyrl", "cnr-cyrl"), "sr-cyrl"),
    }
)
_WISH = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?"
)


def negotiate(accept_language: str) -> View:
    """The view for an Accept-Language header; English where nothing fits. What is malformed is passed over."""
    wishes: list[tuple[float, int, str]] = []
    for order, part in enumerate(accept_language[:1000].split(",")):
        found = _WISH.fullmatch(part)
        code = _answer(found[1].lower()) if found else None
        weight = float(found[2]) if found and found[2] else 1.0
        if code and weight:
            wishes.append((-weight, order, code))
    return VIEWS[min(wishes)[2] if wishes else "en"]


def prefers_latin(accept_language: str) -> bool:
    """Whether a reader of Serbian asks for Latin letters."""
    serbian = ",".join(part for part in accept_language[:1000].split(",") if _serbian(part))
    return negotiate(serbian).code == "sr-latn"


def _serbian(part: str) -> bool:
    found = _WISH.fullmatch(part)
    return bool(found and (_answer(found[1].lower()) or "").startswith("sr"))


def _answer(tag: str) -> str | None:
    """The view of a language tag: with its script, else with its region, else by its language alone."""
    language, *rest = tag.split("-")
    scripts = [part for part in rest if part in ("latn", "cyrl")]
    tries = [f"{language}-{part}" for part in (*scripts, *rest)] + [language]
    return next((_ANSWERS[each] for each in tries if each in _ANSWERS), None)
