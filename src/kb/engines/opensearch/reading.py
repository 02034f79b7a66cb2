"""How is one generation in the cluster read?

Its indices are frozen and their names fixed when it is opened, so whatever is published later, it answers the same.
"""

import zlib
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kb import schema
from kb.engines import contract as ask
from kb.engines.digest import of_index
from kb.engines.opensearch import queries
from kb.engines.opensearch.cluster import Cluster, Patience
from kb.engines.opensearch.shelves import ATTACHED, CARD, PAGE, VALUES, WORDS, Shelf, Shelves
from kb.errors import IndexDamaged

_MANY = 10_000  # ids or terms that are fetched at once
_FEW = 1_000  # terms up to which a reader waits for them
_WHOLE = Patience(whole=60, node=30)  # for what takes its time: all terms of a field, all ids


class ClusterReader:
    """A snapshot of one generation."""

    def __init__(self, cluster: Cluster, shelves: Shelves, shelf: Shelf) -> None:
        if shelf.generation is None:
            raise IndexDamaged('%(name)s was never finished: run "kb index --full".', name=shelf.id)
        self.generation = shelf.generation
        self.names = shelf.attached
        self._cluster = cluster
        self._words, self._values = (f"/{shelves.index(shelf.id, part)}" for part in (WORDS, VALUES))
        # Scores of several shards compare only where all count the words of all.
        self._kind = "dfs_query_then_fetch" if shelf.shards > 1 else "query_then_fetch"

    def search(
        self,
        query: ask.Query,
        *,
        filters: Mapping[str, Sequence[str]] | None = None,
        dates: ask.Dates | None = None,
        facets: Sequence[str] = (),
        sort: ask.Sort = "relevance",
        offset: int = 0,
        limit: int = 10,
    ) -> ask.Page:
        """As the contract says. Raises ValueError, EngineError, EngineUnavailable."""
        ask.refuse_unfit({*facets, *(filters or {})}, offset, limit)
        asked = min(limit, max(self.generation.documents - offset, 0))
        window = {"offset": offset if asked else 0, "limit": asked}
        answer = self._search(
            queries.search(query, filters=filters or {}, dates=dates, facets=facets, sort=sort, **window)
        )
        matches = tuple(
            ask.Match(hit["sort"][-1], hit["sort"][0] if sort == "relevance" else 0.0) for hit in answer["hits"]["hits"]
        )
        return ask.Page(matches, answer["hits"]["total"]["value"], queries.counts(answer, facets))

    def _search(self, body: queries.Body, patience: Patience | None = None) -> Any:
        # Copies of a shard score a little apart, so the pages of one question are asked of the same copy. Failures are
        # logged with the address: the few bits in it must not tell what was asked.
        question = zlib.crc32(repr(body["query"]).encode(errors="replace")) % 64
        return self._cluster.ask(
            "POST",
            f"{self._words}/_search",
            body,
            patience=patience,
            search_type=self._kind,
            preference=f"q{question}",
            allow_partial_search_results="false",
        )

    def cards(self, ids: Sequence[str]) -> list[str]:
        """The cards of ``ids``, in that order. Raises KeyError for an unknown id."""
        found = self._stored([f"{CARD}:{id_}" for id_ in ids])
        for id_, card in zip(ids, found, strict=True):
            if card is None:
                raise KeyError(id_)
        return [card for card in found if card is not None]

    def page(self, id: str) -> str | None:
        """The stored page of one document, or None."""
        return self._stored([f"{PAGE}:{id}"])[0]

    def stored(self, id: str) -> tuple[str, str] | None:
        """Card and page of one document, or None."""
        card, page = self._stored([f"{CARD}:{id}", f"{PAGE}:{id}"])
        return None if card is None or page is None else (card, page)

    def attached(self, name: str) -> bytes | None:
        """What was attached to this generation under ``name``, or None."""
        if name not in self.names:
            return None
        content = self._stored([f"{ATTACHED}:{name}"])[0]
        if content is None:
            raise IndexDamaged('The index lacks %(name)s: run "kb index --full".', name=name)
        return b64decode(content)

    def _stored(self, keys: Sequence[str]) -> list[str | None]:
        if not keys:
            return []
        wanted = {"ids": list(dict.fromkeys(keys))}
        answer = self._cluster.ask("POST", f"{self._values}/_mget", wanted, whole=_all_read)
        found = {each["_id"]: each["_source"]["value"] for each in answer["docs"] if each.get("found")}
        return [found.get(key) for key in keys]

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Terms of a text field that start with ``prefix``, with their number of documents, in order of the term."""
        if field not in schema.TEXT_FIELDS:
            raise ValueError(f"there is no text field {field}")
        found: list[tuple[str, int]] = []
        after = queries.just_before(prefix)
        while len(found) < limit:
            size = min(limit - len(found), _MANY)
            answer = self._search(queries.terms(field, prefix, after, size), None if size <= _FEW else _WHOLE)
            buckets = [(each["key"]["term"], each["doc_count"]) for each in answer["aggregations"]["terms"]["buckets"]]
            found += [each for each in buckets if each[0].startswith(prefix)]
            if len(buckets) < size or (buckets[-1][0] > prefix and not buckets[-1][0].startswith(prefix)):
                break
            after = buckets[-1][0]
        return found[:limit]

    def ids(self) -> Iterator[str]:
        """Every document's id, in order. A frozen index does not change: each search goes on where the last ended."""
        body = queries.everything(_MANY)
        while hits := self._search(body, _WHOLE)["hits"]["hits"]:
            yield from (hit["sort"][0] for hit in hits)
            body["search_after"] = hits[-1]["sort"]

    def wrong(self, *, deep: bool = False) -> list[str]:
        """What the indices hold otherwise than their description says; ``deep`` reads every document."""
        documents = self.generation.documents
        for path, right in ((self._words, documents), (self._values, 2 * documents + len(self.names))):
            # The cluster's own counting would leave out a shard that does not answer.
            answer = self._cluster.ask(
                "POST", f"{path}/_search", queries.ANY, ignore=(404,), allow_partial_search_results="false"
            )
            count = answer["hits"]["total"]["value"] if "hits" in answer else 0
            if count != right:
                return [f"{path[1:]} holds {count} instead of {right}"]
        if deep and self._digest() != self.generation.digest:
            return ["the documents are not those that were counted when it was published"]
        return []

    def _digest(self) -> str | None:
        try:
            held = ((id_, self.stored(id_) or ("", "")) for id_ in self.ids())
            return of_index(held, {name: self.attached(name) or b"" for name in self.names})
        except IndexDamaged:
            return None


def _all_read(answer: Any) -> bool:
    return not any("error" in each for each in answer["docs"])
