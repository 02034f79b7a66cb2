"""What does this YAML say, as written, and where does it say it?

Every value is text: nothing is guessed to be a number, a date or a truth value. What can mean two things or hide one
(duplicate keys, anchors, aliases, tags, several documents) is a problem.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from kb.corpus.plain_text import shown
from kb.errors import Problem

DEPTH = 20
Path = tuple[str | int, ...]
Place = tuple[int, int]

_TAB = re.compile(r"^ *\t", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong with the value at ``path``, or with its key."""

    path: Path
    code: str
    message: str
    of_key: bool = False


@dataclass(frozen=True, slots=True)
class Tree:
    """Dictionaries, lists and text, with the line and column of every key and value.

    ``faulty`` are the paths whose value is already known to be wrong.
    """

    file: str
    data: Any = None
    keys: Mapping[Path, Place] = field(default_factory=dict)
    values: Mapping[Path, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    faulty: frozenset[Path] = frozenset()

    def located(self, mistakes: Iterable[Mistake]) -> list[Problem]:
        """Mistakes as problems, but for those about a value that is known to be wrong already."""
        return [self.locate(mistake) for mistake in mistakes if mistake.path not in self.faulty]

    def locate(self, mistake: Mistake) -> Problem:
        """A mistake as a problem: at its key or value, or at the nearest thing around it that exists."""
        path = mistake.path
        place = self.keys.get(path) if mistake.of_key else None
        while path and path not in self.values:
            path = path[:-1]
        return Problem(self.file, *(place or self.values.get(path, (1, 1))), mistake.code, shown(mistake.message))


class _Refused(Exception):
    """Nothing more can be learnt from this file."""


def read(text: str, *, file: str, first_line: int = 1) -> Tree:
    """Read YAML that begins on ``first_line`` of ``file``; never raises, the tree has its problems."""
    reader = _Reader(file, first_line)
    tabs = [text.count("\n", 0, found.start()) for found in _TAB.finditer(text)]
    for line in tabs:
        reader.problem((line, 0), "tab", "YAML is indented with spaces; replace the tab")
    try:
        data = None if tabs else reader.document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except _Refused:
        data = None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line, mark.column) if mark else (0, 0)
        code = "too-deep" if "nesting" in str(error.problem) else "yaml"
        reader.problem(place, code, f"this is not YAML: {error.problem}; look at this line and the one before")
        data = None
    return Tree(file, data, reader.keys, reader.values, tuple(reader.problems), frozenset(reader.faulty))


class _Reader:
    """Builds a tree from the parser's events: no resolver or constructor ever sees them."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.keys: dict[Path, Place] = {}
        self.values: dict[Path, Place] = {(): (first_line, 1)}
        self.problems: list[Problem] = []
        self.faulty: set[Path] = set()
        self._first_line = first_line
        self._events: Iterator[yaml.Event] = iter(())

    def document(self, events: Iterator[yaml.Event]) -> Any:
        data, documents = None, 0
        self._events = events
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.problem(
                        _place(event), "yaml-documents", "a second document begins here; one file is one document"
                    )
                    raise _Refused
            elif isinstance(event, yaml.NodeEvent):
                data = self._node(event, ())
        return data

    def problem(self, place: Place, code: str, message: str) -> None:
        self.problems.append(Problem(self.file, *self._shifted(place), code, shown(message)))

    def _shifted(self, place: Place) -> Place:
        return place[0] + self._first_line, place[1] + 1

    def _node(self, event: yaml.Event, path: Path) -> Any:
        self.values[path] = self._shifted(_place(event))
        self._refuse_cleverness(event, path)
        if isinstance(event, yaml.CollectionStartEvent):
            if len(path) >= DEPTH:
                self.problem(_place(event), "too-deep", f"more than {DEPTH} levels deep; write it more simply")
                raise _Refused
            return self._mapping(path) if isinstance(event, yaml.MappingStartEvent) else self._sequence(path)
        value = event.value if isinstance(event, yaml.ScalarEvent) else ""
        if not value.strip() and path not in self.faulty:
            self.problem(_place(event), "empty-value", f"{spoken(path)} has no value; write one or remove it")
            self.faulty.add(path)
        return value

    def _refuse_cleverness(self, event: yaml.Event, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.problem(_place(event), "yaml-alias", "repeats another place (*); write the value out")
            self.faulty.add(path)
        elif getattr(event, "anchor", None):
            self.problem(_place(event), "yaml-anchor", "names this place for later (&); remove the name")
        if getattr(event, "tag", None):
            self.problem(_place(event), "yaml-tag", "has a type of its own (!); write the value alone")
            self.faulty.add(path)

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                self.problem(_place(event), "yaml-key", "a key must be a plain word")
                raise _Refused
            key = (*path, event.value)
            if event.value in entries:
                first = self.keys[key][0]
                self.problem(
                    _place(event), "duplicate-key", f'"{event.value}" stands on line {first} already; keep one'
                )
                self._forget(key)
            else:
                self.keys[key] = self._shifted(_place(event))
                entries[event.value] = self._node(next(self._events), key)
        return entries

    def _forget(self, path: Path) -> None:
        """Read a value that nobody will use, for its own problems' sake."""
        elsewhere = _Reader(self.file, self._first_line)
        elsewhere._events = self._events
        elsewhere._node(next(self._events), path)
        self.problems += elsewhere.problems


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line, mark.column) if mark else (0, 0)


def spoken(path: Path) -> str:
    """What an editor calls the value at ``path``: "date", or item 2."""
    if not path:
        return "this"
    return f"item {path[-1] + 1}" if isinstance(path[-1], int) else f'"{path[-1]}"'
