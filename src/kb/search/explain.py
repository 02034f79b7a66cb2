"""Why was a document found, and which piece of it shows that?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from kb.cards import Card
from kb.i18n import View
from kb.languages import has_cyrillic, to_latin, tokens
from kb.model import LANGUAGE_CODES, SHELVES, ConceptType, Hit, How, Reason, Snippet
from kb.query import Phrase, Word
from kb.search.expand import Sought
from kb.snippets import ANALYSED, CONCEPT, FOLDED, WRITTEN, Span, Table, convert, cut
from kb.vocabulary import Vocabulary, in_script

# Which edition to show where the reader's own is missing, and in which view.
_FALLBACK = ("en", "sq", "sr")
_FALLBACK_VIEW = {"sq": "sq", "sr": "sr-latn", "en": "en"}


# How a word was met, by which concept if by one, and where.
_Way = tuple[How, str | None, Sequence[Span]]
# The same, and the key of a table where that can be seen.
_Key = tuple[How, str | None, str]


@dataclass(frozen=True, slots=True)
class _Found:
    """The ways in which a word was met in one edition, the best first."""

    language: str
    ways: tuple[_Way, ...]

    @property
    def is_own(self) -> bool:
        """Whether the word itself was met, and not only what it means."""
        return bool(self.ways) and self.ways[0][1] is None


@dataclass(frozen=True, slots=True)
class Explainer:
    """Turns cards into hits, for the words sought by a reader of one view."""

    sought: Sequence[Sought]
    view: View
    vocabulary: Vocabulary
    # By number of the word and language: the same for every hit.
    _known: dict[tuple[int, str], tuple[list[_Key], list[_Key]]] = field(init=False, default_factory=dict)

    def hit(self, card: str, score: float) -> Hit:
        """A hit, with a snippet and the reasons, from its card."""
        held = Card(card)
        facts, editions = held.facts, held.facts["editions"]
        languages = [code for code in dict.fromkeys((self.view.language, *_FALLBACK)) if code in editions]
        shown = languages[0]
        found = self._met(held, languages)
        quoted = next((code for code, each in found.items() if any(one.ways for one in each)), shown)
        shown_view = self.view.code if shown == self.view.language else _FALLBACK_VIEW[shown]
        return Hit(
            id=facts["id"],
            kind=facts["kind"],
            title=in_script(editions[shown]["title"], self.view, shown),
            url=f"/{shown_view}/{SHELVES[facts['kind']]}/{facts['id']}",
            language=shown,
            editions=tuple(code for code in LANGUAGE_CODES if code in editions),
            date=facts["date"],
            agreements=tuple(facts["agreements"]),
            authors=tuple(facts["authors"]),
            outlet=facts["outlet"],
            score=round(score, 4),
            snippet=self._snippet(held, quoted, found[quoted]),
            reasons=tuple(self._reasons(found, held)),
            behind=shown in facts["behind"],
        )

    def _met(self, card: Card, languages: Sequence[str]) -> dict[str, list[_Found]]:
        """How each word was met in each edition, in that order of languages; a word itself is looked for once."""
        found: dict[str, list[_Found]] = {}
        missing = set(range(len(self.sought)))
        for code in languages:
            text, stored = card.edition(code)
            table = Table.of(stored)
            found[code] = [
                self._meet(number, text, table, code) if number in missing else _Found(code, ())
                for number in range(len(self.sought))
            ]
            missing -= {number for number, met in enumerate(found[code]) if met.is_own}
            if not missing:
                break
        return found

    def _snippet(self, card: Card, language: str, found: Sequence[_Found]) -> Snippet:
        marks = [span for each in found for _, _, spans in each.ways for span in spans]
        text, _ = card.edition(language)
        snippet = cut(text, language, marks, start=card.facts["editions"][language]["from"])
        return convert(snippet, to_latin) if language == "sr" and self.view.script != "Cyrl" else snippet

    def _meet(self, number: int, text: str, table: Table, language: str) -> _Found:
        """The ways in which an edition has a leaf: as typed, without accents, by a term, by a concept, by a slip."""
        node = self.sought[number].node
        keys, related = self._keys(number, language)
        phrase = [self._phrase(node, table, text, language)] if isinstance(node, Phrase) else []
        ways = _fresh([*phrase, *_looked_up(table, keys)]) or _fresh(_looked_up(table, related))
        return _Found(language, tuple(ways))

    def _keys(self, number: int, language: str) -> tuple[list[_Key], list[_Key]]:
        """What to look up for a leaf in editions of a language, and what if nothing of that is there."""
        known = self._known.get((number, language))
        if known is None:
            sought = self.sought[number]
            known = self._known[number, language] = (
                [*self._of_word(sought, language), *_widened(sought, language)],
                [("inflection", None, ANALYSED + term) for term in sought.related.get(language, ())],
            )
        return known

    def _of_word(self, sought: Sought, language: str) -> list[_Key]:
        if not isinstance(sought.node, Word):
            return []
        token = sought.node.token
        return [(self._exactly(token.text, language), None, WRITTEN + token.word)]

    def _exactly(self, typed: str, language: str) -> How:
        """A word equal to the one typed is met exactly, unless the reader sees it in the other script."""
        displayed = language == "sr" and self.view.script == "Cyrl"
        return "exact" if has_cyrillic(typed) == displayed or not typed.isalpha() else "script"

    def _phrase(self, node: Phrase, table: Table, text: str, language: str) -> _Way:
        """The places where the words of a phrase follow one another with no letter or digit between."""
        runs = [(span, span) for span in table.look_up(FOLDED + node.tokens[0].folded)]
        for token in node.tokens[1:]:
            follow = {span[0]: span for span in table.look_up(FOLDED + token.folded)}
            runs = [(first, follow[at]) for first, last in runs if (at := _next_word(text, last[1])) in follow]
        whole = [(first[0], last[1]) for first, last in runs]
        typed = [token.word for token in node.tokens]
        same = any([token.word for token in tokens(text[start:end])] == typed for start, end in whole)
        return (self._exactly(node.tokens[0].text, language) if same else "accents"), None, whole

    def _reasons(self, found: dict[str, list[_Found]], card: Card) -> Iterator[Reason]:
        """For each word the best way it was met: in the reader's edition, and in another if only there by itself."""
        for number, sought in enumerate(self.sought):
            met = [found[code][number] for code in found if found[code][number].ways]
            mine = [each for each in met if each.language == self.view.language]
            others = [each for each in met if each.language != self.view.language]
            own_elsewhere = [each for each in others if each.is_own][:1]
            elsewhere = [] if mine and mine[0].is_own else own_elsewhere
            shown = [*mine, *elsewhere] or others[:1]
            for each in shown:
                yield self._reason(sought, each, card)
            if not met:
                yield from self._by_facts(sought, card.facts)

    def _reason(self, sought: Sought, found: _Found, card: Card) -> Reason:
        how, concept, spans = found.ways[0]
        text = card.edition(found.language)[0][spans[0][0] : spans[0][1]]
        return Reason(sought.text, in_script(text, self.view, found.language), how, found.language, concept)

    def _by_facts(self, sought: Sought, facts: dict[str, Any]) -> Iterator[Reason]:
        """A document may be about something that its text does not name: its facts do."""
        concept = next((each for each in sought.concepts if each in facts["concepts"]), None)
        if concept:
            kind, _, id_ = concept.partition(":")
            label = self.vocabulary.label(cast("ConceptType", kind), id_, self.view)
            yield Reason(sought.text, label.text, _kind_of(concept), label.language, concept)


