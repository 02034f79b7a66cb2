"""Has every fact its source, every reading its date, and every explainer the day on which it was last reviewed?

What is found here is for editors to mend; it keeps nothing from being published.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from kb.corpus.checks import parts
from kb.corpus.figures import figures
from kb.corpus.prose import place, prose
from kb.corpus.reading import DocumentFolder, EditionFile
from kb.corpus.yaml_file import Mistake
from kb.errors import Problem
from kb.model import ConcludedAt, Fact, Form, LanguageCode, Provision, Related, SideName

_BLOCK_END = re.compile(r"\n[ \t]*\n | \n(?=[ \t]*(?:[-*]|\d+[.)])[ ])", re.VERBOSE)
_STATED = (ConcludedAt, Fact, Form, Provision, Related, SideName)  # what must name its sources
# In the brackets of a reading: a year, or that there is none.
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|undated|pa datë|без датума|bez datuma")


def inspect(document: DocumentFolder) -> Iterator[Problem]:
    """Facts without a source, readings without source and date, explainers without a day of review."""
    found = list(document.tree.located((*_unsourced_facts(document), *_unreviewed(document))))
    for code, file in document.editions.items():
        found += _unsourced_readings(file)
        found += _unsourced(file, code) if document.kind == "agreement" else ()
    return (replace(problem, blocks=False) for problem in found)


def _unsourced_facts(document: DocumentFolder) -> Iterator[Mistake]:
    for facts, key in ((document.facts.agreement, "agreement"), (document.facts.event, "event")):
        for path, value in parts(facts, (key,)):
            sourced = not isinstance(value, _STATED) or value.sources
            if not sourced and not (isinstance(value, Related) and value.relation == "see-also"):
                yield Mistake(path, "no-source", "this fact names no source; add sources: [id]")


def _unreviewed(document: DocumentFolder) -> Iterator[Mistake]:
    if document.kind == "agreement" and not document.facts.reviewed and "reviewed" not in document.unread:
        message = "an explainer says when it was last reviewed as a whole; add reviewed: YYYY-MM-DD"
        yield Mistake((), "not-reviewed", message)


def _unsourced_readings(file: EditionFile) -> Iterator[Problem]:
    """Readings that cite a source and do not say in brackets whose it is and of when, or the other way round."""
    for reading in (each for block in (file.outline.readings if file.outline else ()) for each in block):
        if bool(reading.by) != reading.cited or (reading.by and not _DATED.search(reading.by)):
            message = (
                f"write **{reading.holder}** (source, year): … and cite the source; "
                f"if no reading was found, **{reading.holder}:** and that, without a source"
            )
            yield Problem(file.file, reading.line, 1, "reading-source", message)


def _unsourced(file: EditionFile, language: LanguageCode) -> Iterator[Problem]:
    """Paragraphs and points of a list that state a number or a date and cite nothing."""
    edition = file.edition
    if edition is None:
        return
    body, at = prose(edition.body), 0
    for end in (*(found.start() for found in _BLOCK_END.finditer(body)), len(body)):
        block, written = body[at:end], edition.body[at:end]
        first = next(iter(figures(block, language)), None)
        # What ends in a colon is sourced by the points that follow; a table by the words before it.
        plain = not block.strip().startswith(("#", "|")) and not block.rstrip().endswith(":")
        if first and plain and "[@" not in written:
            message = "states a number or a date and names no source; write [@source] after it"
            yield Problem(file.file, *place(edition, at + first.start), "no-source", message)
        at = end
