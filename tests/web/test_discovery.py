"""Search engines and browsers find every page in every view, and the facts of a document as data."""

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from kb.i18n import VIEWS
from kb.knowledge_base import KnowledgeBase
from kb.model import Request
from kb.web.discovery import structured

NAMES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}


def located(client: FlaskClient, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    return [each.text or "" for each in ET.fromstring(answer.text).iterfind(".//map:loc", NAMES)]


def test_the_sitemaps_have_every_document_in_every_view_it_is_read_in(client: FlaskClient, kb: KnowledgeBase) -> None:
    maps = located(client, "/sitemap.xml")
    pages = [page for each in maps for page in located(client, each.removeprefix("http://localhost"))]
    assert len(pages) == len(set(pages))
    for id_ in kb.site.reader.ids():
        assert sum(page.endswith(f"/{id_}") for page in pages) == 4, id_
    for page in pages:
        assert client.get(page.removeprefix("http://localhost")).status_code == 200, page


def test_the_views_of_a_page_point_to_each_other(client: FlaskClient) -> None:
    tree = ET.fromstring(client.get("/sitemap-1.xml").text)
    for url in tree.iterfind("map:url", NAMES):
        links = {each.get("hreflang"): each.get("href") for each in url.iterfind("xhtml:link", NAMES)}
        assert set(links) == {view.tag for view in VIEWS.values()}
        location = url.find("map:loc", NAMES)
        assert location is not None
        assert location.text in links.values()


def test_a_sitemap_beyond_the_last_does_not_exist(client: FlaskClient) -> None:
    assert client.get("/sitemap-99.xml").status_code == 404


def test_robots_are_told_of_the_sitemap(client: FlaskClient) -> None:
    assert "Sitemap: http://localhost/sitemap.xml\n" in client.get("/robots.txt").text


@pytest.mark.parametrize("view", list(VIEWS))
def test_a_browser_can_search_from_its_address_bar(client: FlaskClient, view: str) -> None:
    page = client.get(f"/{view}/").text
    link = re.search(r'<link rel="search" [^>]*href="([^"]+)"', page)
    assert link
    answer = client.get(link[1])
    assert answer.mimetype == "application/opensearchdescription+xml"
    tree = ET.fromstring(answer.text)
    for url in tree.iterfind("{http://a9.com/-/spec/opensearch/1.1/}Url"):
        address = (url.get("template") or "").replace("{searchTerms}", "targa").removeprefix("http://localhost")
        found = client.get(address)
        assert found.status_code == 200
        assert f"/{view}/" in found.text


@pytest.mark.parametrize("path", ["articles/this-constant-move", "agreements/ibm", "debates/benefits-for-citizens"])
@pytest.mark.parametrize("view", list(VIEWS))
def test_a_document_is_described_as_data(client: FlaskClient, view: str, path: str) -> None:
    page = client.get(f"/{view}/{path}").text
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert data
    work, trail = json.loads(data[1])["@graph"]
    assert work["url"] == f"http://localhost/{view}/{path}"
    assert work["inLanguage"] == VIEWS[view].tag
    assert {each["inLanguage"] for each in work["workTranslation"]} == {"sq", "sr", "en"} - {VIEWS[view].language}
    assert [each["position"] for each in trail["itemListElement"]] == [1, 2]
    assert len(work["citation"]) >= 1
    assert ("isBasedOn" in work) == (not path.startswith("agreements"))


# What schema.org says of the types we use: their properties, with what a value may be.
TEXT, WORK = {"str"}, {"Article", "OpinionNewsArticle", "Report", "Episode", "CreativeWork"}
OF_WORK = {
    **dict.fromkeys(
        ("@id", "headline", "name", "description", "inLanguage", "url", "license", "temporalCoverage"), TEXT
    ),
    **dict.fromkeys(("dateModified", "datePublished"), TEXT),
    "isAccessibleForFree": {"bool"},
    "about": WORK,
    "spatialCoverage": {"Place"},
    "citation": WORK,
    "workTranslation": {"reference"},
    "isBasedOn": WORK,
    "author": {"Person"},
    "publisher": {"Organization"},
}
VOCABULARY = {
    **dict.fromkeys(WORK, OF_WORK),
    **{kind: {"name": TEXT, "url": TEXT} for kind in ("Place", "Person", "Organization")},
    "reference": {"@id": TEXT, "inLanguage": TEXT},
    "BreadcrumbList": {"itemListElement": {"ListItem"}},
    "ListItem": {"position": {"int"}, "name": TEXT, "item": TEXT},
}


def assert_valid(value: dict[str, Any]) -> None:
    known = VOCABULARY[value.get("@type", "reference")]
    for name, given in value.items():
        if name != "@type":
            for each in given if isinstance(given, list) else [given]:
                kind = each.get("@type", "reference") if isinstance(each, dict) else type(each).__name__
                assert kind in known[name], (name, each)
                if isinstance(each, dict):
                    assert_valid(each)


def test_the_data_of_every_document_keep_to_the_vocabulary(client: FlaskClient, kb: KnowledgeBase) -> None:
    kinds = set()
    for number, url in enumerate(sorted(hit.url for hit in kb.search(Request(size=100)).hits)):
        view = list(VIEWS)[number % 4]
        page = client.get(f"/{view}/{url.split('/', 2)[2]}").text
        work, trail = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])["@graph"]
        kinds.add(work["@type"])
        assert {"headline", "inLanguage", "url", "license", "workTranslation"} <= set(work)
        assert_valid(work)
        assert_valid(trail)
    assert kinds == {"Article", "Report"}


@pytest.mark.parametrize("path", ["", "articles/this-constant-move", "agreements/ibm", "search?q=targa"])
def test_a_preview_needs_nobody_else(client: FlaskClient, path: str) -> None:
    page = client.get(f"/sr-cyrl/{path}").text
    said = dict(re.findall('<meta property="(og:[a-z:_]+)" content="([^"]*)"', page))
    assert said["og:site_name"] == "Архива дијалога"
    assert said["og:locale"] == "sr_Cyrl"
    picture = said["og:image"].removeprefix("http://localhost")
    for address in (picture, "/favicon.ico"):
        answer = client.get(address, buffered=True)
        assert answer.mimetype == "image/png"
        assert answer.data.startswith(b"\x89PNG")


def test_nothing_in_the_data_can_end_its_element(kb: KnowledgeBase) -> None:
    shown = kb.document("article", "this-constant-move", VIEWS["en"])
    hostile = "</script><script>alert(1)</script> & <!--"
    object.__setattr__(shown, "title", hostile)
    text = str(structured(shown, "http://localhost", []))
    assert not set(text) & set("<>&")
    assert json.loads(text)["@graph"][0]["headline"] == hostile
