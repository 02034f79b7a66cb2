"""What is in the corpus folder, and what is wrong with it?

Names that begin with a full stop are passed over; everything else has its place or is a problem.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from kb.corpus import vocabulary_files, wording
from kb.corpus.checks import check
from kb.corpus.folders import entries, strays
from kb.corpus.parity import compare
from kb.corpus.plain_text import shown
from kb.corpus.reading import DocumentFolder, Limits, read_folder
from kb.errors import CorpusError, Problem
from kb.model import SHELVES, ConceptType, Corpus, Document
from kb.vocabulary import Vocabulary

__all__ = ["inspect", "load", "load_vocabulary"]

_VOCABULARY = "vocabulary"
_ABOUT = ("LICENSE", "README.md")  # files for people who find the folder
_NO_LINK = "leads to another place; put the folder itself here"


def load(
    path: Path, *, front_matter_bytes: int = 64_000, edition_bytes: int = 1_000_000, today: date | None = None
) -> Corpus:
    """Read the corpus in the folder ``path``, all of it or nothing.

    A vocabulary file may be as long as an edition. Raises CorpusError with every problem of every file, each file
    named from the folder's own name on: ``corpus/articles/x/sq.md``.
    """
    found = _read(path, _limits(front_matter_bytes, edition_bytes, today))
    if found.problems:
        raise CorpusError(found.problems)
    return Corpus(
        documents=tuple(_document(folder) for folder in found.folders),
        concepts=found.vocabulary.concepts,
        notes=found.vocabulary.notes,
    )


def inspect(
    path: Path, *, front_matter_bytes: int = 64_000, edition_bytes: int = 1_000_000, today: date | None = None
) -> tuple[Problem, ...]:
    """Everything that an editor should mend in the corpus at ``path``, in order, whether or not it blocks."""
    try:
        found = _read(path, _limits(front_matter_bytes, edition_bytes, today))
    except CorpusError as error:
        return error.problems
    vocabulary = Vocabulary(found.vocabulary.concepts, found.vocabulary.notes)
    beside = [
        problem
        for folder in found.folders
        for problem in (*compare(folder), *wording.inspect(folder, found.vocabulary.wording, vocabulary))
    ]
    return tuple(sorted((*found.problems, *beside)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    vocabulary: vocabulary_files.VocabularyFiles
    folders: list[DocumentFolder]
    problems: list[Problem]


def _limits(front_matter_bytes: int, edition_bytes: int, today: date | None) -> Limits:
    return Limits(
        front_matter_bytes=front_matter_bytes,
        edition_bytes=edition_bytes,
        today=today or datetime.now(tz=UTC).date(),
    )


def _read(path: Path, limits: Limits) -> _Found:
    """All of the folder, with what is wrong in it. Raises CorpusError where it is no corpus."""
    name = path.name or path.resolve().name
    if not any((path / shelf).is_dir() for shelf in SHELVES.values()):
        message = f"is no corpus; it has none of the folders {', '.join(SHELVES.values())}"
        raise CorpusError([Problem(str(path), 1, 1, "not-a-corpus", message)])
    vocabulary = vocabulary_files.read(
        path / _VOCABULARY, file=f"{name}/{_VOCABULARY}", limit=limits.edition_bytes, today=limits.today
    )
    problems = [*strays(path, (*SHELVES.values(), _VOCABULARY, *_ABOUT), file=name), *vocabulary.problems]
    folders: list[DocumentFolder] = []
    for kind, shelf in SHELVES.items():
        found, astray = _shelf(path / shelf, f"{name}/{shelf}")
        problems += astray
        folders += [read_folder(each, kind, file=f"{name}/{shelf}/{shown(each.name)}", limits=limits) for each in found]
    problems += _across(folders, vocabulary.known)
    return _Found(vocabulary=vocabulary, folders=folders, problems=problems)


def load_vocabulary(path: Path, *, edition_bytes: int = 1_000_000) -> vocabulary_files.VocabularyFiles:
    """Read the vocabulary alone of the corpus in the folder ``path``; where there is none, it is empty.

    Raises CorpusError with every problem of its files.
    """
    today = datetime.now(tz=UTC).date()
    found = vocabulary_files.read(
        path / _VOCABULARY, file=f"{path.name}/{_VOCABULARY}", limit=edition_bytes, today=today
    )
    if found.problems:
        raise CorpusError(found.problems)
    return found


def _shelf(path: Path, file: str) -> tuple[list[Path], list[Problem]]:
    """The folders of documents in ``path``, and what is there besides."""
    if path.is_symlink():
        return [], [Problem(file, 1, 1, "symlink", _NO_LINK)]
    if not path.exists():
        return [], []
    found, problems = entries(path, file=file)
    folders = [each for each in found if each.is_dir() and not each.is_symlink()]
    for other in found:
        if other.is_symlink():
            problems.append(Problem(f"{file}/{shown(other.name)}", 1, 1, "symlink", _NO_LINK))
        elif other not in folders:
            message = "does not belong here; a document is a folder"
            problems.append(Problem(f"{file}/{shown(other.name)}", 1, 1, "unexpected", message))
    return folders, problems


def _across(folders: Sequence[DocumentFolder], known: Mapping[ConceptType, Collection[str]]) -> Iterator[Problem]:
    """The problems of each document, in itself and among the others."""
    targets = {(SHELVES[folder.kind], folder.id) for folder in folders}
    # An agreement has a page of its own even while nobody has written about it.
    targets |= {(SHELVES["agreement"], agreement) for agreement in known.get("agreement", ())}
    first: dict[str, str] = {}
    for folder in folders:
        yield from folder.problems
        yield from check(folder, known=known, targets=targets)
        if folder.id in first:
            message = f"{first[folder.id]} has the same id; rename one of them"
            yield Problem(folder.file, 1, 1, "duplicate-id", message)
        first.setdefault(folder.id, folder.file)


def _document(folder: DocumentFolder) -> Document:
    editions = {language: found.edition for language, found in folder.editions.items() if found.edition}
    return Document(id=folder.id, kind=folder.kind, facts=folder.facts, editions=editions)
