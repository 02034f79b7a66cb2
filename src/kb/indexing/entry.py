"""What does one document become: terms for the engine, a card for results, a page for reading?"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from itertools import chain
from typing import Any, NamedTuple

import orjson

from kb import cards, languages, markup, schema
from kb.engines.contract import IndexDocument
from kb.i18n import VIEWS, format_date
from kb.indexing.news import Change, changes
from kb.languages import LANGUAGES, Language, Token, bare, fold, has_cyrillic, to_latin, tokens
from kb.model import Document, Edition, Kind, LanguageCode
from kb.snippets import ANALYSED, CONCEPT, FOLDED, WRITTEN, Span, make_table
from kb.vocabulary import Mention, Vocabulary

# Raise it when cards or pages change, so that no old one is taken for unchanged.
VERSION = f"7.{schema.VERSION}.{languages.VERSION}"


# What stands before the first word of a sentence or line.
_BEGINS = re.compile(r"(?:^|[\n.!?:])[^\w\n]*$")


class _Word(NamedTuple):
    """What a word becomes wherever it stands: terms, joined by spaces, and the keys that find it in a table."""

    terms: str
    keys: tuple[str, ...]


def _word(language: Language, word: str) -> _Word:
    terms = (*language.index_terms(word), *language.related(word))
    hasty = (FOLDED + bare(word),) if "đ" in word else ()
    keys = (WRITTEN + word, FOLDED + fold(word), *hasty, *[ANALYSED + term for term in terms])
    return _Word(" ".join(terms), keys)


# By language, what a word of a text becomes: thought out once, while it is among the words met of late.
_WORDS: Mapping[str, Callable[[str], _Word]] = {
    code: lru_cache(maxsize=50_000)(partial(_word, language)) for code, language in LANGUAGES.items()
}


@dataclass(frozen=True, slots=True)
class Analysed:
    """One edition with its words found: ``parts`` are title, summary and body, ``text`` is the three, a line each."""

    language: LanguageCode
    text: str
    parts: Sequence[Sequence[Token]]
    mentions: Sequence[Sequence[Mention]]

    def words(self) -> str:
        """The field of words as written: folded, part by part, the same with accents kept, and đ also as d."""
        gap = f" {schema.BREAK} "
        folded = gap.join(" ".join([token.folded for token in part]) for part in self.parts)
        written = gap.join(_each_written([token.word for token in part]) for part in self.parts)
        if "đ" not in written:
            return folded + gap + written
        hasty = " ".join([bare(token.word) for part in self.parts for token in part if "đ" in token.word])
        return folded + gap + written + gap + hasty

    def analysed(self) -> Iterator[tuple[str, str]]:
        """The fields of analysed terms, each with its terms."""
        become = _WORDS[self.language]
        for field, part in zip(schema.ANALYSED[self.language], self.parts, strict=True):
            yield field, " ".join([become(token.word).terms for token in part])

    def table(self) -> str:
        """The table from terms and concepts to places in ``text``."""
        spans: list[Span] = [(token.start, token.end) for part in self.parts for token in part]
        found: dict[str, list[str]] = defaultdict(list)
        for number, token in enumerate(chain.from_iterable(self.parts)):
            found[token.word].append(str(number))
        become = _WORDS[self.language]
        entries = [(become(word).keys, places) for word, places in found.items()]
        for concept, places in self.named().items():
            entries.append(
                ((CONCEPT + concept,), [str(number) for number in range(len(spans), len(spans) + len(places))])
            )
            spans += places
        return make_table(spans, entries)

    def named(self) -> dict[str, list[Span]]:
        """The concepts named, each with its places in ``text``."""
        named: dict[str, list[Span]] = defaultdict(list)
        for part, mentions in zip(self.parts, self.mentions, strict=True):
            for mention in mentions:
                named[mention.concept].append((part[mention.first].start, part[mention.last - 1].end))
        return named

    def concepts(self) -> Iterator[str]:
        """Every concept named, as often as it is."""
        for part in self.mentions:
            for mention in part:
                yield mention.concept


def _each_written(words: Sequence[str]) -> str:
    return schema.WRITTEN + f" {schema.WRITTEN}".join(words) if words else ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the whole corpus is told of a document: words by language, editions behind, and what changed when."""

    words: Mapping[str, int]
    behind: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document as engines take it, and what the whole corpus is told of it."""

    document: IndexDocument
    kind: Kind
    told: Told


def make_entry(document: Document, vocabulary: Vocabulary) -> Entry:
    """Analyse and render one document."""
    rendered = {code: _render(document, code, edition) for code, edition in document.editions.items()}
    analysed = {
        code: analyse(edition, rendered[code].text, code, vocabulary) for code, edition in document.editions.items()
    }
    about = tuple(_about(document))
    text = {schema.CONCEPT: " ".join((*about, *(each for one in analysed.values() for each in one.concepts())))}
    for code, one in analysed.items():
        text[schema.WORDS[code]] = one.words()
        text.update(one.analysed())
    oldest, newest = schema.sort_keys(document.facts.date, document.id)
    indexed = IndexDocument(
        id=document.id,
        text=text,
        facets=_facets(document),
        dates=schema.date_span(document.facts.date) if document.facts.date else None,
        oldest=oldest,
        newest=newest,
        card=_card(document, about, analysed),
        page=_page(document, rendered, analysed, vocabulary),
    )
    return Entry(
        document=indexed,
        kind=document.kind,
        told=Told(
            words={code: sum(map(len, one.parts)) for code, one in analysed.items()},
            behind=_behind(document),
            changes=tuple(changes(document)),
        ),
    )


def latest_revision(document: Document) -> int:
    """The highest revision of a document's facts and editions; an edition below it is behind."""
    return max(document.facts.revision, *(edition.revision for edition in document.editions.values()))


