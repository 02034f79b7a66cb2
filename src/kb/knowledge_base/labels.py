"""How are a concept and a text of the facts called in one view?"""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.i18n import View
from kb.knowledge_base.concepts import SHELF_OF
from kb.languages import to_latin
from kb.markup import inline, to_script
from kb.model import ConceptType
from kb.vocabulary import Vocabulary, in_script


@dataclass(frozen=True, slots=True)
class Label:
    """A concept as a reader of one view sees it; ``language`` is that of ``label``, ``url`` leads to all about it."""

    id: str
    label: str
    language: str
    url: str


def label(kind: ConceptType, id: str, view: View, vocabulary: Vocabulary) -> Label:
    """A concept's label in a view, with the address of everything about it."""
    found = vocabulary.label(kind, id, view)
    return Label(id, found.text, found.language, f"/{view.code}/{SHELF_OF[kind]}/{id}")


def spoken(text: Mapping[str, str | None] | None, view: View) -> tuple[str, str] | None:
    """A text of the facts in a view, plain and as HTML; nothing is filled in from another language."""
    words = (text or {}).get(view.language)
    if not words:
        return None
    plain, html = inline(words)
    if view.language == "sr" and view.script == "Latn":
        html = to_script(html, to_latin)
    return in_script(plain, view, view.language), html
