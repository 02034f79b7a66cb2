"""How much is in the corpus, by kind and language, and do the editions keep step?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.corpus import CorpusFolder
from kb.corpus.parity import compare
from kb.corpus.prose import prose
from kb.languages import tokens
from kb.model import KINDS, LANGUAGE_CODES, Document


@dataclass(slots=True)
class Row:
    """What there is of one kind: documents, words by language, and remarks of ``kb check`` on editions out of step."""

    kind: str
    documents: int = 0
    words: Counter[str] = field(default_factory=Counter)
    behind: int = 0

    def cells(self) -> tuple[str, ...]:
        """The row as it is shown."""
        words = (f"{self.words[language]:,}" for language in LANGUAGE_CODES)
        return (self.kind, f"{self.documents:,}", *words, f"{self.behind:,}")


def table(folder: CorpusFolder) -> str:
    """The corpus in ``folder`` as a table in Markdown, with a line for the whole."""
    rows = {kind: Row(kind) for kind in KINDS}
    for found in folder.folders():
        row, document = rows[found.kind], found.document()
        row.documents += 1
        row.words.update(dict(_words(document)))
        row.behind += sum(1 for _ in compare(found))
    whole = Row("all")
    for row in rows.values():
        whole.documents, whole.behind = whole.documents + row.documents, whole.behind + row.behind
        whole.words.update(row.words)
    heads = ("kind", "documents", *(f"words {language}" for language in LANGUAGE_CODES), "out of step")
    lines = [heads, ("---", *("--:" for _ in heads[1:])), *(row.cells() for row in (*rows.values(), whole))]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _words(document: Document) -> Iterator[tuple[str, int]]:
    """The words of each edition's title, summary and body, without citations and addresses."""
    for language, edition in document.editions.items():
        yield language, sum(len(tokens(text)) for text in (edition.title, edition.summary, prose(edition.body)))
