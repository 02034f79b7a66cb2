"""Which indices does a generation have in the cluster, and which generations are there?

A generation is two indices, frozen when it is published: ``…-words`` finds ids and keeps no document, ``…-values`` is
never searched and keeps each card and each page as a document of its own, so that neither is read for the other. One
alias points to the words of the published generation; the description of a generation stands in their ``_meta``.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from kb import schema
from kb.config import Settings
from kb.engines.contract import Generation
from kb.engines.opensearch.cluster import WRITING, Cluster
from kb.engines.opensearch.queries import FIRST, ID, LAST, NEWEST, OLDEST
from kb.errors import EngineError, KBError

WORDS, VALUES = "words", "values"
CARD, PAGE, ATTACHED = "card", "page", "attached"
# How long a generation that is no longer published stays for the readers who hold it, however many follow; seconds.
GRACE = 600.0
# A term of more characters is cut: no index takes more than 32,766 bytes.
_LONGEST = 8_191
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A generation as the cluster has it, whole or not."""

    id: str
    parts: frozenset[str]
    published: bool
    meta: Mapping[str, Any]
    shards: int

    @property
    def generation(self) -> Generation | None:
        """Its description; None where it was never finished."""
        described = self.meta.get("generation")
        return Generation(**described) if described and described["id"] == self.id else None

    @property
    def attached(self) -> tuple[str, ...]:
        """The names of what is attached to it."""
        return tuple(self.meta.get("attached", ()))


class Shelves:
    """All generations of one site in a cluster, by the prefix of their names."""

    def __init__(self, cluster: Cluster, settings: Settings) -> None:
        prefix = settings.opensearch_prefix
        if not _PREFIX.fullmatch(prefix):
            raise KBError("KB_OPENSEARCH_PREFIX is of small letters and digits.")
        self.alias = prefix
        self.lock = f"{prefix}-lock"
        self._cluster = cluster
        self._name = re.compile(rf"{re.escape(prefix)}-(\d{{8}}-\d{{6}}-\d{{6}}x*)-({WORDS}|{VALUES})", re.ASCII)
        self.shards = settings.opensearch_shards
        self.copies = f"0-{settings.opensearch_replicas}"

    def index(self, id_: str, part: str) -> str:
        """The name of an index."""
        return f"{self.alias}-{id_}-{part}"

    def current(self) -> str | None:
        """The id of the published generation, or None; one small question."""
        found = self._cluster.ask("GET", f"/_alias/{self.alias}", ignore=(404,), local="true")
        if "error" in found:
            return None
        names = [match[1] for name in found if (match := self._name.fullmatch(name))]
        return max(names, default=None)

    def all(self) -> list[Shelf]:
        """Every generation, the latest first."""
        found = self._cluster.ask(
            "GET",
            f"/{self.alias}-*",
            local="true",
            filter_path="*.aliases,*.mappings._meta,*.settings.index.number_of_shards",
        )
        parts: dict[str, dict[str, Any]] = {}
        for name, described in found.items():
            if match := self._name.fullmatch(name):
                parts.setdefault(match[1], {})[match[2]] = described
        return [self._shelf(id_, parts[id_]) for id_ in sorted(parts, reverse=True)]

    def _shelf(self, id_: str, parts: Mapping[str, Any]) -> Shelf:
        words = parts.get(WORDS, {})
        return Shelf(
            id=id_,
            parts=frozenset(parts),
            published=self.alias in words.get("aliases", {}),
            meta=words.get("mappings", {}).get("_meta", {}),
            shards=int(words.get("settings", {}).get("index", {}).get("number_of_shards", 0)),
        )

    def create(self, id_: str) -> None:
        """Make a generation of nothing."""
        for part, mapping in ((WORDS, _words_mapping()), (VALUES, {"dynamic": False})):
            settings = {**_SETTINGS, "number_of_shards": self.shards}
            self._make("PUT", f"/{self.index(id_, part)}", {"settings": settings, "mappings": mapping})

    def clone(self, old: str, id_: str) -> None:
        """Make a generation that is as ``old`` is; its files are hard links."""
        for part in (WORDS, VALUES):
            settings = {"index.number_of_replicas": 0, "index.auto_expand_replicas": False, "index.blocks.write": None}
            path = f"/{self.index(old, part)}/_clone/{self.index(id_, part)}"
            self._make("POST", path, {"settings": settings})

    def _make(self, method: str, path: str, body: Any) -> None:
        # What was asked twice may be there already; the names are nobody else's.
        answer = self._cluster.ask(method, path, body, patience=WRITING, ignore=(400,), wait_for_active_shards=0)
        if "error" in answer and answer["error"]["type"] != "resource_already_exists_exception":
            raise EngineError("The search cluster cannot make an index: %(why)s.", why=answer["error"]["type"])

    def describe(self, generation: Generation, attached: list[str]) -> None:
        """Write a generation's description."""
        meta = {"generation": asdict(generation), "schema": schema.VERSION, "attached": attached}
        path = f"/{self.index(generation.id, WORDS)}/_mapping"
        self._cluster.ask("PUT", path, {"_meta": meta}, patience=WRITING)

    def delete(self, shelf: Shelf) -> None:
        """Remove a generation."""
        names = ",".join(self.index(shelf.id, part) for part in sorted(shelf.parts))
        self._cluster.ask("DELETE", f"/{names}", patience=WRITING, ignore_unavailable="true")


def kept(shelves: list[Shelf]) -> list[Shelf]:
    """The published generation, those before it that readers may still hold, and at least one of these.

    Without an alias every one that was finished: it may have to serve.
    """
    finished = [shelf for shelf in shelves if shelf.generation and shelf.parts == {WORDS, VALUES}]
    published = next((shelf for shelf in shelves if shelf.published), None)
    if published is None:
        return finished
    # A generation with a later name than the published one was never published.
    before = [shelf for shelf in finished if shelf.id < published.id]
    left_at = [_created(published), *map(_created, before)]  # each was left when the one after it came
    now = datetime.now(UTC).timestamp()
    return [published, *(each for at, each in enumerate(before) if at == 0 or now - left_at[at] < GRACE)]


def _created(shelf: Shelf) -> float:
    return datetime.fromisoformat(shelf.generation.created).timestamp() if shelf.generation else 0.0


_SETTINGS: Mapping[str, Any] = {
    "number_of_replicas": 0,
    "refresh_interval": -1,
    "max_result_window": 2_147_483_647,  # the site has a limit of its own
    # The built-in analyzer splits at any white space, and our sign between title and text is such.
    "analysis": {
        "tokenizer": {"spaces": {"type": "char_group", "tokenize_on_chars": [" "], "max_token_length": _LONGEST}},
        "analyzer": {"terms": {"type": "custom", "tokenizer": "spaces"}},
    },
}


def _words_mapping() -> dict[str, Any]:
    # Fielddata takes memory when it is first asked for: only words as written ever are, for typing help and spelling.
    text = {"type": "text", "analyzer": "terms", "fielddata": True}
    facet = {"type": "keyword", "eager_global_ordinals": True}
    key = {"type": "keyword", "index": False}
    return {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "properties": {
            ID: {"type": "keyword"},
            **dict.fromkeys(schema.TEXT_FIELDS, text),
            **dict.fromkeys(schema.FACET_FIELDS, facet),
            **{name: {"type": "integer"} for name in (FIRST, LAST)},
            **dict.fromkeys((OLDEST, NEWEST), key),
        },
    }
