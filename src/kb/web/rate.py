"""How often may one sender ask, over all web processes?

Each request puts the moment at which its sender owes nothing again a little further ahead; it may be a minute ahead at
most (the "generic cell rate algorithm": one number for each sender, exact to the request). Senders are known by a keyed
hash; every hour the key changes and all are forgotten.
"""

import time
from collections.abc import Callable
from hashlib import blake2b

from kb.web.board import Shared

_MINUTE = 60.0
_HOUR = 3600
_PLACES = 1 << 15  # for senders
_TRIES = 8  # places at which a sender may be written down


class Rate:
    """At most ``minute`` requests a minute from each sender, all at once if they like."""

    def __init__(
        self,
        minute: int,
        shared: Shared,
        *,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], float] = time.time,
    ) -> None:
        self._apart = _MINUTE / minute
        self._board = shared.board("rate", 1 + 2 * _PLACES)
        self._secret = shared.secret
        self._clock, self._today = clock, today

    def wait(self, sender: str) -> float:
        """0 for a request that may pass, and counts from now on; else the seconds until one may."""
        now, hour = self._clock(), float(self._today() // _HOUR)
        name = self._name(sender, hour)
        with self._board.changing() as numbers:
            if numbers[0] != hour:
                self._board.clear(numbers)
                numbers[0] = hour
            place = _place(numbers, name, now)
            even = max(now, numbers[place + 1] if numbers[place] == name else now) + self._apart
            # A little more than a minute, as the sum of many parts of a minute is not quite one.
            if even - now > _MINUTE + self._apart / 2:
                return even - now - _MINUTE
            numbers[place], numbers[place + 1] = name, even
            return 0.0

    def _name(self, sender: str, hour: float) -> float:
        """A whole number, not 0, that a number with a fraction holds exactly."""
        digest = blake2b(sender.encode(), key=self._secret, salt=str(int(hour)).encode(), digest_size=6).digest()
        return float(int.from_bytes(digest, "big") | 1)


def _place(numbers: "memoryview[float]", name: float, now: float) -> int:
    """Where a sender stands, or may be written down: in place of whom there is least to remember of."""
    first = int(name) >> 1
    places = [1 + 2 * ((first + number) % _PLACES) for number in range(_TRIES)]
    for place in places:
        if numbers[place] == name:
            return place
    return min(places, key=lambda place: max(now, numbers[place + 1]))
