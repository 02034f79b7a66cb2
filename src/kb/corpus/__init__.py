"""What is in the corpus folder, and what is wrong with it?

Names that begin with a full stop are passed over; everything else has its place or is a problem.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

from kb.corpus import evidence, letters, packs, vocabulary_files, wording
from kb.corpus.checks import check
from kb.corpus.folders import entries, strays
from kb.corpus.parity import compare
from kb.corpus.plain_text import shown
from kb.corpus.reading import DocumentFolder, Limits, read_folder
from kb.corpus.traces import Trace, stamp
from kb.errors import CorpusError, Problem
from kb.model import SHELVES, Corpus, Document, Kind
from kb.vocabulary import Vocabulary

__all__ = ["CorpusFolder", "Found", "Trace", "inspect", "load", "load_vocabulary"]

_VOCABULARY = "vocabulary"
_PACKS = "packs"
_ABOUT = ("LICENSE", "README.md")  # files for people who find the folder
_NO_LINK = "leads to another place; put the folder itself here"


def load(
    path: Path, *, front_matter_bytes: int = 64_000, edition_bytes: int = 1_000_000, today: date | None = None
) -> Corpus:
    """Read the corpus in the folder ``path``, all of it or nothing.

    A vocabulary file may be as long as an edition. Raises CorpusError with every problem of every file, each file
    named from the folder's own name on: ``corpus/articles/x/sq.md``.
    """
    folder = CorpusFolder(path, front_matter_bytes=front_matter_bytes, edition_bytes=edition_bytes, today=today)
    return Corpus(
        documents=tuple(found.document for found in folder.read() if found.document),
        concepts=folder.vocabulary.concepts,
        notes=folder.vocabulary.notes,
        renamed=folder.vocabulary.renamed,
        packs=folder.packs,
    )


def inspect(
    path: Path, *, front_matter_bytes: int = 64_000, edition_bytes: int = 1_000_000, today: date | None = None
) -> tuple[Problem, ...]:
    """Everything that an editor should mend in the corpus at ``path``, in order, whether or not it blocks."""
    try:
        folder = CorpusFolder(path, front_matter_bytes=front_matter_bytes, edition_bytes=edition_bytes, today=today)
    except CorpusError as error:
        return error.problems
    return tuple(sorted(folder.inspect()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A document of a folder; ``document`` is None if it was not read, because it is as its trace says."""

    id: str
    kind: Kind
    trace: Trace
    document: Document | None

    @property
    def name(self) -> str:
        """That of its shelf and its own: ``articles/x``. No other document has it."""
        return f"{SHELVES[self.kind]}/{self.id}"


