"""Which numbers and dates does a text state, whatever the language it states them in?

10,121 and 10.121 are one number, "2 July 2011", "2 korriku 2011" and "2. јула 2011." are one day. Numbers in words
are not looked for: what one language spells out another may write in digits.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kb.i18n import VIEWS, month_names
from kb.languages import fold, normalise
from kb.model import LanguageCode

# Behind the name of a month: its cases in Albanian (korriku, korrikut, korrikun) and in Serbian (jula, julu, julom).
_CASES: Mapping[str, tuple[str, ...]] = {
    "sq": ("", "i", "it", "in", "u", "ut", "un"),
    "sr": ("", "a", "u", "om", "em"),
    "en": ("",),
}
# Between groups of three digits, and before decimals, as our texts write them.
_MARKS: Mapping[str, tuple[str, str]] = {"sq": (".", ","), "sr": (".", ","), "en": (",", ".")}
_NUMBER = re.compile("(?<!\\w)[0-9]+(?:[.,][0-9]+|[\u00a0\u202f][0-9]{3}(?![0-9]))*")
_NUMERIC_DATE = re.compile(r"(?<![\w.])([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})(?![0-9])")
_WRITTEN_DATE = re.compile(r"(?<![\w.])([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?(?![\w-])")
_MONTH_AFTER = re.compile(r"(?:\.|st|nd|rd|th)?\s+([^\W\d_]+)")
_YEAR_AFTER = re.compile(r",?\s+(?:i\s+)?(?:(?:të\s+)?vitit?\s+)?([0-9]{4})(?![0-9])")
_MONTH_BEFORE = re.compile(r"([^\W\d_]+)\s+(?:i\s+)?(?:(?:të\s+)?vitit?\s+)?$")
_NEAR = 40  # characters before a year within which its month stands


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or date, and where in the text it stands, as [start, end).

    ``value`` is a number (10121, 9.42), a day (2011-07-02, or --07-02 where no year follows) or a month (2011-07).
    """

    value: str
    start: int
    end: int


def figures(text: str, language: LanguageCode) -> Iterator[Figure]:
    """The numbers and dates of ``text``, in order; a year that stands alone is a number."""
    at = 0
    while found := _NUMBER.search(text, at):
        figure = _numeric(text, found.start()) or _day(text, found, language) or _month(text, found, language)
        figure = figure or Figure(_plain(found[0], *_MARKS[language]), found.start(), found.end())
        yield figure
        at = figure.end


def _numeric(text: str, start: int) -> Figure | None:
    """A date in digits alone: 2.7.2011 or 2011-07-02."""
    if found := _NUMERIC_DATE.match(text, start):
        day, month, year = map(int, found.groups())
        return Figure(f"{year:04}-{month:02}-{day:02}", found.start(), found.end())
    if found := _WRITTEN_DATE.match(text, start):
        return Figure(found[0], found.start(), found.end())
    return None


def _day(text: str, number: re.Match[str], language: LanguageCode) -> Figure | None:
    """A day with its month in words after it, and with its year where that follows."""
    after = _MONTH_AFTER.match(text, number.end())
    month = _month_number(after[1], language) if after else None
    if not after or not month or not number[0].isdigit() or len(number[0]) > 2:
        return None
    day = f"{month:02}-{int(number[0]):02}"
    year = _YEAR_AFTER.match(text, after.end())
    return Figure(f"{year[1]}-{day}", number.start(), year.end()) if year else Figure(f"--{day}", *_span(number, after))


def _month(text: str, number: re.Match[str], language: LanguageCode) -> Figure | None:
    """A year with its month in words before it."""
    before = _MONTH_BEFORE.search(text[max(0, number.start() - _NEAR) : number.start()])
    month = _month_number(before[1], language) if before else None
    if not month or not number[0].isdigit() or len(number[0]) != 4:
        return None
    return Figure(f"{number[0]}-{month:02}", number.start(), number.end())


def _span(first: re.Match[str], last: re.Match[str]) -> tuple[int, int]:
    return first.start(), last.end()


def _month_number(word: str, language: LanguageCode) -> int | None:
    return _months(language).get(fold(normalise(word))) if language != "en" or word[0].isupper() else None


@cache
def _months(language: LanguageCode) -> Mapping[str, int]:
    """Every form of every month's name, folded."""
    view = next(view for view in VIEWS.values() if view.language == language)
    found: dict[str, int] = {}
    for number, name in enumerate(month_names(view), 1):
        bare = fold(normalise(name))
        # In Serbian the a of septembar is fleeting: septembra.
        stem = f"{bare[:-2]}r" if language == "sr" and bare.endswith("bar") else bare
        found |= {bare: number} | {stem + case: number for case in _CASES[language]}
    return found


def _plain(number: str, group: str, decimal: str) -> str:
    """A number without marks between thousands, and with a point before decimals."""
    number = re.sub("[\u00a0\u202f]", group, number)
    whole, _, rest = number.partition(decimal)
    if decimal not in rest and re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+", whole):
        whole = whole.replace(group, "")
    return f"{whole}.{rest}" if rest else whole
