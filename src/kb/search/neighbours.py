"""Which words of a long list are a few slips of the keyboard away from a word?

A slip is one letter too many, too few or wrong, or two neighbours exchanged. A word with two slips has one of its
thirds left as it is, or has once two letters have been put back in order. So every word of the list is kept under each
of its thirds; a few dozen questions give some hundred words, of which a comparison of letters leaves a handful to be
looked at. Twenty-four bytes a word and a bit mask: no table of misspellings is kept.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence

MOST = 2  # slips that can be asked for

# An entry is the hash of a third with its lowest bits replaced by the number of the word.
_NUMBER = (1 << 20) - 1
_Third = tuple[int, int, str]  # length of the whole word, which third, its letters


def distance(one: str, other: str, most: int) -> int:
    """How many slips lie between two words, each letter touched once at most; more than ``most`` is ``most + 1``."""
    far = most + 1
    surplus = len(one) - len(other)
    if one == other:
        return 0
    if most == 0 or abs(surplus) > most:
        return far
    at = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        at += 1
    one, other = one[at:], other[at:]
    least = min(distance(one[1:], other, most - 1), distance(one, other[1:], most - 1))
    if one and other:
        least = min(least, distance(one[1:], other[1:], most - 1))
    if one[:2] == other[1::-1] and len(one) > 1:
        least = min(least, distance(one[2:], other[2:], most - 1))
    return min(far, 1 + least)


class Neighbours:
    """A list of distinct words, at most a million, made ready for the question."""

    def __init__(self, words: Sequence[str]) -> None:
        if len(words) > _NUMBER:
            raise ValueError("there are more words than can be numbered")
        self._words = words
        entries = [_entry(third) | number for number, word in enumerate(words) for third in _thirds(word)]
        entries.sort()
        self._entries = array("q", entries)
        self._letters = array("Q", map(_letters, words))

    def within(self, word: str, most: int) -> Iterator[tuple[str, int]]:
        """The words at most so many slips (1 or 2) away from ``word``, each with how many, in no order."""
        letters, seen = _letters(word), set()
        for third in _left(word, most):
            entry = _entry(third)
            for place in range(bisect_left(self._entries, entry), len(self._entries)):
                number = self._entries[place] & _NUMBER
                if self._entries[place] - number != entry:
                    break
                # A slip takes one letter away or brings one or both: no more than two bits each.
                if (self._letters[number] ^ letters).bit_count() <= 2 * most:
                    seen.add(number)
        for number in seen:
            slips = distance(word, self._words[number], most)
            if slips <= most:
                yield self._words[number], slips


def _entry(third: _Third) -> int:
    return hash(third) & ~_NUMBER


def _cuts(length: int) -> tuple[tuple[int, int], ...]:
    first, second = length // 3, 2 * length // 3
    return (0, first), (first, second), (second, length)


def _thirds(word: str) -> Iterator[_Third]:
    for which, (start, end) in enumerate(_cuts(len(word))):
        yield len(word), which, word[start:end]


def _left(word: str, most: int) -> set[_Third]:
    """What to look for, so that no word so many slips away is missed."""
    found = set(_unmoved(word, most))
    if most > 1:
        # Two letters exchanged across a cut spoil two thirds, and another slip may spoil the last.
        for at in range(len(word) - 1):
            found.update(_unmoved(word[:at] + word[at + 1] + word[at] + word[at + 2 :], most - 1))
    return found


def _unmoved(word: str, most: int) -> Iterator[_Third]:
    """The letters of ``word`` that may be a third of a word so many slips away, for every third of it that is whole."""
    for longer in range(-most, most + 1):
        for which, (start, end) in enumerate(_cuts(len(word) + longer)):
            for moved in range(-most, most + 1):
                # What was moved before it, and what after it, is no more than all slips together.
                if abs(moved) + abs(longer - moved) <= most and 0 <= start - moved <= end - moved <= len(word):
                    yield len(word) + longer, which, word[start - moved : end - moved]


def _letters(word: str) -> int:
    """Which letters a word has, and which more than once, as bits."""
    once = twice = 0
    for letter in word:
        bit = 1 << (ord(letter) & 31)
        twice |= once & bit
        once |= bit
    return once | twice << 32
