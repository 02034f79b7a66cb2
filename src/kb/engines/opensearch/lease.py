"""Who may write? One writer at a time, from whatever machine.

A document with a fixed name says who writes and until when. Its writer renews it; one that was killed cannot, and after
``SECONDS`` the next writer takes it over. Each step is bound to the version of the document that it goes on from, so of
two who try at the same moment one fails. Machines' clocks must agree within some seconds.
"""

import os
import socket
import threading
import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from kb.engines.opensearch.cluster import WRITING, Cluster
from kb.errors import EngineError, WriterBusy

SECONDS = 30.0
_OCCUPIED = (409,)
_SETTINGS = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}


class Lease:
    """The right to write, from ``take`` to ``give_back``."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._index = index
        self._path = f"/{index}/_doc/writer"
        since = datetime.now(UTC).isoformat(timespec="seconds")
        self._mine = {
            "owner": f"process {os.getpid()} on {socket.gethostname()} since {since}",
            "token": uuid4().hex,
        }
        self._version: dict[str, Any] = {}
        self._renewing = threading.Lock()
        self._over = threading.Event()

    def take(self) -> None:
        """Become the writer. Raises WriterBusy, naming the owner, and EngineError."""
        body = {"settings": _SETTINGS, "mappings": {"dynamic": False}}
        self._cluster.ask("PUT", f"/{self._index}", body, patience=WRITING, ignore=(400,))
        if not self._put(op_type="create"):
            held = self._cluster.ask("GET", self._path, patience=WRITING, ignore=(404,))
            if not held.get("found"):
                raise WriterBusy("Somebody else is indexing: %(owner)s.", owner="unknown")
            owner = held["_source"]
            if owner["token"] == self._mine["token"]:
                self._version = _version(held)  # it was put after all, and only the answer was lost
            elif not _stale(owner) or not self._put(**_version(held)):
                raise WriterBusy("Somebody else is indexing: %(owner)s.", owner=owner["owner"])
        threading.Thread(target=self._go_on, name="kb-lease", daemon=True).start()

    def renew(self) -> None:
        """Go on being the writer. Raises WriterBusy where somebody took over meanwhile."""
        with self._renewing:
            if self._over.is_set() or not self._put(**self._version):
                raise WriterBusy("Somebody else is indexing: this run stood still for too long.")

    def give_back(self) -> None:
        """Let the next writer begin."""
        with self._renewing:
            self._over.set()
            self._cluster.ask("DELETE", self._path, patience=WRITING, ignore=(404, 409), **self._version)

    def held(self) -> bool:
        """Whether anybody writes at this moment."""
        found = self._cluster.ask("GET", self._path, ignore=(404,))
        return bool(found.get("found")) and not _stale(found["_source"])

    def _go_on(self) -> None:
        while not self._over.wait(SECONDS / 3):
            try:
                self.renew()
            except WriterBusy:
                return  # the writer finds out before it publishes
            except EngineError:
                continue

    def _put(self, **condition: Any) -> bool:
        body = {**self._mine, "renewed": time.time()}
        answer = self._cluster.ask("PUT", self._path, body, patience=WRITING, ignore=_OCCUPIED, **condition)
        if "error" in answer:
            return False
        self._version = _version(answer)
        return True


def _version(answer: Any) -> dict[str, Any]:
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}


def _stale(owner: Any) -> bool:
    return bool(time.time() - owner["renewed"] > SECONDS)
