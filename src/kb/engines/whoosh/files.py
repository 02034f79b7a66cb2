"""How does an index of Whoosh lie in its files, and how are they read without trusting them?

The library's are documents and segments, their merging, the hash of terms, the columns, and the table of contents that
makes a commit. Ours, because the library's are too slow or too trusting: a list of postings is one piece and is read as
arrays, where the library keeps pickled blocks; files are mapped into memory, where the library copies them; and nothing
is ever unpickled but segments of our own.
"""

import io
import json
import mmap
import pickle
import warnings
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple

from kb import schema
from kb.errors import EngineError, KBError

with warnings.catch_warnings():
    # Python warns of the library's source when it compiles it: of escapes that are none, and of a number compared by
    # identity. It is of 2016 and does what it should. It imports while it works: all that it needs is imported here.
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh import columns, fields, formats, index, writing  # type: ignore[import-untyped]
    from whoosh.codec import whoosh3  # type: ignore[import-untyped]
    from whoosh.filedb import filestore, structfile  # type: ignore[import-untyped]
    from whoosh.matching import ListMatcher  # type: ignore[import-untyped]
    from whoosh.reading import TermNotFound  # type: ignore[import-untyped]

FACTS, CARD, PAGE = "facts", "card", "page"
_NAME = "MAIN"
_UNPICKLED = {
    ("builtins", "int"),
    ("collections", "defaultdict"),
    ("kb.engines.whoosh.files", "_Codec"),
    ("whoosh.codec.whoosh3", "W3Segment"),
}
_HEAD = Struct("<cI")  # before an array: the type and the number of what it holds


@contextmanager
def border(failure: type[EngineError]) -> Iterator[None]:
    """Let nothing of the library's failures out but as one of ours."""
    try:
        yield
    except KBError:
        raise
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise failure("The search engine failed: %(reason)s", reason=reason) from error


class Facts(NamedTuple):
    """What a reader keeps in memory of a document: among other things, of each of its texts the number of terms."""

    id: str
    oldest: str
    newest: str
    dates: tuple[int, int] | None
    lengths: Sequence[int]


# Fields


class _Field(fields.FieldType):  # type: ignore[misc]
    """What the fields that are searched have in common; what is kept of a posting is the codec's business."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), analyzer=None)


class _Terms(_Field):
    """Finished terms, split at single spaces, with their places."""

    def index(self, value: str, **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Each term with its number, weight and places."""
        places = defaultdict[str, "array[int]"](lambda: array("I"))
        for at, term in enumerate(value.split(" ") if value else ()):
            places[term].append(at)
        for term, where in places.items():
            yield term.encode(), len(where), 1.0, where.tobytes()


