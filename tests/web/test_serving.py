"""`kb serve` goes on: while the index is rebuilt, when a process dies, and until every reader has their answer."""

import json
import os
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from kb.config import Settings
from kb.generations import open_engine
from kb.indexing import build
from kb.model import Corpus
from kb.vocabulary import Vocabulary


@pytest.fixture
def published(corpus: Corpus, tmp_path: Path) -> Settings:
    """Settings of an index of a few documents, into which may be indexed."""
    settings = Settings(var=tmp_path)
    build(open_engine(settings), corpus.documents[:5], Vocabulary.of(corpus))
    return settings


def test_readers_go_on_while_the_index_is_rebuilt_three_times(published: Settings, corpus: Corpus, serve: Any) -> None:
    counts = {json_id(published): 5}
    failed: list[tuple[int, str]] = []
    seen: Counter[str] = Counter()
    ended = Event()

    def read(server: Any) -> None:
        while not ended.is_set():
            answer = server.get("/en/search.json?size=50")
            if answer.status != 200:
                failed.append((answer.status, answer.text))
                continue
            found = json.loads(answer.text)
            seen[f"{found['generation']} {found['total']} {len(found['hits'])}"] += 1

    with serve(published.var, KB_QUEUE="100") as server, ThreadPoolExecutor(4) as many:
        readers = [many.submit(read, server) for _ in range(4)]
        try:
            for count in (3, 5, 4):
                report = build(
                    open_engine(published),
                    corpus.documents[:count],
                    Vocabulary.of(corpus),
                    full=count == 5,
                )
                counts[report.generation.id] = count
                end = time.monotonic() + 20
                while not any(each.startswith(report.generation.id) for each in seen):
                    assert time.monotonic() < end
                    time.sleep(0.02)
        finally:
            ended.set()
        for reader in readers:
            reader.result(timeout=20)
    assert failed == []
    assert set(seen) == {f"{id_} {count} {count}" for id_, count in counts.items()}  # never one's id with another's


def json_id(settings: Settings) -> str:
    """The id of the published generation."""
    return str(open_engine(settings).current())


def test_who_has_asked_before_the_end_is_answered(serve: Any) -> None:
    with serve(KB_WORKERS="2", KB_QUEUE="100") as server, ThreadPoolExecutor(20) as many:
        slow = "/sr-latn/search?q=" + "+OR+".join(f"{each}*" for each in ("pr", "ko", "sp", "na", "po")) + "&size=100"
        asked = [many.submit(server.get, slow) for _ in range(20)]
        time.sleep(0.1)
        start = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=10) == 0
        assert time.monotonic() - start < 10
        # Who had no connection yet is refused one; whose request had arrived has an answer, and a whole one.
        answers = [each.result() for each in asked if not isinstance(each.exception(), ConnectionRefusedError)]
        assert {answer.status for answer in answers} <= {200, 503}
        assert all(answer.text.rstrip().endswith("</html>") for answer in answers)
        assert answers


def test_a_web_process_that_dies_is_replaced(serve: Any) -> None:
    with serve(KB_WORKERS="2") as server:
        before = server.workers()
        os.kill(before[0], signal.SIGKILL)
        end = time.monotonic() + 20
        while len(set(server.workers()) - set(before)) < 1:
            assert time.monotonic() < end
            time.sleep(0.1)
        server.wait()  # the other one may have been starting, too
        metrics = server.get("/metrics").text
        assert 'kb_requests_total{page="health.alive",status="200"}' in metrics  # by whichever it was counted


def test_what_processes_share_goes_with_the_site(serve: Any) -> None:
    with serve() as server:
        environ = Path(f"/proc/{server.workers()[0]}/maps").read_text(encoding="utf-8")
        (folder,) = {line.split()[-1].rpartition("/")[0] for line in environ.splitlines() if "/kb-" in line}
        assert {each.name for each in Path(folder).iterdir()} == {"counts", "rate"}
        assert Path(folder).stat().st_mode & 0o077 == 0
    assert not Path(folder).exists()


def test_the_server_says_neither_its_name_nor_its_version(serve: Any) -> None:
    with serve(KB_WORKERS="1") as server:
        for path in ("/en/help", "/nowhere", "/static/style.css", "/healthz"):
            answer = server.get(path)
            assert not answer.headers["Server"]
            assert "granian" not in str(answer.headers).lower()
            assert answer.headers["Content-Security-Policy"]
        assert server.get("/en/help", Host="evil.example").status == 400
        assert server.raw(b"GET http://evil.example/en/help HTTP/1.1\r\nHost: evil.example\r\n\r\n").split()[1] == "400"
