"""What a page weighs on its way to a reader, with everything it needs, over a real connection."""

import gzip
import http.client
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from kb.i18n import VIEWS

PAGES = (
    "",
    "search?q=targa",
    "search",
    "agreements/",
    "agreements/dialogue-framework",
    "agreements/ibm?beside=en",
    "agreements/ibm?beside=sq",
    "articles/this-constant-move",
    "debates/benefits-for-citizens",
    "glossary",
    "glossary/customs",
    "places",
    "places/ferizaj",
    "people",
    "outlets",
    "timeline",
    "overview",
    "new",
    "help",
    "about",
    "nowhere",
)
MOST, MOST_AT_HOME, REQUESTS = 50_000, 30_000, 6
NEEDED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script|img)[^>]* (?:href|src)="([^"]+)"')


@pytest.fixture(scope="module")
def port(serve: Any) -> Iterator[int]:
    with serve() as server:
        yield server.port


def fetched(port: int, path: str) -> tuple[bytes, bytes]:
    """What came over the connection, headers apart, and what it says."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    sent = answer.read()
    connection.close()
    return sent, gzip.decompress(sent) if answer.headers["Content-Encoding"] == "gzip" else sent


@pytest.mark.parametrize("view", VIEWS)
def test_every_page_is_light_and_asks_for_little(port: int, view: str) -> None:
    for path in PAGES:
        page, html = fetched(port, f"/{view}/{path}")
        needed = {urljoin("/", address) for address in NEEDED.findall(html.decode())}
        parts = {address: fetched(port, address) for address in needed}
        pictures = {found for _, said in parts.values() for found in re.findall(rb"url\((?!data:)([^)]+)\)", said)}
        weight = len(page) + sum(len(sent) for sent, _ in parts.values())
        assert weight <= (MOST if path else MOST_AT_HOME), path
        assert 1 + len(parts) + len(pictures) <= REQUESTS, path
        assert any("style.css" in address for address in parts)


def test_the_style_sheet_and_the_script_are_small(port: int) -> None:
    assert len(fetched(port, "/static/style.css")[0]) <= 15_000
    assert len(fetched(port, "/static/suggest.js")[1]) <= 5_000


@pytest.mark.parametrize("path", ["/en/help", "/static/style.css", "/sq/search.json?q=targa", "/sitemap-1.xml"])
def test_an_answer_is_gzipped_for_those_who_understand_it(client: FlaskClient, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"}, buffered=True)
    packed = client.get(path, headers={"Accept-Encoding": "br, gzip"}, buffered=True)
    refused = client.get(path, headers={"Accept-Encoding": "gzip;q=0"}, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in refused.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    assert all("Accept-Encoding" in each.headers["Vary"] for each in (plain, packed, refused))


@pytest.mark.parametrize("path", ["/en/help", "/static/style.css"])
def test_each_form_of_an_answer_has_a_mark_of_its_own(client: FlaskClient, path: str) -> None:
    forms = [{"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}]
    marks = [client.get(path, headers=each, buffered=True).headers["ETag"] for each in forms]
    assert marks[0] != marks[1]
    for each, mark in zip(forms, marks, strict=True):
        again = client.get(path, headers=each | {"If-None-Match": mark}, buffered=True)
        assert (again.status_code, again.data) == (304, b"")
        assert "Accept-Encoding" in again.headers["Vary"]
        changed = client.get(path, headers=each | {"If-None-Match": '"another"'}, buffered=True)
        assert changed.status_code == 200


def test_what_is_tiny_comes_as_it_is(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers


def test_a_part_of_a_file_is_a_part_of_the_plain_file(client: FlaskClient) -> None:
    asked = {"Accept-Encoding": "gzip", "Range": "bytes=0-1999"}
    answer = client.get("/static/style.css", headers=asked, buffered=True)
    assert answer.status_code == 206
    assert "Content-Encoding" not in answer.headers
    assert answer.data == client.get("/static/style.css", buffered=True).data[:2000]