class _Values(_Field):
    """Whole values."""

    def index(self, value: Sequence[str], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Each value once."""
        for each in dict.fromkeys(value):
            yield each.encode(), 1, 1.0, b""


_COLUMNS = {
    FACTS: columns.VarBytesColumn(),
    CARD: columns.CompressedBytesColumn(level=1),
    PAGE: columns.CompressedBytesColumn(level=1),
}
_SCHEMA = fields.Schema(
    **{name: _Terms() for name in schema.TEXT_FIELDS},
    **{name: _Values() for name in schema.FACET_FIELDS},
    **{name: fields.COLUMN(column) for name, column in _COLUMNS.items()},
)


# Postings


class Postings(NamedTuple):
    """In which documents a term stands, ascending, how often in each, and where; a value of a facet stands nowhere."""

    documents: "array[int]"
    counts: "array[int]"
    places: "array[int]"

    def where(self, documents: Container[int]) -> Iterator[tuple[int, "array[int]"]]:
        """The places in each of ``documents``."""
        ends = accumulate(self.counts)
        for document, count, end in zip(self.documents, self.counts, ends, strict=True):
            if document in documents:
                yield document, self.places[end - count : end]


def _no_postings() -> Postings:
    return Postings(array("I"), array("I"), array("I"))


def _postings(written: "array[int]") -> Postings:
    """What the pool has of a term."""
    found, at = _no_postings(), 0
    while at < len(written):
        count = written[at + 1]
        found.documents.append(written[at])
        found.counts.append(count or 1)
        at += 2
        found.places.extend(written[at : at + count])
        at += count
    return found


def _packed(numbers: "array[int]") -> bytes:
    """As it is written: with the smallest type that holds it."""
    most = max(numbers, default=0)
    kind = "B" if most < 1 << 8 else "H" if most < 1 << 16 else "I"
    return _HEAD.pack(kind.encode(), len(numbers)) + array(kind, numbers).tobytes()


def _read(file: Any, info: Any) -> Postings:
    """The postings of a term."""
    offset, (length,) = info.extent()  # the library leaves the length as it was unpacked, in a tuple
    content = file.get(offset, length)
    arrays, at = [], 0
    for _ in Postings._fields:
        kind, count = _HEAD.unpack_from(content, at)
        numbers = array(kind.decode())
        start, at = at + _HEAD.size, at + _HEAD.size + count * numbers.itemsize
        numbers.frombytes(content[start:at])
        arrays.append(numbers)
    return Postings(*arrays)


class _Pool:
    """What is to be written, term by term; the library would sort and store every single posting.

    Of a term there is one array: a document, the number of places, the places, and so on.
    """

    def __init__(self) -> None:
        self._fields = defaultdict[str, defaultdict[bytes, "array[int]"]](lambda: defaultdict(lambda: array("I")))

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Add a posting; for one term they come in order of documents."""
        field, term, document, _, places = item
        written = self._fields[field][term]
        written.append(document)
        written.append(len(places) // written.itemsize)
        written.frombytes(places)

    def iter_postings(self) -> Iterator[tuple[str, list[tuple[bytes, "array[int]"]]]]:
        """Every field with its terms, in order."""
        for field in sorted(self._fields):
            yield field, sorted(self._fields[field].items())

    def cleanup(self) -> None:
        """Forget everything."""
        self._fields.clear()


class _FieldWriter(whoosh3.W3FieldWriter):  # type: ignore[misc]
    """Writes each list of postings as one piece."""

    def add_postings(
        self, fields: Any, _: object, items: Iterable[tuple[str, list[tuple[bytes, "array[int]"]]]]
    ) -> None:
        """Write what the pool has."""
        for field, terms in items:
            self.start_field(field, fields[field])
            for term, written in terms:
                postings = _postings(written)
                content = b"".join(map(_packed, postings))
                documents = postings.documents
                info = whoosh3.W3TermInfo(df=len(documents), minid=documents[0], maxid=documents[-1])
                info.set_extent(self._postfile.tell(), len(content))
                self._postfile.write(content)
                self._tindex.add(whoosh3.pack_ushort(self._fieldid) + term, info.to_bytes())
            self.finish_field()


class _Codec(whoosh3.W3Codec):  # type: ignore[misc]
    """The library's, but for lists of postings."""

    length_stats = False  # ours are among the facts

    def field_writer(self, storage: Any, segment: Any) -> _FieldWriter:
        """A writer of terms and postings."""
        return _FieldWriter(self, storage, segment)

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, **_: object) -> ListMatcher:
        """One posting after the other, as the library reads them where it merges segments."""
        postings = _read(dbfile, terminfo)
        places = [array("I", each).tobytes() for _, each in postings.where(postings.documents)]
        return ListMatcher(postings.documents, [1.0] * len(places), places, format_)


# Files


class _Unpickler(pickle.Unpickler):
    """Reads what the library pickles of a sound index, and refuses everything else: a pickle can run any program."""

    def find_class(self, module: str, name: str) -> Any:
        """A class by its name. Raises UnpicklingError for those that have no business here."""
        if (module, name) not in _UNPICKLED:
            raise pickle.UnpicklingError(f"{module}.{name} does not belong in an index")
        return super().find_class(module, name)


class _Mapped(structfile.BufferFile):  # type: ignore[misc]
    """A file that is mapped into memory: it outlives its name, and threads can read it at the same time."""

    def __init__(self, content: Any, name: str) -> None:
        super().__init__(b"", name)
        self.file = content if isinstance(content, mmap.mmap) else io.BytesIO(content)
        self._buf = content

    def read_pickle(self) -> Any:
        """What is pickled here. Raises UnpicklingError for what is not ours."""
        return _Unpickler(self.file).load()


class _Storage(filestore.FileStorage):  # type: ignore[misc]
    def open_file(self, name: str, **_: object) -> _Mapped:
        """A file to read."""
        with Path(self.folder, name).open("rb") as file:
            empty = not file.seek(0, io.SEEK_END)
            return _Mapped(b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), name)


