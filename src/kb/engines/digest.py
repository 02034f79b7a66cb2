"""Do two indices hold the same, whatever their files look like?

The digest of an index is a sum modulo 2^256: of each document's SHA-256 (id, card and page; the card holds the terms)
and of each attached value's. A sum asks for no order, and what was put in can be taken out, so that keeping it costs
as much as was changed. It is AdHash (Bellare and Micciancio, 1997), for multisets MSet-Add-Hash (Clarke and others,
2003). It compares honest builds; it is no seal against somebody who makes documents in order to deceive: sums without
a key can be steered (Wagner, 2002).
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kb.engines.contract import IndexDocument

_MODULUS = 1 << 256

Stored = tuple[str, str]  # card and page


@dataclass(frozen=True, slots=True)
class Changes:
    """How many documents a session added, changed and removed."""

    added: int
    changed: int
    removed: int


class Ledger:
    """The digest of an index while documents come and go, and what a session of writing has changed.

    It starts from ``digest``, that of nothing unless told. ``stored`` gives a document as it was before the session,
    and is asked once for each document that is touched.
    """

    def __init__(self, digest: str = "0", stored: Callable[[str], Stored | None] = lambda _: None) -> None:
        self._sum = int(digest, 16)
        self._stored = stored
        self._before: dict[str, int] = {}  # of the documents touched, those that were there
        self._now: dict[str, int | None] = {}  # of the documents touched, all

    @property
    def digest(self) -> str:
        """The digest of what the index holds now."""
        return f"{self._sum % _MODULUS:064x}"

    def upsert(self, document: IndexDocument) -> None:
        """A document was added, or replaced the one with its id."""
        self._set(document.id, of_document(document.id, (document.card, document.page)))

    def delete(self, id: str) -> None:
        """A document was removed; an unknown id is fine."""
        self._set(id, None)

    def attach(self, name: str, content: bytes, before: bytes | None) -> None:
        """A value was attached; ``before`` is the one that it replaced."""
        self._sum += of_attached(name, content) - (of_attached(name, before) if before is not None else 0)

    def changes(self) -> Changes:
        """What the session has changed so far; a document that is again what it was has not changed."""
        there = {id_ for id_, part in self._now.items() if part is not None}
        return Changes(
            added=len(there - self._before.keys()),
            changed=sum(self._now[id_] != self._before[id_] for id_ in there & self._before.keys()),
            removed=len(self._before.keys() - there),
        )

    def _set(self, id_: str, part: int | None) -> None:
        if id_ not in self._now:
            stored = self._stored(id_)
            if stored is not None:
                self._before[id_] = of_document(id_, stored)
        before = self._now.get(id_, self._before.get(id_))
        self._now[id_] = part
        self._sum += (part or 0) - (before or 0)


def of_index(documents: Iterable[tuple[str, Stored]], attached: Mapping[str, bytes]) -> str:
    """The digest of everything, computed from nothing: documents with their ids, and attached values."""
    total = sum(of_document(id_, stored) for id_, stored in documents)
    total += sum(of_attached(name, content) for name, content in attached.items())
    return f"{total % _MODULUS:064x}"


def of_document(id: str, stored: Stored) -> int:
    """One document's part."""
    return _part(b"document", id.encode(), *(each.encode() for each in stored))


def of_attached(name: str, content: bytes) -> int:
    """One attached value's part."""
    return _part(b"attached", name.encode(), content)


def _part(*pieces: bytes) -> int:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(len(piece).to_bytes(8, "big"))
        digest.update(piece)
    return int.from_bytes(digest.digest(), "big")
