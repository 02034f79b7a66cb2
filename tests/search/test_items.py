"""Every item of the project summary is found: by its title in English, by its subject in Albanian and Serbian.

The summary is not part of the project: where the list made of it is absent, the titles are skipped by name.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.config import root
from kb.knowledge_base import KnowledgeBase
from kb.model import Corpus, Request

FACTS = root().parent / "shared" / "sources" / "facts.yaml"
ITEMS: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "items.yaml").read_text(encoding="utf-8"))
listed = pytest.mark.skipif(not FACTS.exists(), reason="the checked facts do not lie beside the project")


@pytest.fixture(scope="module")
def records() -> dict[str, dict[str, Any]]:
    """The record of each item, by its id."""
    loaded = yaml.load(FACTS.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # everything as it is written
    return {record["id"]: record for record in loaded["items"]}


def first_page(kb: KnowledgeBase, text: str, view: str) -> list[str]:
    found = kb.search(Request(text=text, view=view))
    return [hit.id for hit in (*found.hits, *found.some)][: found.request.size]


@listed
def test_no_item_is_missing(records: dict[str, dict[str, Any]], corpus: Corpus) -> None:
    documents = {document.id for document in corpus.documents}
    assert set(ITEMS) == set(records)
    assert {each["document"] for each in ITEMS.values()} <= documents


@listed
@pytest.mark.parametrize("item", ITEMS)
def test_an_item_is_found_by_its_title(kb: KnowledgeBase, records: dict[str, dict[str, Any]], item: str) -> None:
    assert ITEMS[item]["document"] in first_page(kb, records[item]["title_in_summary"], "en")


@listed
def test_a_date_that_is_uncertain_is_not_given_as_certain(records: dict[str, dict[str, Any]], corpus: Corpus) -> None:
    facts = {document.id: document.facts for document in corpus.documents}
    for name, record in records.items():
        known = facts[ITEMS[name]["document"]]
        if record.get("date_uncertain") == "true":
            assert known.date is None or known.date_note or known.notes, name


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize(("language", "view"), [("sq", "sq"), ("sr", "sr-cyrl")])
def test_an_item_is_found_by_its_subject(kb: KnowledgeBase, item: str, language: str, view: str) -> None:
    assert ITEMS[item]["document"] in first_page(kb, ITEMS[item][language], view)
