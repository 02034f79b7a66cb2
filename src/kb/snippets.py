"""Where in an edition do the reader's words stand, and which piece of it should they see?

At index time every edition gets a table from terms to places in its text, because analysing ten hits again costs more
than the search. The table is one string, so that it loads as fast as text and is searched without being taken apart:
a line for each key, `key<tab>start,end<tab>start,end…`. Keys: `=written`, `~folded`, `*analysed term`, `#concept`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from kb.model import Snippet

WRITTEN, FOLDED, ANALYSED, CONCEPT = "=", "~", "*", "#"
Span = tuple[int, int]

_LENGTH = 280
_LINE_END = " · "
_LEAD = 70  # how much of a snippet stands before its first mark


def make_table(entries: Iterable[tuple[str, Span]]) -> str:
    """The table of (key, span) pairs."""
    places: dict[str, list[Span]] = defaultdict(list)
    for key, span in entries:
        places[key].append(span)
    lines = ("\t".join((key, *(f"{start},{end}" for start, end in spans))) for key, spans in sorted(places.items()))
    return "\n" + "\n".join(lines) + "\n"


def look_up(table: str, key: str) -> list[Span]:
    """The places of a key, in order; none where the table does not have it."""
    at = table.find(f"\n{key}\t")
    if at < 0:
        return []
    line = table[at + len(key) + 2 : table.index("\n", at + 1)]
    return [(int(start), int(end)) for start, _, end in (place.partition(",") for place in line.split("\t"))]


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
    if not marks:
        end = text.find("\n", start)
        return start, min(end if end > start else len(text), start + _LENGTH)
    best = max(marks, key=lambda mark: (_reach(marks, mark), -mark[0]))
    first = start if best[0] - _LEAD <= start else _word_start(text, best[0] - _LEAD, best[0])
    last = min(len(text), first + _LENGTH)
    if last < len(text):
        space = max(text.rfind(" ", first, last), text.rfind("\n", first, last))
        last = space if space > best[1] else last
    return first, last


def _reach(marks: Sequence[Span], mark: Span) -> int:
    end = mark[0] - _LEAD + _LENGTH
    return sum(1 for other in marks if mark[0] <= other[0] and other[1] <= end)


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
