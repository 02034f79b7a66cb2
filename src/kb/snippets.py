"""Where in an edition do the reader's words stand, and which piece of it should they see?

At index time every edition gets a table from terms to places in its text, because analysing ten hits again costs more
than the search. The table is one string, so that it loads as fast as text and is searched without being taken apart:

    lengths of the next two parts · places, 8 digits each · directory, where keys that begin alike begin · lines

A line is `key<tab>number,number…`, each the number of a place. Keys: `=written`, `~folded`, `*analysed term`,
`#concept`.
"""

import struct
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.model import Snippet

WRITTEN, FOLDED, ANALYSED, CONCEPT = "=", "~", "*", "#"
Span = tuple[int, int]

_GROUP = 2  # characters in which keys of one entry of the directory agree
_MARK = "\x01"  # before each entry of the directory
_OFFSET, _PLACE = 8, 8  # digits of a length or offset, and of a place
_LENGTH = 280
_LINE_END = " · "
_LEAD = 70  # how much of a snippet stands before its first mark


def make_table(spans: Sequence[Span], entries: Iterable[tuple[Iterable[str], Sequence[str]]]) -> str:
    """The table of (keys, places) pairs: each of the keys stands at each of the places.

    A place is the number, as text, of a span of ``spans``. A key may come in several pairs. It has two characters or
    more, a span 255 at most.
    """
    found: dict[str, str] = {}
    mixed = set()  # keys of several pairs, whose places are not in order
    for keys, several in entries:
        places = ",".join(several)
        for key in keys:
            if key in found:
                found[key] += f",{places}"
                mixed.add(key)
            else:
                found[key] = places
    for key in mixed:
        found[key] = ",".join(sorted(found[key].split(","), key=int))
    alike: dict[str, list[str]] = defaultdict(list)
    for key, places in found.items():
        alike[key[:_GROUP]].append(f"\n{key}\t{places}")
    groups, directory, at = [], [], 0
    for begins, lines in alike.items():
        directory.append(f"{_MARK}{begins}{at:0{_OFFSET}}")
        groups.append("".join(lines))
        at += len(groups[-1])
    packed = struct.pack(f">{len(spans)}I", *[start << 8 | min(end - start, 255) for start, end in spans]).hex()
    listed = "".join(directory)
    return f"{len(packed):0{_OFFSET}}{len(listed):0{_OFFSET}}{packed}{listed}{''.join(groups)}\n"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was stored, with where its directory begins and where that ends."""

    stored: str
    _directory: int
    _lines: int

    @classmethod
    def of(cls, stored: str) -> "Table":
        """The table that ``make_table`` wrote."""
        directory = 2 * _OFFSET + int(stored[:_OFFSET])
        return cls(stored, directory, directory + int(stored[_OFFSET : 2 * _OFFSET]))

    def look_up(self, key: str) -> list[Span]:
        """The places of a key, in order; none where the table does not have it."""
        stored, lines = self.stored, self._lines
        entry = stored.find(_MARK + key[:_GROUP], self._directory, lines)
        if entry < 0:
            return []
        begins = entry + 1 + _GROUP
        following = begins + _OFFSET + 1 + _GROUP
        start = lines + int(stored[begins : begins + _OFFSET])
        end = lines + int(stored[following : following + _OFFSET]) if following < lines else len(stored)
        at = stored.find(f"\n{key}\t", start, end)
        if at < 0:
            return []
        line = stored[at + len(key) + 2 : stored.index("\n", at + 1)]
        found = []
        for number in line.split(","):
            place = 2 * _OFFSET + _PLACE * int(number)
            packed = int(stored[place : place + _PLACE], 16)
            found.append((packed >> 8, (packed >> 8) + (packed & 0xFF)))
        return found


def cut(text: str, language: str, marks: Sequence[Span], *, start: int = 0) -> Snippet:
    """The piece of ``text`` from ``start`` on that shows most of ``marks``, cut between words.

    Without marks it is the first line. Where a line ends inside the piece, a dot stands between.
    """
    wanted = sorted({mark for mark in marks if mark[0] >= start})
    first, last = _window(text, wanted, start)
    shown = _apart([(max(a, first), min(b, last)) for a, b in wanted if a < last and b > first])
    before, after = ("… " if first > start else ""), (" …" if last < len(text) and wanted else "")
    piece = text[first:last]

    def moved(at: int) -> int:
        return len(before) + at - first + piece.count("\n", 0, at - first) * (len(_LINE_END) - 1)

    return Snippet(
        before + piece.replace("\n", _LINE_END) + after, language, tuple((moved(a), moved(b)) for a, b in shown)
    )


def convert(snippet: Snippet, change: Callable[[str], str]) -> Snippet:
    """The snippet with each marked and unmarked piece changed (into another script), and the marks moved along."""
    edges = [0, *(edge for mark in snippet.marks for edge in mark), len(snippet.text)]
    pieces = [change(snippet.text[a:b]) for a, b in pairwise(edges)]
    marks, at = [], 0
    for number, piece in enumerate(pieces):
        if number % 2:
            marks.append((at, at + len(piece)))
        at += len(piece)
    return Snippet("".join(pieces), snippet.language, tuple(marks))


def _window(text: str, marks: Sequence[Span], start: int) -> Span:
    """[first, last) around the mark that has most others within reach after it."""
    ends = [end for _, end in marks]
    if not marks:
        end = text.find("\n", start)
        return start, min(end if end > start else len(text), start + _LENGTH)
    best = max(marks, key=lambda mark: (_reach(ends, bisect_left(marks, mark), mark), -mark[0]))
    first = start if best[0] - _LEAD <= start else _word_start(text, best[0] - _LEAD, best[0])
    last = min(len(text), first + _LENGTH)
    if last < len(text):
        space = max(text.rfind(" ", first, last), text.rfind("\n", first, last))
        last = space if space > best[1] else last
    return first, last


def _reach(ends: Sequence[int], number: int, mark: Span) -> int:
    """How many marks, from the one of this number on, end within the piece that would begin with it."""
    return bisect_right(ends, mark[0] - _LEAD + _LENGTH) - number


def _word_start(text: str, at: int, latest: int) -> int:
    while at < latest and not text[at - 1].isspace():
        at += 1
    return at


def _apart(spans: Sequence[Span]) -> list[Span]:
    """The spans joined where they overlap."""
    joined: list[Span] = []
    for a, b in sorted(spans):
        if joined and a < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    return joined
