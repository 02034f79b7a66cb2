"""What stands on a handout, and in which order: of one document, or of several with a cover before them?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from kb.exports.handouts.blocks import (
    Address,
    Aside,
    Block,
    Bullets,
    Cell,
    Contents,
    Entry,
    Handout,
    Heading,
    Paragraph,
    Row,
    Span,
    Style,
    Title,
)
from kb.exports.handouts.reading import blocks
from kb.i18n import KIND_NAMES, N_, VIEW_NAMES, Catalogue, View, format_date, language_name
from kb.knowledge_base import DocumentView, Label
from kb.markup import side_by_side
from kb.model import Source

_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_MANY_HEADINGS = 2  # with more than so many, a word processor gets a table of contents


@dataclass(frozen=True, slots=True)
class Voice:
    """How one view speaks."""

    view: View
    catalogue: Catalogue

    def gettext(self, message: str) -> str:
        """A message of the interface."""
        return self.catalogue.gettext(message)

    def tag(self, language: str) -> str:
        """The tag of a text in ``language`` as this view shows it."""
        if language == self.view.language:
            return self.view.tag
        return "sr-Latn" if language == "sr" else language


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A document of a pack: in each of the views that it exists in, and what it is called where it is not."""

    title: str
    language: str
    documents: tuple[DocumentView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The first page of a pack: its title in each view, lines of one's own, where it is on the web."""

    titles: tuple[str, ...]
    lines: tuple[str, ...] = ()
    address: str = ""


class Composer:
    """Makes handouts in one or two views. ``root`` is the public address of the site, "" where there is none."""

    def __init__(self, views: Sequence[View], catalogues: Mapping[str, Catalogue], root: str) -> None:
        self._voices = {view.code: Voice(view, catalogues[view.code]) for view in views}
        self._first = self._voices[views[0].code]
        self._root = root.rstrip("/")

    def single(self, documents: Sequence[DocumentView]) -> Handout:
        """The handout of one document, in as many views as are given."""
        versions = [
            Span(f"{VIEW_NAMES[each.view.code]}: {self._version(each)}", language=each.view.tag) for each in documents
        ]
        return Handout(
            title=documents[0].title,
            language=_tag(documents[0]),
            heading=self._first.gettext("Dialogue Archive"),
            footing=_apart([*versions, Span(self._url(documents))]),
            rows=tuple(self._document(documents, None)),
        )

    def pack(self, pieces: Sequence[Piece], cover: Cover) -> Handout:
        """Several documents, with a cover before them."""
        rows = [*self._cover(pieces, cover)]
        for number, piece in enumerate(pieces, 1):
            if piece.documents:
                rows += self._document(piece.documents, f"part-{number}")
        return Handout(
            title=" · ".join(dict.fromkeys(cover.titles)),
            language=self._first.view.tag,
            heading=self._first.gettext("Dialogue Archive"),
            footing=_apart([Span(cover.titles[0]), *([Span(self._root)] if self._root else [])]),
            rows=tuple(rows),
            several=True,
        )

    # The cover

    def _cover(self, pieces: Sequence[Piece], cover: Cover) -> Iterator[Row]:
        voices = list(self._voices.values())
        yield _row((voice.view.tag, [Title((Span(title),))]) for voice, title in zip(voices, cover.titles, strict=True))
        if cover.lines:
            yield self._across([Paragraph((Span(line),), "lead") for line in cover.lines])
        languages = _apart([Span(VIEW_NAMES[voice.view.code], language=voice.view.tag) for voice in voices])
        contents = Contents(self._both(N_("Contents")), self._entries(pieces))
        yield self._across([Paragraph(languages, "facts"), contents])
        yield self._end(cover.address)

    def _entries(self, pieces: Sequence[Piece]) -> tuple[Entry, ...]:
        return tuple(
            Entry(f"part-{number}", tuple(Span(each.title, language=_tag(each)) for each in piece.documents))
            if piece.documents
            else Entry("", (self._missing(piece),))
            for number, piece in enumerate(pieces, 1)
        )

    def _missing(self, piece: Piece) -> Span:
        said = self._first.gettext("Not available in this language")
        return Span(f"{piece.title} ({said})", language=self._first.tag(piece.language))

    # A document

    def _document(self, documents: Sequence[DocumentView], anchor: str | None) -> Iterator[Row]:
        """A document's rows; ``anchor`` is None where it is alone."""
        beginnings = [list(self._beginning(each, anchor or "")) for each in documents]
        endings = [list(self._ending(each)) for each in documents]
        first, *rest = _aligned(documents, beginnings)
        yield replace(first, new_page=anchor is not None)
        yield from rest
        if anchor is None and len(documents[0].headings) > _MANY_HEADINGS:
            yield self._across([Contents(self._both(N_("Contents")), ())])
        yield from self._body(documents)
        yield from _aligned(documents, endings)
        if documents[0].sources:
            heading = Heading(2, self._both(N_("Sources")))
            yield self._across([heading, Bullets(tuple(map(_source, documents[0].sources)), start=1, style="small")])
        yield self._end(self._url(documents) if self._root else "")

    def _beginning(self, document: DocumentView, anchor: str) -> Iterator[list[Block]]:
        voice = self._voices[document.view.code]
        kind = voice.gettext(KIND_NAMES[document.kind])
        when = format_date(document.date, document.view) if document.date else ""
        yield [Heading(1, (Span(document.title),), anchor if voice is self._first else "")]
        yield [_said(document.summary, "lead")] if document.summary else []
        facts = [
            Paragraph((Span(f"{name}: ", strong=True), *words), "facts") for name, words in _facts(document, voice)
        ]
        version = _said(f"{VIEW_NAMES[document.view.code]} · {self._version(document)}", "facts")
        yield [_said(" · ".join(filter(None, (kind, when))), "facts"), *facts, version]
        yield [_said(text, "warning") for text in _cautions(document, voice)]
        yield list(_status(document, voice))

    def _body(self, documents: Sequence[DocumentView]) -> Iterator[Row]:
        if len(documents) == 1:
            rows: Sequence[tuple[str, ...]] = [(documents[0].html,)]
        else:
            rows = side_by_side(documents[0].html, documents[1].html)
        steps = [_Steps() for _ in documents]
        for row in rows:
            yield _row(
                (_tag(document), step.taken(blocks(html, self._root)))
                for document, html, step in zip(documents, row, steps, strict=True)
            )

    def _ending(self, document: DocumentView) -> Iterator[list[Block]]:
        voice = self._voices[document.view.code]
        doubts = [*document.doubts, *([document.date_note] if document.date_note else [])]
        if doubts:
            heading = Paragraph((Span(voice.gettext("What is uncertain"), strong=True),))
            yield [Aside((heading, Bullets(tuple((_said(doubt),) for doubt in doubts))))]
        else:
            yield []
        yield [
            Paragraph((Span(f"{note.mark} {note.text}", language=voice.tag(note.language)),), "small")
            for note in document.footnotes
        ]

    def _end(self, url: str) -> Row:
        """Where it is on the web, and what may be done with it."""
        said = self._first.gettext("Texts: CC BY 4.0.")
        ending: list[Block] = [Paragraph((Span(said, link=_LICENCE),), "small")]
        online = self._first.gettext("On the web, in every language and with its latest changes:")
        return self._across([Address(url, online), *ending] if url else ending)

    def _version(self, document: DocumentView) -> str:
        voice = self._voices[document.view.code]
        said = voice.gettext("revision %(number)s") % {"number": document.revision}
        said = f"{said}, {format_date(document.updated, document.view)}" if document.updated else said
        old = voice.gettext("older than another edition")
        return f"{said} ({old})" if document.behind else said

    def _url(self, documents: Sequence[DocumentView]) -> str:
        beside = f"?beside={documents[1].view.code}" if len(documents) > 1 else ""
        return f"{self._root}{documents[0].url}{beside}"

    def _both(self, message: str) -> tuple[Span, ...]:
        """A message in each view."""
        return _apart([Span(voice.gettext(message), language=voice.view.tag) for voice in self._voices.values()])

    def _across(self, said: Sequence[Block]) -> Row:
        return Row((Cell(self._first.view.tag, tuple(said)),))


class _Steps:
    """Headings that go down one step at a time: no reader is led from a title to a heading of the third level."""

    def __init__(self) -> None:
        self._last = 1

    def taken(self, written: Iterable[Block]) -> list[Block]:
        """The same blocks, with levels that skip none."""
        return [self._step(each) if isinstance(each, Heading) else each for each in written]

    def _step(self, heading: Heading) -> Heading:
        self._last = min(heading.level, self._last + 1)
        return replace(heading, level=self._last)


def _aligned(documents: Sequence[DocumentView], columns: Sequence[Sequence[list[Block]]]) -> Iterator[Row]:
    """The groups of blocks of each document beside each other; what none has is left out."""
    for groups in zip_longest(*columns, fillvalue=[]):
        if any(groups):
            yield _row((_tag(document), group) for document, group in zip(documents, groups, strict=True))


def _row(cells: Iterable[tuple[str, Sequence[Block]]]) -> Row:
    return Row(tuple(Cell(language, tuple(said)) for language, said in cells))


def _apart(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans with a point between them."""
    return tuple(each for span in spans for each in (Span(" · "), span))[1:]


def _said(text: str, style: Style = "") -> Paragraph:
    return Paragraph((Span(text),), style)


def _tag(document: DocumentView) -> str:
    """The language of a document's text; what was written in Latin letters stays so."""
    return "sr-Latn" if document.language == "sr" and document.script == "Latn" else document.view.tag


def _facts(document: DocumentView, voice: Voice) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """What is known of a document besides its words. An explainer is about its agreement: that needs no saying."""
    if document.authors:
        name = voice.catalogue.ngettext("Author", "Authors", len(document.authors))
        yield name, _labels(document.authors, voice)
    if document.outlet:
        name = voice.gettext("Broadcast by") if document.kind == "debate" else voice.gettext("Published in")
        spoken = f" ({language_name(document.original, document.view)})" if document.original else ""
        yield name, (*_labels([document.outlet], voice), *([Span(spoken)] if spoken else []))
    if document.kind != "agreement":
        if document.agreements:
            yield voice.gettext("Concerns"), _labels(document.agreements, voice)
        if document.places:
            yield voice.gettext("Places"), _labels(document.places, voice)


def _labels(many: Sequence[Label], voice: Voice) -> tuple[Span, ...]:
    spans: list[Span] = []
    for each in many:
        spans += [*([Span(", ")] if spans else []), Span(each.label, language=voice.tag(each.language))]
    return tuple(spans)


def _cautions(document: DocumentView, voice: Voice) -> Iterator[str]:
    """What a reader must know before reading."""
    if document.behind:
        yield voice.gettext("This edition is older than another one and will be brought up to date.")
    if document.view.script == "Cyrl" and document.script == "Latn":
        yield voice.gettext("This edition was written in Latin letters and is shown as written.")
    if document.kind == "debate":
        yield voice.gettext(
            "This is a summary in our words, not a transcript. The opinions are those of the panellists."
        )
    if document.kind == "article":
        yield voice.gettext("This is a summary in our words. The opinions are the author's.")


def _status(document: DocumentView, voice: Voice) -> Iterator[Block]:
    """Where an agreement stands, with the numbers of the sources that say so."""
    status = document.status
    if status is None:
        return
    numbers = [str(number) for number, each in enumerate(document.sources, 1) if each.id in status.sources]
    cited = [Span(", ".join(numbers), raised=True)] if numbers else []
    date = {"date": format_date(status.date, document.view)}
    when = [Span(" " + voice.gettext("as of %(date)s") % date, emphasis=True)] if status.date else []
    heading = Paragraph((Span(voice.gettext("Where it stands"), strong=True),))
    yield Aside((heading, Paragraph((Span(status.text), *when, *cited))))


def _source(source: Source) -> tuple[Block, ...]:
    """A source as a line: what it is called, who published it, and its address for those who read on paper."""
    tag = {"sr": "sr-Latn"}.get(source.language or "", source.language or "")
    rest = "".join([f". {source.publisher}" if source.publisher else "", f", {source.year}" if source.year else ""])
    spans = [Span(source.title, language=tag), Span(rest)] if rest else [Span(source.title, language=tag)]
    if source.url:
        spans += [Span(". "), Span(source.url, link=source.url)]
    return (Paragraph(tuple(spans)),)