def _behind(document: Document) -> tuple[str, ...]:
    """The languages whose editions are behind."""
    latest = latest_revision(document)
    return tuple(code for code, edition in document.editions.items() if edition.revision < latest)


def _about(document: Document) -> Iterator[str]:
    """The concepts that a document's facts name."""
    for kind, ids in (
        ("agreement", document.facts.agreements),
        ("place", document.facts.places),
        ("person", document.people),
        ("outlet", (document.facts.outlet,) if document.facts.outlet else ()),
    ):
        yield from (f"{kind}:{each}" for each in ids)


def _facets(document: Document) -> dict[str, tuple[str, ...]]:
    facts = document.facts
    return {
        "agreement": facts.agreements,
        "kind": (document.kind,),
        "language": tuple(document.editions),
        "place": facts.places,
        "person": document.people,
        "outlet": (facts.outlet,) if facts.outlet else (),
        "original": (facts.original,) if facts.original else (),
        "year": (facts.date[:4],) if facts.date else (),
    }


def analyse(edition: Edition, body: str, language: LanguageCode, vocabulary: Vocabulary) -> Analysed:
    """Find the words and concepts of an edition. A concept's name never runs from one part into the next."""
    parts = (edition.title, edition.summary, body)
    found, mentions, at = [], [], 0
    for part in parts:
        words = tokens(part, at)
        found.append(words)
        mentions.append(vocabulary.find(words, language, beginnings=_beginnings(part, words, at)))
        at += len(part) + 1
    return Analysed(language, "\n".join(parts), found, mentions)


def _beginnings(text: str, words: Sequence[Token], offset: int) -> set[int]:
    """The numbers of the words with which a sentence or line begins; ``offset`` is where ``text`` stands."""
    return {
        number
        for number, word in enumerate(words)
        if not word.text[0].islower() and _BEGINS.search(text, max(0, word.start - offset - 4), word.start - offset)
    }


def _card(document: Document, about: Sequence[str], analysed: Mapping[LanguageCode, Analysed]) -> str:
    """What results need of a document; ``from`` is where the title ends and snippets may begin."""
    facts = document.facts
    return cards.write(
        {
            "version": VERSION,
            "id": document.id,
            "kind": document.kind,
            "date": facts.date,
            "agreements": facts.agreements,
            "authors": facts.authors,
            "outlet": facts.outlet,
            "concepts": about,
            "behind": _behind(document),
            "editions": {
                code: {"title": edition.title, "from": len(edition.title) + 1}
                for code, edition in document.editions.items()
            },
        },
        {code: (one.text, one.table()) for code, one in analysed.items()},
    )


def _page(
    document: Document,
    rendered: Mapping[LanguageCode, markup.Rendered],
    analysed: Mapping[LanguageCode, Analysed],
    vocabulary: Vocabulary,
) -> str:
    """What reading needs of a document: its facts as they are, and each edition in every script it is shown in."""
    return orjson.dumps(
        {
            "version": VERSION,
            "id": document.id,
            "kind": document.kind,
            "facts": asdict(document.facts),
            "latest": latest_revision(document),
            "editions": {
                code: _edition_page(edition, rendered[code], vocabulary) | {"terms": _terms(analysed[code])}
                for code, edition in document.editions.items()
            },
        }
    ).decode()


def _terms(edition: Analysed) -> list[str]:
    """The terms of the vocabulary that an edition has, in the order in which a reader meets them."""
    named = (concept.partition(":") for concept in edition.concepts())
    return list(dict.fromkeys(id_ for kind, _, id_ in named if kind == "term"))


def _edition_page(edition: Edition, rendered: markup.Rendered, vocabulary: Vocabulary) -> dict[str, Any]:
    html = {"Latn": markup.to_script(rendered.html, to_latin) if has_cyrillic(rendered.html) else rendered.html}
    if html["Latn"] != rendered.html:
        html["Cyrl"] = rendered.html
    words = f"{edition.title} {edition.summary} {rendered.text}"
    notes = [note for note in vocabulary.notes if note.mark in words]
    return {
        "title": edition.title,
        "summary": edition.summary,
        "script": edition.script,
        "updated": edition.updated,
        "revision": edition.revision,
        "html": html,
        "text": rendered.text,
        "headings": [[each.level, each.id, each.text] for each in rendered.outline.headings],
        "notes": [note.id for note in notes if re.search(rf"\w{re.escape(note.mark)}", words)],
    }


def _render(document: Document, language: str, edition: Edition) -> markup.Rendered:
    script = edition.script or "Cyrl"
    view = next(
        view for view in VIEWS.values() if view.language == language and (language != "sr" or view.script == script)
    )
    rows = [
        (format_date(each.date, view), each.text.get(language) or "", each.sources)
        for each in document.facts.timeline
        if each.text.get(language)
    ]
    numbers = {source.id: number for number, source in enumerate(document.facts.sources, 1)}
    body = markup.with_timeline(edition.body, rows)
    return markup.render(body, cite=numbers, latin=to_latin)
