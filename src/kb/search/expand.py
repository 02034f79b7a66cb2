"""What does each word of a query look for, and how is that said to an engine?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kb import query as asked
from kb.engines import contract as ask
from kb.i18n import View
from kb.languages import LANGUAGES, STEM, Token
from kb.model import Request
from kb.query import Leaf, Phrase, Prefix, Word
from kb.schema import ANALYSED, CONCEPT, PART_WEIGHTS, WEIGHTS, WORDS, WRITTEN
from kb.vocabulary import Vocabulary

# What may be switched off with `without=`.
WIDENINGS = ("accents", "inflection", "spelling", "translation", "name")
_NAMES = ("place", "person", "outlet")

Terms = Mapping[str, tuple[str, ...]]  # by language


@dataclass(frozen=True, slots=True)
class Sought:
    """One leaf of a query with everything it may be met by; what the request switched off is not there.

    ``typed`` are the folded spellings of a word; ``terms`` its lemmas and stems, ``related`` what only helps to rank,
    ``similar`` folded words and terms that it may be a slip of, ``begun`` words that begin with it: each by language.
    ``worth`` is how much it says in a language, beside what the engine thinks of it.
    """

    node: Leaf
    typed: tuple[str, ...] = ()
    terms: Terms = field(default_factory=dict)
    related: Terms = field(default_factory=dict)
    similar: Terms = field(default_factory=dict)
    begun: Terms = field(default_factory=dict)
    concepts: tuple[str, ...] = ()
    accents: bool = True
    worth: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """As the reader typed it."""
        return self.node.text if isinstance(self.node, Phrase) else self.node.token.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What expanding needs to know: the vocabulary, and the index's words of a language with a folded beginning."""

    vocabulary: Vocabulary
    begun: Callable[[str, str], tuple[str, ...]]


def expand(leaves: Sequence[Leaf], request: Request, index: Index) -> list[Sought]:
    """Each leaf with the ways to meet it that the request leaves switched on."""
    off = frozenset(WIDENINGS) if request.exact else request.without
    concepts = _concepts(leaves, index.vocabulary, off)
    return [_expand(leaf, off, concepts[number], index) for number, leaf in enumerate(leaves)]


def _expand(leaf: Leaf, off: frozenset[str], concepts: tuple[str, ...], index: Index) -> Sought:
    accents = "accents" not in off
    if isinstance(leaf, Phrase):
        return Sought(leaf, concepts=concepts, accents=accents)
    if isinstance(leaf, Prefix):
        return Sought(leaf, begun={code: index.begun(code, leaf.token.folded) for code in LANGUAGES}, accents=accents)
    word = leaf.token.word
    # Analysed terms are folded: without accents they would let through what the reader ruled out.
    inflected = accents and "inflection" not in off
    return Sought(
        leaf,
        typed=_spellings(leaf.token) if accents else (),
        terms={code: language.query_terms(word) for code, language in LANGUAGES.items()} if inflected else {},
        related={code: language.related(word) for code, language in LANGUAGES.items()} if inflected else {},
        concepts=concepts,
        accents=accents,
    )


def _spellings(token: Token) -> tuple[str, ...]:
    """A word folded, and as it was meant by fingers that have w for ë."""
    return (token.folded, token.folded.replace("w", "e")) if "w" in token.folded else (token.folded,)


def _concepts(leaves: Sequence[Leaf], vocabulary: Vocabulary, off: frozenset[str]) -> list[tuple[str, ...]]:
    """The concepts of each leaf; a name of several words gives its concept to each of them."""
    found: list[list[str]] = [[] for _ in leaves]
    words = [(number, leaf.token) for number, leaf in enumerate(leaves) if isinstance(leaf, Word)]
    spans = [(mention, words) for mention in vocabulary.find([token for _, token in words], None)]
    for number, leaf in enumerate(leaves):
        if isinstance(leaf, Phrase):
            inside = [(number, token) for token in leaf.tokens]
            whole = (
                mention for mention in vocabulary.find(leaf.tokens, None) if mention.last - mention.first == len(inside)
            )
            spans.extend((mention, inside) for mention in whole)
    for mention, owners in spans:
        kind = "name" if mention.concept.partition(":")[0] in _NAMES else "translation"
        if kind not in off:
            for number in dict.fromkeys(number for number, _ in owners[mention.first : mention.last]):
                found[number].append(mention.concept)
    return [tuple(dict.fromkeys(each)) for each in found]


# The same as queries to an engine


@dataclass(frozen=True, slots=True)
class Ways:
    """What finds a leaf.

    ``own`` is the reader's word, however inflected, in any language; ``wide`` also what it means in other words or may
    be a slip of; ``near`` is what is related to it (derived from it, say), if anything could be.
    """

    own: ask.Query
    wide: ask.Query
    near: ask.Query | None

    @classmethod
    def of(cls, sought: Sought, view: View) -> "Ways":
        """The ways to find a leaf for a reader of ``view``."""
        own = _own(sought, view)
        return cls(own, _wide(sought, own), _near(sought, view))


def _own(sought: Sought, view: View) -> ask.Query:
    parts: list[ask.Query] = []
    for language in WORDS:
        weight = sought.worth.get(language, 1.0) * (1.0 if language == view.language else WEIGHTS.other_language)
        parts.append(ask.Boost(in_language(sought, language), weight))
    return ask.Best(tuple(parts))


