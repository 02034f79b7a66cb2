"""What does each word of a query look for, and how is that said to an engine?"""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.engines import contract as ask
from kb.i18n import View
from kb.languages import LANGUAGES
from kb.model import Request
from kb.query import Phrase, Word
from kb.schema import (
    ANALYSED,
    CONCEPT,
    CONCEPT_WEIGHT,
    EXACT_WEIGHT,
    FOLDED_WEIGHT,
    OTHER_LANGUAGE_WEIGHT,
    OWN_WORDS_SCORE,
    PART_WEIGHTS,
    WORDS,
    WRITTEN,
)
from kb.vocabulary import Vocabulary

# What may be switched off with `without=`.
WIDENINGS = ("accents", "inflection", "spelling", "translation", "name")
_NAMES = ("place", "person", "outlet")


@dataclass(frozen=True, slots=True)
class Sought:
    """One word or phrase of a query, with everything it may be met by: its terms in each language, and concepts."""

    node: Word | Phrase
    terms: dict[str, tuple[str, ...]]
    concepts: tuple[str, ...] = ()
    accents: bool = True

    @property
    def text(self) -> str:
        """As the reader typed it."""
        return self.node.text if isinstance(self.node, Phrase) else self.node.token.text


def expand(nodes: Sequence[Word | Phrase], request: Request, vocabulary: Vocabulary) -> list[Sought]:
    """Each node with the ways to meet it that the request leaves switched on."""
    off = frozenset(WIDENINGS) if request.exact else request.without
    concepts = _concepts(nodes, vocabulary, off)
    # Analysed terms are folded: without accents they would let through what the reader ruled out.
    inflected = not off & {"inflection", "accents"}
    return [
        Sought(
            node,
            {code: language.query_terms(node.token.word) for code, language in LANGUAGES.items()}
            if inflected and isinstance(node, Word)
            else {},
            concepts[number],
            accents="accents" not in off,
        )
        for number, node in enumerate(nodes)
    ]


def _concepts(nodes: Sequence[Word | Phrase], vocabulary: Vocabulary, off: frozenset[str]) -> list[tuple[str, ...]]:
    """The concepts of each node; a name of several words gives its concept to each of them."""
    found: list[list[str]] = [[] for _ in nodes]
    words = [(number, node.token) for number, node in enumerate(nodes) if isinstance(node, Word)]
    spans = [(mention, words) for mention in vocabulary.find([token for _, token in words], None)]
    for number, node in enumerate(nodes):
        if isinstance(node, Phrase):
            inside = [(number, token) for token in node.tokens]
            whole = (
                mention for mention in vocabulary.find(node.tokens, None) if mention.last - mention.first == len(inside)
            )
            spans.extend((mention, inside) for mention in whole)
    for mention, owners in spans:
        kind = "name" if mention.concept.partition(":")[0] in _NAMES else "translation"
        if kind not in off:
            for number in dict.fromkeys(number for number, _ in owners[mention.first : mention.last]):
                found[number].append(mention.concept)
    return [tuple(dict.fromkeys(each)) for each in found]


def own(sought: Sought, view: View) -> ask.Query:
    """The documents with the reader's own word, however inflected, in any language."""
    parts: list[ask.Query] = []
    for language, words_field in WORDS.items():
        weight = 1.0 if language == view.language else OTHER_LANGUAGE_WEIGHT
        parts.append(ask.Boost(_as_written(sought, words_field), weight))
        terms = sought.terms.get(language, ())
        for name in ANALYSED[language] if terms else ():
            part_weight = PART_WEIGHTS[name.partition("_")[0]]
            parts.append(ask.AnyOf(name, dict.fromkeys(terms, weight * part_weight)))
    return ask.Best(tuple(parts))


def wide(sought: Sought, view: View) -> ask.Query:
    """The same, and the documents that mean it in other words."""
    own_query = own(sought, view)
    if not sought.concepts:
        return own_query
    meant = ask.AnyOf(CONCEPT, dict.fromkeys(sought.concepts, CONCEPT_WEIGHT))
    return ask.Best((own_query, meant))


def unwanted(node: Word | Phrase, view: View) -> ask.Query:
    """The documents whose edition in the reader's language has the word or phrase as written, folded."""
    return _spelt(node, WORDS[view.language])


def everything(wanted: Sequence[Sought], optional: Sequence[Sought], view: View) -> ask.Query:
    """All of ``wanted``; what also has the ``optional`` ranks higher, and so does what needs no concept at all."""
    query: ask.Query = ask.And(tuple(wide(each, view) for each in wanted))
    if optional:
        query = ask.And((query, ask.Or((ask.Constant(ask.All(), 0.0), *(wide(each, view) for each in optional)))))
    if any(each.concepts for each in wanted):
        own_words = ask.And(tuple(own(each, view) for each in wanted))
        query = ask.Or((query, ask.Constant(own_words, OWN_WORDS_SCORE)))
    return query


def _as_written(sought: Sought, field: str) -> ask.Query:
    if not isinstance(sought.node, Word):
        terms = tuple(token.folded if sought.accents else WRITTEN + token.word for token in sought.node.tokens)
        return ask.Boost(_adjacent(field, terms), EXACT_WEIGHT)
    token = sought.node.token
    weights = {WRITTEN + token.word: EXACT_WEIGHT}
    return ask.AnyOf(field, weights | {token.folded: FOLDED_WEIGHT} if sought.accents else weights)


def _spelt(node: Word | Phrase, field: str) -> ask.Query:
    found = node.tokens if isinstance(node, Phrase) else (node.token,)
    return _adjacent(field, tuple(token.folded for token in found))


def _adjacent(field: str, terms: tuple[str, ...]) -> ask.Query:
    return ask.Term(field, terms[0]) if len(terms) == 1 else ask.Phrase(field, terms)
