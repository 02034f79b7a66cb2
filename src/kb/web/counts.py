"""How much is asked of the site, and how soon does it answer? In numbers that say nothing about a reader.

Counted are requests by kind of page and status, and the time they took: over all web processes, also past the end of
one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from kb.web.board import Shared

_STATUSES = (200, 206, 301, 302, 304, 308, 400, 404, 405, 406, 410, 413, 416, 422, 429, 500, 503)
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_OTHER = "other"
NO_KIND = "none"  # of page: an address that leads nowhere

Labels = Sequence[tuple[str, str]]


class Counts:
    """Requests and their seconds, by kind of page; of a kind that is not among ``kinds`` is none."""

    def __init__(self, kinds: Iterable[str], shared: Shared) -> None:
        self._kinds = {kind: number for number, kind in enumerate(sorted({*kinds, NO_KIND}))}
        # In one row for each kind: how often each status, how often each span of time, and the sum of the seconds.
        self._row = len(_STATUSES) + 1 + len(_BOUNDS) + 1 + 1
        self._board = shared.board("counts", len(self._kinds) * self._row)

    def add(self, kind: str, status: int, seconds: float) -> None:
        """Count an answer."""
        row = self._kinds.get(kind, self._kinds[NO_KIND]) * self._row
        which = _STATUSES.index(status) if status in _STATUSES else len(_STATUSES)
        with self._board.changing() as numbers:
            numbers[row + which] += 1
            numbers[row + len(_STATUSES) + 1 + bisect_left(_BOUNDS, seconds)] += 1
            numbers[row + self._row - 1] += seconds

    def lines(self) -> Iterator[str]:
        """Everything counted, in the text format of Prometheus."""
        numbers = self._board.read()
        rows = {kind: numbers[at * self._row : (at + 1) * self._row] for kind, at in self._kinds.items()}
        named = [*map(str, _STATUSES), _OTHER]
        yield from _family("kb_requests_total", "counter", "Answers by kind of page and status.")
        for kind, row in rows.items():
            for status, count in zip(named, row, strict=False):
                if count:
                    yield sample("kb_requests_total", count, [("page", kind), ("status", status)])
        yield from _family("kb_request_seconds", "histogram", "Seconds until an answer was made, by kind of page.")
        for kind, row in rows.items():
            *spans, seconds = row[len(named) :]
            if any(spans):
                bounds = [*map(str, _BOUNDS), "+Inf"]
                for bound, count in zip(bounds, accumulate(spans), strict=True):
                    yield sample("kb_request_seconds_bucket", count, [("page", kind), ("le", bound)])
                yield sample("kb_request_seconds_sum", seconds, [("page", kind)])
                yield sample("kb_request_seconds_count", sum(spans), [("page", kind)])


def gauge(name: str, what: str, value: float, labels: Labels = ()) -> Iterator[str]:
    """A value as it is now."""
    yield from _family(name, "gauge", what)
    yield sample(name, value, labels)


def _family(name: str, type_: str, what: str) -> Iterator[str]:
    yield f"# HELP {name} {what}"
    yield f"# TYPE {name} {type_}"


def sample(name: str, value: float, labels: Labels) -> str:
    """One line. Labels are words of ours, which need no escape."""
    said = ",".join(f'{key}="{text}"' for key, text in labels)
    return f"{name}{{{said}}} {value:.10g}" if said else f"{name} {value:.10g}"
