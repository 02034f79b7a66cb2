"""How does one speak to a cluster whose nodes come and go?

The only module that knows the library, and the border at which its failures become ours. A request that a node does
not answer goes to the next one until the patience for it is over. A cluster that was away is not waited for again
within the next second: whoever asks then is told at once.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import orjson
from opensearchpy import (
    AuthenticationException,
    ImproperlyConfigured,
    OpenSearch,
    OpenSearchException,
    SerializationError,
    SSLError,
    TransportError,
)
from opensearchpy import ConnectionError as NoConnection
from opensearchpy.serializer import JSONSerializer

from kb.config import Settings
from kb.errors import EngineError, EngineUnavailable, KBError

# The library would write readers' questions into a log that hears more than warnings.
for _name in ("opensearch", "opensearchpy.trace"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_AGAIN = (429, 502, 503, 504)  # too busy, or not the whole cluster is there: another node or moment may do
# What a search ends with, status 500, where a node died while it worked on it.
_LOST = frozenset(
    {
        *("node_disconnected_exception", "node_not_connected_exception", "node_closed_exception"),
        *("connect_transport_exception", "send_request_transport_exception", "search_context_missing_exception"),
        *("no_shard_available_action_exception", "shard_not_found_exception", "index_shard_closed_exception"),
        *("already_closed_exception", "illegal_index_shard_state_exception"),
    }
)
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)  # seconds between tries; the last goes on
_LEAST = 0.05  # seconds that a node is given, however late it is
_QUIET = 1.0  # seconds for which a cluster that was away is not asked by readers
_AWAY = "The search cluster does not answer."


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds an answer may take in all, and from one node."""

    whole: float
    node: float


WRITING = Patience(whole=120, node=60)


class _Json(JSONSerializer):
    """The library's own is slower, and lets characters through that no UTF-8 has."""

    def loads(self, s: str) -> Any:
        try:
            return orjson.loads(s)
        except orjson.JSONDecodeError as error:
            raise SerializationError(error.msg) from None

    def dumps(self, data: Any) -> Any:
        return data if isinstance(data, bytes) else orjson.dumps(data)


class Cluster:
    """The nodes of the settings. Nothing is asked before somebody asks."""

    def __init__(self, settings: Settings) -> None:
        seconds = settings.opensearch_milliseconds / 1000
        self.reading = Patience(whole=seconds, node=seconds * 2 / 3)
        self._away_until = 0.0
        if settings.opensearch_ca and not Path(settings.opensearch_ca).is_file():
            raise KBError("KB_OPENSEARCH_CA: there is no file of certificates.")
        secret = (settings.opensearch_user, settings.opensearch_password)
        try:
            self._transport = OpenSearch(
                [each.strip() for each in settings.opensearch_urls.split(",") if each.strip()],
                http_auth=secret if any(secret) else None,
                ca_certs=settings.opensearch_ca or None,
                serializer=_Json(),
                max_retries=0,  # the library knows no end in time
                retry_on_timeout=True,  # only so that such a node is left alone for a while
                retry_on_status=(),
                dead_timeout=2,
                timeout_cutoff=0,  # a node that was away for long is tried as often
                timeout=seconds,
                pool_maxsize=max(settings.threads, 10),
            ).transport
        except (ImproperlyConfigured, ValueError) as error:
            raise KBError("KB_OPENSEARCH_URLS: %(why)s.", why=error) from error

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        patience: Patience | None = None,
        ignore: Sequence[int] = (),
        whole: Callable[[Any], bool] = lambda _: True,
        **params: Any,
    ) -> Any:
        """The answer, also one with a status of ``ignore``. Raises EngineUnavailable, EngineError.

        It may be asked twice, where an answer was lost or is not ``whole``. Without ``patience`` a reader waits for it.
        """
        hurried = patience is None
        if hurried and time.monotonic() < self._away_until:
            raise EngineUnavailable(_AWAY)
        patience = patience or self.reading
        content = body if body is None or isinstance(body, bytes) else _written(body)
        end = time.monotonic() + patience.whole
        for attempt in count():
            node = min(patience.node, max(end - time.monotonic(), _LEAST))
            try:
                answer = self._transport.perform_request(
                    method, path, params=params, body=content, timeout=node, ignore=ignore
                )
            except OpenSearchException as error:
                if not _passing(error):
                    raise _failure(error) from error
            else:
                if whole(answer):
                    return answer
            pause = _PAUSES[min(attempt, len(_PAUSES) - 1)]
            if time.monotonic() + pause >= end:
                break
            time.sleep(pause)
        if hurried:
            self._away_until = time.monotonic() + _QUIET
        raise EngineUnavailable(_AWAY)

    def bulk(self, lines: Iterable[tuple[dict[str, Any], Any]]) -> None:
        """Write actions with their documents; each is about another one. Raises EngineError, EngineUnavailable."""
        waiting, end = list(lines), time.monotonic() + WRITING.whole
        for attempt in count():
            content = b"\n".join(_written(each) for action in waiting for each in action if each is not None)
            answers = self.ask("POST", "/_bulk", content + b"\n", patience=WRITING)["items"] if waiting else []
            refused = []
            for action, answer in zip(waiting, answers, strict=True):
                (done,) = answer.values()
                if done["status"] in _AGAIN and time.monotonic() < end:
                    refused.append(action)
                elif "error" in done:
                    raise EngineError(
                        "The search cluster refused %(id)s: %(why)s.", id=done["_id"], why=done["error"]["type"]
                    )
            if not refused:
                return
            waiting = refused
            time.sleep(_PAUSES[min(attempt, len(_PAUSES) - 1)])


def _written(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError as error:  # among others a lone surrogate, which no UTF-8 has
        raise EngineError("The search cluster cannot be sent this: %(why)s.", why=error) from error


def _passing(error: OpenSearchException) -> bool:
    """Whether another node, or the same one a moment later, may do better."""
    if isinstance(error, NoConnection):
        return not isinstance(error, SSLError)
    return isinstance(error, TransportError) and (error.status_code in _AGAIN or bool(_LOST & _causes(error)))


def _causes(error: TransportError) -> set[str]:
    """The kinds of what went wrong in the shards."""
    told: Any = error.info
    try:
        return {each["type"] for each in told["error"]["root_cause"]}
    except (KeyError, TypeError):
        return set()


def _failure(error: OpenSearchException) -> EngineError:
    """Ours for theirs. What the cluster says in full may hold the reader's words, so only its kind is told."""
    if isinstance(error, SSLError):
        return EngineUnavailable("The search cluster's certificate is not trusted: see KB_OPENSEARCH_CA.")
    kind = error.error if isinstance(error, TransportError) else type(error).__name__
    if isinstance(error, AuthenticationException) or kind == "security_exception":
        return EngineUnavailable("The search cluster refuses KB_OPENSEARCH_USER and its password.")
    return EngineError("The search cluster failed: %(kind)s.", kind=kind)
