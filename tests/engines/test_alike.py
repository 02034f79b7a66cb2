"""Does it make no difference to a reader which engine keeps the index?"""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.config import Settings
from kb.engines import NAMES
from kb.generations import open_engine
from kb.i18n import VIEWS
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.model import Corpus, Request, Results
from kb.vocabulary import Vocabulary

REQUESTS = [
    Request(),
    Request(text="targa"),
    Request(text="licence plates"),
    Request(text="registarske tablice"),
    Request(text="регистарске таблице"),
    Request(text='"licence plates"'),
    Request(text="plates -border"),
    Request(text="marrëveshje energji"),
    Request(text="marreveshje"),
    Request(text="Medvedja"),
    Request(text="Uroševac"),
    Request(text="ener*"),
    Request(text="agremeent"),
    Request(text="ibm telecom"),
    Request(text="police", exact=True),
    Request(text="sporazum", without=frozenset({"translation", "inflection"})),
    Request(text="agreement", filters={"kind": ("article", "agreement")}),
    Request(text="border", filters={"agreement": ("ibm",), "language": ("sr",)}),
    Request(text="dialogue", date_from="2013", date_to="2014-06"),
    Request(text="nothing whatsoever xyzzy"),
]


@pytest.fixture(scope="module", params=[name for name in NAMES if name != Settings().engine])
def other(request: pytest.FixtureRequest, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The real corpus as another engine keeps it."""
    settings = Settings(var=Path(tmp_path_factory.mktemp("other")), engine=request.param)
    build(open_engine(settings), corpus.documents, Vocabulary.of(corpus))
    return KnowledgeBase.open(settings)


def test_the_same_documents_have_the_same_digest(kb: KnowledgeBase, other: KnowledgeBase) -> None:
    one, two = kb.site.reader.generation, other.site.reader.generation
    assert one.engine != two.engine
    assert (one.digest, one.documents) == (two.digest, two.documents)


def said(found: Results) -> object:
    """What an answer says, but for the order of relevance: scores may differ in their last digits."""
    hits = sorted((hit.id, hit.language, hit.snippet, hit.reasons) for hit in found.hits)
    return hits, {hit.id for hit in found.some}, found.total, found.facets, found.did_you_mean, found.notes


@pytest.mark.parametrize("asked", REQUESTS, ids=lambda asked: asked.text or "everything")
def test_the_same_question_has_the_same_answer(asked: Request, kb: KnowledgeBase, other: KnowledgeBase) -> None:
    for view in VIEWS:
        request = replace(asked, view=view, size=50)  # all that is found
        one, two = kb.search(request), other.search(request)
        assert said(two) == said(one), view
        assert one.total or one.some or asked is REQUESTS[-1]
        newest = replace(request, sort="newest")
        assert [hit.id for hit in other.search(newest).hits] == [hit.id for hit in kb.search(newest).hits]
