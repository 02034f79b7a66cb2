"""Is a whole site in the cluster the same as one in tantivy's folders?"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.engines.test_contract import publish
from tests.opensearch.conftest import Site

from kb import KnowledgeBase, Request, Settings
from kb.engines.contract import IndexDocument
from kb.generations import open_engine

QUERIES = (
    *("", "targa", "targat", "tablice", "таблице", "licence plates", "Ferizaj", "Uroševac", '"licence plates"'),
    *(
        "Kosovo*",
        "ta*",
        "border -police",
        "agreement OR marrëveshje",
        "sporazum o slobodi kretanja",
        "police",
        "диплома",
    ),
    *("IBM", "integrated border management", "energji", "energija", "telecomunications", "nothing at all of this"),
)


def kb_command(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, **settings.to_environ()}
    return subprocess.run(
        [sys.executable, "-m", "kb.cli", *arguments], env=environ, capture_output=True, text=True, check=True
    )


@pytest.fixture(scope="module")
def clustered(site: Site, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The real corpus, indexed by the command."""
    settings = site(var=tmp_path_factory.mktemp("var"), budget=10_000)
    kb_command(settings, "--engine", "opensearch", "index")
    return KnowledgeBase.open(settings)


@pytest.mark.parametrize("text", QUERIES)
def test_a_search_finds_the_same_as_in_tantivy(text: str, kb: KnowledgeBase, clustered: KnowledgeBase) -> None:
    for view in ("sq", "sr-cyrl", "en"):
        for filters in ({}, {"kind": ("article", "agreement"), "language": ("sr",)}):
            request = Request(text=text, view=view, filters=filters, size=100)
            one, other = (each.search(request) for each in (kb, clustered))
            assert sorted(hit.id for hit in one.hits) == sorted(hit.id for hit in other.hits)
            assert (one.total, one.facets) == (other.total, other.facets)
            dated = Request(text=text, view=view, filters=filters, sort="newest", size=100)
            one, other = (each.search(dated) for each in (kb, clustered))
            assert [hit.id for hit in one.hits] == [hit.id for hit in other.hits]


def test_the_digest_of_the_corpus_is_that_of_tantivy(kb: KnowledgeBase, clustered: KnowledgeBase) -> None:
    assert clustered.generation.digest == kb.generation.digest


def test_the_digest_of_any_documents_is_that_of_tantivy(
    site: Site, documents: list[IndexDocument], tmp_path: Path
) -> None:
    made = [publish(open_engine(each), documents) for each in (Settings(var=tmp_path), site(opensearch_replicas=0))]
    assert made[0].digest == made[1].digest


def test_the_commands_know_the_cluster(clustered: KnowledgeBase) -> None:
    settings = clustered.settings
    said = json.loads(kb_command(settings, "status", "--json").stdout)
    assert (said["engine"], said["generation"]) == ("opensearch", clustered.generation.id)
    kb_command(settings, "index")  # nothing has changed
    assert clustered.engine.reader().generation == clustered.generation
    assert "index-" not in kb_command(settings, "search", "targa").stdout
