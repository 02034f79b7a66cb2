"""Which documents belong together for a group of readers, as one view sees it?"""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.i18n import View
from kb.model import LANGUAGE_CODES, Hit, Pack, Text
from kb.vocabulary import Label, in_script


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyPack:
    """A pack that editors have made ready: what it is called, why just these documents, and which there are."""

    id: str
    title: Label
    why: Label
    documents: tuple[Hit, ...]


def ready(pack: Pack, documents: Sequence[Hit], view: View) -> ReadyPack:
    """A pack for the readers of ``view``."""
    return ReadyPack(id=pack.id, title=_words(pack.title, view), why=_words(pack.why, view), documents=tuple(documents))


def _words(text: Text, view: View) -> Label:
    """The words of the view's language, else of another, which the label then names."""
    for language in dict.fromkeys((view.language, "en", *LANGUAGE_CODES)):
        if words := text.get(language):
            return Label(in_script(words, view, language), language)
    return Label("", view.language)
