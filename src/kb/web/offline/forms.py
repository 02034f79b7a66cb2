"""What must a browser know of words: their terms in each language, the names they belong to, how names are spelt?

No dictionary goes along. Every word of the corpus and of its vocabulary, in every spelling, and every form of those
words that a lexicon knows, is analysed beforehand as a reader might type it; only terms that the corpus has are kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.languages import LANGUAGES, STEM, bare, fold
from kb.languages.lexicon import Lexicon
from kb.search.spelling import read_names
from kb.vocabulary import Vocabulary

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BOX = 64  # words
_MOST = 35  # what one digit can say
# Of nouns and adjectives, folded.
_ENDINGS = {
    "sq": "a at e en es et i in it ja je jen jes n s se t u un ut ve".split(),
    "sr": "a ama e em i ih im ima o og oj om ov ova ove ovi u".split(),
}


def base36(number: int) -> str:
    """A number in few letters."""
    found = _DIGITS[number % 36]
    while number := number // 36:
        found = _DIGITS[number % 36] + found
    return found


def rows(many: Iterable[Sequence[str]]) -> str:
    """Rows of terms, words and numbers, none of which has a mark in it, as one text: a browser reads that fastest."""
    return ",".join("|".join(row).rstrip("|") for row in many)


@dataclass(frozen=True, slots=True)
class Forms:
    """Words and, by number, what their analyses say."""

    analyses: tuple[str, ...]
    numbers: Mapping[str, int]

    def number(self, word: str) -> int:
        """The number of a word's analysis: what says no more with its accents than without is kept without."""
        return self.numbers[word] if word in self.numbers else self.numbers[fold(word)]

    def tables(self) -> dict[str, Any]:
        """The same as a browser gets it."""
        return {"analyses": self.analyses, "forms": list(_boxes(sorted(self.numbers.items())))}


def make_forms(
    vocabulary: Vocabulary, written: Mapping[str, Iterable[str]], terms: Mapping[str, Sequence[str]]
) -> Forms:
    """Every form that may be asked for; ``written`` are the words of texts, ``terms`` those that the corpus has."""
    spelt = {word for words in written.values() for word in words}
    spelt |= vocabulary.spellings() | read_names(vocabulary).known
    words = {each for word in spelt for each in (word, fold(word), bare(word))}
    for code, known in terms.items():
        words.update(_inflected(code, frozenset(known), written[code]))
    numbers = {code: {term: base36(number) for number, term in enumerate(known)} for code, known in terms.items()}
    analyses: dict[str, int] = {}
    found: dict[str, int] = {}
    for word in sorted(words):
        analysis = _analysis(word, numbers)
        if analysis != (_analysis(fold(word), numbers) if word != fold(word) else ""):
            found[word] = analyses.setdefault(analysis, len(analyses))
    return Forms(tuple(analyses), found)


def names(vocabulary: Vocabulary) -> dict[str, str | list[str]]:
    """The ways to look names up, each a row of numbers of keys with those of its concepts; and the words of names."""
    paths = sorted(vocabulary.paths())
    keys = {key: base36(number) for number, key in enumerate(sorted({key for path, _ in paths for key in path}))}
    named = {each: base36(number) for number, each in enumerate(sorted({each for _, found in paths for each in found}))}
    ways = ([" ".join(keys[key] for key in path), " ".join(named[each] for each in found)] for path, found in paths)
    words = read_names(vocabulary)
    spelt = ([word, str(int(word in words.own)), " ".join(words.shown.get(word, ()))] for word in sorted(words.known))
    return {"keys": list(keys), "named": list(named), "names": rows(ways), "nameWords": rows(spelt)}


def _inflected(code: str, terms: frozenset[str], written: Iterable[str]) -> Iterator[str]:
    """The forms of words that have any of the terms: from the lexicon; of words it lacks, with the usual endings."""
    lexicon = Lexicon(code)
    stems = {term.removeprefix(STEM) for term in terms if term.startswith(STEM)}
    yield from lexicon.forms_of(terms | {lemma for stem in stems for lemma in lexicon.mates(stem)})
    for word in written:
        if word.isalpha() and not lexicon.lemmas(word) and not lexicon.lemmas_typed_bare(fold(word)):
            bases = {fold(word), *(term.removeprefix(STEM) for term in LANGUAGES[code].query_terms(word))}
            yield from (base + ending for base in bases for ending in _ENDINGS.get(code, ()))


def _analysis(word: str, numbers: Mapping[str, Mapping[str, str]]) -> str:
    """By language: terms asked for (with - those that texts do not give), those that only texts give, and related."""
    parts = []
    for code, known in numbers.items():
        language = LANGUAGES[code]
        asked = [term for term in language.query_terms(word) if term in known]
        held = [term for term in language.index_terms(word) if term in known]
        kinds = (
            ["-" * (term not in held) + known[term] for term in asked],
            [known[term] for term in held if term not in asked],
            [known[term] for term in language.related(word) if term in known],
        )
        parts.append("/".join(map(" ".join, kinds)).rstrip("/"))
    return ";".join(parts).rstrip(";")


def _boxes(forms: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Words in order, in boxes of lines, of which a browser opens only those that it needs.

    A word stands there without what it has in common with the one before: how many letters that is, the rest, its
    analysis.
    """
    for start in range(0, len(forms), _BOX):
        before, lines = "", []
        for word, analysis in forms[start : start + _BOX]:
            shared = min(_alike(before, word), _MOST)
            lines.append(f"{_DIGITS[shared]}{word[shared:]} {base36(analysis)}")
            before = word
        yield ",".join(lines)


def _alike(one: str, other: str) -> int:
    """With how many of the same letters two words begin."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
