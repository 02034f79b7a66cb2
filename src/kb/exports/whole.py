"""How is a whole corpus written in a form that other programs read?"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import orjson

from kb.corpus import json_lines
from kb.exports.citations import bibtex, cite, csl, ris
from kb.exports.table import table
from kb.i18n import Catalogue, View
from kb.knowledge_base.catalogue import catalogued
from kb.model import Corpus, Document
from kb.vocabulary import Vocabulary

FORMS = ("jsonl", "csv", "ris", "bibtex", "csl")
_CITED: Mapping[str, Callable[..., str]] = MappingProxyType({"ris": ris, "bibtex": bibtex})


def write(
    form: str,
    corpus: Corpus,
    view: View,
    *,
    catalogues: Mapping[str, Catalogue],
    root: str,
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[str]:
    """The text of ``corpus`` in one of the forms, piece by piece; ``progress`` hears how many documents are done.

    All but ``jsonl`` say what they say in ``view``. ``root`` is the site's address, without a slash at the end.
    """
    if form == "jsonl":
        yield from json_lines.write(corpus, progress)
        return
    vocabulary = Vocabulary.of(corpus)
    entries = (catalogued(each, view, vocabulary) for each in _counted(corpus.documents, progress))
    if form == "csv":
        yield from table(entries, root)
    elif form == "csl":
        items = [item for each in entries for item in csl(cite(each, catalogues, root))]
        yield orjson.dumps(items, option=orjson.OPT_INDENT_2).decode() + "\n"
    else:
        yield from (_CITED[form](cite(each, catalogues, root)) for each in entries)


def _counted(documents: tuple[Document, ...], progress: Callable[[int], None]) -> Iterator[Document]:
    for number, each in enumerate(documents, 1):
        yield each
        progress(number)
