"""What do the vocabulary files say, and which ids may documents name?"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any

from kb.corpus import plain_text, yaml_file
from kb.corpus.folders import strays
from kb.corpus.forms import date_mistakes, is_id
from kb.corpus.validation import fit
from kb.corpus.yaml_file import Mistake, Path, Tree
from kb.errors import Problem
from kb.model import LANGUAGE_CODES, SHELVES, Concept, ConceptType, Note, Renamed, Wording

FILES: Mapping[str, ConceptType] = MappingProxyType(
    {"agreements": "agreement", "terms": "term", "places": "place", "people": "person", "outlets": "outlet"}
)
# What an entry may have besides id, names and note.
_FURTHER: Mapping[ConceptType, tuple[str, ...]] = MappingProxyType(
    {
        "agreement": ("date", "type", "parent"),
        "place": ("kind", "lat", "lon", "parent", "alone"),
        "outlet": ("kind", "language"),
    }
)
_OF_SOME = ("date", "type", "parent", "kind", "language", "lat", "lon", "alone")
_NO_ID = '"%s" is no id; write lower-case letters, digits and hyphens'
_NO_ADDRESS = '"%s" is no shelf and id; write articles/x, say, or agreements/x'
_CHOICES: Mapping[tuple[ConceptType, str], tuple[str, ...]] = MappingProxyType(
    {
        ("agreement", "type"): ("technical", "political", "process", "other"),
        ("place", "kind"): ("municipality", "town", "crossing", "river", "country", "region"),
    }
)


@dataclass(frozen=True, slots=True)
class VocabularyFiles:
    """The concepts, notes, rules of wording and former names of the corpus.

    ``known`` are the ids of each type that could be read.
    """

    concepts: Mapping[ConceptType, tuple[Concept, ...]]
    notes: tuple[Note, ...] = ()
    wording: tuple[Wording, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    renamed_tree: Tree = field(default_factory=lambda: Tree(""))
    known: Mapping[ConceptType, frozenset[str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read(folder: FilePath, *, file: str, limit: int, today: date) -> VocabularyFiles:
    """Read ``folder``, called ``file`` in problems; a file that is not there has no entries."""
    if folder.is_symlink():
        return VocabularyFiles(
            {}, problems=(Problem(file, 1, 1, "symlink", "leads to another place; put the folder here"),)
        )
    concepts: dict[ConceptType, tuple[Concept, ...]] = {}
    known: dict[ConceptType, frozenset[str]] = {}
    names = [f"{name}.yaml" for name in (*FILES, "notes", "wording", "renamed")]
    problems = list(strays(folder, names, file=file)) if folder.exists() else []
    for name, kind in FILES.items():
        tree = _tree(folder / f"{name}.yaml", file=f"{file}/{name}.yaml", limit=limit)
        concepts[kind], mistakes = concepts_of(kind, tree.data, today=today)
        problems += [*tree.problems, *tree.located(mistakes)]
        if isinstance(tree.data, list):
            known[kind] = frozenset(str(_id(entry)) for entry in tree.data)
    tree = _tree(folder / "notes.yaml", file=f"{file}/notes.yaml", limit=limit)
    notes, mistakes = notes_of(tree.data)
    problems += [*tree.problems, *tree.located(mistakes)]
    tree = _tree(folder / "wording.yaml", file=f"{file}/wording.yaml", limit=limit)
    wording, mistakes = _wording_of(tree.data)
    problems += [*tree.problems, *tree.located(mistakes)]
    tree = _tree(folder / "renamed.yaml", file=f"{file}/renamed.yaml", limit=limit)
    renamed, mistakes = renamed_of(tree.data)
    problems += [*tree.problems, *tree.located(mistakes)]
    return VocabularyFiles(concepts, notes, wording, renamed, tree, known, tuple(problems))


def _tree(path: FilePath, *, file: str, limit: int) -> Tree:
    if not path.exists() and not path.is_symlink():
        return Tree(file, data=[])
    text, problems = plain_text.read(path, file=file, limit=limit)
    if text is None or not text.strip():
        return Tree(file, problems=tuple(problems))
    tree = yaml_file.read(text, file=file)
    return Tree(file, tree.data, tree.keys, tree.values, (*problems, *tree.problems), tree.faulty)


def concepts_of(
    kind: ConceptType, data: Any, *, today: date, path: Path = ()
) -> tuple[tuple[Concept, ...], list[Mistake]]:
    """The entries of a list of concepts that stands at ``path``, and what is wrong with them."""
    closed = tuple(key for key in _OF_SOME if key not in _FURTHER.get(kind, ()))
    concepts: list[Concept] = []
    mistakes = list(_list_mistakes(data, path))
    for at, entry in _entries(data):
        fitted = fit(Concept, entry, path=(*path, at), closed=closed)
        mistakes += fitted.mistakes
        if fitted.value:
            concepts.append(fitted.value)
            mistakes += _concept_mistakes(kind, fitted.value, (*path, at), today=today, unread=fitted.unread)
    mistakes += _parent_mistakes(data, path)
    return tuple(concepts), mistakes


def notes_of(data: Any, *, path: Path = ()) -> tuple[tuple[Note, ...], list[Mistake]]:
    """The entries of a list of notes that stands at ``path``, and what is wrong with them."""
    notes: list[Note] = []
    mistakes = list(_list_mistakes(data, path))
    for at, entry in _entries(data):
        fitted = fit(Note, entry, path=(*path, at))
        mistakes += fitted.mistakes
        if fitted.value:
            notes.append(fitted.value)
            # A note is quoted: where no wording was agreed in a language, readers are shown the English one.
            mistakes += _missing((*path, at, "text"), () if fitted.value.text.en else ("en",))
    return tuple(notes), mistakes


def renamed_of(data: Any, *, path: Path = ()) -> tuple[tuple[Renamed, ...], list[Mistake]]:
    """The entries of a list of former names that stands at ``path``, and what is wrong with them."""
    renamed: list[Renamed] = []
    mistakes = list(_list_mistakes(data, path, named=_is_address))
    for at, entry in _entries(data):
        fitted = fit(Renamed, entry, path=(*path, at))
        mistakes += fitted.mistakes
        if fitted.value:
            renamed.append(fitted.value)
            if not _is_address(fitted.value.to):
                mistakes.append(Mistake((*path, at, "to"), "bad-id", _NO_ADDRESS % fitted.value.to))
    return tuple(renamed), mistakes


def misled(data: Any, targets: Collection[tuple[str, str]]) -> Iterator[Mistake]:
    """Former names that are taken again, and present ones that are not there. ``targets``: shelf and id."""
    for at, entry in _entries(data):
        former, present = (str(entry.get(key)) if isinstance(entry, dict) else "" for key in ("id", "to"))
        if _is_address(former) and tuple(former.split("/")) in targets:
            message = f'"{former}" is there; a former name leads elsewhere, so remove this entry or rename the document'
            yield Mistake((at, "id"), "name-taken", message)
        if _is_address(present) and tuple(present.split("/")) not in targets:
            yield Mistake((at, "to"), "dead-link", f"there is no {present}; write what it is called now")


def _is_address(text: Any) -> bool:
    shelf, _, name = text.partition("/") if isinstance(text, str) else ("", "", "")
    return shelf in SHELVES.values() and is_id(name)


def _wording_of(data: Any) -> tuple[tuple[Wording, ...], list[Mistake]]:
    """The rules of wording, and what is wrong with them."""
    rules: list[Wording] = []
    mistakes = list(_list_mistakes(data, ()))
    for at, entry in _entries(data):
        fitted = fit(Wording, entry, path=(at,))
        mistakes += fitted.mistakes
        if fitted.value:
            rules.append(fitted.value)
            if (fitted.value.instead is None) == (fitted.value.mark is None) and not fitted.unread:
                message = 'a rule has "instead", for words to avoid, or "mark", for what a first mention carries'
                mistakes.append(Mistake((at,), "missing-key", message))
    return tuple(rules), mistakes


def _entries(data: Any) -> Iterator[tuple[int, Any]]:
    return enumerate(data if isinstance(data, list) else ())


def _id(entry: Any) -> Any:
    return entry.get("id") if isinstance(entry, dict) else None


def _list_mistakes(data: Any, path: Path, named: Callable[[str], bool] = is_id) -> Iterator[Mistake]:
    """Not a list, or an id twice, or one that is not an id."""
    if data is not None and not isinstance(data, list):
        yield Mistake(path, "wrong-type", 'this must be a list; begin each entry with "- id:"')
    seen: set[str] = set()
    for at, entry in _entries(data):
        name = _id(entry)
        if not isinstance(name, str) or not name:
            continue
        if not named(name):
            message = (_NO_ID if named is is_id else _NO_ADDRESS) % name
            yield Mistake((*path, at, "id"), "bad-id", message)
        elif name in seen:
            yield Mistake((*path, at, "id"), "duplicate-id", f'"{name}" stands in this file already; keep one')
        seen.add(name)


def _concept_mistakes(
    kind: ConceptType, concept: Concept, path: Path, *, today: date, unread: frozenset[str]
) -> Iterator[Mistake]:
    yield from date_mistakes(concept.date, (*path, "date"), today)
    yield from _missing(path, [code for code in LANGUAGE_CODES if not concept.names(code) and code not in unread])
    for (of, key), choices in _CHOICES.items():
        value = getattr(concept, key)
        if of == kind and value is not None and value not in choices:
            message = f'"{key}" must be {", ".join(choices[:-1])} or {choices[-1]}'
            yield Mistake((*path, key), "bad-choice", message)
    for key, value, most in (("lat", concept.lat, 90), ("lon", concept.lon, 180)):
        if value is not None and not -most <= value <= most:
            yield Mistake((*path, key), "wrong-type", f'"{key}" must be a number from -{most} to {most}')
    if (concept.lat is None) != (concept.lon is None) and not unread & {"lat", "lon"}:
        yield Mistake(path, "missing-key", '"lat" and "lon" belong together; write both or neither')


def _missing(path: Path, keys: Sequence[str]) -> Iterator[Mistake]:
    for key in keys:
        yield Mistake((*path, key), "missing-key", f'"{key}" is missing; add it')


def _parent_mistakes(data: Any, path: Path) -> Iterator[Mistake]:
    """Parents that do not exist, or that are their own descendants."""
    parents = {_id(entry): entry.get("parent") for _, entry in _entries(data) if isinstance(entry, dict)}
    for at, entry in _entries(data):
        parent = entry.get("parent") if isinstance(entry, dict) else None
        if not isinstance(parent, str) or not parent:
            continue
        ancestors = [_id(entry)]
        while parent in parents and parent not in ancestors:
            ancestors.append(parent)
            parent = parents[parent]
        if parent == ancestors[0]:
            yield Mistake((*path, at, "parent"), "loop", f'"{parent}" is its own parent in the end; break the circle')
        elif len(ancestors) == 1:
            yield Mistake((*path, at, "parent"), "unknown-id", f'no entry of this file has the id "{parent}"')