def create(directory: Path) -> None:
    """Make an index of nothing."""
    index.TOC.create(_Storage(str(directory)), _SCHEMA, _NAME)


def start_writing(directory: Path) -> Any:
    """The library's writer, which adds a segment to what ``directory`` has."""
    within = index.FileIndex(_Storage(str(directory)), _SCHEMA, _NAME)
    # No lock, which would be a file among those that are kept: who writes generations writes them alone.
    writer = writing.SegmentWriter(within, codec=_Codec(), compound=False, _lk=False)
    writer.pool = _Pool()
    return writer


class Segment:
    """One segment; its documents are counted on from ``base``. Those that were deleted or replaced are left out."""

    def __init__(self, storage: _Storage, segment: Any, base: int) -> None:
        codec = segment.codec()
        self._terms = codec.terms_reader(storage, segment)
        self._postings = segment.open_file(storage, codec.POSTS_EXT)
        documents = codec.per_document_reader(storage, segment)
        self._columns = {name: documents.column_reader(name, column) for name, column in _COLUMNS.items()}
        self._gone = frozenset(segment.deleted_docs())
        self._gone_in_order = sorted(self._gone)
        self.base = base

    def facts(self) -> Iterator[tuple[int, Facts]]:
        """Each document's number and facts."""
        for number, content in enumerate(self._columns[FACTS]):
            if number not in self._gone:
                yield self.base + number, Facts(*json.loads(content))

    def value(self, column: str, number: int) -> str:
        """The card or page of a document."""
        content: bytes = self._columns[column][number - self.base]
        return content.decode()

    def frequencies(self, field: str, term: str) -> dict[int, int]:
        """How often a term stands in each document that has it; for the value of a facet, once."""
        postings = self._read(field, term.encode())
        found = zip(postings.documents, postings.counts, strict=True)
        if not self.base and not self._gone:
            return dict(found)
        return {self.base + number: count for number, count in found if number not in self._gone}

    def phrases(self, field: str, terms: Sequence[str]) -> dict[int, int]:
        """How often ``terms`` stand next to each other in each document where they do."""
        lists = [self._read(field, term.encode()) for term in terms]
        common = set(lists[0].documents).intersection(*(each.documents for each in lists[1:])) - self._gone
        begins: dict[int, set[int]] = {}
        for at, postings in enumerate(lists):
            for number, places in postings.where(common):
                here = {place - at for place in places}
                begins[number] = begins.get(number, here) & here
        return {self.base + number: len(places) for number, places in begins.items() if places}

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """The terms that start with ``prefix`` and the number of their documents, in order."""
        start = prefix.encode()
        for (name, term), info in self._terms.items_from(field, start):
            if name != field or not term.startswith(start):
                return
            yield term.decode(), info.doc_frequency() - self._lost(info)

    def _lost(self, info: Any) -> int:
        """How many documents of a term are gone; its list is read only where one of them can be among them."""
        first = bisect_left(self._gone_in_order, info.min_id())
        if first == len(self._gone_in_order) or self._gone_in_order[first] > info.max_id():
            return 0
        return len(self._gone.intersection(_read(self._postings, info).documents))

    def _read(self, field: str, term: bytes) -> Postings:
        try:
            return _read(self._postings, self._terms.term_info(field, term))
        except TermNotFound:
            return _no_postings()


def segments(directory: Path) -> list[Segment]:
    """The segments of a finished index that have documents."""
    storage = _Storage(str(directory))
    found, base = [], 0
    for segment in index.TOC.read(storage, _NAME, schema=_SCHEMA).segments:
        if segment.doc_count_all() > segment.deleted_count():
            found.append(Segment(storage, segment, base))
        base += segment.doc_count_all()
    return found
