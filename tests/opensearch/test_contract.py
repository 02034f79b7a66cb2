"""Does the cluster do what the contract says? The tests are those of every engine."""

import pytest
from tests.engines.test_contract import *  # noqa: F403  the tests themselves
from tests.engines.test_contract import publish
from tests.opensearch.conftest import Site

from kb.engines.contract import Engine, IndexDocument, Reader
from kb.generations import open_engine


@pytest.fixture(scope="session")
def engine_name() -> str:
    return "opensearch"


@pytest.fixture(scope="session")
def reader(site: Site, documents: list[IndexDocument]) -> Reader:
    """Two parts with a copy each: what is found is put together from several nodes."""
    engine = open_engine(site(opensearch_shards=2))
    publish(engine, documents)
    return engine.reader()


@pytest.fixture
def engine(site: Site) -> Engine:
    return open_engine(site(opensearch_replicas=0))
