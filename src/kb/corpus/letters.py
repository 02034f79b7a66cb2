"""Is every letter one of the language, and not another one that only looks like it?

A word that is half Latin and half Cyrillic keeps the corpus from being published (``plain_text``). What is doubtful is
found here, and is for editors to judge. Text that is marked as another language is not looked at.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from kb.corpus.checks import texts
from kb.corpus.prose import covered, place, prose
from kb.corpus.reading import DocumentFolder
from kb.corpus.yaml_file import Mistake
from kb.errors import Problem
from kb.model import LANGUAGE_CODES, Edition

_MARKED = re.compile(r"\[[^\[\]]*\]\{[^{}\n]*\}")
# Letters of other alphabets, and what they are taken for.
_ALIKE: Mapping[str, str] = dict(zip("ÐƉðŞşǄǅǆǇǈǉǊǋǌ", "Đ Đ đ Š š DŽ Dž dž LJ Lj lj NJ Nj nj".split(), strict=True))
_LOOK_ALIKE = re.compile(f"[{''.join(_ALIKE)}]")
_CYRILLIC_WORD = re.compile(r"[\u0400-\u052f]+")
_NOT_SERBIAN = re.compile(r"(?![абвгдђежзијклљмнњопрстћуфхцчџшАБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШ])[\u0400-\u052f]")
# Words of Latin letters that all look Cyrillic, standing alone between Cyrillic ones: "a", "o", "je".
_LATIN_AS_CYRILLIC = re.compile(r"(?<=[\u0400-\u052f,;:] )(?=[A-Z]?[a-z])[AaBEeJjKMHOoPpCcTXxy]+(?= [\u0400-\u052f])")


def inspect(document: DocumentFolder) -> Iterator[Problem]:
    """Letters that look like others, and words in a script that the edition is not in."""
    found: list[Problem] = []
    for language, file in document.editions.items():
        if file.edition:
            cyrillic = language == "sr" and file.edition.script != "Latn"
            for at, message in _doubts(file.edition.body, cyrillic=cyrillic):
                found.append(Problem(file.file, *place(file.edition, at), "letters", message))
            found += (
                Problem(file.file, 1, 1, "letters", message) for message in _of_title(file.edition, cyrillic=cyrillic)
            )
    found += document.tree.located(_in_facts(document))
    return (replace(problem, blocks=False) for problem in found)


def _of_title(edition: Edition, *, cyrillic: bool) -> Iterator[str]:
    for text in (edition.title, edition.summary):
        yield from (message for _, message in _doubts(text, cyrillic=cyrillic))


def _in_facts(document: DocumentFolder) -> Iterator[Mistake]:
    for path, text in texts(document.facts):
        for language in LANGUAGE_CODES:
            for _, message in _doubts(text.get(language) or "", cyrillic=language == "sr"):
                yield Mistake((*path, language), "letters", message)


def _doubts(written: str, *, cyrillic: bool) -> Iterator[tuple[int, str]]:
    """Where something doubtful begins in ``written``, and what it is."""
    text = prose(covered(written, _MARKED))
    for found in _LOOK_ALIKE.finditer(text):
        yield found.start(), f'"{found[0]}" (U+{ord(found[0]):04X}) only looks like "{_ALIKE[found[0]]}"; write that'
    if not cyrillic:
        for found in _CYRILLIC_WORD.finditer(text):
            yield (
                found.start(),
                f'"{found[0]}" is Cyrillic here; write it in Latin, or mark it: [{found[0]}]{{lang=sr}}',
            )
        return
    for found in _NOT_SERBIAN.finditer(text):
        yield (
            found.start(),
            f'"{found[0]}" (U+{ord(found[0]):04X}) is no Serbian letter; write one, or mark the language',
        )
    for found in _LATIN_AS_CYRILLIC.finditer(text):
        yield found.start(), f'"{found[0]}" is in Latin letters that look Cyrillic; type it again in Cyrillic'
