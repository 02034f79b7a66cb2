"""Do the editions of a document say the same, and is one missing or behind?

What is found here is for editors to mend; it keeps nothing from being published, because a document is read while its
translations are on their way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kb.corpus.checks import texts
from kb.corpus.figures import Figure, figures
from kb.corpus.prose import place, prose
from kb.corpus.reading import EDITIONS, DocumentFolder, EditionFile
from kb.corpus.yaml_file import Mistake
from kb.errors import Problem
from kb.markup import Reading
from kb.model import LANGUAGE_CODES, LanguageCode

_FILES: Mapping[LanguageCode, str] = {language: name for name, language in EDITIONS.items()}
_ALIKE = "make the editions say the same"
# Two readings are as long as each other up to this factor, or up to so many letters, which are a few words.
_LONGER, _LETTERS = 1.6, 30


def compare(document: DocumentFolder) -> Iterator[Problem]:
    """Editions that are missing or behind, and numbers, dates, sources and links that not all of them have."""
    found = (
        *_missing(document),
        *_behind(document),
        *_numbers(document),
        *_numbers_in_facts(document),
        *_references(document),
        *_readings(document),
    )
    return (replace(problem, blocks=False) for problem in found)


def _missing(document: DocumentFolder) -> Iterator[Problem]:
    for language, name in _FILES.items():
        if document.editions and language not in document.editions:
            yield Problem(f"{document.file}/{name}", 1, 1, "missing-edition", "readers are told so; write it")


def _behind(document: DocumentFolder) -> Iterator[Problem]:
    readable = [(each.file, each.edition.revision) for each in document.editions.values() if each.edition]
    latest = max([document.facts.revision, *(revision for _, revision in readable)])
    for file, revision in readable:
        if revision < latest:
            message = f"has revision {revision}, and the document {latest}; update it and raise its revision"
            yield Problem(file, 1, 1, "behind", message)


def _numbers(document: DocumentFolder) -> Iterator[Problem]:
    """Each number or date once, where it stands first, if another edition does not have it."""
    readable = {code: each for code, each in document.editions.items() if each.edition}
    stated = {code: _stated(code, each) for code, each in readable.items()}
    for code, theirs in stated.items():
        for value, (written, line, column) in theirs.items():
            lacking = [other for other, values in stated.items() if value not in values]
            if lacking and code == next(each for each in stated if value in stated[each]):
                missing_from = ", ".join(_FILES[each] for each in lacking)
                message = f'"{written}" is not in {missing_from}; {_ALIKE}'
                yield Problem(readable[code].file, line, column, "numbers", message)


def _stated(language: LanguageCode, file: EditionFile) -> dict[str, tuple[str, int, int]]:
    """Each number and date of an edition: as it is written first, with its line and column."""
    found: dict[str, tuple[str, int, int]] = {}
    edition = file.edition
    if edition is None:
        return found
    body = prose(edition.body)
    for figure in figures(body, language):
        found.setdefault(figure.value, (_written(body, figure), *place(edition, figure.start)))
    for text in (edition.title, edition.summary):
        for figure in figures(text, language):
            found.setdefault(figure.value, (_written(text, figure), 1, 1))
    return found


def _numbers_in_facts(document: DocumentFolder) -> Iterator[Problem]:
    mistakes = []
    for path, text in texts(document.facts):
        stated = {
            code: {each.value: _written(words, each) for each in figures(words, code)}
            for code in LANGUAGE_CODES
            if (words := text.get(code)) is not None
        }
        everything = {value: written for values in stated.values() for value, written in values.items()}
        for value, written in everything.items():
            lacking = [code for code, values in stated.items() if value not in values]
            if lacking:
                mistakes.append(Mistake(path, "numbers", f'"{written}" is not in {", ".join(lacking)}; {_ALIKE}'))
    yield from document.tree.located(mistakes)


def _written(text: str, figure: Figure) -> str:
    return " ".join(text[figure.start : figure.end].split())


def _references(document: DocumentFolder) -> Iterator[Problem]:
    """Each source and each document of the corpus that one edition points to and another does not."""
    pointed = {code: _pointed(each) for code, each in document.editions.items() if each.outline}
    for code, theirs in pointed.items():
        for target, (line, column) in theirs.items():
            lacking = [other for other, values in pointed.items() if target not in values]
            if lacking and code == next(each for each in pointed if target in pointed[each]):
                missing_from = ", ".join(_FILES[each] for each in lacking)
                message = f'"{target}" is not in {missing_from}; {_ALIKE}'
                yield Problem(document.editions[code].file, line, column, "references", message)


def _readings(document: DocumentFolder) -> Iterator[Problem]:
    """Disputed points with other readings than in the first edition, and readings longer than others beside them."""
    held = {code: each.outline.readings for code, each in document.editions.items() if each.outline}
    shape = [len(block) for block in next(iter(held.values()), ())]
    for code, blocks in held.items():
        file = document.editions[code].file
        if (ours := [len(block) for block in blocks]) != shape:
            first = _FILES[next(iter(held))]
            message = f"the disputed points have {_counted(ours)} readings, and in {first} {_counted(shape)}; {_ALIKE}"
            yield Problem(file, blocks[0][0].line if blocks and blocks[0] else 1, 1, "readings", message)
        for block in blocks:
            yield from _unequal(file, block)


def _counted(shape: Sequence[int]) -> str:
    return ", ".join(map(str, shape)) or "no"


def _unequal(file: str, block: Sequence[Reading]) -> Iterator[Problem]:
    """The longest of the readings that were found, if it is much longer than the shortest."""
    found = sorted((each for each in block if each.by), key=lambda each: len(each.text))
    if len(found) > 1:
        short, long = len(found[0].text), len(found[-1].text)
        if long > _LONGER * short and long - short > _LETTERS:
            message = f"{found[-1].holder} has {long} letters and {found[0].holder} {short}; make them equally long"
            yield Problem(file, found[-1].line, 1, "unequal", message)


def _pointed(file: EditionFile) -> dict[str, tuple[int, int]]:
    """What an edition cites and links to, with the place where it first does so."""
    found: dict[str, tuple[int, int]] = {}
    if file.outline:
        for citation in file.outline.citations:
            found.setdefault(f"@{citation.source}", (citation.line, citation.column))
        for link in file.outline.links:
            found.setdefault(f"{link.shelf}/{link.id}", (link.line, link.column))
    return found
