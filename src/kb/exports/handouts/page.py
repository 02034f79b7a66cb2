"""How does a handout become one HTML file that needs nothing else, to be opened from a stick and printed?"""

from collections.abc import Iterable
from functools import singledispatch
from html import escape

from kb.exports.handouts import codes
from kb.exports.handouts.blocks import (
    Address,
    Aside,
    Block,
    Bullets,
    Cell,
    Code,
    Contents,
    Entry,
    Handout,
    Heading,
    Paragraph,
    Quote,
    Row,
    Rule,
    Span,
    Table,
    TableCell,
    Title,
)

_STYLE = """
:root { color-scheme: light dark; --ink: #20292b; --soft: #4d585b; --paper: #fff; --accent: #1c5458; --line: #c9c4b6; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9e8; --soft: #aab4b6; --paper: #14191a; --accent: #8cc5c6; --line: #3b4648; }
}
body { font: 1rem/1.55 "Source Serif 4", "Noto Serif", Georgia, serif; color: var(--ink); background: var(--paper);
  max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
body.facing { max-width: 72rem; }
h1, h2, h3, h4, h5, h6, .facts, .small, .contents { font-family: "Noto Sans", system-ui, sans-serif; line-height: 1.3; }
h2, h3, h4, h5, h6, a { color: var(--accent); }
.facts, .small { color: var(--soft); font-size: .875rem; }
.lead { font-size: 1.15rem; color: var(--soft); }
.warning { background: #f7eede; color: #20292b; border-left: 4px solid #b98a3c; padding: .5rem .75rem; }
aside { border-left: 4px solid var(--accent); padding-left: .75rem; }
blockquote { border-left: 3px solid var(--line); margin-left: 0; padding-left: 1rem; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; }
.center { text-align: center; } .right { text-align: right; }
sup { font-size: .7em; line-height: 1; }
.row { display: grid; gap: 0 2rem; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); align-items: start; }
.online { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; break-inside: avoid; }
.online img { width: 6rem; height: 6rem; background: #fff; }
@media (max-width: 40rem) {
  .row { grid-template-columns: minmax(0, 1fr); }
  .row > :nth-child(2) { border-left: 3px solid var(--line); padding-left: .75rem; }
}
@media print {
  body, body.facing { max-width: none; padding: 0; font-size: 9.5pt; color: #000; background: #fff; }
  .row { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  .row > :nth-child(2) { border: 0; padding: 0; }
  .new { break-before: page; }
  h1, h2, h3, h4, h5, h6 { break-after: avoid; }
}
"""


def write(handout: Handout) -> bytes:
    """The handout as a page of HTML."""
    facing = any(len(row.cells) > 1 for row in handout.rows)
    tag = escape(handout.language)
    lines = [
        "<!doctype html>",
        f'<html lang="{tag}">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="robots" content="noindex">',
        f"<title>{escape(handout.title)} – {escape(handout.heading)}</title>",
        f"<style>{_STYLE}</style></head>",
        f"<body{_attribute('class', 'facing' if facing else '')}><main>",
        *map(_row, handout.rows),
        f'</main><footer class="facts"><p>{escape(handout.heading)} · {_words(handout.footing)}</p></footer>',
        "</body></html>",
        "",
    ]
    return "\n".join(lines).encode()


def _row(row: Row) -> str:
    classes = " ".join([*(["row"] if len(row.cells) > 1 else []), *(["new"] if row.new_page else [])])
    return f'<div class="{classes}">{"".join(map(_cell, row.cells))}</div>'


def _cell(cell: Cell) -> str:
    return f'<div lang="{escape(cell.language)}">{_blocks(cell.blocks)}</div>'


def _blocks(blocks: Iterable[Block]) -> str:
    return "\n".join(map(_block, blocks))


@singledispatch
def _block(block: Block) -> str:
    raise TypeError(type(block))


@_block.register
def _(block: Title) -> str:
    return f"<h1>{_words(block.spans)}</h1>"


@_block.register
def _(block: Heading) -> str:
    return f"<h{block.level}{_attribute('id', block.anchor)}>{_words(block.spans)}</h{block.level}>"


@_block.register
def _(block: Paragraph) -> str:
    return f"<p{_attribute('class', block.style)}>{_words(block.spans)}</p>"


@_block.register
def _(block: Bullets) -> str:
    items = "".join(f"<li>{_blocks(item)}</li>" for item in block.items)
    tag = "ul" if block.start is None else "ol"
    start = _attribute("start", str(block.start) if block.start not in {None, 1} else "")
    return f"<{tag}{start}{_attribute('class', block.style)}>{items}</{tag}>"


@_block.register
def _(block: Quote) -> str:
    return f"<blockquote>{_blocks(block.blocks)}</blockquote>"


@_block.register
def _(block: Aside) -> str:
    return f"<aside>{_blocks(block.blocks)}</aside>"


@_block.register
def _(block: Code) -> str:
    return f"<pre>{escape(block.text)}</pre>"


@_block.register
def _(_block: Rule) -> str:
    return "<hr>"


@_block.register
def _(block: Table) -> str:
    rows = ["".join(map(_table_cell, row)) for row in block.rows]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _table_cell(cell: TableCell) -> str:
    tag, scope = ("th", "col") if cell.heads else ("td", "")
    return f"<{tag}{_attribute('scope', scope)}{_attribute('class', cell.align)}>{_words(cell.spans)}</{tag}>"


@_block.register
def _(block: Address) -> str:
    url = escape(block.url)
    return (
        f'<div class="online"><img src="{escape(codes.data_uri(block.url))}" alt="" width="96" height="96">'
        f'<p class="facts">{escape(block.text)}<br><a href="{url}">{url}</a></p></div>'
    )


@_block.register
def _(block: Contents) -> str:
    if not block.entries:
        return ""
    items = "".join(map(_entry, block.entries))
    return f'<nav class="contents"><h2>{_words(block.heading)}</h2><ol>{items}</ol></nav>'


def _entry(entry: Entry) -> str:
    words = "<br>".join(map(_span, entry.words))
    return f'<li><a href="#{entry.anchor}">{words}</a></li>' if entry.anchor else f"<li>{words}</li>"


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else ""


def _words(spans: Iterable[Span]) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    said = escape(span.text).replace("\n", "<br>")
    for wanted, tag in ((span.code, "code"), (span.emphasis, "em"), (span.strong, "strong"), (span.raised, "sup")):
        said = f"<{tag}>{said}</{tag}>" if wanted else said
    said = f'<span lang="{escape(span.language)}">{said}</span>' if span.language else said
    return f'<a href="{escape(span.link)}">{said}</a>' if span.link else said
