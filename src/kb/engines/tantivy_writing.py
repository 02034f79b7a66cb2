"""How does tantivy keep documents in files, and how are these written?

A directory holds three indices: ``words`` finds ids, ``cards`` and ``pages`` keep one value for each id. tantivy reads
a stored document as one piece, so values beside the words would all be read for every id that is found.

Segment files are written once. Deleting marks them in a file of its own, and small ones are merged into larger ones.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from kb import schema
from kb.engines.contract import IndexDocument
from kb.errors import EngineError, KBError

WORDS, CARDS, PAGES = "words", "cards", "pages"
ID, FIRST, LAST, OLDEST, NEWEST, VALUE = "id", "first", "last", "oldest", "newest", "value"
# Memory before a segment is written, in bytes: values go to the disk at once, words are gathered.
_HEAPS = {WORDS: 256_000_000, CARDS: 32_000_000, PAGES: 32_000_000}
# So many segments of like size are merged by a commit, and below this size, in documents, all are alike.
_ALIKE, _SMALL, _FILLER = 8, 16_818, "\0filler"
_GATHERED, _MANY = 32, 1_000  # documents: so many are written at once; so many make a long session
UNDATED = 0
_NOTHING = "nothing"  # our tokenizer of what is stored and never searched; bytes would be read at a third of the speed


def _words_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    for name in schema.TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in (*schema.FACET_FIELDS, OLDEST, NEWEST):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in (FIRST, LAST):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


def _values_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder().add_text_field(ID, tokenizer_name="raw", index_option="basic")
    return builder.add_text_field(VALUE, stored=True, tokenizer_name=_NOTHING, index_option="basic").build()


SCHEMA = _words_schema()
SCHEMAS = {WORDS: SCHEMA, CARDS: _values_schema(), PAGES: _values_schema()}


@contextmanager
def border(failure: type[EngineError]) -> Iterator[None]:
    """Let nothing of the library's failures out but as one of ours."""
    try:
        yield
    except KBError:
        raise
    except Exception as error:
        raise failure("The search engine failed: %(reason)s", reason=error) from error
    except BaseException as error:
        # A panic of native code derives from BaseException, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise failure("The search engine failed: %(reason)s", reason=f"panic: {error}") from error


def opened(directory: Path, name: str) -> tantivy.Index:
    """An index as it is. Left to itself, a thread of the library would look out for changes and read them."""
    index = tantivy.Index.open(str(directory / name))
    index.config_reader("manual")
    return index


def _writer(directory: Path, name: str) -> tantivy.IndexWriter:
    """A writer of one index, new or old. It keeps values, and none of their words."""
    (directory / name).mkdir(exist_ok=True)
    index = tantivy.Index(SCHEMAS[name], str(directory / name))
    index.config_reader("manual")
    no_words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.remove_long(1)).build()
    index.register_tokenizer(_NOTHING, no_words)
    return index.writer(_HEAPS[name], num_threads=1)  # one keeps the order and makes one segment of a few documents


def merge_ahead(directory: Path) -> None:
    """Have small segments merged now if the next commit would: who changes one document shall not wait for it.

    The library merges only of itself, when it counts eight; a document that says nothing makes up the number.
    """
    for name in SCHEMAS:
        segments = json.loads((directory / name / "meta.json").read_bytes())["segments"]
        if sum(segment["max_doc"] < _SMALL for segment in segments) >= _ALIKE - 1:
            for filler in ([IndexDocument(id=_FILLER)], []):  # put in, and taken out again
                writer = _writer(directory, name)
                writer.delete_documents_by_term(ID, _FILLER)
                for document in filler:
                    writer.add_document(_native(document, name))
                writer.commit()
                writer.wait_merging_threads()


class Writer:
    """A session of writing. It has Index objects of its own: two that live on would lose each other's files.

    Documents are gathered, so that those before them are deleted by one query: the library keeps a kilobyte for each.
    """

    def __init__(self, directory: Path, *, new: bool = False) -> None:
        self._directory = directory
        # In a new index, what may have to be deleted; in an old one it may be anything.
        self._there: set[str] | None = set() if new else None
        self._writers = {name: _writer(directory, name) for name in SCHEMAS}
        self._written = 0
        self._gathered: dict[str, IndexDocument | None] = {}

    def upsert(self, document: IndexDocument) -> None:
        """Add a document, or replace the one with its id. Raises ValueError for a field that the schema lacks."""
        if unknown := {*document.text} - {*schema.TEXT_FIELDS} | {*document.facets} - {*schema.FACET_FIELDS}:
            raise ValueError(f"the schema has no {', '.join(sorted(unknown))}")
        self._gather(document.id, document)

    def delete(self, id: str) -> None:
        """Remove a document; an unknown id is fine."""
        self._gather(id, None)

    def _gather(self, id_: str, document: IndexDocument | None) -> None:
        if not self._writers:
            raise ValueError("this writing session is over")
        self._gathered[id_] = document
        if len(self._gathered) >= _GATHERED:
            self._write()

    def _write(self) -> None:
        gathered, self._gathered = self._gathered, {}
        self._written += len(gathered)
        replaced = [id_ for id_ in gathered if self._there is None or id_ in self._there]
        with border(EngineError):
            for name, writer in self._writers.items():
                if replaced:
                    writer.delete_documents_by_query(tantivy.Query.term_set_query(SCHEMAS[name], ID, replaced))
                for document in filter(None, gathered.values()):
                    writer.add_document(_native(document, name))
        if self._there is not None:
            self._there.update(gathered)

    def finish(self) -> None:
        """Write everything down; the session is over. Raises EngineError."""
        self._write()
        with border(EngineError):
            for writer in self._writers.values():
                writer.commit()
                writer.wait_merging_threads()
            self._writers = {}
            if self._written >= _MANY:  # who waited for so many waits for this, too
                merge_ahead(self._directory)

    def abandon(self) -> None:
        """Let go of the directory; what was not finished is dropped. Raises EngineError."""
        left, self._writers = self._writers, {}
        with border(EngineError):
            for writer in left.values():
                writer.rollback()
                writer.wait_merging_threads()


def _native(document: IndexDocument, name: str) -> tantivy.Document:
    """What the index of that name holds of a document."""
    native = tantivy.Document()
    native.add_text(ID, document.id)
    if name != WORDS:
        native.add_text(VALUE, document.card if name == CARDS else document.page)
        return native
    for field, terms in document.text.items():
        native.add_text(field, terms)
    for field, values in document.facets.items():
        for value in values:
            native.add_text(field, value)
    native.add_text(OLDEST, document.oldest)
    native.add_text(NEWEST, document.newest)
    for field, day in zip((FIRST, LAST), document.dates or (UNDATED, UNDATED), strict=True):
        native.add_integer(field, day)
    return native
