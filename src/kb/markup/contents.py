"""What is where in a piece of Markdown, and what is wrong with it?"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from markdown_it.token import Token
from slugify import slugify

from kb.errors import Problem
from kb.markup import readings
from kb.markup.dialect import EXTERNAL, INTERNAL, NEWLINE, sources, words

_RESERVED = re.compile(r"source-|fn(ref)?\d")  # ids that citations and footnotes use
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, its level (2 to 6), its id in the HTML, and the line of the Markdown where it stands."""

    level: int
    id: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A source named in the text."""

    source: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another document of the corpus."""

    shelf: str
    id: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a piece of Markdown holds. Lines and columns count from 1; ``problems`` do not name their file yet.

    ``readings`` has those of each disputed point.
    """

    headings: tuple[Heading, ...]
    citations: tuple[Citation, ...]
    links: tuple[Link, ...]
    timelines: tuple[int, ...]
    readings: tuple[tuple[readings.Reading, ...], ...]
    problems: tuple[Problem, ...]


def survey(markdown: str, written: Sequence[Token], latin: Callable[[str], str]) -> Outline:
    """Note what is where in ``markdown``, whose tokens are ``written``. ``latin`` makes Cyrillic Latin, for ids."""
    return _Survey(markdown, latin).read(written)


class _Survey:
    """Goes through the blocks in the order in which they were written, and notes what is where."""

    def __init__(self, markdown: str, latin: Callable[[str], str]) -> None:
        self._lines = NEWLINE.split(markdown)
        self._seen: dict[int, int] = {}  # how far each line has been read: the cells of a table share one
        self._latin = latin
        self._ids: dict[str, int] = {}
        self._headings: list[Heading] = []
        self._citations: list[Citation] = []
        self._links: list[Link] = []
        self._anchors: list[tuple[str, int, int]] = []
        self._timelines: list[int] = []
        self._readings: list[tuple[readings.Reading, ...]] = []
        self._problems: list[Problem] = []
        self._notes: dict[str, int] = {}
        self._referred: set[str] = set()

    def read(self, blocks: Sequence[Token]) -> Outline:
        for block, following in zip_longest(blocks, blocks[1:]):
            line = block.map[0] + 1 if block.map else 1
            if block.type == "heading_open" and following:
                self._heading(int(block.tag[1:]), words(following), line)
            elif block.type == "inline":
                self._inline(block)
            elif block.type == "timeline":
                self._timelines.append(line)
            elif block.type == "fence":
                self._fence(block)
            elif block.type == "footnote_reference_open":
                self._note(block.meta["label"], line)
        for opening, inside in readings.blocks(blocks):
            self._disputed(opening, inside)
        self._look_back()
        return Outline(
            headings=tuple(self._headings),
            citations=tuple(self._citations),
            links=tuple(self._links),
            timelines=tuple(self._timelines),
            readings=tuple(self._readings),
            problems=tuple(sorted(self._problems)),
        )

    def _problem(self, line: int, column: int, code: str, message: str) -> None:
        # On one line, though what it quotes may stand on two.
        self._problems.append(Problem("", line, column, code, " ".join(message.split())))

    def _heading(self, level: int, text: str, line: int) -> None:
        before = self._headings[-1].level if self._headings else 1
        if level == 1:
            self._problem(line, 1, "heading-level", "the title is the only heading of level 1; begin with ##")
        elif level > before + 1:
            self._problem(
                line, 1, "heading-level", f"level {level} comes after level {before}; write {'#' * (before + 1)}"
            )
        if not text:
            self._problem(line, 1, "empty-heading", "this heading has no words; write some or remove it")
        self._headings.append(Heading(max(level, 2), self._heading_id(text), text, line))

    def _heading_id(self, text: str) -> str:
        djordje = [("đ", "dj"), ("Đ", "Dj")]  # as in Djordje: the library would write Dorde
        bare = slugify(self._latin(text), entities=False, decimal=False, hexadecimal=False, replacements=djordje)
        name = f"section-{bare}" if _RESERVED.match(bare) else bare or "section"
        while name in self._ids:
            self._ids[name] += 1
            name = f"{name}-{self._ids[name]}"
        self._ids[name] = 1
        return name

    def _fence(self, block: Token) -> None:
        first, after = block.map or [0, 0]
        closed = re.fullmatch(rf"[\s>]*{block.markup}{block.markup[0]}*\s*", self._lines[after - 1])
        if after - first < 2 or not closed:
            self._problem(
                first + 1, 1, "unclosed-code", f"this block of code never ends; end it with a line {block.markup}"
            )

    def _disputed(self, opening: Token, inside: Sequence[Token]) -> None:
        found = (readings.reading(words) for words in readings.items(opening, inside))
        self._readings.append(tuple(each for each in found if each))
        if wrong := readings.problem(opening, inside, self._lines):
            self._problem((opening.map or [0])[0] + 1, 1, *wrong)

    def _note(self, label: str, line: int) -> None:
        if label in self._notes:
            self._problem(line, 1, "footnote", f"the footnote [^{label}] is written twice; keep one")
        self._notes.setdefault(label, line)

    def _inline(self, block: Token) -> None:
        first = block.map[0] if block.map else 0
        starts = []
        for number, part in enumerate(block.content.split("\n"), first):
            found = max(self._lines[number].find(part, self._seen.get(number, 0)), 0)
            self._seen[number] = found + len(part)
            starts.append(found)
        for token in block.children or ():
            if token.type == "footnote_ref":
                self._referred.add(token.meta["label"])
            elif "at" in token.meta:
                row = block.content.count("\n", 0, token.meta["at"])
                column = token.meta["at"] - (block.content.rfind("\n", 0, token.meta["at"]) + 1)
                self._token(token, first + row + 1, starts[row] + column + 1)

    def _token(self, token: Token, line: int, column: int) -> None:
        written = token.content
        if token.type == "link_open":
            self._link(str(token.attrs["href"]), line, column)
        elif token.type == "citation" and (cited := sources(written)):
            self._citations += [Citation(source, line, column) for source in cited]
        else:
            code, message = {
                "citation": ("bad-citation", f"{written} is no citation; write [@id] or [@a; @b]"),
                "image": ("image", "pictures are not shown; describe it in words, or link to it"),
                "raw_html": ("raw-html", f"{written[:40]} is shown as text; write Markdown instead"),
                "missing_footnote": (
                    "footnote",
                    f"no footnote {written} is written; add a line {written}: and its words",
                ),
                "bad_mark": ("bad-mark", f"{written} is shown as text; only a language can be marked: {{lang=sq}}"),
            }[token.type]
            self._problem(line, column, code, message)

    def _link(self, href: str, line: int, column: int) -> None:
        internal = INTERNAL.fullmatch(href)
        if internal:
            self._links.append(Link(internal[1], internal[2], line, column))
        elif href.startswith("#"):
            self._anchors.append((href[1:], line, column))
        elif _SCHEME.match(href) and not EXTERNAL.match(href):
            self._problem(
                line, column, "bad-link", f"{href[:40]} is no link; links begin with https:, http: or mailto:"
            )
        elif not EXTERNAL.match(href):
            message = f'"{href[:80]}" leads nowhere; write ../../agreements/ID/ or a whole address with https:'
            self._problem(line, column, "bad-link", message)

    def _look_back(self) -> None:
        """What can only be known at the end: anchors without heading, footnotes without reference."""
        for name, line, column in self._anchors:
            if name not in self._ids:
                self._problem(line, column, "dead-link", f"no heading here has the id #{name}")
        for label, line in self._notes.items():
            if label not in self._referred:
                message = f"the footnote [^{label}] is never shown; refer to it or remove it"
                self._problem(line, 1, "footnote", message)
