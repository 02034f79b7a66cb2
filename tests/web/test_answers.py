"""JSON, headers, methods, and what happens while the index is away."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb import KnowledgeBase, Settings
from kb.i18n import VIEWS
from kb.web import create_app

ADDRESSES = {
    "/": 302,
    "/en/": 200,
    "/en/search?q=plates": 200,
    "/en/search.json?q=plates": 200,
    "/en/agreements/ibm": 200,
    "/en/agreements/ibm.json": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/metrics": 200,
    "/robots.txt": 200,
    "/favicon.ico": 200,
    "/static/style.css": 200,
    "/nowhere": 404,
    "/nowhere.json": 404,
    "/en/search?size=7": 422,
}
HOW = {"exact", "accents", "script", "inflection", "spelling", "prefix", "translation", "name"}


@pytest.mark.parametrize(("address", "status"), list(ADDRESSES.items()))
def test_every_answer_carries_the_headers(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address, buffered=True)
    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'"} <= set(
        policy.split("; ")
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Set-Cookie" not in answer.headers
    assert "charset=utf-8" in answer.headers["Content-Type"] or answer.mimetype != "text/html"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_addresses_can_only_be_read(client: FlaskClient, method: str) -> None:
    answer = getattr(client, method)("/en/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_what_was_searched_is_kept_by_nobody(client: FlaskClient) -> None:
    answer = client.get("/en/search?q=plates")
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_an_unchanged_page_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/en/agreements/ibm")
    assert client.get("/en/agreements/ibm", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_static_file_with_its_own_number_is_kept_for_ever(client: FlaskClient) -> None:
    style = next(part for part in client.get("/en/").text.split('"') if part.startswith("/static/style.css"))
    assert "immutable" in client.get(style, buffered=True).headers["Cache-Control"]


@pytest.mark.parametrize("view", list(VIEWS))
def test_search_as_json_has_the_documented_shape(client: FlaskClient, view: str) -> None:
    answer = client.get(f"/{view}/search.json?q=targa&kind=article").get_json()
    assert list(answer) == [
        *("query", "view", "total", "page", "size", "hits", "some", "facets", "did_you_mean", "notes", "generation"),
    ]
    assert (answer["query"], answer["view"], answer["page"], answer["size"]) == ("targa", view, 1, 10)
    assert answer["total"] == len(answer["hits"]) == 1
    (hit,) = answer["hits"]
    assert set(hit) == {
        *("id", "kind", "title", "url", "language", "behind", "date", "agreements", "score", "snippet", "reasons")
    }
    assert (hit["id"], hit["kind"], hit["url"]) == (
        "this-constant-move",
        "article",
        f"/{view}/articles/this-constant-move",
    )
    assert hit["language"] == VIEWS[view].language
    assert all(reason["how"] in HOW and reason["word"] == "targa" for reason in hit["reasons"])
    assert all(0 <= start < end <= len(hit["snippet"]["text"]) for start, end in hit["snippet"]["marks"])
    kinds = {each["value"]: each["count"] for each in answer["facets"]["kind"]}
    assert kinds["article"] == 1  # what a facet would leave is counted without its own filter
    assert kinds["agreement"] > 1


@pytest.mark.parametrize("view", list(VIEWS))
def test_a_document_as_json_has_the_documented_shape(client: FlaskClient, view: str) -> None:
    answer = client.get(f"/{view}/agreements/ibm.json").get_json()
    assert {
        *(
            "id",
            "kind",
            "view",
            "language",
            "title",
            "summary",
            "html",
            "text",
            "date",
            "agreements",
            "places",
            "people",
        ),
        *("outlet", "sources", "editions", "url", "generation"),
    } <= set(answer)
    assert (answer["id"], answer["kind"], answer["date"]) == ("ibm", "agreement", "2011-12-02")
    assert answer["url"] == f"/{view}/agreements/ibm"
    assert set(answer["editions"]) == {"sq", "sr", "en"}
    assert answer["facts"]["form"]["type"] == "conclusions"
    assert answer["facts"]["place"]["id"] == "brussels"
    assert {each["side"] for each in answer["facts"]["named_by"]} == {"prishtina", "belgrade"}
    stated = [*answer["facts"]["provisions"], *answer["facts"]["open_points"]]
    assert all(each["text"] and each["sources"] for each in stated)
    event = client.get(f"/{view}/events/workshop-vushtrri.json").get_json()["facts"]
    assert event["type"] == "workshop"
    assert "22" in event["participants"]["text"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=0", 422),
        ("page=-1", 422),
        ("page=1000000000", 422),
        ("page=1e3", 422),
        ("page=٣", 422),
        ("size=1000000", 422),
        ("size=25", 200),
        ("sort=random", 422),
        ("without=everything", 422),
        ("from=2013-13", 422),
        ("from=2013-02-30", 422),
        ("from=2013&to=2013-02", 200),
        ("q=" + "a" * 301, 422),
        ("q=" + "a+" * 33, 422),
        ("unknown=1", 422),
        ("kind=article&kind=event", 200),
        ("kind=nothing", 200),
        ("page=7", 200),
    ],
)
def test_parameters_that_do_not_fit_are_refused_in_one_shape(client: FlaskClient, query: str, status: int) -> None:
    answer = client.get(f"/sq/search.json?{query}")
    assert answer.status_code == status
    if status != 200:
        error = answer.get_json()["error"]
        assert set(error) == {"code", "message", "status"}
        assert error["status"] == status
        assert "aaa" not in error["message"]


@pytest.fixture
def away(tmp_path: Path) -> FlaskClient:
    """A site whose index was never built."""
    return create_app(KnowledgeBase.open(Settings(var=tmp_path))).test_client()


@pytest.mark.parametrize("address", ["/readyz", "/sq/", "/sq/search?q=targa", "/sq/search.json", "/sq/agreements/ibm"])
def test_without_an_index_the_site_says_that_it_will_be_back(away: FlaskClient, address: str) -> None:
    answer = away.get(address)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"].isdigit()
    assert "kb index" not in answer.text


def test_pages_that_need_no_index_go_on(away: FlaskClient) -> None:
    assert away.get("/sq/help").status_code == 200
    assert away.get("/static/style.css", buffered=True).status_code == 200
