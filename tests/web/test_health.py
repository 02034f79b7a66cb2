"""Is the site alive, can it search, what has been asked of it, and is what it serves still sound?"""

import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.config import Settings
from kb.generations import open_engine
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.model import Corpus
from kb.vocabulary import Vocabulary
from kb.web import create_app
from kb.web.board import Shared
from kb.web.counts import Counts
from kb.web.watching import watch

# As Prometheus reads it: a comment of two kinds, or a name, perhaps labels, and a number.
LINE = re.compile(r'# (HELP|TYPE) kb_\w+ .+|kb_\w+(\{\w+="[\w.+-]*"(,\w+="[\w.+-]*")*\})? [0-9.e+-]+')


def value(text: str, name: str) -> float:
    """The value of a metric, by its name with its labels."""
    return float(next(line.rpartition(" ")[2] for line in text.splitlines() if line.rpartition(" ")[0] == name))


@pytest.fixture
def away(tmp_path: Path) -> FlaskClient:
    """A site whose index was never built."""
    return create_app(KnowledgeBase.open(Settings(var=tmp_path))).test_client()


def test_a_process_is_alive_whatever_its_index_does(client: FlaskClient, away: FlaskClient) -> None:
    for site in (client, away):
        answer = site.get("/healthz")
        assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_a_site_is_ready_when_it_can_search(client: FlaskClient, away: FlaskClient, kb: KnowledgeBase) -> None:
    assert client.get("/readyz").get_json() == {
        "status": "ok",
        "engine": "tantivy",
        "generation": kb.generation.id,
        "published": kb.generation.id,
        "documents": kb.generation.documents,
    }
    answer = away.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.get_json()["error"]["code"] == "index_missing"


def test_metrics_count_answers_by_kind_of_page_and_never_say_what_was_asked(kb: KnowledgeBase) -> None:
    client = create_app(kb).test_client()
    for path in ("/en/search?q=xyzzyplugh", "/sq/search?q=xyzzyplugh", "/en/search?q=a&q=xyzzyplugh", "/xyzzyplugh"):
        client.get(path)
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    text = answer.text
    assert all(LINE.fullmatch(line) for line in text.splitlines()), text
    assert value(text, 'kb_requests_total{page="search.page",status="200"}') == 2
    assert value(text, 'kb_requests_total{page="search.page",status="422"}') == 1
    assert value(text, 'kb_requests_total{page="none",status="404"}') == 1
    assert value(text, 'kb_request_seconds_count{page="search.page"}') == 3
    assert value(text, 'kb_request_seconds_bucket{page="search.page",le="+Inf"}') == 3
    assert 0 < value(text, 'kb_request_seconds_sum{page="search.page"}') < 60
    assert value(text, "kb_documents") == kb.generation.documents
    assert value(text, f'kb_generation_info{{generation="{kb.generation.id}",engine="tantivy"}}') == 1
    assert 0 <= value(text, "kb_generation_age_seconds") < 3600
    assert value(text, "kb_index_fallback") == 0
    assert "xyzzyplugh" not in text


def test_metrics_say_when_there_is_no_index(away: FlaskClient) -> None:
    text = away.get("/metrics").text
    assert value(text, "kb_index_ready") == 0
    assert "kb_generation" not in text


def test_times_are_counted_from_small_to_large() -> None:
    counts = Counts(["page"], Shared())
    for seconds in (0.001, 0.005, 0.02, 0.02, 3.0):
        counts.add("page", 200, seconds)
    counts.add("page", 299, 0.0)
    counts.add("what is this", 200, 0.0)
    text = "\n".join(counts.lines())
    for bound, count in (("0.005", 3), ("0.01", 3), ("0.025", 5), ("2.5", 5), ("+Inf", 6)):
        assert value(text, f'kb_request_seconds_bucket{{page="page",le="{bound}"}}') == count
    assert value(text, 'kb_requests_total{page="page",status="other"}') == 1
    assert value(text, 'kb_requests_total{page="none",status="200"}') == 1


