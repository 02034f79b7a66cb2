"""A trilingual knowledge base and search engine: Albanian, Serbian in both scripts, and English."""

import os
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from kb import languages

if TYPE_CHECKING:
    from kb.config import Settings
    from kb.knowledge_base import KnowledgeBase
    from kb.model import Request
    from kb.vocabulary import Vocabulary

__all__ = ["KnowledgeBase", "Request", "Settings"]

# Where each public name lives. They are fetched on first use, so that `kb --help` need not load a search engine.
_HOMES = {"KnowledgeBase": "kb.knowledge_base", "Request": "kb.model", "Settings": "kb.config"}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@cache
def _vocabulary() -> "Vocabulary":
    """The vocabulary of the corpus that the environment names."""
    settings = import_module("kb.config").Settings.from_environ(os.environ)
    read = import_module("kb.corpus").load_vocabulary(settings.corpus, edition_bytes=settings.edition_bytes)
    found: Vocabulary = import_module("kb.vocabulary").Vocabulary(read.concepts, read.notes)
    return found


def _names(name: str, lang: str | None) -> Iterable[str]:
    """The concepts that ``name`` as a whole names in the corpus."""
    words = languages.tokens(name)
    mentions = _vocabulary().find(words, lang)
    return [each.concept for each in mentions if (each.first, each.last) == (0, len(words))]


# Where a word is asked for its terms alone (`kb.languages.index_terms`), the names of the corpus are known, too.
languages.find_names_with(_names)