class CorpusFolder:
    """A corpus in a folder: its vocabulary, read at once, and its documents, which are read one at a time."""

    def __init__(
        self,
        path: Path,
        *,
        front_matter_bytes: int = 64_000,
        edition_bytes: int = 1_000_000,
        today: date | None = None,
    ) -> None:
        """Raises CorpusError where ``path`` is no corpus."""
        if not any((path / shelf).is_dir() for shelf in SHELVES.values()):
            message = f"is no corpus; it has none of the folders {', '.join(SHELVES.values())}"
            raise CorpusError([Problem(str(path), 1, 1, "not-a-corpus", message)])
        self.path = path
        self.limits = Limits(
            front_matter_bytes=front_matter_bytes,
            edition_bytes=edition_bytes,
            today=today or datetime.now(tz=UTC).date(),
        )
        self._name = path.name or path.resolve().name
        self.vocabulary = vocabulary_files.read(
            path / _VOCABULARY, file=f"{self._name}/{_VOCABULARY}", limit=edition_bytes, today=self.limits.today
        )
        self._problems = [
            *strays(path, (*SHELVES.values(), _VOCABULARY, _PACKS, *_ABOUT), file=self._name),
            *self.vocabulary.problems,
        ]
        self._folders: list[tuple[Kind, Path]] = self._shelves()
        self._problems += self._twins()
        self.packs, problems = packs.read(
            path / _PACKS,
            file=f"{self._name}/{_PACKS}",
            limit=edition_bytes,
            known={folder.name for _, folder in self._folders},
        )
        self._problems += [each for each in problems if each.blocks]
        self._gaps = [each for each in problems if not each.blocks]
        self._targets = self._with_pages()
        tree = self.vocabulary.renamed_tree
        self._problems += tree.located(vocabulary_files.misled(tree.data, self._targets))

    def _shelves(self) -> list[tuple[Kind, Path]]:
        """Every document's folder; what else lies there is a problem."""
        found: list[tuple[Kind, Path]] = []
        for kind, shelf in SHELVES.items():
            folders, problems = _shelf(self.path / shelf, f"{self._name}/{shelf}")
            self._problems += problems
            found += [(kind, folder) for folder in folders]
        return found

    def _with_pages(self) -> set[tuple[str, str]]:
        """What a link may lead to. An agreement has a page of its own even while nobody has written about it."""
        agreements = {(SHELVES["agreement"], each) for each in self.vocabulary.known.get("agreement", ())}
        return agreements | {(SHELVES[kind], folder.name) for kind, folder in self._folders}

    def read(self, known: Mapping[str, Trace] = MappingProxyType({})) -> Iterator[Found]:
        """Give each document while reading; what is as it was when it left its trace in ``known`` is not read.

        Raises CorpusError when all is read, if anything was wrong; after the first that was, nothing more is given. So
        keep nothing before the end is reached.
        """
        problems = list(self._problems)
        for kind, path in self._folders:
            before = known.get(f"{SHELVES[kind]}/{path.name}")
            now = stamp(path)  # before it is read: what changes meanwhile has another stamp then
            if before and before.fits(now) and self._leads_somewhere(before):
                document, trace = None, before
            else:
                folder = self._folder(kind, path)
                problems += self._mistakes(folder)
                document, trace = folder.document(), Trace(now, folder.links())
            if not problems:
                yield Found(id=path.name, kind=kind, trace=trace, document=document)
        if problems:
            raise CorpusError(problems)

    def inspect(self) -> Iterator[Problem]:
        """Everything that an editor should mend, whether or not it blocks."""
        vocabulary = Vocabulary(self.vocabulary.concepts, self.vocabulary.notes)
        yield from self._problems
        yield from self._gaps
        for folder in self.folders():
            yield from self._mistakes(folder)
            yield from compare(folder)
            yield from evidence.inspect(folder)
            yield from letters.inspect(folder)
            yield from wording.inspect(folder, self.vocabulary.wording, vocabulary)

    def folders(self) -> Iterator[DocumentFolder]:
        """Every document as it was found, whatever is wrong with it."""
        return (self._folder(kind, path) for kind, path in self._folders)

    def _folder(self, kind: Kind, path: Path) -> DocumentFolder:
        return read_folder(path, kind, file=self._file(kind, path), limits=self.limits)

    def _file(self, kind: Kind, path: Path) -> str:
        return f"{self._name}/{SHELVES[kind]}/{shown(path.name)}"

    def _mistakes(self, folder: DocumentFolder) -> Iterator[Problem]:
        """The problems of a document, in itself and among the others."""
        yield from folder.problems
        yield from check(folder, known=self.vocabulary.known, targets=self._targets)

    def _leads_somewhere(self, trace: Trace) -> bool:
        """Whether everything that a document leads to is still there."""
        return all(tuple(link.split("/")) in self._targets for link in trace.links)

    def _twins(self) -> Iterator[Problem]:
        first: dict[str, str] = {}
        for kind, path in self._folders:
            file = self._file(kind, path)
            if path.name in first:
                message = f"{first[path.name]} has the same id; rename one of them"
                yield Problem(file, 1, 1, "duplicate-id", message)
            first.setdefault(path.name, file)


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
    folders = []
    for each in found:
        if each.is_symlink():
            problems.append(Problem(f"{file}/{shown(each.name)}", 1, 1, "symlink", _NO_LINK))
        elif each.is_dir():
            folders.append(path / each.name)
        else:
            message = "does not belong here; a document is a folder"
            problems.append(Problem(f"{file}/{shown(each.name)}", 1, 1, "unexpected", message))
    return folders, problems
