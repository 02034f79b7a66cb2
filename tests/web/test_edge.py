"""What comes from outside is not believed: names, addresses, paths, methods, parameters."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from kb.config import Settings
from kb.errors import KBError
from kb.knowledge_base import KnowledgeBase
from kb.web import addresses, create_app
from kb.web.parameters import without_marks
from kb.web.security import own_names

HOSTS = [
    *("evil.example", "localhost.evil.example", "evil.example:8000", "127.0.0.1.evil.example", "127.0.0.2"),
    *("localhost@evil.example", "evil.example/localhost", "localhost, evil.example", "[::2]", "", "local host"),
]
# As many ways to leave a folder, or a site, as one can think of.
DOTS = [
    "..",
    "%2e%2e",
    "%252e%252e",
    "..%5c",
    "..;",
    "%c0%ae%c0%ae",
    "．．",
    "%ef%bc%8e%ef%bc%8e",
    ".%00.",
    "%2e%2e%00",
]
SLASHES = ["/", "%2f", "%5c", "%252f", "//", "∕", "%e2%88%95"]
FILES = ["etc/passwd", "pyproject.toml", "corpus/vocabulary/terms.yaml"]
PATHS = [
    f"{start}{slash.join([dots] * 5)}{slash}{file}"
    for dots in DOTS
    for slash in SLASHES
    for start, file in zip(("/static/", "/en/articles/", "/en/agreements/"), FILES, strict=True)
]
AWAY = [
    f"{start}{target}{end}"
    for start in ("/", "/sr/", "/sr", "/sq", "/sq/agreements", "/sq/articles", "/en/debates/")
    for target in (
        "//evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "/%09/evil.example",
        "%2f%2fevil.example",
    )
    for end in ("", "/", "?next=//evil.example")
]


def address(rule: Any) -> str:
    """An address that leads to a rule, with real values where they are known."""
    values = {"view": "en", "shelf": "articles", "id": "this-constant-move", "rest": "search", "filename": "style.css"}
    values |= {"page": "places", "number": "1", "form": "pdf"}
    if "hub" in rule.endpoint:
        values["id"] = "ibm"
    if "concepts" in rule.endpoint:
        values["id"] = "ferizaj"
    return re.sub(r"<(?:[^<>:]+:)?(\w+)>", lambda found: values.get(found[1], "x"), rule.rule)


@pytest.fixture
def every(app: Flask) -> list[str]:
    """An address for every route."""
    return sorted({address(rule) for rule in app.url_map.iter_rules()})


def assert_protected(headers: Any, text: str = "") -> None:
    policy = set(headers["Content-Security-Policy"].split("; "))
    framed = {"frame-ancestors *"} if re.match("/[^/]+/embed", text) else set()  # where it can be had
    assert {"default-src 'none'", "object-src 'none'", "base-uri 'none'"} <= policy, text
    assert policy & {"frame-ancestors 'none'", *framed}, text
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not headers["Server"]
    assert headers["Cache-Control"]
    assert "Set-Cookie" not in headers
    kind = headers.get("Content-Type", "")
    assert not kind.startswith("text/") or "charset=utf-8" in kind, text


def test_every_route_carries_the_headers_whatever_it_answers(client: FlaskClient, every: list[str]) -> None:
    assert len(every) > 12
    statuses = set()
    for path in every:
        for method, query in (
            ("GET", ""),
            ("HEAD", ""),
            ("OPTIONS", ""),
            ("POST", ""),
            ("GET", "?page=x&beside=x&view=x"),
        ):
            answer = client.open(path + query, method=method, buffered=True)
            statuses.add(answer.status_code)
            assert_protected(answer.headers, path)
            assert "Strict-Transport-Security" not in answer.headers
            tag = answer.headers.get("ETag")
            if tag and method == "GET":
                again = client.get(path + query, headers={"If-None-Match": tag}, buffered=True)
                statuses.add(again.status_code)
                assert_protected(again.headers, path)
    assert {200, 302, 304, 405, 422} <= statuses


@pytest.mark.parametrize("path", ["/en/nowhere", "/en/nowhere.json"])
@pytest.mark.parametrize("status", [400, 404, 413, 418, 429, 500, 503])
def test_failures_carry_the_headers_too(kb: KnowledgeBase, status: int, path: str) -> None:
    app = create_app(kb)
    app.add_url_rule("/en/nowhere", "broken", lambda: abort(status))
    app.add_url_rule("/en/nowhere.json", "broken.json", lambda: abort(status))
    answer = app.test_client().get(path, base_url="https://localhost")
    assert answer.status_code == status
    assert_protected(answer.headers)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_every_route_can_only_be_read(client: FlaskClient, every: list[str]) -> None:
    for path in every:
        for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "FOO"):
            answer = client.open(path, method=method)
            assert answer.status_code == 405, (method, path)
            assert {part.strip() for part in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/", "/sq", "/en/search.json?q=plates", "/static/style.css", "/healthz", "/nowhere"])
def test_a_foreign_host_is_refused(client: FlaskClient, host: str, path: str) -> None:
    answer = client.get(path, headers={"Host": host}, buffered=True)
    assert answer.status_code == 400
    assert "evil" not in answer.text + str(answer.headers)
    assert_protected(answer.headers)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:8000"])
def test_this_machine_knows_itself(client: FlaskClient, host: str) -> None:
    assert client.get("/en/help", headers={"Host": host}).status_code == 200


def test_the_site_answers_to_its_own_names_and_links_to_its_public_address(kb: KnowledgeBase) -> None:
    settings = Settings(
        site_url="https://Archive.example", trusted_hosts="mirror.example, other.example:8443", host="::"
    )
    assert own_names(settings) == {
        *("archive.example", "mirror.example", "other.example", "[::]", "localhost", "127.0.0.1", "[::1]")
    }
    client = create_app(KnowledgeBase(kb.engine, settings)).test_client()
    page = client.get("/en/agreements/ibm", headers={"Host": "mirror.example"}).text
    assert '<link rel="canonical" href="https://Archive.example/en/agreements/ibm">' in page
    assert "mirror.example" not in page


@pytest.mark.parametrize("path", AWAY)
def test_every_redirect_stays_here(client: FlaskClient, path: str) -> None:
    for host in ("localhost", "127.0.0.1:8000"):
        answer = client.get(path, headers={"Host": host, "X-Forwarded-Host": "evil.example"})
        location = answer.headers.get("Location", "/x")
        assert re.match(r"/(?![/\\])", location), location


def test_a_redirect_names_no_host_as_the_browser_knows_it_best(client: FlaskClient) -> None:
    assert client.get("/sq/agreements").headers["Location"] == "/sq/agreements/"


@pytest.mark.parametrize("sent", ["%0d%0aSet-Cookie:x=1", "%0aX: y", "%c4%8d%c4%8a"])
def test_no_header_is_split(client: FlaskClient, sent: str) -> None:
    for path in (f"/sr/{sent}", f"/sr/search?q={sent}", f"/{sent}", f"/en/search?q={sent}", f"/suggest?q={sent}"):
        answer = client.get(path, headers={"Accept-Language": "sr"})
        assert "Set-Cookie" not in answer.headers
        assert "X" not in answer.headers


@pytest.mark.parametrize("headers", [{"Range": "bytes=0-5"}, {"Range": "bytes=9-1,x"}, {"If-Modified-Since": "never"}])
def test_parts_are_given_of_files_only(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.get("/en/help", headers=headers).status_code == 200
    answer = client.get("/static/style.css", headers=headers, buffered=True)
    assert answer.status_code in {200, 206, 416}
    assert_protected(answer.headers)


def test_no_path_leads_out_of_the_site(client: FlaskClient, tmp_path: Path) -> None:
    assert len(PATHS) >= 60
    canary = tmp_path / "canary"
    canary.write_text("canary")
    for path in [*PATHS, f"/static/{canary}", f"/static//{canary}", f"/static/{quote(str(canary), safe='')}"]:
        answer = client.get(path, buffered=True)
        assert answer.status_code in {400, 404}, path
        assert not re.search("root:|requires-python|^canary|label:", answer.text), path


# Behind a web server


@pytest.fixture
def behind(kb: KnowledgeBase) -> FlaskClient:
    """A site with one web server in front of it, that limits nobody."""
    settings = Settings(var=kb.settings.var, site_url="https://archive.example", proxy_hops=1)
    return create_app(KnowledgeBase(kb.engine, settings)).test_client()


def test_the_web_server_in_front_says_whether_the_reader_came_by_tls(behind: FlaskClient) -> None:
    told = {"Host": "archive.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    assert "Strict-Transport-Security" in behind.get("/en/help", headers=told).headers
    for proto in ("http", "https, http", "https,evil"):  # the last is what the web server itself put there
        assert (
            "Strict-Transport-Security"
            not in behind.get("/en/help", headers=told | {"X-Forwarded-Proto": proto}).headers
        )


def test_what_a_reader_says_of_himself_is_not_believed(client: FlaskClient, behind: FlaskClient) -> None:
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1;proto=https"}
    assert "Strict-Transport-Security" not in client.get("/en/help", headers=said).headers
    # One of the two is added by the web server: the last.
    said = {"Host": "archive.example", "X-Forwarded-For": "127.0.0.1, 192.0.2.1", "X-Forwarded-Host": "evil.example"}
    assert behind.get("/metrics", headers=said).status_code == 404
    assert "evil.example" not in behind.get("/en/help", headers=said).text
    assert behind.get("/en/help", headers=said | {"Host": "evil.example"}).status_code == 400


# Parameters


@pytest.mark.parametrize(
    "query", ["foo=1", "Q=targa", "agrement=ibm", "q=a&q=b", "page=1&page=2", "sort=newest&sort=oldest"]
)
@pytest.mark.parametrize("path", ["/en/search", "/en/search.json", "/sq/search", "/suggest"])
def test_what_is_unknown_or_said_twice_is_refused_and_not_repeated(client: FlaskClient, path: str, query: str) -> None:
    if path == "/suggest" and query.startswith(("page", "sort")):
        return  # comes with the search form, and means nothing there
    answer = client.get(f"{path}?{query}&xyzzy=plugh")
    assert answer.status_code == 422
    assert not re.search("xyzzy|plugh|agrement", answer.text)


@pytest.mark.parametrize(
    "mark", ["utm_source=x&utm_campaign=y", "fbclid=IwAR0", "gclid=1&gclid=2", "mc_eid=1", "_ga=2"]
)
def test_links_that_others_have_marked_still_work_and_lose_the_mark(client: FlaskClient, mark: str) -> None:
    for path in (
        "/en/search?q=plates&kind=article",
        "/en/search?",
        "/en/agreements/ibm?beside=sq",
        "/en/help?",
        "/sr/?",
    ):
        answer = client.get(f"{path}&{mark}", follow_redirects=True)
        assert answer.status_code == 200
        assert mark.partition("=")[0] not in answer.text
    assert client.get(f"/en/search.json?q=plates&{mark}").get_json()["total"]


def test_what_several_values_mean_is_kept(app: Flask) -> None:
    with app.test_request_context("/en/search?kind=article&kind=event&q=a+b&utm_x=1") as context:
        assert without_marks(context.request.args) == "?kind=article&kind=event&q=a+b"
    with app.test_request_context("/en/help?fbclid=1") as context:
        assert without_marks(context.request.args) == ""


def test_a_document_cannot_be_beside_two_others(client: FlaskClient) -> None:
    assert client.get("/en/agreements/ibm?beside=sq&beside=sr-latn").status_code == 422
    assert client.get("/en/agreements/ibm?from=a-newsletter").status_code == 200


# Addresses


@pytest.mark.parametrize(
    ("given", "sender", "neighbourhood"),
    [
        ("192.0.2.77", "192.0.2.77/32", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.77/32", "192.0.2.0/24"),
        ("unix:", "unknown", "unknown"),
        ("192.0.2.1\r\nx", "unknown", "unknown"),
        ("", "unknown", "unknown"),
    ],
)
def test_an_address_is_cut(given: str, sender: str, neighbourhood: str) -> None:
    assert (addresses.sender(given), addresses.neighbourhood(given)) == (sender, neighbourhood)


def test_networks_are_read_or_refused_by_the_name_of_the_setting() -> None:
    many = addresses.networks("KB_RATE_FREE", "127.0.0.0/8, ::1,2001:db8::/32")
    assert [addresses.within(each, many) for each in ("127.9.9.9", "::1", "2001:db8::5", "10.0.0.1", "x")] == [
        *(True, True, True, False, False)
    ]
    with pytest.raises(KBError, match="KB_RATE_FREE must be networks"):
        addresses.networks("KB_RATE_FREE", "127.0.0.1/8")
