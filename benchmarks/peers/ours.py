"""Our own engine in the comparison, and the query tree that a reader's request becomes."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from peers.peer import CARDS, Answer, Question

from kb.config import Settings
from kb.engines.contract import Query
from kb.generations import open_engine
from kb.i18n import VIEWS
from kb.knowledge_base import KnowledgeBase
from kb.model import Request


class Ours:
    """The default engine, with generations, behind the contract."""

    name = "ours"

    def __init__(self, folder: Path) -> None:
        self._settings = Settings(var=folder)
        self.engine = open_engine(self._settings)

    def open(self) -> KnowledgeBase:
        """What readers ask."""
        kb = KnowledgeBase.open(self._settings)
        self._reader = kb.site.reader
        return kb

    def ask(self, question: Question, facets: Sequence[str]) -> Answer:
        """The engine's part of a search: ids, total, facets, cards."""
        page = self._reader.search(question.query, filters=question.filters, facets=facets, limit=CARDS)
        return Answer(page.total, page.facets, self._reader.cards([match.id for match in page.matches]))


class _Heard(Exception):
    """The tree that an engine was asked for."""


class _Listener:
    """A reader that answers as the real one until it is asked for facets: then the tree is known."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def search(self, query: Query, **how: Any) -> Any:
        """Answer, or tell."""
        if how.get("facets"):
            raise _Heard(query)
        return self._reader.search(query, **how)


def questions_of(kb: KnowledgeBase, request: Request) -> Query:
    """The tree of "all words" that a request becomes."""
    searcher = replace(kb.site.searcher, reader=_Listener(kb.site.reader))
    try:
        searcher.search(request, VIEWS[request.view])
    except _Heard as heard:
        query: Query = heard.args[0]
        return query
    raise ValueError("this request asks no engine")
