"""What the tests share: the real corpus, published once."""

from pathlib import Path

import pytest

from kb.config import Settings
from kb.corpus import load
from kb.generations import open_engine
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.model import Corpus
from kb.vocabulary import Vocabulary


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The real corpus."""
    return load(Settings().corpus)


@pytest.fixture(scope="session")
def kb(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """A knowledge base on the real corpus; nobody may index into it."""
    settings = Settings(var=Path(tmp_path_factory.mktemp("published")))
    build(open_engine(settings), corpus.documents, Vocabulary(corpus.concepts, corpus.notes))
    return KnowledgeBase.open(settings)
