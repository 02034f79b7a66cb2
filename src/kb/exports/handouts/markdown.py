"""How does a handout become Markdown, to be worked on with anything? Two views stand one after the other."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch

from kb.exports.handouts.blocks import (
    Address,
    Aside,
    Block,
    Bullets,
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

_SPECIAL = re.compile(r"([\\`*_\[\]<>|&~])")  # what means something in the middle of a line
_BEGINS = re.compile(r"^(\d*)([#+=.)-])")  # and at its beginning


def write(handout: Handout) -> bytes:
    """The handout as Markdown. It begins with the title, as a heading of the first level."""
    lines: list[str] = []
    for part in _parts(handout.rows):
        columns = max(len(row.cells) for row in part)
        for number in range(columns):
            for row in part:
                if len(row.cells) == columns:
                    lines += _blocks(row.cells[number].blocks)
                elif number == columns - 1:  # what is said once comes last
                    lines += _blocks(row.cells[0].blocks)
    return ("\n".join(lines).strip("\n") + "\n").encode()


def _parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows of each document."""
    part: list[Row] = []
    for row in rows:
        if row.new_page and part:
            yield part
            part = []
        part.append(row)
    yield part


def _blocks(blocks: Iterable[Block]) -> list[str]:
    """Lines, with an empty one after each block."""
    return [line for block in blocks for line in (*_block(block), "")]


@singledispatch
def _block(block: Block) -> list[str]:
    raise TypeError(type(block))


@_block.register
def _(block: Title) -> list[str]:
    return [f"# {_words(block.spans, ' ')}"]


@_block.register
def _(block: Heading) -> list[str]:
    return [f"{'#' * block.level} {_words(block.spans, ' ')}"]


@_block.register
def _(block: Paragraph) -> list[str]:
    return _words(block.spans).split("\n")


@_block.register
def _(block: Bullets) -> list[str]:
    marks = ["- " if block.start is None else f"{number}. " for number, _ in enumerate(block.items, block.start or 0)]
    items = zip(marks, block.items, strict=True)
    return [line for mark, item in items for line in _within(_blocks(item), mark, " " * len(mark))]


@_block.register
def _(block: Quote | Aside) -> list[str]:
    return _within(_blocks(block.blocks), "> ", "> ")


@_block.register
def _(block: Code) -> list[str]:
    return [f"    {line}" for line in block.text.split("\n")]


@_block.register
def _(_block: Rule) -> list[str]:
    return ["---"]


@_block.register
def _(block: Table) -> list[str]:
    rows = [f"| {' | '.join(_words(cell.spans, ' ') for cell in row)} |" for row in block.rows]
    return [*rows[:1], f"|{' --- |' * len(block.rows[0])}", *rows[1:]] if rows else []


@_block.register
def _(block: Address) -> list[str]:
    return [f"{_plain(block.text)} <{block.url}>"]


@_block.register
def _(block: Contents) -> list[str]:
    listed = [f"{number}. {' / '.join(map(_span, entry.words))}" for number, entry in enumerate(block.entries, 1)]
    return [f"**{_words(block.heading)}**", "", *listed] if listed else []


def _within(lines: Sequence[str], first: str, further: str) -> list[str]:
    """Lines inside a list or a quotation, without the empty ones at the end."""
    kept = list(lines)
    while kept and not kept[-1]:
        kept.pop()
    return [(further if number else first) + line if line else further.rstrip() for number, line in enumerate(kept)]


def _words(spans: Iterable[Span], line_end: str = "\\\n") -> str:
    said = "".join(map(_span, spans)).replace("\n", line_end)
    return _BEGINS.sub(r"\1\\\2", said)


def _span(span: Span) -> str:
    if span.raised:
        return f"[{_plain(span.text)}]"
    said = _plain(span.text)
    if span.emphasis or span.strong:
        mark = "***" if span.emphasis and span.strong else "**" if span.strong else "*"
        bare = said.strip()
        said = said.replace(bare, f"{mark}{bare}{mark}", 1) if bare else said
    if span.link == span.text:
        return f"<{span.link}>"
    return f"[{said}](<{span.link}>)" if span.link else said


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
