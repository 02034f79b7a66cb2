"""What may a reader who is still typing be about to ask?

The last word is taken as the beginning of one, the words before it as they stand. Names of the vocabulary come first,
then titles, then words of the index; those of the reader's language before others, in the reader's script.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from itertools import islice
from typing import Literal, NamedTuple
from urllib.parse import urlencode

from kb.cards import Card
from kb.engines import contract as ask
from kb.i18n import View
from kb.languages import LANGUAGES, STEM, Token, bare, tokens
from kb.model import LANGUAGE_CODES, SHELVES, ConceptType, Kind
from kb.schema import ANALYSED, WORDS
from kb.search.words import IndexWords
from kb.vocabulary import Vocabulary, in_script

LIMIT = 8  # suggestions, unless told
SuggestionKind = ConceptType | Kind | Literal["word"]

_LETTERS = 2  # of a beginning, at least
_ORDER: tuple[ConceptType, ...] = ("agreement", "term", "place", "person", "outlet")
_TITLES, _WORDS = 2, 2  # for which names leave room
_CANDIDATES = 8  # titles that are looked at
_BEGUN = 32  # words that the last word may become
_END = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to search for. ``text`` is in ``language``, ``url`` leads to it: to an agreement, or to a search."""

    text: str
    language: str
    kind: SuggestionKind
    url: str


class _Name(NamedTuple):
    """A name of a concept, or the end of one, by which it is found; ``key`` is folded."""

    key: str
    kind: ConceptType
    id: str
    language: str
    shown: str  # the label, where the name that was met is never shown
    begins: bool  # whether the key is the whole name
    hidden: bool


