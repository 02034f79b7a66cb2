"""Which Markdown do editors write, and what does each part of it become?

CommonMark with tables and footnotes, and five things of our own: ``[@source]`` cites, ``[words]{lang=sq}`` marks
another language, a line ``[timeline]`` stands for the timeline, ``../../agreements/ibm/`` links to another document,
``::: readings`` begins the readings of a disputed point.
Raw HTML is shown as text. A token that can be wrong carries in ``meta["at"]`` where in its block it begins.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, autolink, image, link
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from kb.markup import readings
from kb.model import SHELVES

SOURCE_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.:-]*"  # what may stand after the @ of a citation
TIMELINE = "[timeline]"
NEWLINE = re.compile(r"\r\n?|\n")
INTERNAL = re.compile(rf"\.\./\.\./({'|'.join(SHELVES.values())})/([a-z0-9-]+)/?")
EXTERNAL = re.compile(r"https?://[^/]|mailto:.", re.IGNORECASE)

_CITATION = re.compile(r"\[@[^\[\]]*\](?!\()")
_CITED = re.compile(rf"\s*@({SOURCE_NAME})\s*")
_LANGUAGE_MARK = re.compile(r"\{lang=\"?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\"?\}")
_MISSING_FOOTNOTE = re.compile(r"\[\^[^\s\[\]]+\]")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--")
_AS_TEXT = {"raw_html": _TAG, "missing_footnote": _MISSING_FOOTNOTE, "bad_mark": re.compile(r"(?<=\])\{[^{}\n]*\}")}

_Rule = Callable[[StateInline, bool], bool]


@dataclass(frozen=True, slots=True)
class Parsed:
    """Markdown as tokens: in the order in which they are shown, and in the order in which they were ``written``."""

    tokens: list[Token]
    written: list[Token]
    environment: dict[str, Any]


def parse(markdown: str) -> Parsed:
    """Take ``markdown`` apart."""
    environment: dict[str, Any] = {}
    tokens = _parser().parse(markdown, environment)
    return Parsed(tokens, environment["written"], environment)


def parse_line(text: str) -> Parsed:
    """Take apart words that are no block: a line that begins like a list or a heading is none."""
    environment: dict[str, Any] = {}
    tokens = _parser().parseInline(text, environment)
    return Parsed(tokens, tokens, environment)


def timeline_blocks(markdown: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The lines of ``markdown``, and from where to where a line ``[timeline]`` stands among them."""
    lines = NEWLINE.split(markdown)
    tokens: list[Token] = []
    _parser().block.parse("\n".join(lines), _parser(), {}, tokens)
    return lines, [(token.map[0], token.map[1]) for token in tokens if token.type == "timeline" and token.map]


def sources(citation: str) -> tuple[str, ...]:
    """The ids of ``[@a; @b]``, or nothing if it is not written like that."""
    parts = [_CITED.fullmatch(part) for part in citation[1:-1].split(";")]
    return tuple(part[1] for part in parts if part) if all(parts) else ()


def words(block: Token) -> str:
    """The words of a block, as a reader hears them."""
    heard = ""
    for token in block.children or ():
        if token.type in {"softbreak", "hardbreak"}:
            heard += " "
        elif token.type == "footnote_ref" or (token.type == "citation" and sources(token.content)):
            heard = heard.rstrip()
        else:
            heard += token.content
    return heard.strip()


def paragraphs(tokens: Iterable[Token]) -> Iterator[tuple[str, int]]:
    """The words of each paragraph, heading, cell or line of code, and the line where it begins."""
    for token in tokens:
        line = token.map[0] + 1 if token.map else 1
        if token.type == "inline" and (heard := words(token)):
            yield heard, line
        elif token.type in {"fence", "code_block"}:
            first = line + (token.type == "fence")
            yield from ((text, first + i) for i, text in enumerate(token.content.split("\n")) if text.strip())


def html(parsed: Parsed, heading_ids: Iterable[str], cite: Mapping[str, int]) -> str:
    """The HTML of ``parsed``, not yet sanitised. May be called once: it writes into the tokens."""
    _prepare(parsed.written, iter(heading_ids))
    rendered: str = _parser().renderer.render(parsed.tokens, _parser().options, parsed.environment | {"cite": cite})
    return rendered


