"""How is a corpus written as JSON, one document a line, and how is it read again?

The first lines may be ``{"vocabulary": {…}}``. Reading takes one line at a time and remembers only ids. Only ``id``,
``kind`` and one edition with a ``body`` must be there; ids that the vocabulary does not have are kept.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from kb.corpus import yaml_file
from kb.corpus.json_record import TOP, Header, Rules, document_of, header_of
from kb.corpus.plain_text import shown
from kb.corpus.vocabulary_files import FILES
from kb.corpus.yaml_file import Mistake
from kb.errors import CorpusError, Problem
from kb.model import LANGUAGE_CODES, Corpus, Document, Edition

__all__ = ["Header", "document_line", "read", "write"]

MOST_PROBLEMS = 1_000
_HALF = "half a character (a lone surrogate) stands here; write the whole one"
_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)


def write(corpus: Corpus, progress: Callable[[int], None] = lambda _: None) -> Iterator[str]:
    """The lines of ``corpus``: the vocabulary, then each document. One corpus gives always the same text.

    ``progress`` hears how many documents are done.
    """
    yield _header_line(corpus)
    for number, document in enumerate(corpus.documents, 1):
        yield document_line(document)
        progress(number)


def _header_line(corpus: Corpus) -> str:
    """The vocabulary, with notes, former names and packs, as a line with its line end."""
    lists = {name: [_plain(concept) for concept in corpus.concepts.get(kind, ())] for name, kind in FILES.items()}
    lists["notes"] = [_plain(note) for note in corpus.notes]
    for name, values in (("renamed", corpus.renamed), ("packs", corpus.packs)):
        if values:
            lists[name] = [_plain(each) for each in values]
    return _dumped({"vocabulary": lists}) + "\n"


def document_line(document: Document) -> str:
    """A document as a line, with its line end."""
    facts = _plain(document.facts)
    top = {key: facts.pop(key, None if key in {"date", "outlet"} else []) for key in TOP}
    editions = {code: _edition(document.editions[code]) for code in LANGUAGE_CODES if code in document.editions}
    return _dumped({"id": document.id, "kind": document.kind, **top, "facts": facts, "editions": editions}) + "\n"


def _edition(edition: Edition) -> dict[str, Any]:
    always = {"title": edition.title, "summary": edition.summary, "body": edition.body}
    return always | {key: value for key, value in _plain(edition).items() if key != "body_line"}


def _plain(value: Any) -> Any:
    """A value of the model as JSON has it, without what says nothing."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if not is_dataclass(value):
        return value
    pairs = ((each, getattr(value, each.name)) for each in fields(value))
    return {each.name: _plain(inner) for each, inner in pairs if each.default is MISSING or inner != each.default}


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read(
    lines: Iterable[bytes | str], *, name: str = "-", edition_bytes: int = 1_000_000, today: date | None = None
) -> Iterator[Header | Document]:
    """Give the vocabulary, if there is one, and then each document, while reading.

    Raises CorpusError when the lines are over, if any was wrong; after the first that was, nothing more is given. So
    keep nothing before the end is reached. ``name`` is the file in problems, of which a thousand are collected at most.
    """
    reader = _Reader(name, Rules(edition_bytes=edition_bytes, today=today or datetime.now(tz=UTC).date()))
    for number, line in enumerate(lines, 1):
        document = reader.read(line, number)
        if len(reader.problems) >= MOST_PROBLEMS:
            message = f"there are {MOST_PROBLEMS:,} problems or more; from here on nothing was read"
            raise CorpusError([*reader.problems[:MOST_PROBLEMS], Problem(name, number + 1, 1, "too-many", message)])
        if document and not reader.problems:
            yield from reader.header_once()
            yield document
    if reader.problems:
        raise CorpusError(reader.problems)
    yield from reader.header_once()


