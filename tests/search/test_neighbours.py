"""Words a few slips away: compared with the definition, letter by letter."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.neighbours import MOST, Neighbours, distance

# Few letters, so that words are near to one another, and two that look alike to the comparison of letters.
words = st.text(alphabet="abcA", max_size=9)


@cache
def naive(one: str, other: str) -> int:
    """Damerau and Levenshtein's distance, each letter touched once at most, as it is defined."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        naive(one[1:], other) + 1,
        naive(one, other[1:]) + 1,
        naive(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if len(one) > 1 and len(other) > 1 and (one[0], one[1]) == (other[1], other[0]):
        ways.append(naive(one[2:], other[2:]) + 1)
    return min(ways)


@given(words, words, st.integers(0, MOST))
def test_distance_is_the_naive_one_up_to_its_bound(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(naive(one, other), most + 1)


@given(st.lists(words, unique=True, max_size=40), words, st.integers(1, MOST))
def test_no_word_within_the_bound_is_missed_and_none_beyond_it_found(many: list[str], word: str, most: int) -> None:
    found = dict(Neighbours(many).within(word, most))
    assert found == {each: naive(word, each) for each in many if naive(word, each) <= most}


@given(st.text(alphabet="abcdefgh", min_size=9, max_size=12), st.data())
def test_every_pair_of_slips_in_a_long_word_is_undone(word: str, data: st.DataObject) -> None:
    typed = word
    for _ in range(MOST):
        at = data.draw(st.integers(0, len(typed) - 2))
        slip = data.draw(st.sampled_from(["drop", "double", "change", "exchange"]))
        before, letter, following, after = typed[:at], typed[at], typed[at + 1], typed[at + 2 :]
        typed = {
            "drop": before + following + after,
            "double": before + letter + letter + following + after,
            "change": before + "x" + following + after,
            "exchange": before + following + letter + after,
        }[slip]
    found = dict(Neighbours([word, "zzzzzzzzzz"]).within(typed, MOST))
    assert found == ({word: naive(typed, word)} if naive(typed, word) <= MOST else {})


def test_more_words_than_can_be_numbered_are_refused() -> None:
    with pytest.raises(ValueError, match="more words"):
        Neighbours(range(1 << 20))  # type: ignore[arg-type]