# Reading


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable("table")
    parser.use(footnote_plugin, inline=False)
    # Every address is taken for a link at first, so that a bad one has a place; _address then judges.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    parser.block.ruler.before("paragraph", "timeline", _timeline, {"alt": ["paragraph"]})
    parser.core.ruler.after("inline", "written", _remember_written)
    for name, rule in (("link", link), ("autolink", autolink), ("image", image)):
        parser.inline.ruler.at(name, _located(rule))
    parser.inline.ruler.before("link", "citation", _matching("citation", _CITATION))
    parser.inline.ruler.push("language", _language_mark)
    for name, pattern in _AS_TEXT.items():
        parser.inline.ruler.push(name, _matching(name, pattern))
    for name in ("image", *_AS_TEXT):
        parser.add_render_rule(name, _as_text)
    parser.add_render_rule("citation", _citation)
    parser.add_render_rule("timeline", lambda *_: "")
    readings.install(parser)
    return parser


def _remember_written(state: StateCore) -> None:
    # The footnote plugin then moves notes to the end, and drops those that nobody refers to.
    state.env["written"] = list(state.tokens)


def _timeline(state: StateBlock, start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001  the library's signature
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if line.rstrip() != TIMELINE or state.level or state.is_code_block(start):
        return False
    if not silent:
        token = state.push("timeline", "", 0)
        token.map = [start, start + 1]
        state.line = start + 1
    return True


def _located(rule: _Rule) -> _Rule:
    """As ``rule``, and what it makes remembers where it began."""

    def located(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  the library's signature
        start, before = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent:
            # Text that was waiting has been written out first.
            next(token for token in state.tokens[before:] if token.type != "text").meta["at"] = start
        return found

    return located


def _matching(name: str, pattern: re.Pattern[str]) -> _Rule:
    """A rule that makes a token ``name`` of what ``pattern`` matches."""

    def matching(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  the library's signature
        match = pattern.match(state.src, state.pos, state.posMax)
        if not match:
            return False
        if not silent:
            token = state.push(name, "", 0)
            token.content = match.group()
            token.meta["at"] = state.pos
        state.pos = match.end()
        return True

    return matching


def _language_mark(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  the library's signature
    if state.src[state.pos] != "[":
        return False
    end, stop = state.md.helpers.parseLinkLabel(state, state.pos), state.posMax
    mark = _LANGUAGE_MARK.match(state.src, end + 1, stop) if end >= 0 else None
    if not mark:
        return False
    if not silent:
        state.push("language_open", "span", 1).attrs = {"lang": mark[1]}
        state.pos, state.posMax = state.pos + 1, end
        state.md.inline.tokenize(state)
        state.push("language_close", "span", -1)
    state.pos, state.posMax = mark.end(), stop
    return True


# Writing


def _prepare(written: Sequence[Token], heading_ids: Iterator[str]) -> None:
    """Put ids, addresses and alignment into the tokens."""
    for token in written:
        if token.type == "heading_open":
            token.attrs["id"] = next(heading_ids)
        if token.tag == "h1":
            token.tag = "h2"  # the page has its title already
        if "style" in token.attrs:
            token.attrs["class"] = str(token.attrs.pop("style")).removeprefix("text-align:")
        if token.type == "table_open":
            token.attrs["tabindex"] = "0"  # on a small screen it scrolls, and so must be reached by keyboard
        if token.type == "th_open":
            token.attrs["scope"] = "col"
        _prepare_words(token.children or ())


def _prepare_words(tokens: Sequence[Token]) -> None:
    leads = True
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "citation" and before and before.type == "text":
            bare = before.content.rstrip(" ")
            token.meta["space"], before.content = before.content[len(bare) :], bare
        elif token.type == "link_open":
            address = _address(str(token.attrs["href"]))
            leads = address is not None
            token.attrs = {"href": address or ""}
            if address and EXTERNAL.match(address):
                token.attrs["rel"] = "noopener noreferrer"
        if token.type in {"link_open", "link_close"}:
            token.hidden = not leads


def _address(href: str) -> str | None:
    """Where a link leads in the HTML, or None if it must not lead anywhere."""
    internal = INTERNAL.fullmatch(href)
    if internal:
        return f"/-/{internal[1]}/{internal[2]}"
    return href if href.startswith("#") or EXTERNAL.match(href) else None


def _citation(_: object, tokens: Sequence[Token], index: int, _options: object, environment: Mapping[str, Any]) -> str:
    cite: Mapping[str, int] = environment["cite"]
    cited = sources(tokens[index].content)
    if not cited or any(source not in cite for source in cited):
        return str(tokens[index].meta.get("space", "")) + escape(tokens[index].content)
    numbers = ", ".join(f'<a href="#source-{source}">{cite[source]}</a>' for source in cited)
    return f'<sup class="cite">{numbers}</sup>'


def _as_text(_: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    return escape(tokens[index].content)
