"""Which words does the index have in each language, in how many documents, and how is each of them written?

Words are kept folded, sorted and with a number each, at most 100,000 a language, those of most documents: about 15 MB a
language then. Capitals, and Serbian Cyrillic, are looked up in a text that has the word: they cannot be computed.
"""

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kb import snippets
from kb.cards import Card
from kb.engines.contract import Reader, Term
from kb.i18n import View
from kb.languages import bare, fold, has_cyrillic
from kb.model import LANGUAGE_CODES
from kb.schema import BREAK, WORDS, WRITTEN
from kb.vocabulary import in_script

CAP = 100_000  # words of a language
_EVERY = 1 << 31  # more terms than any index has
_TEXTS = 2  # that are looked at for how a word is written
# Of case, behind an acronym: MIK-ut.
_ENDING = re.compile("[-\u2010\u2011'\u2019].*")
# What stands before the first word of a sentence or line.
_BEGINNING = re.compile(r"[\n.!?:–-]\W*$")


@dataclass(frozen=True, slots=True)
class WordList:
    """The folded words of one language, sorted, with the number of documents of each.

    ``written`` has the commonest spelling of those that are written with accents.
    """

    words: Sequence[str]
    counts: Sequence[int]
    written: Mapping[str, str]

    def count(self, word: str) -> int:
        """In how many documents a folded word stands."""
        at = bisect_left(self.words, word)
        return self.counts[at] if at < len(self.words) and self.words[at] == word else 0

    def beginning(self, prefix: str) -> list[tuple[str, int]]:
        """The words that begin with ``prefix``, with their counts, in order of the word."""
        first = bisect_left(self.words, prefix)
        last = bisect_left(self.words, prefix + "\U0010ffff", first)
        return [(self.words[at], self.counts[at]) for at in range(first, last)]


class IndexWords:
    """The words of one snapshot of the index, by language; read when they are first needed."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._look_up = lru_cache(maxsize=20_000)(self._looked_up)

    @cached_property
    def lists(self) -> Mapping[str, WordList]:
        """The words of each language."""
        return {language: _read(self._reader, WORDS[language]) for language in LANGUAGE_CODES}

    def count(self, word: str, language: str) -> int:
        """In how many documents a folded word stands in a language."""
        return self.lists[language].count(word)

    def language(self, word: str, preferred: str) -> str | None:
        """The language in which a word stands: the preferred one, else that of most documents; None if in none."""
        if self.count(word, preferred):
            return preferred
        best = max(LANGUAGE_CODES, key=lambda code: self.count(word, code))
        return best if self.count(word, best) else None

    def shown(self, word: str, language: str, view: View) -> str:
        """A folded word of a language as texts write it and a reader of ``view`` reads it."""
        written = self.lists[language].written.get(word, word)
        cyrillic = language == "sr" and view.script == "Cyrl"
        return in_script(self._look_up(written, language, cyrillic), view, language)

    def _looked_up(self, written: str, language: str, cyrillic: bool) -> str:  # noqa: FBT001  one of a cache's keys
        """The word as it stands within sentences: in small letters if it ever does, as names and the like never do."""
        found = self._reader.search(Term(WORDS[language], WRITTEN + written), limit=_TEXTS)
        forms: Counter[tuple[bool, str]] = Counter()
        for card in self._reader.cards([match.id for match in found.matches]):
            text, table = Card(card).edition(language)
            for start, end in snippets.Table.of(table).look_up(snippets.WRITTEN + written):
                forms[_form(text, start, end)] += 1
        if cyrillic:
            forms = Counter({form: count for form, count in forms.items() if has_cyrillic(form[1])}) or forms
        best = max(forms, key=lambda form: (form[0], form[1].islower(), forms[form], form), default=(True, written))
        return best[1]


def _form(text: str, start: int, end: int) -> tuple[bool, str]:
    """Whether a word stands within a sentence, and how it is written; without the capital that only begins one."""
    word = _ENDING.sub("", text[start:end])
    within = _BEGINNING.search(text, max(0, start - 5), start) is None and start > 0
    return within, word.lower() if not within and word.istitle() else word


def _read(reader: Reader, field: str) -> WordList:
    terms = reader.terms(field, "", _EVERY)
    folded = [(word, count) for word, count in terms if not word.startswith((WRITTEN, BREAK))]
    if len(folded) > CAP:
        folded = sorted(sorted(folded, key=lambda each: (-each[1], each[0]))[:CAP])
    words = [word for word, _ in folded]
    kept = set(words)
    best: dict[str, tuple[int, str]] = {}
    for term, count in terms:
        if term.startswith(WRITTEN):
            written = term.removeprefix(WRITTEN)
            for word in {fold(written), bare(written)} & kept:
                best[word] = max(best.get(word, (0, "")), (count, written))
    accented = {word: written for word, (_, written) in best.items() if written != word}
    return WordList(words, array("I", [count for _, count in folded]), accented)
