"""A trilingual knowledge base and search engine: Albanian, Serbian in both scripts, and English."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.config import Settings
    from kb.knowledge_base import KnowledgeBase
    from kb.model import Request

__all__ = ["KnowledgeBase", "Request", "Settings"]

# Where each public name lives. They are fetched on first use, so that `kb --help` need not load a search engine.
_HOMES = {"KnowledgeBase": "kb.knowledge_base", "Request": "kb.model", "Settings": "kb.config"}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
