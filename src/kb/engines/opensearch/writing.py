"""How is a new generation published so that nothing is ever half there?

It is written into indices of its own, beside the published ones, and frozen there. Publishing is a list of small STEPS;
one of them, a single change of the alias, is the moment. A writer that is killed in or after any of them leaves either
the old generation published or the new one, and the next writer cleans up.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kb import schema
from kb.engines.contract import Generation, IndexDocument
from kb.engines.digest import Ledger
from kb.engines.opensearch.cluster import WRITING, Cluster
from kb.engines.opensearch.lease import Lease
from kb.engines.opensearch.queries import FIRST, ID, LAST, NEWEST, OLDEST
from kb.engines.opensearch.reading import ClusterReader
from kb.engines.opensearch.shelves import ATTACHED, CARD, PAGE, VALUES, WORDS, Shelf, Shelves, kept
from kb.errors import EngineError, IndexDamaged

NAME = "opensearch"
_BULK = 4_000_000  # characters that are sent at once
_COPYING = 600  # seconds that copies may take to be made

_Action = tuple[dict[str, Any], Any]


class Publisher:
    """A session of writing the next generation, by whoever has the lease."""

    generation: Generation

    def __init__(self, cluster: Cluster, shelves: Shelves, lease: Lease, base: ClusterReader | None) -> None:
        self.full = base is None
        self._cluster = cluster
        self._shelves = shelves
        self._lease = lease
        self._base = base
        self._before = shelves.current()
        self._id = _new_id(shelves.all())
        self._words, self._values = (shelves.index(self._id, part) for part in (WORDS, VALUES))
        self._ledger = Ledger(base.generation.digest, base.stored) if base else Ledger()
        self._attached: dict[str, bytes] = {}
        # What is not sent yet, by the document that it is about: a later action stands for all earlier ones.
        self._waiting: dict[str, list[_Action]] = {}
        self._size = 0
        self._open = True
        self._switched = False
        try:
            if base is None:
                shelves.create(self._id)
            else:
                shelves.clone(base.generation.id, self._id)
        except BaseException:
            self.drop()
            raise

    def upsert(self, document: IndexDocument) -> None:
        """Add a document, or replace the one with its id. Raises ValueError, EngineError."""
        unknown = {*document.text} - {*schema.TEXT_FIELDS} | {*document.facets} - {*schema.FACET_FIELDS}
        if unknown:
            raise ValueError(f"the schema has no {', '.join(sorted(unknown))}")
        self._put(
            document.id,
            [
                self._index(self._words, document.id, _words(document)),
                self._index(self._values, f"{CARD}:{document.id}", {"value": document.card}),
                self._index(self._values, f"{PAGE}:{document.id}", {"value": document.page}),
            ],
            sum(map(len, (*document.text.values(), document.card, document.page))),
        )
        self._ledger.upsert(document)

    def delete(self, id: str) -> None:
        """Remove a document; an unknown id is fine. Raises EngineError."""
        gone = ((self._words, id), (self._values, f"{CARD}:{id}"), (self._values, f"{PAGE}:{id}"))
        self._put(id, [({"delete": {"_index": index, "_id": key}}, None) for index, key in gone], len(id))
        self._ledger.delete(id)

    def attach(self, name: str, content: bytes) -> None:
        """Keep ``content`` with the generation under a plain file name. Raises ValueError."""
        if not name or Path(name).name != name or name.startswith("."):
            raise ValueError(f"{name!r} is no plain file name")
        before = self._attached.get(name)
        if before is None and self._base:
            before = self._base.attached(name)
        self._ledger.attach(name, content, before)
        self._attached[name] = content

    def commit(self) -> Generation:
        """Publish, all or nothing. Raises EngineError, WriterBusy where somebody took over meanwhile."""
        for step in STEPS:
            step(self)
        return self.generation

    def drop(self) -> None:
        """Forget what was not published; after ``commit`` there is nothing to forget."""
        self._open = False
        self._waiting = {}
        if not self._switched:
            with suppress(EngineError):  # what broke the session must not hide behind what breaks its end
                if self._shelves.current() != self._id:
                    for shelf in self._shelves.all():
                        if shelf.id == self._id:
                            self._shelves.delete(shelf)

    def _put(self, id_: str, actions: list[_Action], size: int) -> None:
        if not self._open:
            raise ValueError("this writing session is over")
        self._waiting[id_] = actions
        self._size += size
        if self._size > _BULK:
            self._send()

    def _send(self) -> None:
        self._cluster.bulk(action for actions in self._waiting.values() for action in actions)
        self._waiting, self._size = {}, 0

    @staticmethod
    def _index(index: str, key: str, body: Mapping[str, Any]) -> _Action:
        return {"index": {"_index": index, "_id": key}}, body

    def _of_both(self, method: str, what: str, body: Any = None, **params: Any) -> Any:
        return self._cluster.ask(method, f"/{self._words},{self._values}/{what}", body, patience=WRITING, **params)

    # The steps of publishing, in their order.

    def close(self) -> None:
        """Send what is left, and have the cluster write everything down."""
        for name, content in self._attached.items():
            value = {"value": b64encode(content).decode("ascii")}
            self._waiting[f"/{name}"] = [self._index(self._values, f"{ATTACHED}:{name}", value)]
        self._send()
        self._open = False
        self._of_both("POST", "_flush")

    def freeze(self) -> None:
        """Let nobody change it any more, and have the copies made."""
        settings = {"index.blocks.write": True, "index.auto_expand_replicas": self._shelves.copies}
        self._of_both("PUT", "_settings", settings)
        for _ in range(_COPYING // 10):
            path = f"/_cluster/health/{self._words},{self._values}"
            health = self._cluster.ask(
                "GET", path, patience=WRITING, ignore=(408,), wait_for_status="green", timeout="10s"
            )
            if not health["timed_out"]:
                self._of_both("POST", "_refresh")
                return
        raise EngineError("The search cluster did not make its copies of the new index in time.")

    def describe(self) -> None:
        """Say what the index holds and what has changed."""
        changes = self._ledger.changes()
        base = self._base.generation.documents if self._base else 0
        self.generation = Generation(
            id=self._id,
            engine=NAME,
            documents=base + changes.added - changes.removed,
            digest=self._ledger.digest,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            previous=self._before,
            **asdict(changes),
        )
        names = {*self._attached, *(self._base.names if self._base else ())}
        self._shelves.describe(self.generation, sorted(names))

    def verify(self) -> None:
        """Count the documents, as a reader will."""
        shelf = self._found()
        wrong = ClusterReader(self._cluster, self._shelves, shelf).wrong() if shelf else ["it is gone"]
        if wrong:
            raise IndexDamaged("The new index is not what was written: %(what)s.", what="; ".join(wrong))

    def switch(self) -> None:
        """Publish: readers that look from now on see the new generation."""
        self._lease.renew()
        alias = self._shelves.alias
        actions: list[dict[str, Any]] = [{"add": {"index": self._words, "alias": alias}}]
        if self._before:
            old = self._shelves.index(self._before, WORDS)
            actions.insert(0, {"remove": {"index": old, "alias": alias, "must_exist": True}})
        answer = self._cluster.ask("POST", "/_aliases", {"actions": actions}, patience=WRITING, ignore=(404,))
        # What was asked twice, as an answer was lost, may have been done the first time.
        if "error" in answer and self._shelves.current() != self._id:
            raise EngineError("Somebody else published meanwhile.")
        self._switched = True

    def tidy(self) -> None:
        """Remove what nobody needs."""
        with suppress(EngineError):  # it is published; the next writer removes what is left
            clean(self._shelves)

    def _found(self) -> Shelf | None:
        return next((shelf for shelf in self._shelves.all() if shelf.id == self._id), None)


STEPS: tuple[Callable[[Publisher], None], ...] = (
    Publisher.close,
    Publisher.freeze,
    Publisher.describe,
    Publisher.verify,
    Publisher.switch,
    Publisher.tidy,
)


def clean(shelves: Shelves) -> None:
    """Remove what a killed writer left behind, and generations that nobody holds any more. Raises EngineError."""
    for shelf in leftovers(shelves.all()):
        shelves.delete(shelf)


def leftovers(found: list[Shelf]) -> list[Shelf]:
    """What nobody needs."""
    needed = kept(found)
    return [shelf for shelf in found if shelf not in needed]


def _words(document: IndexDocument) -> dict[str, Any]:
    first, last = document.dates or (None, None)
    keys = {ID: document.id, OLDEST: document.oldest, NEWEST: document.newest, FIRST: first, LAST: last}
    return {**document.text, **document.facets, **keys}


def _new_id(found: list[Shelf]) -> str:
    """Later than any before, also where the clock went back: ids sort in order of publication."""
    now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    latest = max((shelf.id for shelf in found), default="")
    return now if now > latest else f"{latest}x"
