"""What can one ask of the whole: a search, a document, everything on an agreement?

The one object that the command line and the site receive. It answers from the published generation and follows a new
one by itself; each question is answered from one generation throughout.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from threading import Lock
from typing import Any, cast

import orjson

from kb.config import Settings, root
from kb.engines.contract import All, And, Engine, Generation, Match, Reader, Term
from kb.errors import IndexDamaged, NotFound, Problem
from kb.generations import open_engine
from kb.i18n import KIND_NAMES, N_, VIEWS, Catalogue, View, language_name, load_catalogues
from kb.indexing import SITE, read_vocabulary
from kb.knowledge_base.around import Around, around
from kb.knowledge_base.catalogue import CatalogueEntry, Listing, entry
from kb.knowledge_base.concepts import ConceptPage, ConceptSummary, concept, concepts
from kb.knowledge_base.history import Happening, Year, matrix, years
from kb.knowledge_base.labels import Label, label
from kb.knowledge_base.news import News, news
from kb.knowledge_base.packs import ReadyPack, ready
from kb.knowledge_base.reading import DocumentView, other_names, read
from kb.languages import to_latin
from kb.languages.alphabet import sort_key
from kb.model import KINDS, Concept, ConceptType, FacetValue, Hit, Kind, Request, Results
from kb.query import parse
from kb.search import Searcher
from kb.search.spelling import Speller
from kb.search.suggestions import LIMIT, Suggester, Suggestion
from kb.search.words import IndexWords
from kb.vocabulary import Vocabulary

__all__ = ["AgreementSummary", "DocumentView", "Hub", "KnowledgeBase", "Label", "ReadyPack", "Site"]

_PAGES = 32  # stored pages that are kept as they were last read
_HUB_SIZE = 50  # documents of one kind that a hub lists before it points to the search
_CONCEPTS = ("agreement", "place", "person", "outlet")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSummary:
    """An agreement in a list: ``documents`` counts what is about it, its explainer included."""

    id: str
    label: str
    language: str
    date: str | None
    type: str | None
    parent: str | None
    has_explainer: bool
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """Everything on one agreement in one view. ``explainer`` is None where this view's language has none."""

    agreement: AgreementSummary
    names: tuple[str, ...]
    explainer: DocumentView | None
    explainer_languages: tuple[str, ...]
    parent: Label | None
    children: tuple[AgreementSummary, ...]
    related: tuple[tuple[Kind, tuple[Hit, ...]], ...]
    named: Mapping[str, tuple[FacetValue, ...]]  # places and people that documents about it name, the commonest first


