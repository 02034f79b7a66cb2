"""What was corrected stands on the page itself and, with what else is new, on a page of its own."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.config import Settings
from kb.generations import open_engine
from kb.i18n import VIEWS
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.model import Correction, Document, Edition, Facts, Text
from kb.vocabulary import Vocabulary
from kb.web import create_app

WRONG = {"sq": "Viti ishte i gabuar.", "sr": "Година је била погрешна.", "en": "The year was wrong."}
SAID = {"sq": WRONG["sq"], "sr-latn": "Godina je bila pogrešna.", "sr-cyrl": WRONG["sr"], "en": WRONG["en"]}


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A site with one article, which was corrected; whom to tell of another mistake is said."""
    settings = Settings(var=Path(tmp_path_factory.mktemp("corrected")), contact="desk@archive.example")
    editions = {code: Edition(title=code, body="…", updated="2026-03-01", revision=2) for code in ("sq", "sr", "en")}
    facts = Facts(corrections=(Correction(date="2026-03-01", text=Text(**WRONG)),))
    article = Document(id="a", kind="article", facts=facts, editions=editions)  # type: ignore[arg-type]
    build(open_engine(settings), [article], Vocabulary({}))
    return create_app(KnowledgeBase.open(settings)).test_client()


@pytest.mark.parametrize("view", VIEWS)
def test_a_correction_is_dated_on_its_page_and_on_the_list(corrected: FlaskClient, view: str) -> None:
    for path in ("new", "articles/a"):
        page = corrected.get(f"/{view}/{path}").text
        assert SAID[view] in page
        assert '<time datetime="2026-03-01">' in page
    assert f'<a href="/{view}/articles/a">' in corrected.get(f"/{view}/new").text


def test_whom_to_tell_of_a_mistake_is_a_click_from_every_document(corrected: FlaskClient) -> None:
    assert 'href="/en/about#mistakes"' in corrected.get("/en/articles/a").text
    about = corrected.get("/en/about").text
    assert 'id="mistakes"' in about
    assert '<a href="mailto:desk@archive.example">' in about


def test_without_corrections_the_page_says_so_and_lists_what_was_added(client: FlaskClient) -> None:
    page = client.get("/en/new").text
    assert "No correction has been made so far." in page
    assert page.count('<li><span class="facts">') == 40
    assert 'href="/en/new"' in client.get("/en/").text
