"""What did the reader ask for, as a small tree?

Readers' text is parsed here and never reaches an engine's parser. Nothing a reader types is an error, save a text that
is too long: what cannot be read as syntax is taken as text, and a note says so.

    query  = all { "OR" all }          all  = one { ["AND"] one }          one = ["NOT" | "-"] atom
    atom   = "(" query ")" | phrase | field ":" (word | phrase) | word "*" | word
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kb.errors import QueryError
from kb.i18n import N_
from kb.languages import Token, fold, normalise, tokens

_QUOTES = '"„“”«»‟'
_PART = re.compile(
    rf"""
      (?P<open> [-−]? \( ) | (?P<close> \) )
    | (?P<minus> (?<![^\s(]) [-−] (?=[^\s\-−)]) )?
      (?: (?P<field> [^\W\d_]{{2,20}} ) : (?=[^\s:()]) )?
      (?: [{_QUOTES}] (?P<phrase> [^{_QUOTES}]*) [{_QUOTES}] | (?P<text> [^\s{_QUOTES}()]+ | [{_QUOTES}] ) )
    """,
    re.VERBOSE,
)
OPERATORS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("OR", "OSE", "ILI", "ИЛИ", "|"), "or")
    | dict.fromkeys(("AND", "DHE", "&"), "and")
    | dict.fromkeys(("NOT", "JO", "NE", "НЕ"), "not")
)
# What the fields of a document may be called, folded, in each language of the interface.
FIELDS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("agreement", "marreveshja", "marreveshje", "sporazum"), "agreement")
    | dict.fromkeys(("kind", "lloji", "vrsta"), "kind")
    | dict.fromkeys(("place", "vendi", "mesto"), "place")
    | dict.fromkeys(("person", "author", "personi", "autori", "osoba", "lice", "autor"), "person")
    | dict.fromkeys(("outlet", "media", "mediumi", "medij", "medijum"), "outlet")
    | dict.fromkeys(("language", "gjuha", "jezik"), "language")
    | dict.fromkeys(("year", "viti", "godina"), "year")
)
_PREFIX = 2  # letters that must stand before a star
_ABBREVIATION = 5  # letters, at most
_DEPTH = 8  # brackets inside one another that are read; more are left out

NOTES: Mapping[str, str] = MappingProxyType(
    {
        "brackets": N_("Brackets without a partner were left out."),
        "operator": N_("OR, AND and NOT need words beside them; one was left out."),
        "field": N_("Nothing here has the name that stands behind a colon; it was searched as words."),
        "star": N_("A star needs at least two letters before it; it was left out."),
    }
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word, met in any of its forms."""

    token: Token


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins with these letters, accents and script aside."""

    token: Token


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other, as they are spelt but for accents and script."""

    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """The phrase as it was typed, single-spaced."""
        return " ".join(token.text for token in self.tokens)


@dataclass(frozen=True, slots=True)
class OneOf:
    """Documents whose ``facet`` has one of ``values``."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Documents without ``node``."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """Documents with every node."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Documents with any of the nodes."""

    nodes: tuple["Node", ...]


Leaf = Word | Prefix | Phrase
Node = Leaf | OneOf | Not | All | Any


@dataclass(frozen=True, slots=True)
class Query:
    """What is to be met, all of it, in the order typed; and what the reader should know of how it was read."""

    nodes: tuple[Node, ...] = ()
    notes: tuple[str, ...] = ()

    def wanted(self) -> tuple[Leaf, ...]:
        """The words and phrases that a found document may be shown for, in the order typed."""
        return tuple(leaf for node in self.nodes for leaf in leaves(node))


def leaves(node: Node) -> Iterator[Leaf]:
    """The words and phrases of a node that are not ruled out."""
    if isinstance(node, (Word, Prefix, Phrase)):
        yield node
    elif isinstance(node, (All, Any)):
        for each in node.nodes:
            yield from leaves(each)


def _no_value(_facet: str, _text: str) -> tuple[str, ...]:
    return ()


def _no_name(_token: Token) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the parser must be told: what a facet's values are called, and which words have a star of their own.

    ``values`` gives the ids for what a reader typed behind ``field:``, none if there is no such thing. ``starred`` says
    whether a word is a name that is written with a star, as Kosovo* is, which then is no prefix.
    """

    values: Callable[[str, str], tuple[str, ...]] = _no_value
    starred: Callable[[Token], bool] = _no_name


def parse(text: str, *, characters: int, words: int, known: Known | None = None) -> Query:
    """The tree of a reader's text. Raises QueryError where it has more than so many characters or words."""
    if len(text) > characters:
        raise QueryError(N_("A query may have at most %(count)d characters. Please shorten it."), count=characters)
    if len(tokens(text)) > words:
        raise QueryError(N_("A query may have at most %(count)d words. Please shorten it."), count=words)
    return _Parser(text, known or Known()).read()