class Site:
    """What one generation knows: its vocabulary, its counts, its documents."""

    def __init__(self, reader: Reader, settings: Settings, catalogues: Mapping[str, Catalogue]) -> None:
        attached = reader.attached(SITE)
        if attached is None:
            raise IndexDamaged('The index lacks its site data: run "kb index --full".')
        stored: dict[str, Any] = orjson.loads(attached)
        self.reader = reader
        # A request asks for a page more than once: to show it, to cite it, to set it beside itself.
        self._page = lru_cache(_PAGES)(partial(_loaded, reader))
        self._catalogues = catalogues
        self.vocabulary: Vocabulary = read_vocabulary(stored)
        self.tally: Mapping[str, Mapping[str, int]] = stored["tally"]
        self.explainers: Mapping[str, tuple[str, ...]] = {
            key: tuple(each) for key, each in stored["explainers"].items()
        }
        self._news: Mapping[str, Any] = stored["news"]
        words = IndexWords(reader)
        self.speller = Speller(reader, self.vocabulary, words)
        self.suggester = Suggester(reader, self.vocabulary, words)
        self.searcher = Searcher(
            reader, self.vocabulary, settings, self._facet_label, self.speller, self.tally["editions"]
        )
        self._counts = reader.search(All(), facets=("kind", "agreement"), limit=0)

    @property
    def generation(self) -> str:
        """The id of the generation."""
        return self.reader.generation.id

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return self._counts.total

    def count(self, kind: Kind) -> int:
        """How many documents of a kind there are."""
        return self._counts.facets["kind"].get(kind, 0)

    def label(self, kind: str, id: str, view: View) -> str:
        """What a facet's value is called in a view."""
        return self._facet_label(kind, id, view)

    def agreements(self, view: View) -> tuple[AgreementSummary, ...]:
        """Every agreement of the vocabulary, by date."""
        many = self.vocabulary.concepts.get("agreement", {}).values()
        return tuple(sorted((self._summary(each, view) for each in many), key=lambda each: (each.date or "9", each.id)))

    def hub(self, id: str, view: View) -> Hub:
        """Everything on one agreement. Raises NotFound for an unknown one."""
        concept = self.vocabulary.get("agreement", id)
        if concept is None and id not in self.explainers:
            raise NotFound(N_("There is no such agreement here."))
        concept = concept or Concept(id=id)
        explained_in = self.explainers.get(id, ())
        about = self.reader.search(Term("agreement", id), facets=("kind", "place", "person"), limit=0).facets
        return Hub(
            agreement=self._summary(concept, view),
            names=other_names(concept.names(view.language), view),
            explainer=self.document("agreement", id, view) if view.language in explained_in else None,
            explainer_languages=explained_in,
            parent=label("agreement", concept.parent, view, self.vocabulary) if concept.parent else None,
            children=tuple(each for each in self.agreements(view) if each.parent == id),
            related=self._related(id, [kind for kind in KINDS if kind in about["kind"]], view),
            named={name: self._named(name, about[name], view) for name in ("place", "person")},
        )

    def document(self, kind: Kind, id: str, view: View) -> DocumentView:
        """One document in one view. Raises NotFound, with the editions there are."""
        page = self._page(id)
        if page["kind"] != kind:
            raise NotFound(N_("There is no such document here."))
        return read(page, view, self.vocabulary, self.generation)

    def entries(self, ids: Iterable[str], view: View) -> tuple[CatalogueEntry, ...]:
        """What a catalogue says of documents. Raises NotFound for one that is not there."""
        return tuple(entry(self._page(id_), view, self.vocabulary) for id_ in ids)

    def listed(self, ids: Sequence[str], view: View) -> tuple[Hit, ...]:
        """The documents of ``ids`` that there are, in that order, as they stand in a list."""
        known = [Match(id_, 0.0) for id_ in ids if self.reader.page(id_) is not None]
        return self.searcher.shown(known, view)

    def packs(self, view: View) -> tuple[ReadyPack, ...]:
        """The packs that editors have made ready, without documents that there are not."""
        return tuple(ready(pack, self.listed(pack.documents, view), view) for pack in self.vocabulary.packs)

    def around(self, document: DocumentView) -> Around:
        """What a reader of a document may go on to."""
        return around(document, self.searcher)

    def concepts(self, type_: ConceptType, view: View) -> tuple[ConceptSummary, ...]:
        """Every term, place, person or outlet, in the order of the reader's alphabet."""
        return concepts(type_, view, self.searcher)

    def concept(self, type_: ConceptType, id: str, view: View) -> ConceptPage:
        """One term, place, person or outlet, with what speaks of it. Raises NotFound for an unknown one."""
        return concept(type_, id, view, self.searcher)

    def years(self, view: View) -> tuple[Year, ...]:
        """What happened when: agreements and documents by year."""
        dated = [
            Happening(
                kind="agreement",
                title=each.label,
                language=each.language,
                url=f"/{view.code}/agreements/{each.id}",
                date=each.date,
            )
            for each in self.agreements(view)
            if each.date
        ]
        return years(dated, view, self.searcher)

    def news(self, view: View) -> News:
        """What is new for readers of a view, and what was corrected."""
        return news(self._news, view)

    def matrix(self) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
        """How many documents there are about each agreement, by kind and language."""
        return matrix(list(self.vocabulary.concepts.get("agreement", {})), self.reader)

    def _summary(self, concept: Concept, view: View) -> AgreementSummary:
        name = self.vocabulary.label("agreement", concept.id, view)
        return AgreementSummary(
            id=concept.id,
            label=name.text,
            language=name.language,
            date=concept.date,
            type=concept.type,
            parent=concept.parent,
            has_explainer=concept.id in self.explainers,
            documents=self._counts.facets["agreement"].get(concept.id, 0),
        )

    def _related(self, id: str, kinds: Sequence[Kind], view: View) -> tuple[tuple[Kind, tuple[Hit, ...]], ...]:
        """What is about an agreement, kind by kind, newest first, without its own explainer."""
        found: list[tuple[Kind, tuple[Hit, ...]]] = []
        for kind in kinds:
            wanted = And((Term("agreement", id), Term("kind", kind)))
            page = self.reader.search(wanted, sort="newest", limit=_HUB_SIZE)
            others = [match for match in page.matches if (kind, match.id) != ("agreement", id)]
            if others:
                found.append((kind, self.searcher.shown(others, view)))
        return tuple(found)

    def _named(self, name: str, counts: Mapping[str, int], view: View) -> tuple[FacetValue, ...]:
        """Who or what place is named in the facts of what is about an agreement."""
        values = [FacetValue(value, self.label(name, value, view), count) for value, count in counts.items()]
        return tuple(sorted(values, key=lambda each: (-each.count, sort_key(each.label, view.language))))

    def _facet_label(self, name: str, value: str, view: View) -> str:
        if name in _CONCEPTS:
            return self.vocabulary.label(cast("ConceptType", name), value, view).text
        if name == "kind":
            return self._catalogues[view.code].gettext(KIND_NAMES.get(value, value))
        if name in ("language", "original"):
            spoken = language_name(value, view)
            return spoken[:1].upper() + spoken[1:]
        return value


