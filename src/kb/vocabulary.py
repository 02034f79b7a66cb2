"""Which terms and names stand in a text, and what do they mean in every language?

A concept is named `type:id` (`term:licence-plate`, `place:ferizaj`). Its names are looked for word by word, the
longest first: names of people and places as they are spelt, terms and agreements by their stems, so that inflected
labels count.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain, compress, count, islice, product
from math import prod

from kb.i18n import View
from kb.languages import LANGUAGES, Token, bare, fold, to_latin, tokens
from kb.model import LANGUAGE_CODES, Concept, ConceptType, Corpus, Names, Note, Pack, Renamed

# How a text must write a name, from the loosest on: anyhow, with a capital, in capitals; or with a capital that is not
# merely that of a sentence.
_GUARDS = ("", "capital", "upper")
_WITHIN = "within"
_COMBINATIONS = 64  # of the terms of a name's words under which it is looked up, at most
# A stem stands beside folded words in one tree; the mark keeps the two apart.
_STEM = "~"


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept found in tokens [first, last)."""

    concept: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Label:
    """What to call a concept in a view, and in which language that is."""

    text: str
    language: str


@dataclass(slots=True)
class _Node:
    children: dict[str, "_Node"] = field(default_factory=dict)
    concepts: dict[str, str] = field(default_factory=dict)  # each with its guard


