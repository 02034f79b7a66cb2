"""Suggestions as JSON and as a page, and what the search form says of them."""

import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from kb.config import root
from kb.i18n import VIEWS
from kb.web.presenting import SUGGESTION_NAMES

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}, {"Accept": "*/*"}])
def test_suggestions_have_the_shape_of_opensearch(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.get("/suggest?q=Targ&view=sq", headers=headers)
    assert answer.mimetype == "application/json"
    typed, texts, descriptions, urls = answer.get_json()
    assert typed == "Targ"
    assert (texts[0], descriptions[0], urls[0]) == (
        "Targat e automjeteve",
        "Marrëveshja",
        "/sq/agreements/licence-plates",
    )
    assert len(texts) == len(descriptions) == len(urls) > 1


@pytest.mark.parametrize("view", list(VIEWS))
def test_every_address_suggested_leads_somewhere(client: FlaskClient, view: str) -> None:
    for typed in ("tar", "pri", "sp", "ko"):
        for url in client.get(f"/suggest?q={typed}&view={view}").get_json()[3]:
            assert client.get(url).status_code == 200


def test_a_view_is_known_in_any_case_of_its_letters(client: FlaskClient) -> None:
    assert client.get("/suggest?q=tab&view=sr-Cyrl").get_json()[1][0] == "таблице"


def test_without_a_view_the_browser_is_asked(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=regist", headers={"Accept-Language": "sr-Latn"})
    assert answer.get_json()[1][0] == "Registarske tablice"
    assert "Accept-Language" in answer.headers["Vary"]


def test_suggestions_may_be_kept_for_a_short_while(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=targ&view=sq")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Accept" in answer.headers["Vary"].split(", ")
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("query", ["q=", "q=x", "", "q=xqzvwk", "q=%00", "q=%F0%9F%98%80"])
def test_where_there_is_nothing_to_suggest_the_lists_are_empty(client: FlaskClient, query: str) -> None:
    assert client.get(f"/suggest?view=en&{query}").get_json()[1:] == [[], [], []]


@pytest.mark.parametrize("query", ["q=targ&view=de", "q=targ&view=sq&format=xml", "view=sq&q=" + "a" * 301])
def test_bad_input_is_refused_in_the_one_shape(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/suggest?{query}")
    assert answer.status_code == 422
    error = answer.get_json()["error"]
    assert (error["code"], error["status"]) == ("query", 422)
    assert "aaa" not in error["message"]
    page = client.get(f"/suggest?{query}", headers=BROWSER)
    assert (page.status_code, page.mimetype) == (422, "text/html")
    assert "aaa" not in page.text


@pytest.mark.parametrize(("address", "headers"), [("&format=html", {}), ("", BROWSER)])
@pytest.mark.parametrize("view", list(VIEWS))
def test_suggestions_are_also_a_page(client: FlaskClient, view: str, address: str, headers: dict[str, str]) -> None:
    answer = client.get(f"/suggest?q=tar&view={view}{address}", headers=headers)
    assert answer.mimetype == "text/html"
    assert f'<html lang="{VIEWS[view].tag}">' in answer.text
    urls = client.get(f"/suggest?q=tar&view={view}").get_json()[3]
    for url in urls:
        assert f'href="{url}"' in answer.text
    for other in VIEWS:
        assert f"/suggest?q=tar&amp;format=html&amp;view={other}" in answer.text
    assert 'value="tar"' in answer.text


def test_what_is_typed_is_shown_as_text(client: FlaskClient) -> None:
    page = client.get("/suggest?view=en&format=html&q=" + quote('"><script>alert(1)</script>'))
    assert "<script>alert" not in page.text


def test_a_page_without_suggestions_says_so(client: FlaskClient) -> None:
    assert "Two letters are enough" in client.get("/suggest?q=xqzvwk&view=en&format=html").text


@pytest.mark.parametrize("view", list(VIEWS))
@pytest.mark.parametrize("path", ["", "search?q=targa", "nowhere"])
def test_pages_with_a_search_form_load_the_script_and_only_these(client: FlaskClient, view: str, path: str) -> None:
    page = client.get(f"/{view}/{path}").text
    (script,) = re.findall("<script[^>]*>", page)
    assert re.fullmatch(r'<script src="/static/suggest\.js\?v=[0-9a-f]{12}" defer>', script)
    assert f'formaction="/suggest" name="view" value="{view}"' in page
    assert "<script" not in client.get(f"/{view}/about").text


@pytest.mark.parametrize(
    ("view", "letters"), [("sq", ["ë", "ç"]), ("sr-latn", ["č", "ć", "š", "ž", "đ"]), ("sr-cyrl", []), ("en", [])]
)
def test_letters_that_are_hard_to_type_have_keys(client: FlaskClient, view: str, letters: list[str]) -> None:
    assert re.findall('<button type="button">(.)</button>', client.get(f"/{view}/").text) == letters


def test_did_you_mean_keeps_the_filters(client: FlaskClient) -> None:
    page = client.get("/sr-cyrl/search?q=registarkse+tablice&kind=article&sort=newest&size=25").text
    address = "/sr-cyrl/search?q=" + quote("регистарске") + "+" + quote("таблице")
    assert f'<a href="{address}&amp;kind=article&amp;sort=newest&amp;size=25">регистарске таблице</a>' in page


def test_where_nothing_is_wrong_nothing_else_was_meant(client: FlaskClient) -> None:
    assert 'class="meant"' not in client.get("/sq/search?q=targat").text


def test_the_script_is_small_and_asks_nobody_else() -> None:
    script = (root() / "web" / "static" / "suggest.js").read_text(encoding="utf-8")
    assert len(script.encode()) <= 3 * 1024
    assert "://" not in script
    assert "innerHTML" not in script


def test_every_kind_of_suggestion_has_a_name() -> None:
    assert {"agreement", "term", "place", "person", "outlet", "article", "debate", "event", "publication", "word"} == (
        set(SUGGESTION_NAMES)
    )
