"""Documents of which every field is a text that some program could take for more."""

import pytest

from kb.config import root
from kb.i18n import VIEWS, Catalogue, load_catalogues
from kb.knowledge_base.catalogue import CatalogueEntry, catalogued
from kb.languages import to_latin
from kb.model import Corpus
from kb.vocabulary import Vocabulary


@pytest.fixture(scope="session")
def catalogues() -> dict[str, Catalogue]:
    return load_catalogues(root() / "translations", to_latin)


@pytest.fixture(scope="session")
def entries(hostile: Corpus) -> list[CatalogueEntry]:
    vocabulary = Vocabulary(hostile.concepts)
    return [catalogued(each, VIEWS["en"], vocabulary) for each in hostile.documents]