def in_language(sought: Sought, language: str) -> ask.Query:
    """The documents whose edition in one language has the word.

    Lemma and stem are two opinions on a word: where both agree, it counts for more.
    """
    terms = sought.terms.get(language, ())
    lemmas = [term for term in terms if not term.startswith(STEM)]
    stems = [term for term in terms if term.startswith(STEM)]
    best = ask.Best((_as_written(sought, WORDS[language]), *_analysed(lemmas, language, WEIGHTS.lemma)))
    return ask.Or((best, ask.Best(tuple(_analysed(stems, language, WEIGHTS.stem))))) if stems else best


def _wide(sought: Sought, own: ask.Query) -> ask.Query:
    parts: list[ask.Query] = [own]
    if sought.concepts:
        parts.append(ask.AnyOf(CONCEPT, dict.fromkeys(sought.concepts, WEIGHTS.concept)))
    for language, terms in sought.similar.items():
        parts.append(ask.AnyOf(WORDS[language], dict.fromkeys(terms, WEIGHTS.similar)))
        parts.extend(_analysed(terms, language, WEIGHTS.similar))
    return ask.Best(tuple(parts)) if len(parts) > 1 else own


def _near(sought: Sought, view: View) -> ask.Query | None:
    parts = [
        ask.Boost(part, sought.worth.get(language, 1.0))
        for language, terms in sought.related.items()
        for part in _analysed(
            terms, language, WEIGHTS.stem * (1.0 if language == view.language else WEIGHTS.other_language)
        )
    ]
    return ask.Best(tuple(parts)) if parts else None


def everything(
    nodes: Sequence[asked.Node], ways: Mapping[Leaf, Ways], optional: Sequence[Leaf], view: View
) -> ask.Query:
    """All of ``nodes``; what also has the ``optional`` ranks higher, and so does what needs no concept at all."""
    ruled_out = tuple(translate(node, {}, view) for node in nodes if isinstance(node, asked.Not))
    required = [node for node in nodes if not isinstance(node, asked.Not)]
    wide = {leaf: each.wide for leaf, each in ways.items()}
    found = _and([translate(node, wide, view) for node in required])
    helping = [wide[each] for each in optional]
    helping += [each.near for each in ways.values() if each.near]
    if helping:
        found = ask.And((found, ask.Or((ask.Constant(ask.All(), 0.0), *helping))))
    if any(each.wide is not each.own for each in ways.values()):
        own = {leaf: each.own for leaf, each in ways.items()}
        own_words = _and([translate(node, own, view) for node in required])
        found = ask.Or((found, ask.Constant(own_words, WEIGHTS.own_words)))
    return ask.And((found, *ruled_out)) if ruled_out else found


def translate(node: asked.Node, found_by: Mapping[Leaf, ask.Query], view: View) -> ask.Query:
    """A node as a query, each leaf as it is found; what is ruled out is met only as it is written."""
    match node:
        case asked.Not(inner):
            return ask.Not(_plainly(inner, view))
        case asked.OneOf(facet, values):
            return ask.Constant(ask.Or(tuple(ask.Term(facet, value) for value in values)), 0.0)
        case asked.All(nodes):
            return _and([translate(each, found_by, view) for each in nodes])
        case asked.Any(nodes):
            return ask.Or(tuple(translate(each, found_by, view) for each in nodes))
    return found_by[node]


def _and(queries: Sequence[ask.Query]) -> ask.Query:
    return queries[0] if len(queries) == 1 and not isinstance(queries[0], ask.Not) else ask.And(tuple(queries))


def _plainly(node: asked.Node, view: View) -> ask.Query:
    """The documents whose edition in the reader's language has a node's words as written, folded."""
    field_ = WORDS[view.language]
    match node:
        case asked.Not(inner):
            return ask.Not(_plainly(inner, view))
        case asked.OneOf(facet, values):
            return ask.Or(tuple(ask.Term(facet, value) for value in values))
        case asked.All(nodes):
            return ask.And(tuple(_plainly(each, view) for each in nodes))
        case asked.Any(nodes):
            return ask.Or(tuple(_plainly(each, view) for each in nodes))
    found = node.tokens if isinstance(node, Phrase) else (node.token,)
    return _adjacent(field_, tuple(token.folded for token in found))


def _analysed(terms: Sequence[str], language: str, weight: float) -> list[ask.Query]:
    """The fields of analysed terms."""
    if not terms:
        return []
    return [
        ask.AnyOf(name, dict.fromkeys(terms, weight * PART_WEIGHTS[name.partition("_")[0]]))
        for name in ANALYSED[language]
    ]


def _as_written(sought: Sought, field_: str) -> ask.Query:
    """The words of a field as they are spelt: a phrase, a word, or all words that begin with a prefix."""
    node = sought.node
    if isinstance(node, Phrase):
        terms = tuple(token.folded if sought.accents else WRITTEN + token.word for token in node.tokens)
        return ask.Boost(_adjacent(field_, terms), WEIGHTS.exact)
    if isinstance(node, Prefix):
        return ask.AnyOf(field_, dict.fromkeys(sought.begun.get(field_.partition("_")[2], ()), WEIGHTS.prefix))
    return ask.AnyOf(field_, {WRITTEN + node.token.word: WEIGHTS.exact, **dict.fromkeys(sought.typed, WEIGHTS.folded)})


def _adjacent(field_: str, terms: tuple[str, ...]) -> ask.Query:
    return ask.Term(field_, terms[0]) if len(terms) == 1 else ask.Phrase(field_, terms)
