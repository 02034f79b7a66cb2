"""Terms, places, people and outlets have pages of their own; the collection is seen by time and by agreement."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from kb.i18n import VIEWS
from kb.knowledge_base import KnowledgeBase
from kb.knowledge_base.concepts import PAGES
from kb.languages.alphabet import sort_key

VIEW_CODES = list(VIEWS)


@pytest.mark.parametrize("view", VIEW_CODES)
@pytest.mark.parametrize("page", list(PAGES))
def test_a_list_has_every_entry_once_in_the_order_of_the_alphabet(
    client: FlaskClient, kb: KnowledgeBase, page: str, view: str
) -> None:
    shown = client.get(f"/{view}/{page}").text
    linked = re.findall(rf'<th scope="row"><a href="/{view}/{page}/([^"]+)">(?:<span[^>]*>)?([^<]+)', shown)
    assert sorted(id_ for id_, _ in linked) == sorted(kb.site.vocabulary.concepts[PAGES[page]])
    labels = [unescape(label) for _, label in linked]
    assert labels == sorted(labels, key=lambda label: sort_key(label, VIEWS[view].language))


@pytest.mark.parametrize("page", list(PAGES))
def test_the_number_in_a_list_is_the_number_of_documents_on_the_page(kb: KnowledgeBase, page: str) -> None:
    for each in kb.site.concepts(PAGES[page], VIEWS["en"]):
        shown = kb.site.concept(PAGES[page], each.id, VIEWS["en"])
        assert shown.concept.documents == each.documents
        assert len(shown.hits) == min(each.documents, 100)


def test_a_page_of_a_place_has_its_names_in_every_view_and_what_speaks_of_it(client: FlaskClient) -> None:
    shown = client.get("/en/places/ferizaj").text
    assert {"Ferizaj", "Uroševac", "Урошевац"} <= set(re.findall(r"<b>([^<]+)</b>", shown))
    assert "/en/agreements/civil-registry" in shown


def test_documents_link_to_the_pages_of_their_places_and_people(client: FlaskClient) -> None:
    shown = client.get("/sq/agreements/ibm").text
    assert 'href="/sq/places/merdare"' in shown


@pytest.mark.parametrize("path", ["places/nowhere", "people/nobody", "glossary/nothing", "outlets/none"])
def test_what_nobody_speaks_of_has_no_page(client: FlaskClient, path: str) -> None:
    assert client.get(f"/en/{path}").status_code == 404


def test_the_map_has_a_named_dot_for_each_place_near_and_names_those_far_away(client: FlaskClient) -> None:
    shown = client.get("/en/places").text
    picture = re.search(r"<svg.*?</figure>", shown, re.DOTALL)
    assert picture
    dots = re.findall(r"<a href=\"/en/places/([^\"]+)\">\s*<title>", picture[0])
    assert len(dots) == len(set(dots)) == picture[0].count("<circle")
    assert "prishtine" in dots
    assert "washington" not in dots
    assert '<a href="/en/places/washington">' in picture[0]
    assert "<path" not in picture[0]  # no borders


@pytest.mark.parametrize("view", VIEW_CODES)
def test_the_timeline_says_in_a_list_what_its_picture_shows(client: FlaskClient, kb: KnowledgeBase, view: str) -> None:
    shown = client.get(f"/{view}/timeline").text
    picture, _, text = shown.partition("</figure>")
    drawn = re.findall(r'<a href="([^"]+)"><title>', picture)
    listed = re.findall(r'<time [^>]+>[^<]+</time> <span class="facts">[^<]+</span> <a href="([^"]+)"', text)
    assert sorted(drawn) == sorted(listed)
    dated = [each for each in kb.site.agreements(VIEWS[view]) if each.date]
    assert {f"/{view}/agreements/{each.id}" for each in dated} <= set(drawn)
    days = re.findall(r'<li><time datetime="([^"]+)"', text)
    assert days == sorted(days, reverse=True)


def test_the_overview_counts_what_a_search_finds(client: FlaskClient) -> None:
    shown = client.get("/en/overview").text
    cells = re.findall(r'<a href="(/en/search\?agreement=[^"]+)"><b>(\d+)</b>', shown)
    assert len(cells) > 20
    for address, number in cells:
        path, _, asked = unescape(address).partition("?")
        assert client.get(f"{path}.json?{asked}").json["total"] == int(number)  # type: ignore[index]
