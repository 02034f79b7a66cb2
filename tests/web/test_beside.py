"""A document is read in any two views beside each other, paragraph by paragraph."""

import re
from itertools import permutations

import pytest
from flask.testing import FlaskClient

from kb.i18n import VIEWS

PAIRS = list(permutations(VIEWS, 2))


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_any_two_views_stand_beside_each_other(client: FlaskClient, left: str, right: str) -> None:
    page = client.get(f"/{left}/articles/allo-kosova?beside={right}")
    alone = client.get(f"/{right}/articles/allo-kosova")
    if alone.status_code != 200 or client.get(f"/{left}/articles/allo-kosova").status_code != 200:
        assert page.status_code == 404  # an edition that is missing is said to be missing
        return
    title = re.search(r"<h1[^>]*>(.+?)</h1>", alone.text)
    assert title
    assert title[1] in page.text
    assert f'lang="{VIEWS[left].tag}"' in page.text
    assert f'lang="{VIEWS[right].tag}"' in page.text


def test_no_id_stands_twice_and_every_link_within_the_page_leads_somewhere(client: FlaskClient) -> None:
    page = client.get("/sq/agreements/ibm?beside=en").text
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_what_was_agreed_stands_beside_itself_point_by_point(client: FlaskClient) -> None:
    page = client.get("/en/agreements/ibm?beside=sr-latn").text
    row = re.search(r"<p lang=\"en\">No symbols of jurisdiction.*?</p><p lang=\"sr-Latn\">([^<]+)</p>", page)
    assert row
    assert row[1] == "U tom prostoru se ne ističu simboli nadležnosti."


def test_a_view_beside_itself_is_that_view(client: FlaskClient) -> None:
    assert client.get("/sq/agreements/ibm?beside=sq").text.count("<h1") == 1
    assert 'class="beside"' not in client.get("/sq/agreements/ibm?beside=sq").text


def test_an_unknown_view_is_refused(client: FlaskClient) -> None:
    assert client.get("/sq/agreements/ibm?beside=xx").status_code == 422


def test_documents_and_results_link_to_it(client: FlaskClient) -> None:
    assert 'href="/en/agreements/ibm?beside=sq"' in client.get("/en/agreements/ibm").text
    assert "?beside=" in client.get("/en/search?q=ibm").text


def test_search_engines_are_told_not_to_keep_it(client: FlaskClient) -> None:
    assert 'name="robots" content="noindex"' in client.get("/sq/agreements/ibm?beside=en").text