@dataclass(slots=True)
class _Frame:
    """What has been read since a bracket was opened: alternatives, the last of them still growing."""

    ruled_out: bool = False
    alternatives: list[list[Node]] = field(default_factory=lambda: [[]])
    negate_next: bool = False


class _Parser:
    def __init__(self, text: str, known: Known) -> None:
        self._parts = list(_PART.finditer(text))
        # In a text all in capitals, longer words among them than abbreviations, OR is a word like any other.
        self._shouted = text.isupper() and any(len(word) > _ABBREVIATION for word in text.split())
        self._known = known
        self._stack = [_Frame()]
        self._notes: dict[str, None] = {}

    def read(self) -> Query:
        for part in self._parts:
            if part["open"]:
                self._open(ruled_out=len(part["open"]) > 1)
            elif part["close"]:
                self._close()
            elif not self._operator(part):
                self._add(self._atom(part), ruled_out=bool(part["minus"]))
        if len(self._stack) > 1:
            self._note("brackets")
            while len(self._stack) > 1:
                self._close()
        node = self._closed(self._stack[0])
        return Query(node.nodes if isinstance(node, All) else (node,) if node else (), tuple(self._notes))

    def _note(self, name: str) -> None:
        self._notes[NOTES[name]] = None

    def _open(self, *, ruled_out: bool) -> None:
        if len(self._stack) > _DEPTH:
            self._note("brackets")
            return
        frame = self._stack[-1]
        self._stack.append(_Frame(ruled_out=ruled_out or frame.negate_next))
        frame.negate_next = False

    def _close(self) -> None:
        if len(self._stack) == 1:
            self._note("brackets")
            return
        frame = self._stack.pop()
        self._add(self._closed(frame), ruled_out=frame.ruled_out)

    def _closed(self, frame: _Frame) -> Node | None:
        """What a bracket holds, as one node."""
        if frame.negate_next or (len(frame.alternatives) > 1 and not frame.alternatives[-1]):
            self._note("operator")
        groups = [each[0] if len(each) == 1 else All(tuple(each)) for each in frame.alternatives if each]
        if len(groups) > 1:
            return Any(tuple(groups))
        return groups[0] if groups else None

    def _operator(self, part: re.Match[str]) -> bool:
        """Take a part as an operator, if it is one."""
        meaning = OPERATORS.get(part["text"] or "")
        if meaning is None or part["minus"] or part["field"] or (self._shouted and part["text"].isalpha()):
            return False
        frame = self._stack[-1]
        if meaning == "or":
            if not frame.alternatives[-1]:
                self._note("operator")
            else:
                frame.alternatives.append([])
        elif meaning == "not":
            frame.negate_next = True
        return True

    def _add(self, node: Node | None, *, ruled_out: bool) -> None:
        if node is None:
            return
        frame = self._stack[-1]
        negated = ruled_out != frame.negate_next
        frame.negate_next = False
        flat = node.nodes if isinstance(node, All) and not negated else (node,)
        frame.alternatives[-1].extend((Not(node),) if negated else flat)

    def _atom(self, part: re.Match[str]) -> Node | None:
        typed = part["phrase"] if part["phrase"] is not None else part["text"]
        if part["field"]:
            facet = FIELDS.get(fold(normalise(part["field"])))
            values = self._known.values(facet, typed) if facet else ()
            if facet and values:
                return OneOf(facet, values)
            if facet:
                self._note("field")
            typed = typed if facet else f"{part['field']} {typed}"
        found = tuple(tokens(typed))
        if part["phrase"] is not None or part["minus"]:
            return Phrase(found) if found else None
        return self._words(typed, found)

    def _words(self, typed: str, found: tuple[Token, ...]) -> Node | None:
        """The words of a piece without spaces; the last is a prefix if a star follows."""
        if not found:
            return None
        nodes: list[Node] = [Word(token) for token in found]
        if typed.endswith("*") and typed[found[-1].end :].strip("*") == "" and not self._known.starred(found[-1]):
            if len(found[-1].folded) >= _PREFIX:
                nodes[-1] = Prefix(found[-1])
            else:
                self._note("star")
        return nodes[0] if len(nodes) == 1 else All(tuple(nodes))
