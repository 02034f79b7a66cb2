"""Are dates, addresses and ids written as they must be, wherever they come from?"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from kb.corpus.yaml_file import Mistake, Path
from kb.markup import SOURCE_NAME
from kb.model import Edition, Facts, Source

_DATE = re.compile(r"([12][0-9]{3})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_ADDRESS = re.compile(r"https?://[^/\s\"<>]\S*", re.IGNORECASE)
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_YEARS_AHEAD = 10  # a deadline may lie ahead; a century may not


def is_citable(text: str) -> bool:
    """Whether ``text`` can name a source: letters, digits, underscores, and full stops, colons or hyphens inside."""
    return re.fullmatch(SOURCE_NAME, text) is not None


def is_id(text: str) -> bool:
    """Whether ``text`` can name a document or a concept: lower-case letters, digits and hyphens."""
    return len(text) <= 100 and _ID.fullmatch(text) is not None


def facts_mistakes(facts: Facts, today: date) -> Iterator[Mistake]:
    """Dates, addresses and names of sources that are not well written, and a revision below 1."""
    if facts.revision < 1:
        yield Mistake(("revision",), "wrong-type", '"revision" must be 1 or more')
    dates: list[tuple[Path, str | None]] = [(("date",), facts.date)]
    dates += [(("status", "as_of"), facts.status.as_of)] if facts.status else []
    dates += [(("timeline", at, "date"), milestone.date) for at, milestone in enumerate(facts.timeline)]
    for path, text in dates:
        yield from date_mistakes(text, path, today)
    for at, correction in enumerate(facts.corrections):
        yield from _day_mistakes(correction.date, ("corrections", at, "date"), today)
    yield from _day_mistakes(facts.reviewed, ("reviewed",), today)
    yield from _address_mistakes(facts.original_url, ("original_url",))
    for at, source in enumerate(facts.sources):
        yield from _source_mistakes(source, ("sources", at))


def edition_mistakes(edition: Edition, today: date) -> Iterator[Mistake]:
    """A day of updating that is no day, or lies ahead, and a revision below 1."""
    if edition.revision < 1:
        yield Mistake(("revision",), "wrong-type", '"revision" must be 1 or more')
    yield from _day_mistakes(edition.updated, ("updated",), today)


def _day_mistakes(text: str | None, path: Path, today: date) -> Iterator[Mistake]:
    """What is wrong with the day on which something was done."""
    if text and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        yield Mistake(path, "bad-date", f'"{text}" is not a whole date; write YYYY-MM-DD')
        return
    wrong = list(date_mistakes(text, path, today))
    yield from wrong
    # One day of grace: editors live in other time zones than servers.
    if text and not wrong and text > (today + timedelta(days=1)).isoformat():
        yield Mistake(path, "future-date", f'"{text}" has not come yet; write the day of the change')


def first_day(text: str) -> str | None:
    """The day as which a date sorts, as YYYY-MM-DD: a month as its first, a year as its first; None for no date."""
    return f"{text}-01-01"[:10] if _DATE.fullmatch(text) else None


def date_mistakes(text: str | None, path: Path, today: date) -> Iterator[Mistake]:
    """What is wrong with a date of a year, a month or a day."""
    if text is None:
        return
    parts = _DATE.fullmatch(text)
    if not parts:
        yield Mistake(path, "bad-date", f'"{text}" is no date; write YYYY, YYYY-MM or YYYY-MM-DD')
        return
    try:
        date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        yield Mistake(path, "bad-date", f'"{text}" is not in the calendar; correct the month or the day')
    if int(parts[1]) > today.year + _YEARS_AHEAD:
        yield Mistake(path, "future-date", f'"{text}" is far in the future; correct the year')


def _source_mistakes(source: Source, path: Path) -> Iterator[Mistake]:
    if not is_citable(source.id):
        message = f'"{source.id}" cannot be cited; write letters, digits, hyphens and underscores'
        yield Mistake((*path, "id"), "bad-id", message)
    yield from _address_mistakes(source.url, (*path, "url"))
    if source.language and not _TAG.fullmatch(source.language):
        message = f'"{source.language}" is no language code; write one such as sq, sr, en or de'
        yield Mistake((*path, "language"), "bad-language", message)


def _address_mistakes(text: str | None, path: Path) -> Iterator[Mistake]:
    if text and not _ADDRESS.fullmatch(text):
        yield Mistake(path, "bad-link", "this is no web address; it begins with https:// or http:// and has no spaces")
