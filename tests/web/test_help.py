"""Does what the help page says hold: does each of its examples find something, in every view?"""

import re

import pytest
from flask.testing import FlaskClient

from kb.i18n import VIEWS


@pytest.mark.parametrize("view", list(VIEWS))
def test_every_example_of_the_help_page_finds_documents_and_is_read_as_meant(client: FlaskClient, view: str) -> None:
    examples = re.findall(r"<dt>.*?</dt>", client.get(f"/{view}/help").text)
    links = [address for example in examples for address in re.findall(r'href="([^"]+)"', example)]
    assert len(links) >= 6
    for link in links:
        found = client.get(link.replace("/search?", "/search.json?")).get_json()
        assert found["total"], link
        assert found["notes"] == [], link


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "en"])
def test_a_note_on_how_a_query_was_read_is_in_the_language_of_the_reader(client: FlaskClient, view: str) -> None:
    english = client.get("/en/search.json?q=a)").get_json()["notes"]
    note = client.get(f"/{view}/search.json?q=a)").get_json()["notes"]
    assert len(english) == len(note) == 1
    assert note != english
    assert note[0] in client.get(f"/{view}/search?q=a)").text
