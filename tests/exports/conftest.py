"""Documents of which every field is a text that some program could take for more; and handouts of the real corpus."""

from collections.abc import Callable

import pytest

from kb.config import root
from kb.exports.handouts.forms import Order
from kb.exports.handouts.packing import Packer, Wishes
from kb.i18n import VIEWS, Catalogue, load_catalogues
from kb.knowledge_base import KnowledgeBase
from kb.knowledge_base.catalogue import CatalogueEntry, catalogued
from kb.languages import to_latin
from kb.model import Corpus
from kb.vocabulary import Vocabulary

ROOT = "https://example.org"
Make = Callable[..., Order]


@pytest.fixture(scope="session")
def catalogues() -> dict[str, Catalogue]:
    return load_catalogues(root() / "translations", to_latin)


@pytest.fixture(scope="session")
def entries(hostile: Corpus) -> list[CatalogueEntry]:
    vocabulary = Vocabulary.of(hostile)
    return [catalogued(each, VIEWS["en"], vocabulary) for each in hostile.documents]


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
