"""One answer comes from one generation, also where another is published while it is made."""

from pathlib import Path

from kb.config import Settings
from kb.generations import open_engine
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.model import Corpus, Request
from kb.vocabulary import Vocabulary
from kb.web import create_app, presenting


def test_what_is_published_meanwhile_is_for_the_next_question(corpus: Corpus, tmp_path: Path) -> None:
    settings, vocabulary = Settings(var=tmp_path), Vocabulary.of(corpus)
    first = build(open_engine(settings), corpus.documents[:3], vocabulary).generation.id
    app = create_app(KnowledgeBase.open(settings))
    with app.test_request_context("/en/"):
        kb = presenting.knowledge_base()
        assert kb.search(Request()).total == 3
        second = build(open_engine(settings), corpus.documents[:2], vocabulary).generation.id
        assert kb.search(Request()).total == kb.site.documents == 3
        assert kb.generation.id == first
    with app.test_request_context("/en/"):
        assert presenting.knowledge_base().generation.id == second
        assert presenting.knowledge_base().search(Request()).total == 2
