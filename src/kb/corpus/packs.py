"""Which documents are handed out together, and are they all there?"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from kb.corpus import plain_text, yaml_file
from kb.corpus.folders import entries
from kb.corpus.forms import is_id
from kb.corpus.plain_text import shown
from kb.corpus.validation import fit
from kb.corpus.yaml_file import Mistake, Path, Tree
from kb.errors import Problem
from kb.model import LANGUAGE_CODES, Pack

_ENDING = ".yaml"


def read(folder: FilePath, *, file: str, limit: int, known: Collection[str]) -> tuple[tuple[Pack, ...], list[Problem]]:
    """The packs in ``folder``, one in each file, and what is wrong with them; ``known`` are the ids of documents."""
    if folder.is_symlink():
        return (), [Problem(file, 1, 1, "symlink", "leads to another place; put the folder here")]
    if not folder.exists():
        return (), []
    found, problems = entries(folder, file=file)
    packs = []
    for each in found:
        name = f"{file}/{shown(each.name)}"
        id_ = each.name.removesuffix(_ENDING)
        if not each.name.endswith(_ENDING) or not is_id(id_):
            message = "does not belong here; a pack is a file such as youth.yaml"
            problems.append(Problem(name, 1, 1, "unexpected", message))
            continue
        tree, pack = _read_pack(folder / each.name, file=name, limit=limit, known=known)
        problems += tree
        packs += [replace(pack, id=id_)] if pack else []
    return tuple(packs), problems


def _read_pack(path: FilePath, *, file: str, limit: int, known: Collection[str]) -> tuple[list[Problem], Pack | None]:
    text, problems = plain_text.read(path, file=file, limit=limit)
    if text is None or not text.strip():
        return problems, None
    tree = yaml_file.read(text, file=file)
    fitted = fit(Pack, tree.data, closed=("id",))
    mistakes = [*fitted.mistakes, *(_mistakes(fitted.value, tree) if fitted.value else ())]
    gaps = [
        Mistake(("documents", at), "pack-gap", f'there is no document "{id_}"; write the name of its folder')
        for at, id_ in enumerate(fitted.value.documents if fitted.value else ())
        if id_ not in known
    ]
    # Readers are shown the rest of the pack: this keeps nothing from being published.
    lesser = [replace(each, blocks=False) for each in tree.located(gaps)]
    return [*problems, *tree.problems, *tree.located(mistakes), *lesser], fitted.value


def _mistakes(pack: Pack, tree: Tree) -> Iterator[Mistake]:
    """A text that lacks a language, and a document that stands twice."""
    for key in ("title", "why"):
        for code in LANGUAGE_CODES:
            if getattr(pack, key).get(code) is None and (key, code) not in tree.keys:
                yield Mistake((key, code), "missing-key", f'"{code}" is missing; add it')
    yield from _repeated(pack, ())


def _repeated(pack: Pack, path: Path) -> Iterator[Mistake]:
    for at, id_ in enumerate(pack.documents):
        if id_ in pack.documents[:at]:
            yield Mistake((*path, "documents", at), "duplicate-id", f'"{id_}" stands in this pack already; keep one')


def packs_of(data: Any, *, path: Path) -> tuple[tuple[Pack, ...], list[Mistake]]:
    """The packs of a list that stands at ``path``. Their documents need not be there, nor all languages."""
    if data is None:
        return (), []
    if not isinstance(data, list):
        return (), [Mistake(path, "wrong-type", 'this must be a list; begin each entry with "- id:"')]
    packs: list[Pack] = []
    mistakes: list[Mistake] = []
    for at, entry in enumerate(data):
        fitted = fit(Pack, entry, path=(*path, at))
        mistakes += fitted.mistakes
        if fitted.value:
            packs.append(fitted.value)
            mistakes += _repeated(fitted.value, (*path, at))
            if not is_id(fitted.value.id):
                message = '"id" must be lower-case letters, digits and hyphens'
                mistakes.append(Mistake((*path, at, "id"), "bad-id", message))
    return tuple(packs), mistakes
