"""Which blocks does the HTML of a stored page consist of? It was made safe when it was indexed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import cast
from urllib.parse import urljoin

from kb.exports.handouts.blocks import (
    Align,
    Block,
    Bullets,
    Code,
    Heading,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
    TableCell,
)

_EMPTY = {"br", "hr"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {*_HEADINGS, "p", "ul", "ol", "blockquote", "pre", "table", "section", "hr"}


def blocks(html: str, root: str) -> tuple[Block, ...]:
    """The blocks of ``html``; links inside the site begin with ``root``."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return tuple(_blocks(parser.top.children, root))


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: dict[str, str]
    children: "list[_Node | str]" = field(default_factory=list)


class _Parser(HTMLParser):
    """Makes a tree. It only sees what the sanitiser wrote, so that every tag is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = _Node("", {})
        self._open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _EMPTY:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  the library's signature
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def _blocks(nodes: Sequence[_Node | str], root: str) -> Iterator[Block]:
    """The blocks among ``nodes``; loose words between them are paragraphs."""
    loose: list[_Node | str] = []
    for node in nodes:
        if isinstance(node, str) or node.tag not in _BLOCKS:
            loose.append(node)
            continue
        yield from _loose(loose, root)
        loose = []
        yield from _block(node, root)
    yield from _loose(loose, root)


def _loose(nodes: Sequence[_Node | str], root: str) -> Iterator[Block]:
    if spans := _spans(nodes, root):
        yield Paragraph(spans)


def _block(node: _Node, root: str) -> Iterator[Block]:
    if node.tag in _HEADINGS:
        yield Heading(_HEADINGS[node.tag], _spans(node.children, root))
    elif node.tag == "p":
        yield from _loose(node.children, root)
    elif node.tag in {"ul", "ol"}:
        items = tuple(tuple(_blocks(each.children, root)) for each in _inside(node, "li"))
        yield Bullets(items, int(node.attributes.get("start", "1")) if node.tag == "ol" else None)
    elif node.tag == "blockquote":
        yield Quote(tuple(_blocks(node.children, root)))
    elif node.tag == "pre":
        yield Code(_typed(node).rstrip("\n"))
    elif node.tag == "table":
        yield Table(tuple(tuple(_cells(row, root)) for row in _inside(node, "tr")))
    elif node.tag == "section":
        yield from _blocks(node.children, root)
    elif node.attributes.get("class") != "footnotes-sep":
        yield Rule()


def _typed(node: _Node) -> str:
    """The text in ``node`` as it was typed."""
    return "".join(each if isinstance(each, str) else _typed(each) for each in node.children)


def _inside(node: _Node, tag: str) -> Iterator[_Node]:
    """The elements ``tag`` of a list or table, through what only groups them."""
    for each in node.children:
        if isinstance(each, _Node) and each.tag == tag:
            yield each
        elif isinstance(each, _Node) and each.tag in {"thead", "tbody"}:
            yield from _inside(each, tag)


def _cells(row: _Node, root: str) -> Iterator[TableCell]:
    for each in row.children:
        if isinstance(each, _Node):
            align = cast("Align", each.attributes.get("class", ""))
            yield TableCell(_spans(each.children, root), each.tag == "th", align)


def _spans(nodes: Sequence[_Node | str], root: str) -> tuple[Span, ...]:
    """The words of ``nodes`` without the space around them; alike neighbours are one."""
    joined: list[Span] = []
    for span in _words(nodes, Span(""), root):
        if joined and replace(joined[-1], text="") == replace(span, text=""):
            joined[-1] = replace(span, text=joined[-1].text + span.text)
        else:
            joined.append(span)
    if joined:
        joined[0] = replace(joined[0], text=joined[0].text.lstrip())
        joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip())
    return tuple(span for span in joined if span.text)


def _words(nodes: Iterable[_Node | str], like: Span, root: str) -> Iterator[Span]:
    for node in nodes:
        if isinstance(node, str):
            yield replace(like, text=node.replace("\n", " "))
        elif node.tag == "br":
            yield replace(like, text="\n")
        elif node.attributes.get("class") != "footnote-backref":  # on paper, no way back is needed
            yield from _words(node.children, _alike(node, like, root), root)


def _alike(node: _Node, outer: Span, root: str) -> Span:
    """How the words inside ``node`` look."""
    if node.tag == "strong":
        return replace(outer, strong=True)
    if node.tag == "em":
        return replace(outer, emphasis=True)
    if node.tag == "code":
        return replace(outer, code=True)
    if node.tag == "sup":
        return replace(outer, raised=True)
    if node.tag == "span" and "lang" in node.attributes:
        return replace(outer, language=node.attributes["lang"])
    href = node.attributes.get("href", "")
    # What leads to a place on the same page (a source, a note) is a number, and needs no link.
    return replace(outer, link=urljoin(root + "/", href)) if href and not href.startswith("#") else outer