def _widened(sought: Sought, language: str) -> Iterator[_Key]:
    for typed in sought.typed:
        yield "accents", None, FOLDED + typed
    for word in sought.begun.get(language, ()):
        yield "prefix", None, FOLDED + word
    for term in sought.terms.get(language, ()):
        yield "inflection", None, ANALYSED + term
    for concept in sought.concepts:
        yield _kind_of(concept), concept, CONCEPT + concept
    for term in sought.similar.get(language, ()):
        for kind in (FOLDED, ANALYSED):
            yield "spelling", None, kind + term


def _looked_up(table: Table, keys: Iterable[_Key]) -> Iterator[_Way]:
    for how, concept, key in keys:
        spans = table.look_up(key)
        if spans:
            yield how, concept, spans


def _fresh(ways: Iterable[_Way]) -> list[_Way]:
    """Each place once, under the best way it was met; ways without a place are none."""
    taken: set[Span] = set()
    found: list[_Way] = []
    for how, concept, spans in ways:
        fresh = [span for span in spans if span not in taken]
        taken.update(fresh)
        if fresh:
            found.append((how, concept, fresh))
    return found


def _next_word(text: str, at: int) -> int:
    while at < len(text) and not text[at].isalnum():
        at += 1
    return at


def _kind_of(concept: str) -> How:
    return "translation" if concept.partition(":")[0] in ("term", "agreement") else "name"
