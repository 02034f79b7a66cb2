"""What is a handout made of? Values only: each form writes them in its own way, and none has any other source.

A handout is a row of rows. A row has one cell, which goes across the page, or two, which stand beside each other. A
cell holds blocks in one language.
"""

from dataclasses import dataclass
from itertools import chain
from typing import Literal

Align = Literal["", "left", "center", "right"]
Style = Literal["", "facts", "lead", "warning", "small"]


@dataclass(frozen=True, slots=True)
class Span:
    """Words that look alike. A line feed ends a line; ``language`` is a BCP 47 tag where it is not the cell's."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    raised: bool = False
    language: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """What a handout of several documents is called."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (a document's title) to 6. What has an ``anchor`` can be led to."""

    level: int
    spans: tuple[Span, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, or a line about it."""

    spans: tuple[Span, ...]
    style: Style = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; one with a ``start`` is numbered."""

    items: "tuple[tuple[Block, ...], ...]"
    start: int | None = None
    style: Style = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else said."""

    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands beside the text, such as how things are today."""

    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Code:
    """Text as it was typed."""

    text: str


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table inside the text."""

    spans: tuple[Span, ...]
    heads: bool = False
    align: Align = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table inside the text, its head first."""

    rows: tuple[tuple[TableCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A change of subject."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where all this can be read on the web, to be typed or photographed."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of contents: to the heading of an ``anchor``, with its words in each language."""

    anchor: str
    words: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What there is in a handout. Without entries it is for a word processor, which gathers the headings itself."""

    heading: tuple[Span, ...]
    entries: tuple[Entry, ...]


Block = Title | Heading | Paragraph | Bullets | Quote | Aside | Code | Table | Rule | Address | Contents


@dataclass(frozen=True, slots=True)
class Cell:
    """Blocks in one language."""

    language: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One cell or two; ``new_page`` where a document begins."""

    cells: tuple[Cell, ...]
    new_page: bool = False

    @property
    def only_heads(self) -> bool:
        """Whether it must not stand alone at the foot of a page."""
        blocks = list(chain.from_iterable(cell.blocks for cell in self.cells))
        return bool(blocks) and all(isinstance(each, Heading) for each in blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """What is printed. ``title`` is in ``language``; ``heading`` and ``footing`` stand on every page."""

    title: str
    language: str
    heading: str
    footing: tuple[Span, ...]
    rows: tuple[Row, ...]
    several: bool = False
