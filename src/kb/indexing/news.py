"""What was written, revised or corrected when?

Each change is a plain dictionary, so that it is remembered and published as it is. Titles and corrections stand in it
in every language there is; a reader's language is chosen where it is shown.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from kb.model import LANGUAGE_CODES, Document, Edition, LanguageCode

Change = Mapping[str, Any]

_MOST = 200  # texts on the list of what is new; corrections all stay


def changes(document: Document) -> Iterator[Change]:
    """The days on which editions of a document became as they are, and its corrections."""
    base = {"id": document.id, "kind": document.kind}
    dated = sorted((edition.updated, code) for code, edition in document.editions.items() if edition.updated)
    for day, many in groupby(dated, key=lambda each: each[0]):
        editions = {code: document.editions[code] for _, code in many}
        revised = [code for code, edition in editions.items() if edition.revision > 1]
        yield {**base, "date": day, "titles": _titles(editions), "revised": revised}
    for correction in document.facts.corrections:
        text = {code: words for code in LANGUAGE_CODES if (words := correction.text.get(code))}
        yield {**base, "date": correction.date, "titles": _titles(document.editions), "text": text}


def _titles(editions: Mapping[LanguageCode, Edition]) -> dict[LanguageCode, str]:
    return {code: edition.title for code, edition in editions.items()}


class News:
    """The changes of a whole collection, of which the latest are kept."""

    def __init__(self) -> None:
        self._texts: list[Change] = []
        self._corrections: list[Change] = []

    def add(self, many: Iterable[Change]) -> None:
        """Count the changes of a document in."""
        for each in many:
            (self._corrections if "text" in each else self._texts).append(each)
        if len(self._texts) > 2 * _MOST:
            self._texts = _latest(self._texts)[:_MOST]

    def stored(self) -> dict[str, list[Change]]:
        """What the site is told, the latest first."""
        return {"texts": _latest(self._texts)[:_MOST], "corrections": _latest(self._corrections)}


def _latest(changes: list[Change]) -> list[Change]:
    return sorted(sorted(changes, key=lambda each: str(each["id"])), key=lambda each: str(each["date"]), reverse=True)
