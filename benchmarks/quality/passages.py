"""How well are passages found that are not ours? The whole engine behind the two functions that the test set calls."""

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from kb.config import Settings
from kb.corpus import load_vocabulary
from kb.generations import open_engine
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.languages import has_cyrillic
from kb.model import Document, Edition, LanguageCode, Request, Script
from kb.vocabulary import Vocabulary

_open: dict[str, KnowledgeBase] = {}


def index(docs: Sequence[dict[str, str]]) -> None:
    """Publish the passages, each a document with one edition and without a title."""
    settings = Settings(var=Path(tempfile.mkdtemp(prefix="kb-passages-")))
    atexit.register(shutil.rmtree, settings.var, ignore_errors=True)
    known = load_vocabulary(settings.corpus)
    documents = (
        Document(
            id=each["id"],
            kind="article",
            editions={cast("LanguageCode", each["lang"]): Edition(title="", body=each["text"], script=_script(each))},
        )
        for each in docs
    )
    build(open_engine(settings), documents, Vocabulary(known.concepts, known.notes))
    _open["kb"] = KnowledgeBase.open(settings)


def _script(passage: dict[str, str]) -> Script | None:
    return "Latn" if passage["lang"] == "sr" and passage["script"] == "Latn" else None


def search(query: str, lang: str | None, k: int, qlang: str | None = None) -> list[str]:
    """The ids found, all words first and then some, as a reader of the query's language and script sees them."""
    view = "sr-cyrl" if has_cyrillic(query) else {"sr": "sr-latn"}.get(qlang or lang or "en", qlang or lang or "en")
    filters = {"language": (lang,)} if lang else {}
    found = _open["kb"].search(Request(text=query[:300], view=view, filters=filters, size=10))
    return [hit.id for hit in (*found.hits, *found.some)][:k]
