"""Which fields does the index have, how much does each weigh, and how are dates kept?

For each language there is one field of words as written (`words_sq`: folded, and with a leading "=" unfolded) and three
of analysed terms (`title_sq`, `summary_sq`, `body_sq`); besides, `concept` holds what is meant in any language.
One word of a query is searched in at most twelve text fields.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb.errors import QueryError
from kb.i18n import N_
from kb.model import FACETS, LANGUAGE_CODES

PARTS = ("title", "summary", "body")
WORDS: Mapping[str, str] = {language: f"words_{language}" for language in LANGUAGE_CODES}
ANALYSED: Mapping[str, tuple[str, ...]] = {
    language: tuple(f"{part}_{language}" for part in PARTS) for language in LANGUAGE_CODES
}
CONCEPT = "concept"
TEXT_FIELDS: tuple[str, ...] = (*WORDS.values(), *(name for names in ANALYSED.values() for name in names), CONCEPT)
FACET_FIELDS: tuple[str, ...] = FACETS

# Stands between title, summary and body in a field of words, so that no phrase crosses from one into the next.
BREAK = "\u2029"
# Before a word with its accents kept, in a field of words.
WRITTEN = "="

VERSION = 4  # raise it when fields, terms or pages change: an index of another version is rebuilt


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each kind of likeness counts. Measured on development sets; `docs/adr/0004-ranking.md` has the table."""

    exact: float = 1.05  # as it was typed, accents and all
    folded: float = 1.02
    lemma: float = 1.0
    stem: float = 0.5  # added to the lemma's where both agree
    prefix: float = 1.0
    concept: float = 0.5
    similar: float = 0.25
    light: float = 0.5  # a word that says little of what a question is about
    other_language: float = 0.6  # an edition that is not in the reader's language
    own_words: float = 4096.0  # lifts what has all of the reader's own words above what was found by concepts


WEIGHTS = Weights()
PART_WEIGHTS = {"title": 3.0, "summary": 1.5, "body": 1.0}

_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


def date_span(date: str) -> tuple[int, int]:
    """The first and last day of YYYY, YYYY-MM or YYYY-MM-DD, each as the number YYYYMMDD.

    Raises QueryError for anything else.
    """
    found = _DATE.fullmatch(date)
    year, month, day = (int(part) if part else 0 for part in found.groups()) if found else (0, 0, 0)
    last_day = calendar.monthrange(year, month or 12)[1] if year else 0
    if not found or not year or day > last_day:
        raise QueryError(N_("A date is a year, a month or a day, such as 2013, 2013-04 or 2013-04-19."))
    stem = year * 10_000
    return stem + (month or 1) * 100 + (day or 1), stem + (month or 12) * 100 + (day or last_day)


def sort_keys(date: str | None, id: str) -> tuple[str, str]:
    """The keys to sort by, oldest (ascending) and newest (descending); undated documents come last both ways."""
    if date is None:
        return f"1|{id}", f"0|{id}"
    first, _ = date_span(date)
    return f"0|{first}|{id}", f"1|{first}|{id}"
