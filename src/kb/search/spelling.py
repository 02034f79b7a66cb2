"""Which word was probably meant?

A word that nothing knows is compared with the words of the index, and with the names of the vocabulary. What the index
knows is never doubted: not a word in any of its forms, not one without accents or in the other script.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kb.engines import contract as ask
from kb.i18n import View
from kb.languages import LANGUAGES, Token, bare, fold, has_cyrillic, normalise, tokens
from kb.model import LANGUAGE_CODES
from kb.schema import ANALYSED
from kb.search.neighbours import MOST, Neighbours
from kb.search.words import IndexWords
from kb.vocabulary import Vocabulary, in_script

# From so many letters on, a word may have one slip and two; a name of a person, place or outlet has a rule of its own.
_ONE_SLIP, _TWO_SLIPS, _TWO_SLIPS_IN_NAMES = 5, 9, 6
_OFFERED = 16  # words that one may be a slip of, at most
_ASKED = 64  # words whose neighbours are kept: a search asks twice
_NAMES = ("place", "person", "outlet")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Names:
    """The words of the vocabulary's names: all of them, those of people, places and outlets, and as they are shown."""

    known: frozenset[str]
    own: frozenset[str]
    shown: Mapping[str, Mapping[str, str]]  # of a folded word, by language


class Speller:
    """Knows how the words of one generation are spelt. It is made ready when it is first asked, or before."""

    def __init__(self, reader: ask.Reader, vocabulary: Vocabulary, words: IndexWords) -> None:
        self._reader = reader
        self._vocabulary = vocabulary
        self._words = words
        self._near = lru_cache(maxsize=_ASKED)(self._slips)

    def make_ready(self) -> None:
        """Read the words and make the tables, before a misspelling is met."""
        _ = self._every, self._own_names

    @cached_property
    def _names(self) -> Names:
        return read_names(self._vocabulary)

    @cached_property
    def _every(self) -> Neighbours:
        words = {word for each in self._words.lists.values() for word in each.words} | set(self._names.shown)
        return Neighbours([word for word in words if not _DIGIT.search(word)])

    @cached_property
    def _own_names(self) -> Neighbours:
        return Neighbours([word for word in self._names.own if word in self._names.shown or self._stands(word)])

    def nearest(self, word: str, view: View) -> tuple[str, ...]:
        """The folded words that ``word`` may be a slip of and that the index has in some form, the best first.

        None if the word is known.
        """
        near = {found: slips for found, slips in self._near(word).items() if self._stands(found) or self._is_met(found)}
        return tuple(sorted(near, key=lambda found: self._rank(found, near[found], view.language))[:_OFFERED])

    def mended(self, text: str, view: View) -> str | None:
        """A whole query as it was probably meant: words change, and everything between them stays.

        None if nothing better is known.
        """
        found = [token for token in tokens(text) if not text.startswith(":", token.end)]  # no names of fields
        slips = [self._near(token.word) for token in found]
        if not any(slips):
            return None
        language = self._language(found, slips, view)
        pieces, at = [], 0
        for token, near in zip(found, slips, strict=True):
            pieces += [text[at : token.start], self._meant(token, near, language, view)]
            at = token.end
        return "".join([*pieces, text[at:]])

    def _language(self, found: Sequence[Token], slips: Sequence[Mapping[str, int]], view: View) -> str:
        """The language of a query: that of most of its words; the reader's where several have as many."""
        likely: list[list[str]] = []
        for token, near in zip(found, slips, strict=True):
            least = min(near.values(), default=0)
            likely.append([word for word, far in near.items() if far == least] or [token.folded])
        return max(
            dict.fromkeys((view.language, *LANGUAGE_CODES)),
            key=lambda code: sum(any(self._words.count(word, code) for word in each) for each in likely),
        )

    def _meant(self, token: Token, near: Mapping[str, int], language: str, view: View) -> str:
        """A word as it was meant, with its accents, and in the script of the view."""
        if near:
            return self._shown(min(near, key=lambda word: self._rank(word, near[word], language)), language, view)
        if not self._words.count(token.folded, language):
            return token.text
        shown = self._shown(token.folded, language, view)
        # Accents that were typed are meant; so are capitals.
        accented = token.word != token.folded or normalise(shown) == token.word
        return token.text if accented and has_cyrillic(shown) == has_cyrillic(token.text) else shown

    def _shown(self, word: str, language: str, view: View) -> str:
        """A folded word as a reader sees it: a name as the vocabulary spells it, else as texts do."""
        named = self._names.shown.get(word, {})
        language = self._words.language(word, language) or (language if language in named else next(iter(named)))
        if language in named and (word in self._names.own or not self._words.count(word, language)):
            return in_script(named[language], view, language)
        return self._words.shown(word, language, view)

    def _slips(self, word: str) -> Mapping[str, int]:
        """Words of the index and of names that ``word`` may be a slip of, with the number of slips."""
        forms = tuple(dict.fromkeys((fold(normalise(word)), *_other_keys(word))))
        if len(forms[0]) < _ONE_SLIP or _DIGIT.search(word) or any(self._knows(form) for form in forms):
            return {}
        found: dict[str, int] = {}
        for form in forms:
            for near, slips in self._neighbours(form):
                found[near] = min(slips, found.get(near, slips))
        return found

    def _rank(self, word: str, slips: int, language: str) -> tuple[int, bool, int, str]:
        """The nearest first, then words of the language asked for, then the commonest."""
        spoken = self._words.language(word, language)
        ours = spoken == language or (spoken is None and language in self._names.shown[word])
        return slips, not ours, -self._words.count(word, spoken) if spoken else 0, word

    def _neighbours(self, form: str) -> Iterator[tuple[str, int]]:
        slips = MOST if len(form) >= _TWO_SLIPS else 1
        yield from self._every.within(form, slips)
        if slips < MOST and len(form) >= _TWO_SLIPS_IN_NAMES:
            yield from self._own_names.within(form, MOST)

    def _stands(self, word: str) -> bool:
        """Whether a folded word stands in a document as it is."""
        return any(self._words.count(word, language) for language in LANGUAGE_CODES)

    def _knows(self, word: str) -> bool:
        """Whether a word is one of the index, in this form or another, or of the vocabulary, hidden names included."""
        return self._stands(word) or word in self._names.known or self._is_met(word)

    def _is_met(self, word: str) -> bool:
        fields = [
            ask.AnyOf(field, dict.fromkeys(LANGUAGES[language].query_terms(word), 1.0))
            for language, fields in ANALYSED.items()
            for field in fields
        ]
        return self._reader.search(ask.Best(tuple(fields)), limit=0).total > 0


def _other_keys(word: str) -> Iterator[str]:
    """What else fingers meant that have no ë, and those that are used to d for đ."""
    normal = normalise(word)
    if "w" in normal:
        yield fold(normal).replace("w", "e")
    if "đ" in normal:
        yield bare(normal)


def read_names(vocabulary: Vocabulary) -> Names:
    """The words of all names, taken one by one."""
    known, own = set(), set()
    shown: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, concepts in vocabulary.concepts.items():
        for concept in concepts.values():
            for language in LANGUAGE_CODES:
                names = concept.names(language)
                for name in names.all() if names else ():
                    for token in tokens(name):
                        spelt = {token.folded, bare(token.word)}
                        known |= spelt
                        own |= spelt if kind in _NAMES else set()
                        if names and name in (names.label, *names.also):
                            shown[token.folded].setdefault(language, name[token.start : token.end])
    return Names(frozenset(known), frozenset(own), shown)
