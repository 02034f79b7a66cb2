"""Which pieces does rendered HTML consist of, and which of two languages' pieces belong together?

Editions have the same headings in the same order, and mostly the same paragraphs under each. So pieces are paired
heading by heading, one by one where both have as many, and a whole section at a time where they do not.
"""

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import pairwise

_EMPTY = {"br", "hr"}
_OWN_IDS = "b-"  # before the ids of the second of two columns
_SHARED = "#source-"  # sources stand once on a page, whatever column cites them

Row = tuple[str, str]


def side_by_side(left: str, right: str) -> list[Row]:
    """Rendered HTML of two editions in rows to be read beside each other; each id stands once in the whole."""
    blocks = _blocks(left, ""), _blocks(right, _OWN_IDS)
    ours, theirs = map(_sections, blocks)
    if list(map(_level, ours)) != list(map(_level, theirs)):
        return [("".join(blocks[0]), "".join(blocks[1]))]
    return [row for one, other in zip(ours, theirs, strict=True) for row in _rows(one, other)]


def _rows(left: Sequence[str], right: Sequence[str]) -> Iterator[Row]:
    """The pieces of a section, paired; where one has more, its rest stands with the last of the other."""
    if len(left) == len(right):
        yield from zip(left, right, strict=True)
        return
    heads = 1 if _level(left) else 0
    yield from zip(left[:heads], right[:heads], strict=True)
    yield "".join(left[heads:]), "".join(right[heads:])


def _sections(blocks: Sequence[str]) -> list[Sequence[str]]:
    """The pieces before the first heading, and each heading with what follows it."""
    starts = [0, *(number for number, block in enumerate(blocks) if number and _level([block])), len(blocks)]
    return [blocks[first:last] for first, last in pairwise(starts)]


def _level(blocks: Sequence[str]) -> str:
    """The level of the heading with which the pieces begin; nothing if they do not."""
    return blocks[0][2:3] if blocks and blocks[0].startswith("<h") and blocks[0][2:3].isdigit() else ""


def _blocks(html: str, ids: str) -> list[str]:
    """The elements at the top, with ``ids`` before each id and each link to one."""
    cutter = _Cutter(ids)
    cutter.feed(html)
    cutter.close()
    return cutter.blocks


class _Cutter(HTMLParser):
    """Copies HTML piece by piece. It only sees what the sanitiser wrote, so that every tag is closed."""

    def __init__(self, ids: str) -> None:
        super().__init__(convert_charrefs=False)
        self.blocks: list[str] = []
        self._ids = ids
        self._parts: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        for name, value in attrs if self._ids else ():
            link = name == "href" and (value or "").startswith("#") and not (value or "").startswith(_SHARED)
            if value and (name == "id" or link):
                mark = "#" if link else ""
                written = written.replace(f'{name}="{value}"', f'{name}="{mark}{self._ids}{value.removeprefix("#")}"')
        self._parts.append(written)
        if tag not in _EMPTY:
            self._depth += 1
        self._end_of_block()

    def handle_endtag(self, tag: str) -> None:
        self._parts.append(f"</{tag}>")
        self._depth -= 1
        self._end_of_block()

    def handle_data(self, data: str) -> None:
        if self._depth:
            self._parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self._parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._parts.append(f"&#{name};")

    def _end_of_block(self) -> None:
        if self._depth == 0:
            self.blocks.append("".join(self._parts))
            self._parts.clear()
