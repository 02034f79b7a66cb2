"""How does a document read in one view?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from kb.errors import NotFound
from kb.i18n import N_, VIEWS, View
from kb.knowledge_base.facts import AgreementFacts, EventFacts, of_agreement, of_event
from kb.knowledge_base.labels import Label, label, spoken
from kb.languages.alphabet import sort_key
from kb.markup import for_view
from kb.model import LANGUAGE_CODES, SHELVES, ConceptType, Kind, LanguageCode, Names, Source
from kb.vocabulary import Vocabulary, in_script

# The view in which an edition is offered to readers of another language.
OFFERED_IN = {"sq": "sq", "sr": "sr-latn", "en": "en"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page, for its table of contents."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step on the way, or a correction, with the ids of its sources."""

    date: str
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Footnote:
    """The agreed words behind a mark in the text, in ``language``."""

    mark: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the dialogue that stands on a page, its names in other languages by view, and a note on its use."""

    label: Label
    names: Mapping[str, str]
    note: str | None


@dataclass(frozen=True, slots=True)
class EditionLink:
    """An edition that exists, where it is read, and in which language its title is."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A document in one view, ready to be shown. ``html`` is safe; every text is in the view's script."""

    id: str
    kind: Kind
    view: View
    language: LanguageCode
    script: str
    title: str
    summary: str
    html: str
    text: str
    url: str
    generation: str
    editions: Mapping[str, EditionLink]
    headings: tuple[Heading, ...] = ()
    date: str | None = None
    date_note: str | None = None
    doubts: tuple[str, ...] = ()
    agreements: tuple[Label, ...] = ()
    authors: tuple[Label, ...] = ()
    people: tuple[Label, ...] = ()
    places: tuple[Label, ...] = ()
    outlet: Label | None = None
    status: Milestone | None = None
    timeline: tuple[Milestone, ...] = ()
    agreement: AgreementFacts | None = None
    event: EventFacts | None = None
    reviewed: str | None = None
    sources: tuple[Source, ...] = ()
    footnotes: tuple[Footnote, ...] = field(default=())
    terms: tuple[Term, ...] = ()
    corrections: tuple[Milestone, ...] = ()
    updated: str | None = None
    revision: int = 1
    behind: bool = False
    original: str | None = None
    original_url: str | None = None


def read(page: dict[str, Any], view: View, vocabulary: Vocabulary, generation: str) -> DocumentView:
    """The stored ``page`` in ``view``. Raises NotFound, naming the editions there are, where it lacks that language."""
    editions = page["editions"]
    if view.language not in editions:
        raise NotFound(N_("This document does not exist in this language."), editions=list(editions))
    edition, facts = editions[view.language], page["facts"]
    html = edition["html"].get(view.script) or edition["html"]["Latn"]
    return DocumentView(
        id=page["id"],
        kind=page["kind"],
        view=view,
        language=view.language,
        script=edition["script"] or view.script,
        title=in_script(edition["title"], view, view.language),
        summary=in_script(edition["summary"], view, view.language),
        html=for_view(html, view.code),
        text=in_script(edition["text"], view, view.language),
        url=f"/{view.code}/{SHELVES[page['kind']]}/{page['id']}",
        generation=generation,
        editions=_editions(page),
        headings=tuple(
            Heading(level, id_, in_script(text, view, view.language)) for level, id_, text in edition["headings"]
        ),
        footnotes=tuple(_footnotes(edition["notes"], view, vocabulary)),
        terms=tuple(_terms(edition["terms"], view, vocabulary)),
        updated=edition["updated"],
        revision=edition["revision"],
        behind=edition["revision"] < page["latest"],
        **_facts(facts, view, vocabulary),
    )


def other_names(names: Names | None, view: View) -> tuple[str, ...]:
    """What else a concept is called in a view, for showing."""
    return tuple(in_script(name, view, view.language) for name in names.also) if names else ()


def _facts(facts: dict[str, Any], view: View, vocabulary: Vocabulary) -> dict[str, Any]:
    def labels(kind: str, ids: list[str]) -> tuple[Label, ...]:
        return tuple(label(cast("ConceptType", kind), id_, view, vocabulary) for id_ in ids)

    return {
        "date": facts["date"],
        "date_note": words(facts["date_note"], view),
        "doubts": tuple(text for note in facts["notes"] if (text := words(note, view))),
        "agreements": labels("agreement", facts["agreements"]),
        "authors": labels("person", facts["authors"]),
        "people": labels("person", facts["people"]),
        "places": labels("place", facts["places"]),
        "outlet": label("outlet", facts["outlet"], view, vocabulary) if facts["outlet"] else None,
        "status": _milestone(facts["status"], "as_of", view) if facts["status"] else None,
        "timeline": tuple(each for one in facts["timeline"] if (each := _milestone(one, "date", view))),
        "agreement": of_agreement(facts["agreement"], view, vocabulary),
        "event": of_event(facts["event"], view),
        "reviewed": facts["reviewed"],
        "sources": tuple(Source(**source) for source in facts["sources"]),
        "corrections": tuple(each for one in facts["corrections"] if (each := _milestone(one, "date", view))),
        "original": facts["original"],
        "original_url": facts["original_url"],
    }


def _milestone(values: dict[str, Any], date: str, view: View) -> Milestone | None:
    text = words(values["text"], view)
    return Milestone(values[date] or "", text, tuple(values.get("sources", ()))) if text else None


def words(text: Mapping[str, str | None] | None, view: View) -> str | None:
    """The words of a view, plain; nothing is filled in from another language."""
    said = spoken(text, view)
    return said[0] if said else None


def _editions(page: dict[str, Any]) -> dict[str, EditionLink]:
    return {
        code: EditionLink(
            in_script(page["editions"][code]["title"], VIEWS[OFFERED_IN[code]], code),
            f"/{OFFERED_IN[code]}/{SHELVES[cast('Kind', page['kind'])]}/{page['id']}",
        )
        for code in LANGUAGE_CODES
        if code in page["editions"]
    }


def _terms(ids: list[str], view: View, vocabulary: Vocabulary) -> Iterator[Term]:
    """The terms of an edition that the vocabulary still has, in the order of the reader's alphabet."""
    known = [concept for id_ in ids if (concept := vocabulary.get("term", id_))]
    found = [(label("term", concept.id, view, vocabulary), concept) for concept in known]
    for shown, concept in sorted(found, key=lambda each: sort_key(each[0].label, each[0].language)):
        names = {
            code: in_script(spoken.label, VIEWS[code], language)
            for language, code in OFFERED_IN.items()
            if language != view.language and (spoken := concept.names(language))
        }
        note = concept.note.get(view.language) if concept.note else None
        yield Term(shown, names, in_script(note, view, view.language) if note else None)


def _footnotes(ids: list[str], view: View, vocabulary: Vocabulary) -> list[Footnote]:
    """The notes word for word: in the view's language where it has been agreed, else in English and marked so."""
    found = []
    for note in vocabulary.notes:
        for language in (view.language, "en"):
            words = note.text.get(language)
            if note.id in ids and words:
                found.append(Footnote(note.mark, in_script(words, view, language), language))
                break
    return found
