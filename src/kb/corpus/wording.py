"""Is it said in words that favour neither side?

`vocabulary/wording.yaml` says which words our own voice does not use, and which must carry a mark when they first
come. What stands in quotation marks, or is marked as another language, is somebody else's voice. What is found is for
editors to mend and keeps nothing from being published.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from kb.corpus.checks import texts
from kb.corpus.prose import covered, place, prose
from kb.corpus.reading import DocumentFolder, EditionFile
from kb.corpus.yaml_file import Mistake
from kb.errors import Problem
from kb.languages import tokens
from kb.model import LANGUAGE_CODES, LanguageCode, Wording
from kb.vocabulary import Vocabulary

_QUOTED = re.compile(r"“[^”]*” | „[^“”]*[“”] | «[^»]*» | \"[^\"\n]*\" | \[[^\[\]]*\]\{[^{}\n]*\}", re.VERBOSE)
_TWO_NAMES = "/"
_NEAR = 2  # characters around a name within which its other name begins or ends


def inspect(document: DocumentFolder, rules: Sequence[Wording], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Words to avoid, first mentions without their mark, and places with one name of two."""
    found = list(document.tree.located(_in_facts(document, rules)))
    for code, file in document.editions.items():
        if file.edition:
            found += _avoided(file, code, rules)
            found += _unmarked(file, code, rules)
            found += _single_names(file, code, vocabulary)
    return (replace(problem, blocks=False) for problem in found)


@lru_cache(maxsize=1024)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """What finds any of the phrases, in small letters or capitals; a star stands for any letters."""
    spelt = [re.escape(each).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for each in phrases]
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})(?!\w)", re.IGNORECASE)


def _own_voice(text: str) -> str:
    """What we say ourselves."""
    return prose(covered(text, _QUOTED))


def _matches(text: str, rule: Wording, language: LanguageCode) -> Iterator[re.Match[str]]:
    """Where ``text`` has the words of a rule, but for what the rule lets pass."""
    words = rule.words(language)
    if words:
        yield from _pattern(words.words).finditer(covered(text, _pattern(words.unless)) if words.unless else text)


def _avoided(file: EditionFile, language: LanguageCode, rules: Sequence[Wording]) -> Iterator[Problem]:
    edition = file.edition
    if edition is None:
        return
    for rule in rules:
        if rule.instead:
            for found in _matches(_own_voice(edition.summary), rule, language):
                yield Problem(file.file, 1, 1, "wording", _advice(found[0], rule.instead))
            for found in _matches(_own_voice(edition.body), rule, language):
                yield Problem(file.file, *place(edition, found.start()), "wording", _advice(found[0], rule.instead))


def _in_facts(document: DocumentFolder, rules: Sequence[Wording]) -> Iterator[Mistake]:
    for path, text in texts(document.facts):
        for language in LANGUAGE_CODES:
            words = _own_voice(text.get(language) or "")
            for rule in rules:
                if rule.instead:
                    for found in _matches(words, rule, language):
                        yield Mistake((*path, language), "wording", _advice(found[0], rule.instead))


def _advice(found: str, instead: str) -> str:
    said = " ".join(found.split())
    return f'"{said}" is one side\'s word; write: {instead}. If somebody says it, put it in quotation marks'


def _unmarked(file: EditionFile, language: LanguageCode, rules: Sequence[Wording]) -> Iterator[Problem]:
    edition = file.edition
    if edition is None:
        return
    for rule in rules:
        first = next(_matches(_own_voice(edition.body), rule, language), None) if rule.mark else None
        if first and not edition.body.startswith(rule.mark or "", first.end()):
            message = f'"{first[0]}" is mentioned for the first time without "{rule.mark}"; add it'
            yield Problem(file.file, *place(edition, first.start()), "no-mark", message)


def _single_names(file: EditionFile, language: LanguageCode, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Places that are called by both names, but not where they are first mentioned."""
    edition = file.edition
    if edition is None:
        return
    body = _own_voice(edition.body)
    words = tokens(body)
    seen: set[str] = set()
    for mention in vocabulary.find(words, language):
        kind, _, id_ = mention.concept.partition(":")
        concept = vocabulary.get("place", id_) if kind == "place" else None
        start, end = words[mention.first].start, words[mention.last - 1].end
        names = concept.names(language) if concept else None
        if concept is None or id_ in seen or (names and body[start:end] in names.common):
            continue
        seen.add(id_)
        both = concept.en.label if concept.en else ""
        if _TWO_NAMES in both and not concept.alone and _TWO_NAMES not in body[max(0, start - _NEAR) : end + _NEAR]:
            message = f'"{body[start:end]}" has two names ({both}); write both where it is first mentioned'
            yield Problem(file.file, *place(edition, start), "one-name", message)
