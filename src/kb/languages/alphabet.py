"""In which order does a reader look things up?

By the letters of the reader's alphabet, of which some are two characters: Albanian has dh after d, Serbian lj after l.
The alphabets are those of the languages' own spelling rules, which CLDR follows.
"""

import re
from functools import cache, lru_cache

from kb.languages.scripts import fold, has_cyrillic

_ALPHABETS = {
    "sq": "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v x xh y z zh",
    "sr": "a b c č ć d dž đ e f g h i j k l lj m n nj o p r s š t u v z ž",
    "sr-Cyrl": "а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш",
    "en": "a b c d e f g h i j k l m n o p q r s t u v w x y z",
}
Key = tuple[tuple[float, ...], str]


@lru_cache(maxsize=4096)  # the same names stand in every list
def sort_key(text: str, language: str) -> Key:
    """A key by which texts in ``language`` sort as its alphabet does; what is no letter or digit does not count."""
    letters = _letters("sr-Cyrl" if language == "sr" and has_cyrillic(text) else language)
    found = letters[0].findall(text.lower())
    return tuple(_rank(each, letters[1]) for each in found), text


@cache
def _letters(alphabet: str) -> tuple[re.Pattern[str], dict[str, float]]:
    """What is one letter, the longest first, and the place of each."""
    order = _ALPHABETS[alphabet].split()
    # The other script comes after: nobody looks for it among these letters.
    ranks = {letter: 100.0 * (alphabet == "sr-Cyrl") + 20 + place for place, letter in enumerate(order)}
    return re.compile("|".join([*sorted(order, key=len, reverse=True), r"\w"])), ranks


def _rank(letter: str, ranks: dict[str, float]) -> float:
    """The place of a letter; one that the alphabet does not have comes after the letter it is made from."""
    if letter in ranks:
        return ranks[letter]
    if letter.isdigit():
        return float(int(letter)) if letter.isdecimal() else 10.0
    base = fold(letter)[:1]
    return ranks.get(base, 500.0 + ord(letter)) + 0.5
