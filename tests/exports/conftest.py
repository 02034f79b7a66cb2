"""Handouts of the real corpus, put together once."""

from collections.abc import Callable

import pytest

from kb.exports.handouts.forms import Order
from kb.exports.handouts.packing import Packer, Wishes
from kb.i18n import VIEWS
from kb.knowledge_base import KnowledgeBase

ROOT = "https://example.org"
Make = Callable[..., Order]


@pytest.fixture(scope="session")
def packed(kb: KnowledgeBase) -> Make:
    """A pack of documents: ids, views, form."""

    def make(ids: str, *views: str, form: str = "pdf", **wishes: tuple[str, ...]) -> Order:
        wanted = Wishes(views=tuple(VIEWS[view] for view in views), root=ROOT, **wishes)
        return Packer(kb.site, kb.catalogues, wanted).pack(ids.split(), form, most=50)

    return make


@pytest.fixture(scope="session")
def alone(kb: KnowledgeBase) -> Make:
    """One explainer: id, views, form."""

    def make(id_: str, *views: str, form: str = "pdf") -> Order:
        wanted = Wishes(views=tuple(VIEWS[view] for view in views), root=ROOT)
        return Packer(kb.site, kb.catalogues, wanted).single("agreement", id_, form)

    return make