def test_processes_count_together_and_go_on_where_one_has_ended(tmp_path: Path) -> None:
    shared = Shared(tmp_path)
    for _ in range(3):
        counts = Counts(["page"], shared)  # one after another, as when one dies and is replaced
        counts.add("page", 200, 0.001)
    assert value("\n".join(counts.lines()), 'kb_requests_total{page="page",status="200"}') == 3


def test_metrics_are_for_this_machine_unless_the_operator_says_otherwise(
    kb: KnowledgeBase, client: FlaskClient
) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "::1"}).status_code == 200
    # A web server that we were not told of stands in front: whoever asks, it is not known.
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert client.get("/metrics", headers={header: "192.0.2.1"}).status_code == 404
    settings = replace(kb.settings, metrics_from="192.0.2.0/24,2001:db8::/32")
    allowing = create_app(KnowledgeBase(kb.engine, settings)).test_client()
    assert allowing.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200
    assert allowing.get("/metrics").status_code == 404


# What is served is what was written


@pytest.fixture
def twice(corpus: Corpus, tmp_path: Path) -> tuple[Settings, str, str]:
    """Settings of an index with two generations, and these."""
    settings = Settings(var=tmp_path)
    vocabulary = Vocabulary.of(corpus)
    some = corpus.documents[:4]
    first = build(open_engine(settings), some, vocabulary, full=True).generation.id
    second = build(open_engine(settings), some[:3], vocabulary, full=True).generation.id
    return settings, first, second


def flip(folder: Path) -> None:
    """Turn one bit of the largest file over, and leave everything else about it as it was."""
    path = max((each for each in folder.rglob("*") if each.is_file()), key=lambda each: each.stat().st_size)
    content, times = bytearray(path.read_bytes()), path.stat()
    content[len(content) // 2] ^= 1
    with path.open("r+b") as file:
        file.write(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def until(what: Callable[[], Any], seconds: float = 20) -> Any:
    """Wait for something to be so."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
    return found


def test_a_bit_that_falls_over_in_a_verified_file_is_noticed_and_the_generation_before_serves(
    twice: tuple[Settings, str, str], corpus: Corpus, caplog: pytest.LogCaptureFixture
) -> None:
    settings, first, second = twice
    kb = KnowledgeBase.open(settings)
    client = create_app(kb).test_client()
    assert client.get("/readyz").get_json()["generation"] == second
    ended = watch(kb, 0.05)
    try:
        time.sleep(0.3)
        assert client.get("/readyz").get_json()["generation"] == second  # nothing is wrong yet
        flip(settings.var / "index" / "tantivy" / f"gen-{second}")
        until(lambda: client.get("/readyz").get_json()["generation"] == first)
    finally:
        ended.set()
    assert client.get("/readyz").get_json()["published"] == second
    assert value(client.get("/metrics").text, "kb_index_fallback") == 1
    assert client.get("/en/search.json").get_json()["total"] == 4
    assert "index-damaged" in caplog.text
    # The next sound generation ends the alarm.
    third = build(open_engine(settings), corpus.documents[:2], Vocabulary.of(corpus)).generation.id
    assert client.get("/readyz").get_json()["generation"] == third
    assert value(client.get("/metrics").text, "kb_index_fallback") == 0


def test_every_web_process_notices_by_itself(twice: tuple[Settings, str, str], serve: Any) -> None:
    settings, first, second = twice
    with serve(settings.var, KB_VERIFY_SECONDS="1") as server:
        assert json.loads(server.get("/readyz").text)["generation"] == second
        flip(settings.var / "index" / "tantivy" / f"gen-{second}")
        until(lambda: all(json.loads(server.get("/readyz").text)["generation"] == first for _ in range(20)))
        assert "index-damaged" in server.log.read_text(encoding="utf-8")
