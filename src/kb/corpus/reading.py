"""What is in one document's folder?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kb.corpus import plain_text, yaml_file
from kb.corpus.folders import strays
from kb.corpus.forms import edition_mistakes, facts_mistakes, is_id
from kb.corpus.validation import fit
from kb.corpus.yaml_file import Tree
from kb.errors import Problem
from kb.languages import to_latin
from kb.markup import Outline, outline
from kb.model import LANGUAGE_CODES, Document, Edition, Facts, Kind, LanguageCode

FACTS = "document.yaml"
EDITIONS: Mapping[str, LanguageCode] = {f"{language}.md": language for language in LANGUAGE_CODES}
_FENCE = "---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long files may be, and what day it is."""

    front_matter_bytes: int
    edition_bytes: int
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFile:
    """One edition as it was found. ``edition`` or ``outline`` is None where the file does not tell."""

    file: str
    edition: Edition | None = None
    outline: Outline | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFolder:
    """One document as it was found. ``unread`` names the keys of its facts that could not be used."""

    id: str
    kind: Kind
    file: str
    facts: Facts
    tree: Tree
    unread: frozenset[str]
    editions: Mapping[LanguageCode, EditionFile]
    problems: tuple[Problem, ...]

    def document(self) -> Document:
        """What it says, as far as it could be read."""
        editions = {language: found.edition for language, found in self.editions.items() if found.edition}
        return Document(id=self.id, kind=self.kind, facts=self.facts, editions=editions)

    def links(self) -> tuple[str, ...]:
        """The documents that its editions lead to, each once: ``articles/x``."""
        outlines = [found.outline for found in self.editions.values() if found.outline]
        return tuple(dict.fromkeys(f"{link.shelf}/{link.id}" for one in outlines for link in one.links))


def read_folder(folder: Path, kind: Kind, *, file: str, limits: Limits) -> DocumentFolder:
    """Read ``folder``, which is called ``file`` in problems."""
    facts, unread, tree, problems = _read_facts(folder / FACTS, file=f"{file}/{FACTS}", limits=limits)
    editions = {
        language: _read_edition(folder / name, file=f"{file}/{name}", limits=limits)
        for name, language in EDITIONS.items()
        if (folder / name).exists() or (folder / name).is_symlink()
    }
    if not is_id(folder.name):
        problems.append(Problem(file, 1, 1, "bad-id", "a folder is named in lower-case letters, digits and hyphens"))
    if not editions:
        problems.append(Problem(file, 1, 1, "no-edition", "has no edition; write sq.md, sr.md or en.md"))
    for edition in editions.values():
        problems += edition.problems
    problems += strays(folder, (FACTS, *EDITIONS), file=file)
    return DocumentFolder(
        id=folder.name,
        kind=kind,
        file=file,
        facts=facts,
        tree=tree,
        unread=unread,
        editions=editions,
        problems=tuple(problems),
    )


def _read_facts(path: Path, *, file: str, limits: Limits) -> tuple[Facts, frozenset[str], Tree, list[Problem]]:
    everything = frozenset(Facts.__dataclass_fields__)
    if not path.exists() and not path.is_symlink():
        message = f"there is no {FACTS}; write one, with a line such as date: 2013-04-19"
        return Facts(), everything, Tree(file), [Problem(file, 1, 1, "missing-file", message)]
    text, problems = plain_text.read(path, file=file, limit=limits.front_matter_bytes)
    if text is None or not text.strip():
        return Facts(), everything, Tree(file), problems
    tree = yaml_file.read(text, file=file)
    problems += tree.problems
    if tree.data is None:
        return Facts(), everything, tree, problems
    fitted = fit(Facts, tree.data)
    facts = fitted.value or Facts()
    problems += tree.located((*fitted.mistakes, *facts_mistakes(facts, limits.today)))
    return facts, fitted.unread if fitted.value else everything, tree, problems


def _read_edition(path: Path, *, file: str, limits: Limits) -> EditionFile:
    text, problems = plain_text.read(path, file=file, limit=limits.edition_bytes)
    if text is None or not text.strip():
        return EditionFile(file=file, problems=tuple(problems))
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        message = f"begins without {_FENCE}; write {_FENCE}, title: and the rest, {_FENCE}, and then the text"
        return EditionFile(file=file, problems=(*problems, Problem(file, 1, 1, "no-front-matter", message)))
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), 0)
    if not end:
        message = f"the part between {_FENCE} and {_FENCE} never ends; write {_FENCE} after it"
        return EditionFile(file=file, problems=(*problems, Problem(file, 1, 1, "unclosed-front-matter", message)))
    body, body_line = _body(lines, end + 1)
    front = "\n".join(lines[1:end])
    edition: Edition | None = None
    if len(front.encode()) > limits.front_matter_bytes:
        message = f"longer than {limits.front_matter_bytes:,} bytes before the text; make it shorter"
        problems.append(Problem(file, 1, 1, "too-big", message))
    else:
        edition, more = _read_front_matter(front, body, body_line, file=file, today=limits.today)
        problems += more
    if not body:
        problems.append(
            Problem(file, body_line, 1, "empty-body", "has a title and no text; write it or remove the file")
        )
    found = _shifted(outline(body, latin=to_latin), file, body_line - 1)
    return EditionFile(file=file, edition=edition, outline=found, problems=(*problems, *found.problems))


def _body(lines: list[str], first: int) -> tuple[str, int]:
    """The text after the front matter, without empty lines around it, and the line it begins on."""
    while first < len(lines) - 1 and not lines[first].strip():
        first += 1
    return "\n".join(lines[first:]).rstrip(), min(first, len(lines) - 1) + 1


def _read_front_matter(
    front: str, body: str, body_line: int, *, file: str, today: date
) -> tuple[Edition | None, list[Problem]]:
    tree = yaml_file.read(front, file=file, first_line=2)
    if tree.problems and tree.data is None:
        return None, list(tree.problems)
    data: Any = {} if tree.data is None else tree.data
    fitted = fit(Edition, data, closed=("body", "body_line"))
    problems = [*tree.problems, *tree.located(fitted.mistakes)]
    if not fitted.value:
        return None, problems
    problems += tree.located(edition_mistakes(fitted.value, today))
    return replace(fitted.value, body=body, body_line=body_line), problems


def _shifted(found: Outline, file: str, lines: int) -> Outline:
    """The same outline, with the lines of the file instead of those of its Markdown."""
    return replace(
        found,
        headings=tuple(replace(each, line=each.line + lines) for each in found.headings),
        citations=tuple(replace(each, line=each.line + lines) for each in found.citations),
        links=tuple(replace(each, line=each.line + lines) for each in found.links),
        timelines=tuple(line + lines for line in found.timelines),
        readings=tuple(tuple(replace(each, line=each.line + lines) for each in block) for block in found.readings),
        problems=tuple(replace(each, file=file, line=each.line + lines) for each in found.problems),
    )
