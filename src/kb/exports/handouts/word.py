"""How does a handout become a document for a word processor, to be changed before it is printed?

Real styles, a language on every run, and a table of contents that the word processor gathers from the headings.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import singledispatchmethod
from io import BytesIO
from itertools import chain, groupby
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from kb.exports.handouts import codes, word_parts
from kb.exports.handouts.blocks import (
    Address,
    Aside,
    Block,
    Bullets,
    Cell,
    Code,
    Contents,
    Handout,
    Heading,
    Paragraph,
    Quote,
    Row,
    Rule,
    Span,
    Table,
    Title,
)
from kb.exports.handouts.word_styles import prepare

_ALIGN = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_STYLES = {"": "Normal", "facts": "Facts", "lead": "Lead", "warning": "Warning", "small": "Small"}
_DEEPEST = 3  # that a list can be in the styles of a word processor
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP file can say


def write(handout: Handout) -> bytes:
    """The handout as DOCX. The same handout gives the same bytes."""
    document = docx.Document()
    prepare(document, handout)
    _Writer(document, handout).write()
    file = BytesIO()
    document.save(file)
    return _timeless(file.getvalue())


def _timeless(made: bytes) -> bytes:
    """The same file without the time at which it was made."""
    file = BytesIO()
    with ZipFile(BytesIO(made)) as before, ZipFile(file, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            entry = ZipInfo(name, _LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            after.writestr(entry, before.read(name))
    return file.getvalue()


class _Writer:
    """Writes rows into a document, one after the other."""

    def __init__(self, document: Document, handout: Handout) -> None:
        self._document = document
        self._handout = handout
        self._ids = {str(style.name): str(style.style_id) for style in document.styles}
        self._into: Document | _Cell = document
        self._language = handout.language
        self._level = 1 if handout.several else 2  # of the headings in the table of contents
        self._marks = 0
        self._is_new = True  # the cell that is written into

    def write(self) -> None:
        """Write everything. Rows of cells beside each other that follow one another are one table."""
        for columns, rows in groupby(self._handout.rows, key=lambda row: len(row.cells)):
            part: list[Row] = []
            for row in rows:
                if row.new_page:
                    self._rows(part, columns)
                    self._document.add_page_break()  # type: ignore[no-untyped-call]  # of the library
                    part = []
                part.append(row)
            self._rows(part, columns)

    def _rows(self, rows: Sequence[Row], columns: int) -> None:
        cells = [cell for row in rows for cell in row.cells]
        places: Sequence[Document | _Cell] = [self._document] * len(cells)
        if rows and columns > 1:
            table = self._document.add_table(len(rows), columns)
            table.autofit = False
            places = table._cells  # noqa: SLF001  asked row by row, the library begins anew each time
        for cell, into in zip(cells, places, strict=True):
            self._cell(cell, into)

    def _cell(self, cell: Cell, into: Document | _Cell) -> None:
        self._into, self._language, self._is_new = into, cell.language, True
        for block in cell.blocks:
            self._block(block)

    def _paragraph(self, style: str, spans: Sequence[Span] = ()) -> WordParagraph:
        if isinstance(self._into, _Cell) and self._is_new:
            paragraph: WordParagraph = self._into.paragraphs[0]  # which every cell has from the beginning
        else:
            paragraph = self._into.add_paragraph()
        self._is_new = False
        paragraph._p.style = self._ids[style]  # noqa: SLF001  by name, the library looks through all of them
        self._words(paragraph, spans)
        return paragraph

    def _words(self, paragraph: WordParagraph, spans: Sequence[Span]) -> None:
        for span in spans:
            run = word_parts.add_words(paragraph, span.text, span.language or self._language)
            run.bold, run.italic = span.strong or None, span.emphasis or None
            run.font.superscript = span.raised or None
            if span.code:
                run.font.name = "Consolas"
            if span.link:
                run._r.style = self._ids["Hyperlink"]  # noqa: SLF001
                word_parts.link(run, paragraph, span.link)

    @singledispatchmethod
    def _block(self, block: Block) -> None:
        raise TypeError(type(block))

    @_block.register
    def _(self, block: Title) -> None:
        self._paragraph("Title", block.spans)

    @_block.register
    def _(self, block: Heading) -> None:
        paragraph = self._paragraph(f"Heading {block.level}", block.spans)
        if block.level == self._level:
            self._marks += 1
            word_parts.bookmark(paragraph, _mark(self._marks), self._marks)

    @_block.register
    def _(self, block: Paragraph) -> None:
        self._paragraph(_STYLES[block.style], block.spans)

    @_block.register
    def _(self, block: Bullets) -> None:
        self._bullets(block, 1)

    def _bullets(self, block: Bullets, depth: int) -> None:
        """A list; what an item has besides its first paragraph stands under it."""
        kind = "List Bullet" if block.start is None else "List Number"
        deep = "" if depth == 1 else f" {depth}"
        heads = []
        for item in block.items:
            for number, each in enumerate(item):
                if isinstance(each, Bullets):
                    self._bullets(each, min(depth + 1, _DEEPEST))
                elif isinstance(each, Paragraph):
                    paragraph = self._paragraph((f"List Continue{deep}") if number else kind + deep, each.spans)
                    heads += [] if number else [paragraph]
                else:
                    self._block(each)
        if block.start is not None:
            word_parts.restart(self._document, heads, kind + deep, block.start)

    @_block.register
    def _(self, block: Quote) -> None:
        for each in block.blocks:
            if isinstance(each, Paragraph):
                self._paragraph("Quote", each.spans)
            else:
                self._block(each)

    @_block.register
    def _(self, block: Aside) -> None:
        for each in block.blocks:
            if isinstance(each, Paragraph):
                self._paragraph("Aside", each.spans)
            else:
                self._block(each)

    @_block.register
    def _(self, block: Code) -> None:
        self._paragraph("Code", (Span(block.text),))

    @_block.register
    def _(self, _block: Rule) -> None:
        word_parts.border(self._paragraph("Normal")._p.get_or_add_pPr(), "bottom", "C9C4B6")  # noqa: SLF001

    @_block.register
    def _(self, block: Table) -> None:
        columns = max(map(len, block.rows), default=0)
        if not columns:
            return
        self._is_new = False
        table = self._into.add_table(len(block.rows), columns)
        table.style = "Table Grid"
        for row, cells in zip(table.rows, block.rows, strict=True):
            for into, cell in zip(row.cells, cells, strict=False):
                paragraph = into.paragraphs[0]
                paragraph.alignment = _ALIGN.get(cell.align)
                self._words(paragraph, [replace(span, strong=span.strong or cell.heads) for span in cell.spans])
        self._into.add_paragraph()  # between two tables, and at the end of every cell

    @_block.register
    def _(self, block: Address) -> None:
        picture = self._paragraph("Normal")
        picture.paragraph_format.keep_with_next = True
        run = word_parts.add_words(picture, "", self._language)
        run.add_picture(BytesIO(codes.png(block.url)), width=Mm(22))
        word_parts.describe(run, block.url)
        self._paragraph("Facts", (Span(block.text + "\n"), Span(block.url, link=block.url)))

    @_block.register
    def _(self, block: Contents) -> None:
        self._paragraph("Lead", [replace(span, strong=True) for span in block.heading])
        style = f"toc {self._level}"
        paragraph = self._paragraph(style)
        word_parts.begin_field(paragraph, f'TOC \\o "{self._level}-{self._level}" \\h \\z \\u')
        for number, (language, heading) in enumerate(self._headings(), 1):
            paragraph = paragraph if number == 1 else self._paragraph(style)
            words = "".join(span.text for span in heading.spans)
            word_parts.link_inside(word_parts.add_words(paragraph, words, language), _mark(number))
        word_parts.end_field(paragraph)
        for entry in block.entries:
            if not entry.anchor:  # what cannot be led to, as it is not there
                self._paragraph("Normal", entry.words)

    def _headings(self) -> Iterator[tuple[str, Heading]]:
        """The headings of the table of contents, each with its language, in the order in which they are written."""
        for cell in chain.from_iterable(row.cells for row in self._handout.rows):
            for block in cell.blocks:
                if isinstance(block, Heading) and block.level == self._level:
                    yield cell.language, block


def _mark(number: int) -> str:
    """The name of a bookmark as word processors name their own."""
    return f"_Toc{number:08}"
