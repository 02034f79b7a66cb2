"""How are the readings of a disputed point written, and who holds each?

A block ``::: readings`` holds one list. Each of its items begins with its holder in bold, then who says it and when, in
brackets, then a colon and the reading; where none was found, the brackets are left out:

    ::: readings
    - **Prishtina** (KosovaPress, 2013): it is a border [@kp].
    - **Belgrade:** its reading was not found.
    :::
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

_NAME = "readings"
OPEN, CLOSE = f"container_{_NAME}_open", f"container_{_NAME}_close"
_BY_ENDS = "):"
_END = re.compile(r"[\s>]*:{3,}\s*$")
_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading: its holder, who says it and when (``by``), its words, and the line where it begins."""

    holder: str
    by: str
    text: str
    cited: bool
    line: int


def install(parser: MarkdownIt) -> None:
    """Teach ``parser`` the block. It adds no element of its own: the list in it gets a class."""
    container_plugin(parser, _NAME, validate=lambda words, _: words.strip() == _NAME, render=lambda *_: "")
    parser.core.ruler.after("inline", _NAME, _mark)


def blocks(written: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """The token that opens each block, with the tokens inside."""
    opening: Token | None = None
    inside: list[Token] = []
    for token in written:
        if token.type == OPEN and opening is None:
            opening, inside = token, []
        elif token.type == CLOSE and opening is not None and token.level == opening.level:
            yield opening, inside
            opening = None
        else:
            inside.append(token)


def problem(opening: Token, inside: Sequence[Token], lines: Sequence[str]) -> tuple[str, str] | None:
    """Code and message of what is wrong with a block of the Markdown that has ``lines``."""
    after = opening.map[1] if opening.map else len(lines)
    if not _END.match("".join(lines[after : after + 1])):
        return "unclosed-readings", "these readings never end; end them with a line :::"
    top = [token.type for token in inside if token.level == opening.level + 1 and token.nesting >= 0]
    found = [reading(words) for words in items(opening, inside)]
    if top == ["bullet_list_open"] and len(found) >= _FEWEST and all(found):
        return None
    return "readings", "this is one list of two readings or more; write each as - **Holder** (source, year): words"


def items(opening: Token, inside: Sequence[Token]) -> Iterator[list[Token]]:
    """The blocks of words of each item of the list in a block."""
    found: list[Token] | None = None
    for token in inside:
        if token.type == "list_item_open" and token.level == opening.level + 2:
            found = []
        elif token.type == "list_item_close" and token.level == opening.level + 2 and found is not None:
            yield found
            found = None
        elif token.type == "inline" and found is not None:
            found.append(token)


def reading(words: Sequence[Token]) -> Reading | None:
    """The reading of an item, or None if it does not begin with a holder in bold."""
    children = [child for block in words for child in _children(block)]
    if not children or children[0].type != "strong_open":
        return None
    end = next(at for at, child in enumerate(children) if child.type == "strong_close")
    by_end = next((at for at, child in enumerate(children) if child.type == "by_close"), end)
    return Reading(
        holder=_said(children[:end]).rstrip(": "),
        by=_said(children[end:by_end]).strip(" ():"),
        text=_said(children[by_end:]).strip(" :"),
        cited=any(child.type == "citation" for child in children),
        line=(words[0].map or [0])[0] + 1,
    )


def _said(children: Sequence[Token]) -> str:
    heard = ""
    for child in children:
        heard = heard.rstrip() if child.type == "citation" else heard + (child.content or " " * ("break" in child.type))
    return heard


def _mark(state: StateCore) -> None:
    """Give the list in a block its class, and mark who says each reading and when."""
    for opening, inside in blocks(state.tokens):
        for token in inside:
            if token.type == "bullet_list_open" and token.level == opening.level + 1:
                token.attrs["class"] = _NAME
        for words in items(opening, inside):
            _mark_by(words[0] if words else opening)


def _mark_by(block: Token) -> None:
    """Put ``(KosovaPress, 2013):`` behind the holder into an element of its own."""
    children = _children(block)
    start = next((at for at, child in enumerate(children) if child.type == "strong_close"), None)
    if start is None or children[0].type != "strong_open" or start + 1 == len(children):
        return
    begins = children[start + 1]
    ends = next((at for at in range(start + 1, len(children)) if _BY_ENDS in _text(children[at])), None)
    if ends is None or not re.match(r" ?\(", _text(begins)):
        return
    before, after = children[ends].content.split(_BY_ENDS, 1)
    children[ends].content = before + _BY_ENDS
    begins.content = begins.content.lstrip(" ")
    by = [
        Token("by_open", "span", 1, attrs={"class": "by"}),
        *children[start + 1 : ends + 1],
        Token("by_close", "span", -1),
    ]
    block.children = [*children[: start + 1], _plain(" "), *by, _plain(after), *children[ends + 1 :]]


def _children(block: Token) -> list[Token]:
    # Before bold words the library leaves a piece of text without letters.
    return [child for child in block.children or () if child.type != "text" or child.content]


def _text(token: Token) -> str:
    return token.content if token.type == "text" else ""


def _plain(content: str) -> Token:
    return Token("text", "", 0, content=content)
