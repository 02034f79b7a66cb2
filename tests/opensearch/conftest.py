"""A real cluster for the tests, one for all of them; without Java or Maven they are skipped, and say so."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count

import pytest
from tests.engines.conftest import answers, brute_force, dice, documents
from tests.opensearch.nodes import NoCluster, Nodes, running

from kb.config import Settings

__all__ = ["answers", "brute_force", "dice", "documents"]

_number = count(1)

Site = Callable[..., Settings]


@pytest.fixture(scope="session")
def nodes() -> Iterator[Nodes]:
    """Three nodes."""
    asked = os.environ.get("KB_REQUIRE_OPENSEARCH")
    if asked == "0":
        pytest.skip("no OpenSearch: KB_REQUIRE_OPENSEARCH=0 leaves it out")
    with ExitStack() as stack:
        try:
            nodes = stack.enter_context(running())
        except NoCluster as error:
            if asked == "1":
                pytest.fail(f"KB_REQUIRE_OPENSEARCH=1, but {error}", pytrace=False)
            pytest.skip(f"no OpenSearch: {error}")
        yield nodes


@pytest.fixture(scope="session")
def site(nodes: Nodes) -> Site:
    """Makes the settings of one more site in the cluster. A slow machine is no failure: readers wait for long."""

    def make(**given: object) -> Settings:
        usual: dict[str, object] = {"opensearch_milliseconds": 20_000, "opensearch_prefix": f"site{next(_number)}"}
        return Settings.from_environ({}, engine="opensearch", opensearch_urls=nodes.urls, **(usual | given))

    return make
