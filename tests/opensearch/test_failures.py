"""Does the site go on answering while nodes, or the indexer, die? Everything here happens to a real cluster."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from tests.engines.test_contract import publish
from tests.opensearch.conftest import Site
from tests.opensearch.nodes import NAMES, Nodes

from kb import KnowledgeBase, Settings, schema
from kb.engines.contract import All, Engine, IndexDocument, Term
from kb.engines.opensearch import OpenSearchEngine, lease, shelves, writing
from kb.engines.opensearch.lease import Lease
from kb.engines.opensearch.writing import Publisher
from kb.errors import EngineError, EngineUnavailable, IndexDamaged, IndexMissing, WriterBusy
from kb.generations import open_engine
from kb.web import create_app

WORDS = schema.WORDS["en"]


@pytest.fixture
def settings(site: Site) -> Settings:
    return site(opensearch_replicas=0)


@pytest.fixture
def engine(settings: Settings) -> OpenSearchEngine:
    made = open_engine(settings)
    assert isinstance(made, OpenSearchEngine)
    return made


class Readers:
    """Threads that ask the same all the time, and what they heard."""

    def __init__(self, engine: Engine, count: int = 2) -> None:
        self.answers: set[tuple[int, int, int]] = set()
        self.generations: set[str] = set()
        self.failures: list[BaseException] = []
        self.asked = 0
        self._engine = engine
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._go_on, daemon=True) for _ in range(count)]

    @contextmanager
    def asking(self) -> Iterator["Readers"]:
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            self._over.set()
            for thread in self._threads:
                thread.join()

    def wait_for(self, more: int) -> None:
        """Until so many more questions were asked."""
        goal, end = self.asked + more, time.monotonic() + 60
        while self.asked < goal and not self.failures:
            assert time.monotonic() < end, "the readers ask no more"
            time.sleep(0.02)

    def _go_on(self) -> None:
        while not self._over.is_set():
            try:
                reader = self._engine.reader()
                found = reader.search(Term(WORDS, "border"), facets=("person",))
                cards = reader.cards([match.id for match in found.matches])
                self.answers.add((reader.search(All()).total, found.total, sum(found.facets["person"].values())))
                assert len(cards) == len(found.matches)
            except BaseException as error:  # noqa: BLE001  whatever it is, it is the test's failure
                self.failures.append(error)
                return
            self.generations.add(reader.generation.id)
            self.asked += 1
            self._over.wait(0.05)  # the nodes have other work, too


@pytest.fixture
def mortal(nodes: Nodes) -> Iterator[Nodes]:
    """Nodes that may be killed; they live again afterwards."""
    yield nodes
    nodes.start()
    nodes.settle()


def test_no_search_fails_while_a_node_dies_and_while_the_manager_dies_during_the_switch(
    mortal: Nodes, site: Site, documents: list[IndexDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(site(opensearch_shards=2))
    before = publish(engine, documents)
    mortal.settle()
    manager = mortal.manager()
    first, switch = next(name for name in NAMES if name != manager), Publisher.switch

    def switch_without_manager(self: Publisher) -> None:
        mortal.kill(manager)
        switch(self)

    steps = [switch_without_manager if step is switch else step for step in writing.STEPS]
    with Readers(engine).asking() as readers:
        readers.wait_for(5)
        mortal.kill(first)
        readers.wait_for(10)
        mortal.start()
        mortal.settle()
        monkeypatch.setattr(writing, "STEPS", steps)
        after = publish(engine, [])
        readers.wait_for(10)
        mortal.start()
        mortal.settle()
        readers.wait_for(5)
    assert [(str(each), each.__cause__) for each in readers.failures] == []
    assert len(readers.answers) == 1
    assert readers.generations == {before.id, after.id}
    assert after.digest == before.digest
    assert engine.check(deep=True) == []


def test_pages_say_within_two_seconds_that_the_cluster_is_away(nodes: Nodes, site: Site) -> None:
    usual = Settings().opensearch_milliseconds
    client = create_app(KnowledgeBase.open(site(opensearch_milliseconds=usual))).test_client()
    for address in ("/en/search?q=border", "/en/", "/readyz"):
        with nodes.frozen():
            began = time.monotonic()
            answer = client.get(address)
            took = time.monotonic() - began
        assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
        assert took < 2.0, f"{address} took {took:.1f} s"
    assert client.get("/healthz").status_code == 200


def test_where_nothing_listens_a_page_says_so_within_two_seconds_and_the_next_at_once() -> None:
    client = create_app(
        KnowledgeBase.open(Settings(engine="opensearch", opensearch_urls="http://127.0.0.1:9"))
    ).test_client()
    for seconds in (2.0, 0.5):
        began = time.monotonic()
        assert client.get("/en/search?q=border").status_code == 503
        assert time.monotonic() - began < seconds


# Writers that die


def _write_until_killed(settings: Settings, documents: list[IndexDocument], step: str | None) -> None:
    def die(_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if step:
        at = [each.__name__ for each in writing.STEPS].index(step)
        writing.STEPS = (*writing.STEPS[: at + 1], die, *writing.STEPS[at + 1 :])
    with open_engine(settings).writer() as writer:
        for document in documents:
            writer.upsert(document)
        if step is None:
            die(None)
        writer.commit()


@pytest.mark.parametrize("step", [None, "close", "verify", "switch"])
def test_a_writer_that_is_killed_leaves_the_old_generation_or_the_new_one(
    step: str | None, settings: Settings, documents: list[IndexDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(settings)
    old = publish(engine, documents[:3])
    process = multiprocessing.get_context("spawn").Process(
        target=_write_until_killed, args=(settings, documents[:9], step)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    published = step == "switch"
    assert engine.reader().generation.documents == (9 if published else 3)
    assert (engine.reader().generation.id == old.id) is not published
    with pytest.raises(WriterBusy, match=str(process.pid)), engine.writer():
        raise AssertionError("it may live")
    monkeypatch.setattr(lease, "SECONDS", 0.0)
    leftovers = [problem.code for problem in engine.check()]
    assert leftovers == ([] if published else ["index-leftover"])
    assert publish(engine, documents[:9]).documents == 9
    assert engine.check(deep=True) == []


def test_a_writer_that_stood_still_until_another_took_over_does_not_publish(
    engine: OpenSearchEngine, documents: list[IndexDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.writer() as slow:
        slow.upsert(documents[0])
        with monkeypatch.context() as patch:
            patch.setattr(lease, "SECONDS", 0.0)
            other = publish(engine, documents[1:3])
        with pytest.raises(EngineError):
            slow.commit()
    assert engine.reader().generation == other
    assert engine.check(deep=True) == []


def test_of_several_who_take_over_at_once_one_gets_it(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = Lease(engine._cluster, engine._shelves.lock)
    with monkeypatch.context() as patch:
        patch.setattr(Lease, "renew", lambda _: None)
        killed.take()
    monkeypatch.setattr(lease, "_stale", lambda owner: owner["token"] == killed._mine["token"])
    outcomes: list[str] = []

    def try_it() -> None:
        try:
            Lease(engine._cluster, engine._shelves.lock).take()
        except WriterBusy:
            outcomes.append("busy")
        else:
            outcomes.append("mine")

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["busy", "busy", "busy", "mine"]


# Generations


def test_older_generations_go_when_nobody_can_hold_them_any_more(
    engine: OpenSearchEngine, documents: list[IndexDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    generations = [publish(engine, [each]) for each in documents[:3]]
    assert [shelf.id for shelf in engine._shelves.all()] == [each.id for each in reversed(generations)]
    monkeypatch.setattr(shelves, "GRACE", 0.0)
    last = publish(engine, documents[3:4])
    assert [shelf.id for shelf in engine._shelves.all()] == [last.id, generations[-1].id]
    assert [last.previous, last.documents, last.added] == [generations[-1].id, 4, 1]


def test_where_the_published_generation_lost_an_index_the_one_before_answers(
    engine: OpenSearchEngine, documents: list[IndexDocument]
) -> None:
    old, new = (publish(engine, [each]) for each in documents[:2])
    engine._cluster.ask("DELETE", f"/{engine._shelves.index(new.id, shelves.VALUES)}")
    assert engine.reader().generation == old
    assert [problem.code for problem in engine.verify_again()] == ["index-damaged"]
    assert [problem.code for problem in engine.check()] == ["index-damaged"]
    with engine.writer() as writer:
        assert writer.full
        writer.commit()
    assert engine.check() == []


def test_an_index_of_another_version_is_not_read_and_built_anew(
    engine: OpenSearchEngine, documents: list[IndexDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(engine, documents[:2])
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with pytest.raises(IndexDamaged, match="another version"):
        engine.reader()
    with engine.writer() as writer:
        assert writer.full


def test_another_number_of_shards_is_built_anew(site: Site, documents: list[IndexDocument]) -> None:
    settings = site()
    publish(open_engine(settings), documents[:2])
    with open_engine(replace(settings, opensearch_shards=2)).writer() as writer:
        assert writer.full


def test_sites_in_one_cluster_do_not_see_each_other(site: Site, documents: list[IndexDocument]) -> None:
    one = site()
    publish(open_engine(one), documents[:2])
    other = open_engine(replace(one, opensearch_prefix=f"{one.opensearch_prefix}-other"))
    with pytest.raises(IndexMissing):
        other.reader()
    publish(other, documents[:3])
    assert open_engine(one).reader().generation.documents == 2
    assert open_engine(one).check() == other.check() == []


def test_a_published_index_takes_no_more_documents(engine: OpenSearchEngine, documents: list[IndexDocument]) -> None:
    published = publish(engine, documents[:2])
    with pytest.raises(EngineError, match="cluster_block"):
        engine._cluster.ask("PUT", f"/{engine._shelves.index(published.id, shelves.WORDS)}/_doc/x", {"id": "x"})


def test_the_alias_is_asked_for_once_a_second_at_most(
    engine: OpenSearchEngine, documents: list[IndexDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    published = publish(engine, documents[:1])
    assert engine.current() == published.id

    def refuse(*_: object, **__: object) -> Callable[..., object]:
        raise EngineUnavailable("asked again")

    monkeypatch.setattr(engine._cluster, "ask", refuse)
    assert engine.current() == published.id
