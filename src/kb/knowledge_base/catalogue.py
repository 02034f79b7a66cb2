"""What would a library's catalogue say of a document: everything but its text?

Citations, tables, feeds and harvests are made of this.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from kb.i18n import VIEWS, View
from kb.knowledge_base.labels import Label, label
from kb.knowledge_base.reading import OFFERED_IN, words
from kb.model import LANGUAGE_CODES, SHELVES, ConceptType, Document, Kind, LanguageCode, Request
from kb.vocabulary import Vocabulary, in_script


@dataclass(frozen=True, slots=True)
class Wording:
    """What an edition is called, and when it was last revised."""

    title: str
    summary: str
    script: str | None
    updated: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The article or debate that a document tells of, in the language it was first published in.

    The names are those that readers of that language know; ``title`` is None where there is no edition in it.
    """

    view: View
    title: str | None
    authors: tuple[str, ...]
    outlet: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """A document as ``view`` reads it: the reader's, or one in which the document can be read."""

    id: str
    kind: Kind
    view: View
    title: str
    summary: str
    url: str
    tag: str  # the language tag of the title
    date: str | None
    agreements: tuple[Label, ...]
    authors: tuple[Label, ...]
    people: tuple[Label, ...]
    places: tuple[Label, ...]
    outlet: Label | None
    original: Original | None
    original_url: str | None
    doubts: tuple[str, ...]
    updated: str | None
    revision: int
    editions: Mapping[LanguageCode, Wording]

    @property
    def latest(self) -> str | None:
        """The day of the last revision of any edition."""
        return max((each.updated for each in self.editions.values() if each.updated), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What was found, as catalogue entries; ``total`` counts all that was found, here or on other pages."""

    request: Request
    total: int
    entries: tuple[CatalogueEntry, ...]

    @property
    def more(self) -> bool:
        """Whether there is another page."""
        return self.request.page * self.request.size < self.total


def catalogued(document: Document, view: View, vocabulary: Vocabulary) -> CatalogueEntry:
    """The entry of a document of the corpus."""
    page = {
        "id": document.id,
        "kind": document.kind,
        "facts": asdict(document.facts),
        "editions": {code: asdict(edition) for code, edition in document.editions.items()},
    }
    return entry(page, view, vocabulary)


def entry(page: Mapping[str, Any], view: View, vocabulary: Vocabulary) -> CatalogueEntry:
    """The entry of a stored page. Where ``view`` has no edition, another is taken, and its own view with it."""
    editions, facts = page["editions"], page["facts"]
    language = next(code for code in dict.fromkeys((view.language, "en", *LANGUAGE_CODES)) if code in editions)
    view = view if language == view.language else VIEWS[OFFERED_IN[language]]
    edition = editions[language]

    def labels(kind: ConceptType, ids: Sequence[str]) -> tuple[Label, ...]:
        return tuple(label(kind, id_, view, vocabulary) for id_ in ids)

    return CatalogueEntry(
        id=page["id"],
        kind=page["kind"],
        view=view,
        title=in_script(edition["title"], view, language),
        summary=in_script(edition["summary"], view, language),
        url=f"/{view.code}/{SHELVES[cast('Kind', page['kind'])]}/{page['id']}",
        tag="sr-Latn" if edition["script"] == "Latn" else view.tag,
        date=facts["date"],
        agreements=labels("agreement", facts["agreements"]),
        authors=labels("person", facts["authors"]),
        people=labels("person", facts["people"]),
        places=labels("place", facts["places"]),
        outlet=label("outlet", facts["outlet"], view, vocabulary) if facts["outlet"] else None,
        original=_original(page, view, vocabulary),
        original_url=facts["original_url"],
        doubts=tuple(_doubts(facts, view)),
        updated=edition["updated"],
        revision=edition["revision"],
        editions={
            code: Wording(*(editions[code][name] for name in ("title", "summary", "script", "updated")))
            for code in LANGUAGE_CODES
            if code in editions
        },
    )


def _original(page: Mapping[str, Any], view: View, vocabulary: Vocabulary) -> Original | None:
    """What is known of the original; Serbian is in the script of ``view``, or in Latin."""
    facts = page["facts"]
    if facts["original"] is None:
        return None
    view = view if view.language == facts["original"] else VIEWS[OFFERED_IN[facts["original"]]]
    edition = page["editions"].get(facts["original"])
    return Original(
        view=view,
        title=in_script(edition["title"], view, view.language) if edition else None,
        authors=tuple(vocabulary.label("person", each, view).text for each in facts["authors"]),
        outlet=vocabulary.label("outlet", facts["outlet"], view).text if facts["outlet"] else None,
    )


def _doubts(facts: Mapping[str, Any], view: View) -> Iterator[str]:
    for note in (*facts["notes"], facts["date_note"]):
        if text := words(note, view):
            yield text