def _loaded(reader: Reader, id: str) -> dict[str, Any]:
    """A stored page. Raises NotFound where there is none."""
    stored = reader.page(id)
    if stored is None:
        raise NotFound(N_("There is no such document here."))
    return cast("dict[str, Any]", orjson.loads(stored))


class KnowledgeBase:
    """The object everything receives."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine = engine
        self.settings = settings
        self._site: Site | None = None
        # What the pointer said when the site was opened: a damaged generation is not tried again on every question.
        self._opened_for: str | None = None
        self._opening = Lock()

    @classmethod
    def open(cls, settings: Settings) -> "KnowledgeBase":
        """A knowledge base that answers from what is published under ``settings.var``; nothing is read yet."""
        return cls(open_engine(settings), settings)

    @cached_property
    def catalogues(self) -> Mapping[str, Catalogue]:
        """The words of the interface, by view."""
        return load_catalogues(root() / "translations", to_latin)

    @property
    def site(self) -> Site:
        """The published generation, opened when it is new. Raises IndexMissing, IndexDamaged.

        While one question opens it, which takes a moment where the index is large, others are answered from the last.
        """
        current = self.engine.current()
        site = self._site
        if site is not None and current == self._opened_for:
            return site
        if not self._opening.acquire(blocking=site is None):
            return cast("Site", site)
        try:
            if self._site is None or current != self._opened_for:
                self._site = self._opened()
                self._opened_for = current
            return self._site
        finally:
            self._opening.release()

    def _opened(self) -> Site:
        return Site(self.engine.reader(), self.settings, self.catalogues)

    def follow(self) -> None:
        """Open what is published now, if it is new, with all that its first questions would have to wait for.

        Raises IndexMissing, IndexDamaged.
        """
        with self._opening:
            current = self.engine.current()
            opened = self._site if current == self._opened_for else None
            opened = opened or self._opened()
            opened.speller.make_ready()
            self._site, self._opened_for = opened, current

    def held(self) -> "KnowledgeBase":
        """The same for one question: it answers from one generation, whatever is published meanwhile."""
        return _Held(self)

    def verify_again(self) -> list[Problem]:
        """Read the published generation once more, whatever was read before; what is wrong with it.

        If anything is, the generation before answers from now on, or none.
        """
        found = self.engine.verify_again()
        if found:
            self._site = None
        return found

    @property
    def generation(self) -> Generation:
        """Which state answers come from."""
        return self.site.reader.generation

    def search(self, request: Request) -> Results:
        """The answer to a request. Raises QueryError for what a reader can mend, EngineError for what they cannot."""
        view = _view(request)
        return self.site.searcher.search(replace(request, view=view.code), view)

    def listing(self, request: Request) -> Listing:
        """What a request finds, as catalogue entries. Raises as ``search`` does; a page may be as long as a file."""
        view, site = _view(request), self.site
        page = site.searcher.listed(request, view)
        return Listing(
            request=request, total=page.total, entries=site.entries((each.id for each in page.matches), view)
        )

    def suggest(self, text: str, view: View, limit: int = LIMIT) -> tuple[Suggestion, ...]:
        """What a reader who has typed ``text`` may be about to ask. Raises QueryError where that is too long."""
        parse(text, characters=self.settings.query_characters, words=self.settings.query_words)
        return self.site.suggester.suggest(text, view, limit)

    def document(self, kind: Kind, id: str, view: View) -> DocumentView:
        """One document in one view. Raises NotFound, with the editions there are."""
        return self.site.document(kind, id, view)

    def hub(self, id: str, view: View) -> Hub:
        """Everything on one agreement. Raises NotFound for an unknown one."""
        return self.site.hub(id, view)


def _view(request: Request) -> View:
    """The view of a request. Raises NotFound where there is none."""
    view = VIEWS.get(request.view.lower())
    if view is None:
        raise NotFound(N_("There is no such view: choose sq, sr-latn, sr-cyrl or en."))
    return view


class _Held(KnowledgeBase):
    """A knowledge base that stays with the generation it was first asked for."""

    def __init__(self, source: KnowledgeBase) -> None:
        super().__init__(source.engine, source.settings)
        self._source = source
        self.catalogues = source.catalogues

    @property
    def site(self) -> Site:
        """The generation. Raises IndexMissing, IndexDamaged."""
        self._site = self._site or self._source.site
        return self._site
