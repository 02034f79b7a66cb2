"""What does one run of indexing change, and what does the whole come to?"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from kb.engines.contract import Engine, Generation, IndexDocument, Writer
from kb.indexing.entry import Entry, Told
from kb.indexing.news import News
from kb.indexing.site import SITE, make_site
from kb.model import Kind
from kb.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Report:
    """What an indexing run did. ``generation`` is the published one, new or, if nothing changed, the old."""

    generation: Generation
    published: bool
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0


class Run:
    """One session of writing, in which every document of the next generation is put or kept."""

    def __init__(self, engine: Engine, writer: Writer, progress: Callable[[int], None]) -> None:
        # The writer may start from nothing on its own account; then nothing is unchanged.
        self.published = None if writer.full else engine.reader()
        self._writer = writer
        self._progress = progress
        self._seen: set[str] = set()
        self._added: list[str] = []
        self._changed: list[str] = []
        self._counts: dict[str, Counter[str]] = {
            name: Counter() for name in ("documents", "editions", "words", "behind")
        }
        self._explainers: dict[str, tuple[str, ...]] = {}
        self._news = News()

    def put(self, entry: Entry) -> None:
        """A document as it is now; where that is as it was, the index is left alone."""
        document = entry.document
        if self._is_new(document):
            self._writer.upsert(document)
        self.keep(document.id, entry.kind, entry.told)

    def keep(self, id: str, kind: Kind, told: Told) -> None:
        """A document that is as it should be in the index, with what the whole corpus is told of it."""
        self._seen.add(id)
        self._counts["documents"][kind] += 1
        self._counts["editions"].update(told.words.keys())
        self._counts["words"].update(told.words)
        self._counts["behind"].update(told.behind)
        self._news.add(told.changes)
        if kind == "agreement":
            self._explainers[id] = tuple(told.words)
        self._progress(len(self._seen))

    def publish(self, vocabulary: Vocabulary) -> Report:
        """Remove what was neither put nor kept and, if anything is new, publish. Raises EngineError."""
        removed = sorted(set(self.published.ids()) - self._seen) if self.published else []
        for gone in removed:
            self._writer.delete(gone)
        site = make_site(vocabulary, self._explainers, self._counts, self._news.stored())
        unchanged = len(self._seen) - len(self._added) - len(self._changed)
        if self.published and not (self._added or self._changed or removed) and self.published.attached(SITE) == site:
            return Report(self.published.generation, published=False, unchanged=unchanged)
        self._writer.attach(SITE, site)
        return Report(
            self._writer.commit(),
            published=True,
            added=tuple(self._added),
            changed=tuple(self._changed),
            removed=tuple(removed),
            unchanged=unchanged,
        )

    def _is_new(self, document: IndexDocument) -> bool:
        page = self.published.page(document.id) if self.published else None
        if self.published is None or page is None:
            self._added.append(document.id)
        elif page == document.page and self.published.cards([document.id]) == [document.card]:
            return False
        else:
            self._changed.append(document.id)
        return True