class Suggester:
    """Completes what is being typed, from one generation."""

    def __init__(self, reader: ask.Reader, vocabulary: Vocabulary, words: IndexWords) -> None:
        self._reader = reader
        self._vocabulary = vocabulary
        self._words = words

    @cached_property
    def _names(self) -> list[_Name]:
        """Every name of the vocabulary from each of its words on, in order of the key."""
        return sorted(set(_names(self._vocabulary)))

    def suggest(self, text: str, view: View, limit: int = LIMIT) -> tuple[Suggestion, ...]:
        """What ``text`` may become, the likeliest first."""
        typed = tokens(text)
        if len(" ".join(token.folded for token in typed)) < _LETTERS or limit < 1:
            return ()
        names = list(self._from_names([token.folded for token in typed], view))
        own = [each for each in names if each.language == view.language]
        titles = self._from_titles(typed, view.language, view)
        words = list(islice(self._from_words(text, view.language, view), limit))
        # Names leave room for titles and words; what these do not need, they take back.
        first = own[: max(limit - len(titles) - min(len(words), _WORDS), 1)]
        found = _apart((*first, *titles, *words, *own[len(first) :]), limit)
        if len(found) < limit:
            found = _apart((*found, *self._elsewhere(text, names, found, view)), limit)
        return found

    def _elsewhere(
        self, text: str, names: Sequence[Suggestion], found: Sequence[Suggestion], view: View
    ) -> Iterator[Suggestion]:
        """The same from the other languages: titles where there is none yet, words where there is nothing."""
        yield from (each for each in names if each.language != view.language)
        others = [language for language in LANGUAGE_CODES if language != view.language]
        if not any(each.kind in SHELVES for each in found):
            for language in others:
                yield from self._from_titles(tokens(text), language, view)
        if not found:
            for language in others:
                yield from self._from_words(text, language, view)

    def _from_names(self, typed: Sequence[str], view: View) -> Iterator[Suggestion]:
        met: dict[tuple[str, str], _Name] = {}
        for form in dict.fromkeys((" ".join(typed), " ".join(typed).replace("w", "e"))):
            start, end = (bisect_left(self._names, (key,)) for key in (form, form + _END))
            for name in self._names[start:end]:
                known = met.get((name.kind, name.id))
                if known is None or _rank(name, view) < _rank(known, view):
                    met[name.kind, name.id] = name
        for name in sorted(met.values(), key=lambda name: _rank(name, view)):
            shown = in_script(name.shown, view, name.language)
            url = f"/{view.code}/agreements/{name.id}" if name.kind == "agreement" else _search(shown, view)
            yield Suggestion(shown, name.language, name.kind, url)

    def _from_titles(self, typed: Sequence[Token], language: str, view: View) -> list[Suggestion]:
        """Titles that have all words typed and one that begins as the last."""
        query = self._title_query(typed, language)
        matches = self._reader.search(query, limit=_CANDIDATES).matches if query else ()
        found: list[Suggestion] = []
        for card in self._reader.cards([match.id for match in matches]):
            facts = Card(card).facts
            title = facts["editions"][language]["title"]
            words = {token.folded for token in tokens(title)}
            begun = any(word.startswith(typed[-1].folded) for word in words)
            if begun and words.issuperset(token.folded for token in typed[:-1]):
                shown = in_script(title, view, language)
                hub = f"/{view.code}/agreements/{facts['id']}"
                url = hub if facts["kind"] == "agreement" else _search(shown, view)
                found.append(Suggestion(shown, language, facts["kind"], url))
        return found[:_TITLES]

    def _title_query(self, typed: Sequence[Token], language: str) -> ask.Query | None:
        field, analyse = ANALYSED[language][0], LANGUAGES[language]
        last = {term: 1.0 for word, _ in self._begun(typed[-1], language) for term in self._terms(word, language)}
        before = [ask.AnyOf(field, dict.fromkeys(analyse.query_terms(token.word), 1.0)) for token in typed[:-1]]
        return ask.And((*before, ask.AnyOf(field, last))) if last else None

    def _from_words(self, text: str, language: str, view: View) -> Iterator[Suggestion]:
        """The words that begin as the last one typed and stand with those before it, once for all forms of a word."""
        *before, last = tokens(text)
        if len(last.folded) < _LETTERS:
            return
        seen: set[str] = set()
        for word in self._together(before, self._begun(last, language), language):
            terms = self._terms(word, language)
            if word != last.folded and seen.isdisjoint(terms):
                shown = text[: last.start].lstrip() + self._words.shown(word, language, view)
                yield Suggestion(shown, language, "word", _search(shown, view))
            seen |= terms

    def _begun(self, last: Token, language: str) -> list[tuple[str, int]]:
        """The commonest words that begin as ``last``, by its accents if it has any and words have them, too."""
        words = self._words.lists[language]
        found = words.beginning(last.folded) or words.beginning(last.folded.replace("w", "e"))
        if last.word != last.folded:
            same = [each for each in found if words.written.get(each[0], each[0]).startswith(last.word)]
            found = same or found
        return nlargest(_BEGUN, found, key=lambda each: each[1])

    def _together(self, before: Sequence[Token], begun: Sequence[tuple[str, int]], language: str) -> list[str]:
        """Words, the commonest first among the documents that have the words ``before`` in the same language."""
        counts = dict(begun)
        if before:
            stand = [ask.Term(WORDS[language], token.folded) for token in before]
            for word in counts:
                both = ask.And((*stand, ask.Term(WORDS[language], word)))
                counts[word] = self._reader.search(both, limit=0).total
        return sorted((word for word in counts if counts[word]), key=lambda word: (-counts[word], word))

    def _terms(self, word: str, language: str) -> set[str]:
        """The lemmas of a folded word of the index."""
        written = self._words.lists[language].written.get(word, word)
        return {term for term in LANGUAGES[language].index_terms(written) if not term.startswith(STEM)}


def _rank(name: _Name, view: View) -> tuple[bool, bool, bool, int, int, str]:
    """The reader's language first, then what begins as typed, what is met by a name that is shown, the shortest."""
    return (
        name.language != view.language,
        not name.begins,
        name.hidden,
        _ORDER.index(name.kind),
        len(name.shown),
        name.shown,
    )


def _search(text: str, view: View) -> str:
    return f"/{view.code}/search?{urlencode({'q': text})}"


def _apart(found: Iterable[Suggestion], limit: int) -> tuple[Suggestion, ...]:
    """The first so many, none with the words or the address of one before it."""
    seen: set[str] = set()
    chosen: list[Suggestion] = []
    for each in found:
        same = {each.url, " ".join(token.folded for token in tokens(each.text))}
        if len(chosen) < limit and seen.isdisjoint(same):
            chosen.append(each)
        seen |= same
    return tuple(chosen)


def _names(vocabulary: Vocabulary) -> Iterator[_Name]:
    for kind, concepts in vocabulary.concepts.items():
        for concept in concepts.values():
            for language in LANGUAGE_CODES:
                names = concept.names(language)
                for name in names.all() if names else ():
                    hidden = names is not None and name not in (names.label, *names.also)
                    shown = names.label if names and hidden else name
                    words = tokens(name)
                    for first in range(len(words)):
                        for spell in (lambda each: each.folded, lambda each: bare(each.word)):
                            key = " ".join(map(spell, words[first:]))
                            yield _Name(key, kind, concept.id, language, shown, first == 0, hidden)
