"""Documents and packs are taken away as files; a pack lives in its address, and nothing in that is ever printed."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from kb.errors import KBError
from kb.exports.handouts.blocks import Cell, Handout, Paragraph, Row, Span
from kb.exports.handouts.forms import MEDIA_TYPES, File, Order
from kb.i18n import VIEWS
from kb.knowledge_base import KnowledgeBase
from kb.web import create_app
from kb.web.errors import Occupied
from kb.web.handouts import Counter

MANY = "&".join(f"id=d{number}" for number in range(51))


def order(words: str = "x", form: str = "md") -> Callable[[], Order]:
    row = Row((Cell("en", (Paragraph((Span(words),)),)),))
    handout = Handout(title="x", language="en", heading="x", footing=(), rows=(row,))
    return lambda: (File("x", form, handout),)


def never() -> Order:
    raise AssertionError("it was made once and should have been kept")


@pytest.mark.parametrize("form", ["pdf", "docx", "md"])
@pytest.mark.parametrize("beside", ["", "?beside=en"])
def test_a_document_is_a_file_away(client: FlaskClient, form: str, beside: str) -> None:
    answer = client.get(f"/sr-cyrl/articles/allo-kosova.{form}{beside}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == MEDIA_TYPES[form]
    assert f'filename="allo-kosova.{form}"' in answer.headers["Content-Disposition"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    again = client.get(
        f"/sr-cyrl/articles/allo-kosova.{form}{beside}", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("form", ["pdf", "docx", "html", "zip"])
def test_a_pack_is_a_file_away(client: FlaskClient, form: str) -> None:
    answer = client.get(f"/en/pack.{form}?id=allo-kosova&id=entry-exit&with=sq")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == MEDIA_TYPES[form]
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_pack_is_in_the_order_of_its_address(client: FlaskClient) -> None:
    def places(ids: str) -> list[int]:
        pdf = client.get(f"/en/pack.pdf?{ids}").data
        words = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
        return [words.index(title) for title in ("Allo Kosova!", "Entry-Exit")]

    assert places("id=allo-kosova&id=entry-exit") == sorted(places("id=allo-kosova&id=entry-exit"))
    assert places("id=entry-exit&id=allo-kosova") != sorted(places("id=entry-exit&id=allo-kosova"))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/agreements/nothing.pdf", 404),
        ("/en/articles/ibm.pdf", 404),
        ("/en/agreements/ibm.pdf?beside=xx", 422),
        ("/en/agreements/ibm.pdf?beside=sq&beside=en", 422),
        ("/en/agreements/ibm.pdf?title=Mine", 422),
        ("/en/agreements/ibm.exe", 404),
        ("/en/pack.pdf", 422),
        ("/en/pack.pdf?id=ibm&id=nothing", 404),
        ("/en/pack.pdf?id=ibm&with=xx", 422),
        ("/en/pack.pdf?id=ibm&q=words", 422),
        ("/en/pack.pdf?id=ibm&title=Mine", 422),
        ("/en/pack.md?id=ibm", 404),
        (f"/en/pack?{MANY}", 422),
        (f"/en/pack.pdf?{MANY}", 422),
        ("/en/pack?id=ibm&line=Mine", 422),
    ],
)
def test_what_cannot_be_is_said_and_not_repeated(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "Mine" not in answer.text
    assert "nothing" not in re.sub(r'href="[^"]*"', "", answer.text)


def test_a_pack_page_leads_to_the_same_pack_with_one_thing_changed(client: FlaskClient) -> None:
    page = client.get("/en/pack?id=ibm&id=energy&id=allo-kosova&with=sq").text.replace("&amp;", "&")
    for address in (
        "/en/pack?id=energy&id=ibm&id=allo-kosova&with=sq",  # up, or down
        "/en/pack?id=ibm&id=allo-kosova&with=sq",  # taken out
        "/en/pack?id=ibm&id=energy&id=allo-kosova&id=entry-exit&with=sq",  # added
        "/en/pack?id=ibm&id=energy&id=allo-kosova&with=sr-cyrl",
        "/en/pack?id=ibm&id=energy&id=allo-kosova",
        "/en/pack.pdf?id=ibm&id=energy&id=allo-kosova&with=sq",
        "/en/pack.zip?id=ibm&id=energy&id=allo-kosova&with=sq",
    ):
        assert f'href="{address}"' in page, address
    assert 'name="id" value="energy"' in page
    assert 'name="with" value="sq"' in page


def test_a_pack_page_searches_keeps_what_is_chosen_and_is_nobody_elses(client: FlaskClient) -> None:
    answer = client.get("/en/pack?id=ibm&q=diplomas")
    page = answer.text.replace("&amp;", "&")
    assert 'href="/en/pack?id=ibm&id=university-diplomas"' in page
    assert "id=civil-protection" not in page
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("view", VIEWS)
def test_ready_made_packs_are_offered_in_every_view(client: FlaskClient, kb: KnowledgeBase, view: str) -> None:
    page = client.get(f"/{view}/pack").text
    packs = kb.site.packs(VIEWS[view])
    assert len(packs) >= 8
    for pack in packs:
        assert pack.title.language == VIEWS[view].language
        assert f">{pack.title.text}</a>" in page
        assert len(pack.documents) == len(kb.site.vocabulary.packs[packs.index(pack)].documents)


def test_what_is_gone_is_said_and_left_out(client: FlaskClient) -> None:
    page = client.get("/en/pack?id=ibm&id=nothing").text
    assert "A document of this pack is not here any more." in page
    assert "nothing</a>" not in page
    assert 'href="/en/pack.pdf?id=ibm"' in page


def test_more_than_may_be_made_at_once_are_asked_to_come_back(app: Flask, client: FlaskClient) -> None:
    counter = cast("Counter", app.extensions["kb.handouts"])
    client.get("/en/articles/entry-exit.md")
    with counter.turns:
        for path in ("/sq/articles/entry-exit.md", "/sq/pack.pdf?id=ibm"):
            answer = client.get(path)
            assert answer.status_code == 429
            assert int(answer.headers["Retry-After"]) >= 1
            assert "Pikërisht tani" in answer.text
        assert client.get("/en/articles/entry-exit.md").status_code == 200  # it was kept
        assert client.get("/sq/search?q=ibm").status_code == 200
    assert client.get("/sq/articles/entry-exit.md").status_code == 200


def test_what_was_made_is_kept_while_its_generation_lasts_and_there_is_room(kb: KnowledgeBase) -> None:
    counter = Counter(kb.settings)
    file = counter.get("1", ("a",), order())
    assert counter.get("1", ("a",), never) == file
    with pytest.raises(AssertionError):
        counter.get("2", ("a",), never)
    counter.get("2", ("b",), order())
    with pytest.raises(AssertionError):
        counter.get("1", ("a",), never)
    full = Counter(replace(kb.settings, handout_cache=0))
    full.get("1", ("a",), order())
    with pytest.raises(AssertionError):
        full.get("1", ("a",), never)


def test_a_turn_ends_however_it_ends(kb: KnowledgeBase) -> None:
    hasty = Counter(replace(kb.settings, handout_seconds=0))
    for _ in range(3):
        with pytest.raises(KBError, match="fewer documents") as caught:
            hasty.get("1", ("a",), order())
        assert not isinstance(caught.value, Occupied)


def test_a_pack_has_the_public_address_of_the_site(kb: KnowledgeBase) -> None:
    public = KnowledgeBase(kb.engine, replace(kb.settings, site_url="https://archive.example"))
    page = create_app(public).test_client().get("/en/pack.html?id=ibm&with=sq").text
    assert "https://archive.example/en/agreements/ibm?beside=sq" in page
    assert "https://archive.example/en/pack?id=ibm&amp;with=sq" in page
    assert "localhost" not in page


@pytest.mark.parametrize("path", ["agreements/ibm", "articles/allo-kosova", "debates/benefits-for-citizens"])
def test_every_document_offers_its_handouts(client: FlaskClient, path: str) -> None:
    page = client.get(f"/sq/{path}").text
    for link in (".pdf", ".docx", ".md", ".pdf?beside=sr-latn", ".pdf?beside=sr-cyrl", ".pdf?beside=en"):
        assert f'href="/sq/{path}{link}"' in page
    assert f'href="/sq/pack?id={path.partition("/")[2]}"' in page
