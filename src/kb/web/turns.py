"""How many requests does a web process work on at once, and how many may wait?

Work on more at once and all take longer; let more wait and they wait in vain. So a few are worked on, a few wait,
and others are told at once to come back: when the queue is full or, where the machine is slow, when it would take long.
"""

import time
from collections import deque
from threading import Lock

_PATIENCE = 2.0  # seconds that one may wait at the very most
_SOON = 0.3  # seconds that one should wait at most, as far as can be foreseen
_FEW = 8  # so many may wait in any case
_SHARE = 1 / 16  # of the last request in what is thought to be usual


class Turns:
    """Turns to work: so many at once, and so many who wait for one, in the order in which they came."""

    def __init__(self, at_once: int, queue: int) -> None:
        self._at_once = self._free = at_once
        self._queue = queue
        self._line: deque[Lock] = deque()  # of those who wait: each is let go by the one who ends a turn
        self._usual = 0.0  # seconds of a turn
        self._lock = Lock()

    def take(self) -> float | None:
        """Wait for a turn, and say when it began; None for those who should come back later."""
        with self._lock:
            if self._free:
                self._free -= 1
                return time.perf_counter()
            waiting = len(self._line)
            if waiting >= self._queue or (waiting >= _FEW and waiting * self._usual / self._at_once > _SOON):
                return None
            mine = Lock()
            mine.acquire()
            self._line.append(mine)
        if not mine.acquire(timeout=_PATIENCE):
            with self._lock:
                if mine in self._line:  # and was not let go at the last moment
                    self._line.remove(mine)
                    return None
        return time.perf_counter()

    def end(self, began: float) -> None:
        """End a turn that began then, and hand it to who has waited longest."""
        with self._lock:
            self._usual += (time.perf_counter() - began - self._usual) * _SHARE
            if self._line:
                self._line.popleft().release()
            else:
                self._free += 1