class _Reader:
    """Reads lines, and remembers what it must of earlier ones."""

    def __init__(self, name: str, rules: Rules) -> None:
        self.problems: list[Problem] = []
        self._name = name
        self._rules = rules
        self._header: Header | None = None
        self._ids: set[str] = set()
        self._documents = False

    def header_once(self) -> Iterator[Header]:
        """The vocabulary, if there is one and it was not given yet."""
        if self._header:
            yield self._header
        self._header = None

    def read(self, line: bytes | str, number: int) -> Document | None:
        """The document of a line; None for a vocabulary, an empty line, and one with problems."""
        try:
            text = _decoded(line).rstrip("\r\n")
            record = _loaded(text) if text.strip() else None
            if record is None:
                return None
            document, mistakes = self._header_mistakes(record) if "vocabulary" in record else self._document(record)
        except _Refused as refused:
            self.problems.append(Problem(self._name, number, *refused.args))
            return None
        except RecursionError:
            message = "brackets inside brackets without end; write it more simply"
            self.problems.append(Problem(self._name, number, 1, "too-deep", message))
            return None
        if mistakes:
            # JSON is YAML too, and the reader of YAML knows the place of everything.
            tree = yaml_file.read(text, file=self._name, first_line=number)
            self.problems += map(tree.locate, mistakes)
        return document

    def _header_mistakes(self, record: Mapping[str, Any]) -> tuple[None, list[Mistake]]:
        if self._documents:
            message = '"vocabulary" stands after documents; put it on the first line'
            return None, [Mistake(("vocabulary",), "late-vocabulary", message, of_key=True)]
        self._header, mistakes = header_of(record, self._header or Header(concepts={}), self._rules)
        return None, mistakes

    def _document(self, record: Mapping[str, Any]) -> tuple[Document | None, list[Mistake]]:
        self._documents = True
        document, mistakes = document_of(record, self._rules)
        name = record.get("id")
        if isinstance(name, str):
            if name in self._ids:
                mistakes.append(Mistake(("id",), "duplicate-id", f'"{name}" has come on a line before; keep one'))
            self._ids.add(name)
        return document, mistakes


class _Refused(Exception):
    """Column, code and message of a line that is no object of JSON."""


def _decoded(line: bytes | str) -> str:
    """The text of a line. Raises _Refused if it is none."""
    try:
        text = line if isinstance(line, str) else line.decode("utf-8")
        text.encode("utf-8")
    except UnicodeDecodeError as error:
        column = len(error.object[: error.start].decode("utf-8")) + 1
        message = f"the byte 0x{error.object[error.start]:02X} is not UTF-8; save the file as UTF-8"
        raise _Refused(column, "encoding", message) from None
    except UnicodeEncodeError as error:
        raise _Refused(error.start + 1, "lone-surrogate", _HALF) from None
    return text


def _loaded(text: str) -> dict[str, Any]:
    """The object that a line holds. Raises _Refused for anything else."""
    try:
        record = json.loads(text, object_pairs_hook=_without_twins, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _Refused(error.pos + 1, "bad-json", "from here on this is not JSON; a line is one whole object") from None
    except _Twin as error:
        twins = [each for each in yaml_file.read(text, file="").problems if each.code == "duplicate-key"]
        message = f'"{shown(str(error))}" stands twice; keep one'
        raise _Refused(twins[0].column if twins else 1, "duplicate-key", message) from None
    except ValueError as error:  # a number that is none, or that is too long
        raise _Refused(max(text.find(str(error)) + 1, 1), "bad-json", "there is a number that cannot be read") from None
    if not isinstance(record, dict):
        raise _Refused(1, "bad-json", "a line is one whole object: {…}")
    if lone := _LONE_SURROGATE.search(text):
        try:
            _dumped(record).encode("utf-8")
        except UnicodeEncodeError:  # and not only a backslash before a "u"
            raise _Refused(lone.start() + 1, "lone-surrogate", _HALF) from None
    return record


class _Twin(ValueError):
    """The key that an object has twice."""


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Twin(next(key for at, key in enumerate(keys) if key in keys[:at]))
    return entries


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
