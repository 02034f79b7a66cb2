"""What is known of a term, a place, a person or an outlet, and where is it spoken of?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.errors import NotFound
from kb.i18n import N_, VIEWS, View
from kb.languages.alphabet import sort_key
from kb.model import Concept, ConceptType, Hit
from kb.schema import CONCEPT
from kb.search import Searcher
from kb.vocabulary import Vocabulary, in_script

# The part of the address, and the template's word, for each type that has pages of its own.
PAGES: Mapping[str, ConceptType] = {"glossary": "term", "places": "place", "people": "person", "outlets": "outlet"}
SHELF_OF: Mapping[ConceptType, str] = {type_: page for page, type_ in PAGES.items()} | {"agreement": "agreements"}

_EVERY = 1_000_000
_LISTED = 100  # documents on the page of one concept
# How each language is called in the list of names; Serbian in both scripts, Latin first.
_NAMED_IN = ("sq", "sr-latn", "sr-cyrl", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptSummary:
    """A concept in a list; ``documents`` counts those that speak of it. ``label`` is in ``language``."""

    id: str
    type: ConceptType
    label: str
    language: str
    url: str
    documents: int
    names: Mapping[str, str]  # by view
    kind: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptPage:
    """All that is held about a concept: other names by view, a note on its use, and the newest documents."""

    concept: ConceptSummary
    also: Mapping[str, Sequence[str]]
    note: str | None
    hits: tuple[Hit, ...]


def concepts(type_: ConceptType, view: View, searcher: Searcher) -> tuple[ConceptSummary, ...]:
    """Every concept of a type, in the order of the reader's alphabet."""
    vocabulary = searcher.vocabulary
    counts = dict(searcher.reader.terms(CONCEPT, f"{type_}:", _EVERY))
    many = vocabulary.concepts.get(type_, {}).values()
    found = [_summary(each, type_, view, vocabulary, documents=counts.get(f"{type_}:{each.id}", 0)) for each in many]
    return tuple(sorted(found, key=lambda each: sort_key(each.label, each.language)))


def concept(type_: ConceptType, id: str, view: View, searcher: Searcher) -> ConceptPage:
    """One concept, in the vocabulary or not. Raises NotFound where no document speaks of it either."""
    known = searcher.vocabulary.get(type_, id)
    total, hits = searcher.about(f"{type_}:{id}", view, limit=_LISTED)
    if known is None and not total:
        raise NotFound(N_("There is no such page here."))
    known = known or Concept(id=id)
    also = {
        code: tuple(in_script(name, VIEWS[code], VIEWS[code].language) for name in names.also)
        for code in _NAMED_IN
        if (names := known.names(VIEWS[code].language)) and names.also
    }
    note = known.note.get(view.language) if known.note else None
    return ConceptPage(
        concept=_summary(known, type_, view, searcher.vocabulary, documents=total),
        also=also,
        note=in_script(note, view, view.language) if note else None,
        hits=hits,
    )


def _summary(
    known: Concept, type_: ConceptType, view: View, vocabulary: Vocabulary, *, documents: int
) -> ConceptSummary:
    label = vocabulary.label(type_, known.id, view)
    names = {
        code: in_script(spoken.label, VIEWS[code], VIEWS[code].language)
        for code in _NAMED_IN
        if (spoken := known.names(VIEWS[code].language))
    }
    return ConceptSummary(
        id=known.id,
        type=type_,
        label=label.text,
        language=label.language,
        url=f"/{view.code}/{SHELF_OF[type_]}/{known.id}",
        documents=documents,
        names=names,
        kind=known.kind,
        lat=known.lat,
        lon=known.lon,
    )
