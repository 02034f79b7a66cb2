"""A reader goes on from a document to the one before it, the one after, and others about the same."""

import pytest

from kb.i18n import VIEWS
from kb.knowledge_base import KnowledgeBase
from kb.knowledge_base.around import around
from kb.model import Kind, Request


@pytest.mark.parametrize("kind", ["article", "debate"])
@pytest.mark.parametrize("view", list(VIEWS))
def test_going_on_to_the_earlier_one_passes_every_dated_document_once(kb: KnowledgeBase, kind: Kind, view: str) -> None:
    found = kb.search(Request(view=view, filters={"kind": (kind,)}, sort="newest", size=100))
    expected = [hit.id for hit in found.hits if hit.date]
    walked: list[str] = []
    at = expected[0]
    while at:
        shown = kb.document(kind, at, VIEWS[view])
        beside = around(shown, kb.site.searcher)
        if walked:
            assert beside.later is not None
            assert beside.later.id == walked[-1]
        walked.append(at)
        at = beside.earlier.id if beside.earlier else ""
    assert walked == expected


def test_what_is_related_is_about_one_of_the_same_agreements_and_is_another_document(kb: KnowledgeBase) -> None:
    shown = kb.document("article", "this-constant-move", VIEWS["en"])
    related = around(shown, kb.site.searcher).related
    about = {each.id for each in shown.agreements}
    assert related
    assert all(about & set(hit.agreements) and hit.id != shown.id and hit.kind != "agreement" for hit in related)
