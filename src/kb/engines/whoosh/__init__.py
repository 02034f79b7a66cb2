"""How does Whoosh keep an index? The engine in pure Python: for where tantivy has no wheel, and up to 10,000 documents.

A directory holds one index. A session of writing adds one segment to it, and the library merges small ones.
"""

import json
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from kb import schema
from kb.engines import contract as ask
from kb.engines.whoosh import files
from kb.engines.whoosh.files import border
from kb.engines.whoosh.reading import IndexReader
from kb.errors import EngineError, IndexDamaged


class WhooshStore:
    """Whoosh's index in one directory."""

    name = "whoosh"
    version = metadata.version("whoosh")

    def create(self, directory: Path) -> ask.StoreWriter:
        """Start an empty index in an existing empty directory. Raises EngineError."""
        with border(EngineError):
            files.create(directory)
            return _Writer(directory, {})

    def extend(self, directory: Path) -> ask.StoreWriter:
        """Go on with the index in ``directory``. Raises IndexDamaged."""
        with border(IndexDamaged):
            return _Writer(directory, IndexReader(files.segments(directory)).numbers)

    def open(self, directory: Path) -> ask.StoreReader:
        """Read a finished directory. Raises IndexDamaged."""
        with border(IndexDamaged):
            return IndexReader(files.segments(directory))

    def write_once(self, file_name: str) -> bool:
        """Segment files never change; the table of contents, which also says what is deleted, does."""
        return not file_name.endswith(".toc")

    def passing(self, file_name: str) -> bool:  # noqa: ARG002
        """There are no locks: a directory is written by one session and then never again."""
        return False


class _Writer:
    """A session of writing.

    The library finds no document that the session itself has added: their numbers are kept here.
    """

    def __init__(self, directory: Path, numbers: Mapping[str, int]) -> None:
        self._writer = files.start_writing(directory)
        self._numbers = dict(numbers)
        self._base = sum(segment.doc_count_all() for segment in self._writer.segments)

    def upsert(self, document: ask.IndexDocument) -> None:
        """Add a document, or replace the one with its id. Raises ValueError for a field that the schema lacks."""
        unknown = {*document.text} - {*schema.TEXT_FIELDS} | {*document.facets} - {*schema.FACET_FIELDS}
        if unknown:
            raise ValueError(f"the schema has no {', '.join(sorted(unknown))}")
        self.delete(document.id)
        texts = [document.text.get(name, "") for name in schema.TEXT_FIELDS]
        lengths = [text.count(" ") + 1 if text else 0 for text in texts]
        facts = files.Facts(document.id, document.oldest, document.newest, document.dates, lengths)
        with border(EngineError):
            kept = {files.FACTS: json.dumps(facts), files.CARD: document.card, files.PAGE: document.page}
            values = {name: value.encode() for name, value in kept.items()}
            self._numbers[document.id] = self._base + self._writer.docnum
            self._writer.add_document(**document.text, **document.facets, **values)

    def delete(self, id: str) -> None:
        """Remove a document; an unknown id is fine. Raises EngineError."""
        if self._writer is None:
            raise ValueError("this writing session is over")
        number = self._numbers.pop(id, None)
        if number is None:
            return
        with border(EngineError):
            if number < self._base:
                self._writer.delete_document(number)
            else:
                self._writer.newsegment.delete_document(number - self._base)

    def finish(self) -> None:
        """Write everything down; the session is over. Raises EngineError."""
        writer, self._writer = self._writer, None
        with border(EngineError):
            writer.commit()

    def abandon(self) -> None:
        """Let go of the directory; what was not finished is dropped. Raises EngineError."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with border(EngineError):
                writer.cancel()
