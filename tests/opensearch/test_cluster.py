"""How does one speak to a cluster that is busy, strange or not there? Nodes made up for the purpose; no Java needed."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kb import Settings, schema
from kb.engines.contract import All, And, AnyOf, Best, Phrase, Query, Term
from kb.engines.opensearch import OpenSearchEngine, queries
from kb.engines.opensearch.cluster import Cluster
from kb.errors import EngineError, EngineUnavailable, KBError

WORDS = schema.WORDS["en"]


class Node:
    """Answers what it is told to, in turn, and then always the last; keeps what it was asked."""

    def __init__(self, *answers: tuple[int, Any]) -> None:
        self.answers = list(answers)
        self.asked: list[bytes] = []
        node = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                node.asked.append(self.rfile.read(int(self.headers.get("content-length", 0))))
                status, body = node.answers.pop(0) if len(node.answers) > 1 else node.answers[0]
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_PUT = do_POST  # noqa: N815  the library's names

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


Made = Callable[..., Node]


@pytest.fixture
def node() -> Iterator[Made]:
    """Makes nodes."""
    with ExitStack() as ends:

        def make(*answers: tuple[int, Any]) -> Node:
            made = Node(*answers)
            ends.callback(made.server.server_close)
            ends.callback(made.server.shutdown)
            return made

        yield make


def cluster(*urls: str, milliseconds: int = 1_000) -> Cluster:
    return Cluster(Settings(opensearch_urls=",".join(urls), opensearch_milliseconds=milliseconds))


ERROR = {"error": {"type": "some_exception", "reason": "it was secret words"}, "status": 500}


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_one_node_cannot_answer_now_another_does(status: int, node: Made) -> None:
    busy, idle = node((status, ERROR)), node((200, {"ok": True}))
    asked = cluster(busy.url, idle.url, "http://127.0.0.1:9")
    assert [asked.ask("GET", "/") for _ in range(5)] == [{"ok": True}] * 5


def test_a_search_that_lost_a_node_on_the_way_is_asked_again(node: Made) -> None:
    causes = [{"type": "node_disconnected_exception"}]
    lost = {"error": {"type": "search_phase_execution_exception", "root_cause": causes}, "status": 500}
    assert cluster(node((500, lost), (200, {"ok": 1})).url).ask("POST", "/x/_search") == {"ok": 1}


def test_a_busy_node_is_asked_again(node: Made) -> None:
    assert cluster(node((429, ERROR), (503, ERROR), (200, {"ok": 1})).url).ask("GET", "/") == {"ok": 1}


def test_what_is_wrong_with_a_question_is_not_asked_twice_and_not_repeated(
    node: Made, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = node((400, ERROR))
    with pytest.raises(EngineError, match="some_exception") as caught:
        cluster(made.url).ask("POST", "/x/_search", {"query": "words of a reader"})
    assert len(made.asked) == 1
    assert "secret words" not in str(caught.value)
    assert "words of a reader" not in caplog.text
    assert "secret words" not in caplog.text


@pytest.mark.parametrize(
    ("status", "kind"), [(401, "unauthorized"), (403, "security_exception")], ids=["no name", "no right"]
)
def test_a_wrong_password_is_told_as_such(status: int, kind: str, node: Made) -> None:
    with pytest.raises(EngineUnavailable, match="KB_OPENSEARCH_USER"):
        cluster(node((status, {"error": {"type": kind}})).url).ask("GET", "/")


def test_where_nobody_answers_readers_hear_it_in_time_and_then_at_once() -> None:
    away = cluster("http://127.0.0.1:9", "http://127.0.0.1:10", milliseconds=600)
    for seconds in (1.0, 0.05):
        began = time.monotonic()
        with pytest.raises(EngineUnavailable, match="does not answer"):
            away.ask("GET", "/")
        assert time.monotonic() - began < seconds


def test_an_answer_that_is_no_json_is_a_failure_of_ours(node: Made) -> None:
    with pytest.raises(EngineError):
        cluster(node((200, b"<html>")).url).ask("GET", "/")


def test_what_was_refused_of_many_is_sent_again_and_nothing_else(node: Made) -> None:
    done = {"index": {"_id": "x", "status": 201}}
    busy = {"index": {"_id": "x", "status": 429, "error": {"type": "rejected_execution_exception"}}}
    made = node((200, {"items": [done, busy, done]}), (200, {"items": [done]}))
    cluster(made.url).bulk(({"index": {"_id": name}}, {"value": name}) for name in "abc")
    assert [each.count(b"\n") for each in made.asked] == [6, 2]
    assert b'"b"' in made.asked[1]


def test_a_document_that_is_refused_for_good_is_named(node: Made) -> None:
    refused = {"index": {"_id": "bad", "status": 400, "error": {"type": "mapper_parsing_exception"}}}
    with pytest.raises(EngineError, match="refused bad: mapper_parsing_exception"):
        cluster(node((200, {"items": [refused]})).url).bulk([({"index": {"_id": "bad"}}, {})])


def test_what_is_gone_already_may_be_deleted(node: Made) -> None:
    cluster(node((200, {"items": [{"delete": {"_id": "x", "status": 404}}]})).url).bulk([({"delete": {}}, None)])


def test_the_password_is_not_shown() -> None:
    settings = Settings(opensearch_user="reader", opensearch_password="hidden")
    assert "hidden" not in repr(settings)
    assert Settings.from_environ(settings.to_environ()).opensearch_password == "hidden"


@pytest.mark.parametrize(
    "given",
    [{"opensearch_prefix": "KB"}, {"opensearch_prefix": ""}, {"opensearch_prefix": "a*"}, {"opensearch_prefix": "-"}],
)
def test_a_prefix_that_is_no_name_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(KBError, match="KB_OPENSEARCH_PREFIX"):
        OpenSearchEngine(Settings(**given))  # type: ignore[arg-type]  # one of the fields


def test_certificates_that_are_not_there_are_told_of() -> None:
    with pytest.raises(KBError, match="certificates"):
        Cluster(Settings(opensearch_urls="https://127.0.0.1:9", opensearch_ca="/nowhere.pem"))


# Questions in the cluster's words


def body(query: Query, limit: int = 10) -> Any:
    return queries.search(query, filters={}, dates=None, facets=(), sort="relevance", offset=0, limit=limit)["query"]


def test_nothing_stored_is_read_by_a_search() -> None:
    whole = queries.search(All(), filters={}, dates=None, facets=(), sort="newest", offset=0, limit=1)
    assert (whole["_source"], whole["stored_fields"], whole["track_total_hits"]) == (False, "_none_", True)


def test_a_phrase_of_what_is_no_term_finds_nothing() -> None:
    assert body(Phrase(WORDS, ("a b", "c"))) == body(Phrase(WORDS, ("", "c"))) == {"match_none": {}}


def test_a_query_of_more_terms_than_a_cluster_takes_has_one_score_for_each_long_word() -> None:
    few, many = ({f"term{number}": float(number) for number in range(count)} for count in (3, 600))
    assert len(body(AnyOf(WORDS, many))["dis_max"]["queries"]) == 600
    wide = body(And((AnyOf(WORDS, few), Best((AnyOf(WORDS, many), AnyOf(WORDS, many))))))["bool"]["must"]
    assert len(wide[0]["dis_max"]["queries"]) == 3
    assert [each["terms"]["boost"] for each in wide[1]["dis_max"]["queries"]] == [599.0, 599.0]


def test_where_nobody_asks_for_scores_the_terms_of_a_word_are_looked_up_together() -> None:
    assert body(AnyOf(WORDS, {"one": 1.0, "two": 2.0}), limit=0) == {"terms": {WORDS: ["one", "two"], "boost": 2.0}}
    assert body(Term(WORDS, "one"), limit=0) == {"term": {WORDS: {"value": "one", "boost": 1.0}}}


@pytest.mark.parametrize("prefix", ["a", "ab", "=", "\ue000", "\u0001", "\x00", "a\x00", "\U0001f600"])
def test_just_before_a_prefix_is_before_all_that_begin_with_it(prefix: str) -> None:
    before = queries.just_before(prefix)
    assert before is not None
    assert before < prefix
    assert before.encode() < prefix.encode()


def test_before_everything_is_nothing() -> None:
    assert queries.just_before("") is None