class Vocabulary:
    """All concepts of a corpus: by id, and found in tokens; and what else the whole corpus shares.

    ``renamed`` has what a former name was changed to.
    """

    def __init__(
        self,
        concepts: Mapping[ConceptType, Sequence[Concept]],
        notes: Sequence[Note] = (),
        renamed: Sequence[Renamed] = (),
        packs: Sequence[Pack] = (),
    ) -> None:
        self.concepts = {kind: {concept.id: concept for concept in many} for kind, many in concepts.items()}
        self.notes = tuple(notes)
        self.renamed = {each.id: each.to for each in renamed}
        self.packs = tuple(packs)
        self._root = _Node()
        # Every key of the tree, by language; under "" the spellings.
        self._known: dict[str, set[str]] = {code: set() for code in ("", *LANGUAGES)}
        # Most words of a text are in no name; which are is thought out once for each of the words met of late.
        self._in_names = {code: lru_cache(maxsize=50_000)(partial(self._is_in_names, code)) for code in LANGUAGES}
        for kind, many in concepts.items():
            for concept in many:
                self._plant(kind, concept)
        self._plant_surnames()
        self._guard_common_words()
        for each in self._in_names.values():
            each.cache_clear()

    @classmethod
    def of(cls, corpus: Corpus) -> "Vocabulary":
        """That of a corpus, with all that the corpus shares."""
        return cls(corpus.concepts, corpus.notes, corpus.renamed, corpus.packs)

    def get(self, kind: ConceptType, id: str) -> Concept | None:
        """The concept of a type and id, if there is one."""
        return self.concepts.get(kind, {}).get(id)

    def label(self, kind: ConceptType, id: str, view: View) -> Label:
        """What a reader of ``view`` calls it: its name there, else in another language, else its id."""
        concept = self.get(kind, id)
        if concept:
            for language in dict.fromkeys((view.language, "en", *LANGUAGE_CODES)):
                names = concept.names(language)
                if names:
                    return Label(in_script(names.label, view, language), language)
        return Label(id, view.language)

    def find(self, words: Sequence[Token], language: str | None, *, beginnings: Collection[int] = ()) -> list[Mention]:
        """The concepts in ``words``, the longest name first, none overlapping a longer one before it.

        ``language`` is that of a text, where names need their capitals; None is a query, typed anyhow in any language.
        ``beginnings`` are the numbers of the words with which sentences begin.
        """
        keys = self._known_keys(words, tuple(LANGUAGES) if language is None else (language,))
        found: list[Mention] = []
        after = 0
        for at in keys:
            if at >= after:
                concepts, after = self._longest(words, keys, at, typed=language is None, begins=at in beginnings)
                found.extend([Mention(concept, at, after) for concept in concepts])
        return found

    def paths(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Every way to look a name up, key by key, with the concepts that it gives.

        A key is a folded spelling, or a language and a term of it (``sq~targe``).
        """
        left: list[tuple[tuple[str, ...], _Node]] = [((), self._root)]
        while left:
            path, node = left.pop()
            if node.concepts:
                yield path, tuple(sorted(node.concepts))
            left.extend([((*path, key), child) for key, child in node.children.items()])

    def terms(self, language: str) -> frozenset[str]:
        """The terms of a language by which names are looked up."""
        return frozenset(self._known[language])

    def spellings(self) -> frozenset[str]:
        """The folded words by which names are looked up as they are spelt."""
        return frozenset(self._known[""])

    def _known_keys(self, words: Sequence[Token], languages: Sequence[str]) -> dict[int, tuple[str, ...]]:
        """The keys of those words that are in any name, by the number of the word, in order."""
        numbers: set[int] = set()
        for code in languages:
            numbers.update(compress(count(), map(self._in_names[code], [token.word for token in words])))
        return {number: tuple(_keys(words[number], languages)) for number in sorted(numbers)}

    def _is_in_names(self, language: str, word: str) -> bool:
        return fold(word) in self._known[""] or not self._known[language].isdisjoint(
            LANGUAGES[language].index_terms(word)
        )

    def _longest(
        self, words: Sequence[Token], keys: Mapping[int, Sequence[str]], start: int, *, typed: bool, begins: bool
    ) -> tuple[list[str], int]:
        best: tuple[list[str], int] = ([], start)
        nodes, at = [self._root], start
        while at in keys:
            nodes = [node.children[key] for node in nodes for key in keys[at] if key in node.children]
            if not nodes:
                break
            at += 1
            concepts = chain.from_iterable(node.concepts.items() for node in nodes)
            fitting = {
                concept
                for concept, guard in concepts
                if typed or (_spelt(guard, words[start:at]) and not (begins and guard == _WITHIN))
            }
            if fitting:
                best = (sorted(fitting), at)
        return best

    def _plant(self, kind: ConceptType, concept: Concept) -> None:
        for language in LANGUAGE_CODES:
            names = concept.names(language)
            for name in names.all() if names else ():
                words = tokens(name)
                by_stem = kind in ("term", "agreement") or len(words) > 1
                for path in _paths(words, language if by_stem else None):
                    self._add(path, f"{kind}:{concept.id}", _guard(kind, words))

    def _plant_surnames(self) -> None:
        """Let the last word of a person's name find the person, unless it already means something else."""
        surnames = [
            (words[-1:], concept.id)
            for concept in self.concepts.get("person", {}).values()
            for name in chain.from_iterable(names.all() for names in _every(concept))
            if len(words := tokens(name)) > 1
        ]
        free = [(surname, id_) for surname, id_ in surnames if not self.find(surname, None)]
        for surname, id_ in free:
            self._add((surname[0].folded,), f"person:{id_}", "capital")

    def _guard_common_words(self) -> None:
        """Let names that are everyday words be found only where their capital means something."""
        for kind, many in self.concepts.items():
            for concept in many.values():
                for name in chain.from_iterable(names.common for names in _every(concept)):
                    node = self._root
                    for token in tokens(name):
                        node = node.children[token.folded]
                    node.concepts[f"{kind}:{concept.id}"] = _WITHIN

    def _add(self, path: Sequence[str], concept: str, guard: str) -> None:
        node = self._root
        for key in path:
            node = node.children.setdefault(key, _Node())
            language, _, term = key.rpartition(_STEM)
            self._known[language].add(term)
        if path:
            # Spelt EULEX in one place and Eulex in another, it is found in both: the looser guard holds.
            node.concepts[concept] = min(guard, node.concepts.get(concept, guard), key=_GUARDS.index)


def in_script(text: str, view: View, language: str) -> str:
    """``text`` in ``language`` as a reader of ``view`` sees it: Serbian is put into Latin unless they read Cyrillic."""
    return text if language != "sr" or view.script == "Cyrl" else to_latin(text)


def _every(concept: Concept) -> Iterator[Names]:
    return (names for language in LANGUAGE_CODES if (names := concept.names(language)))


def _keys(token: Token, languages: Iterable[str]) -> Iterator[str]:
    """Under which names a word of a text or query may be found: as it is spelt, and by its stems in each language."""
    yield token.folded
    if not token.is_acronym:
        for language in languages:
            for term in LANGUAGES[language].index_terms(token.word):
                yield f"{language}{_STEM}{term}"


def _paths(words: Sequence[Token], language: str | None) -> set[tuple[str, ...]]:
    """The ways to look a name up: as it is spelt, or by the terms of its words in every combination."""
    if language is None:
        return {tuple(token.folded for token in words), tuple(bare(token.word) for token in words)}
    terms = [(token.folded,) if token.is_acronym else tuple(_keys(token, (language,)))[1:] for token in words]
    if prod(map(len, terms)) > _COMBINATIONS:
        terms = [(each[0], each[-1]) for each in terms]
    return set(islice(product(*terms), _COMBINATIONS))


def _guard(kind: ConceptType, words: Sequence[Token]) -> str:
    if len(words) == 1 and words[0].text.isupper() and not words[0].text.isdigit():
        return "upper"
    return "capital" if kind in ("place", "person", "outlet") else ""


def _spelt(guard: str, words: Sequence[Token]) -> bool:
    if guard == "upper":
        return words[0].is_acronym or words[0].text.isupper()
    return not guard or any(not word.text[0].islower() for word in words)
