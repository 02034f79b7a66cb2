"""How are the lexica made? From three published word lists, read out of their packages and never installed.

`make lexica` downloads the packages that `requirements/lexica.txt` names, with their hashes, and runs this module. It
writes `data/sq.marisa`, `sr.marisa` and `en.marisa`, and `data/lexica.json`, which says from what. The same packages
give the same bytes. Licences and attribution: `NOTICE` and `LICENSES/`.
"""

import gzip
import hashlib
import json
import os
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import marisa_trie

from kb.languages.albanian import light_stem
from kb.languages.lexicon import BARE, DATA, EXACT, MATES
from kb.languages.scripts import bare, fold, normalise
from kb.languages.serbian import snowball

# Form -> its lemmas, all normalised.
Forms = Mapping[str, set[str]]

_MARK = re.compile(r"<[^>]*>|[.\[\]]")  # in paradigms: which stem, where it ends, what may be left out
_STEM_NUMBER = re.compile(r"<(\d+)[\d,]*>")
_ALBANIAN = "uniparser_albanian/data_strict/"
_LOOKUPS = "spacy_lookups_data/data/"

# British spellings and the American ones that stand for both in the index; each is used where both are words.
_AMERICAN = (
    (re.compile("(?<=...)is(?=(e|er|ation|ational|able)$)"), "iz"),
    (re.compile("(?<=...)yse$"), "yze"),
    (re.compile("(?<=..)our(?=(|ed|er|ing|able|ful|less|hood|ly|ist|ite|ism)$)"), "or"),
    (re.compile("(?<=..)(?<!tim)([tb])re$"), r"\1er"),
    (re.compile("(?<=..)ogue$"), "og"),
    (re.compile("(?<=..)ence$"), "ense"),
    (re.compile("^practise$"), "practice"),
    (re.compile("^programme$"), "program"),
    (re.compile("(?<=dg)ement$"), "ment"),
    (re.compile("^grey$"), "gray"),
    (re.compile("(?<=[a-z]{3})l(?=ment$)"), "ll"),
    (re.compile("^(enro|fulfi|insti)l$"), r"\1ll"),
)
_TWINS = frozenset({"license", "defense", "offense", "pretense"})  # of -ence, only these are -ense in America


def main(folder: Path, into: Path = DATA) -> None:
    """Make every lexicon from the packages in ``folder``."""
    albanian, lookups = (_package(folder, name) for name in ("uniparser_albanian", "spacy_lookups_data"))
    made = {
        "sq": (albanian, *_with_mates(_albanian(albanian), lambda form: light_stem(fold(form)))),
        "sr": (lookups, *_with_mates(_serbian(lookups), lambda form: fold(snowball(form)))),
        "en": (lookups, _english(lookups), {}),
    }
    report = {}
    for code, (source, forms, mates) in made.items():
        path = into / f"{code}.marisa"
        marisa_trie.BytesTrie(_entries(forms, mates)).save(str(path))
        report[code] = {
            "source": Path(str(source.filename)).name,
            "source_sha256": _sha256(Path(str(source.filename))),
            "forms": len(forms),
            "lemmas": len(set().union(*forms.values())),
            "sha256": _sha256(path),
        }
    (into / "lexica.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def _entries(forms: Forms, mates: Forms) -> list[tuple[str, bytes]]:
    """The keys of a lexicon with their rules, in order: forms, the same without accents, and stems."""
    found: set[tuple[str, bytes]] = set()
    for form, lemmas in forms.items():
        folded = {fold(lemma) for lemma in lemmas}
        keys = [(EXACT + form, fold(form))]
        keys += [(BARE + typed, typed) for typed in {fold(form), bare(form)} - {form}]
        found.update((key, _rule(start, lemma)) for key, start in keys for lemma in folded)
    for stem, lemmas in mates.items():
        found.update((MATES + stem, _rule(stem, fold(lemma))) for lemma in lemmas)
    return sorted(found)


def _rule(form: str, lemma: str) -> bytes:
    """How to make ``lemma`` of ``form``: how many letters to take off, and what to put on."""
    alike = len(os.path.commonprefix([form, lemma]))
    return bytes([len(form) - alike]) + lemma[alike:].encode()


def _with_mates(found: tuple[Forms, Iterable[tuple[str, str]]], stem: Any) -> tuple[Forms, Forms]:
    """The forms, and by their stem the lemmas of those that an unknown word may be likened to."""
    forms, likened = found
    mates: dict[str, set[str]] = defaultdict(set)
    for form, lemma in likened:
        mates[stem(form)].add(lemma)
    return forms, mates


# Albanian: lexemes with their stems, and paradigms with their endings


def _albanian(package: zipfile.ZipFile) -> tuple[Forms, list[tuple[str, str]]]:
    """Every standard form with its lemmas; nominal ones are what unknown words are likened to."""
    endings = _paradigms(package)
    forms: dict[str, set[str]] = defaultdict(set)
    nominal: set[tuple[str, str]] = set()
    for entry in _blocks(package, "lexemes.txt", "-lexeme"):
        values: dict[str, list[str]] = defaultdict(list)
        for line in entry[1:]:
            key, _, value = line.strip().partition(":")
            values[key].append(value.strip())
        lemma, grammar = normalise(values["lex"][0]), values["gramm"][0].split(",")
        for form in _inflected(values, endings) if "nonst" not in grammar else ():
            forms[form].add(lemma)
            if grammar[0] != "V":
                nominal.add((form, lemma))
    return forms, sorted(nominal)


def _inflected(values: Mapping[str, list[str]], endings: Mapping[str, list[tuple[int | None, str]]]) -> Iterator[str]:
    stems = [[_MARK.sub("", stem) for stem in part.split("//")] for part in values["stem"][0].split("|")]
    for paradigm in values["paradigm"]:
        for number, ending in endings.get(paradigm, ()):
            numbers = range(len(stems)) if number is None else [number if len(stems) > 1 else 0]
            for which in numbers:
                for stem in stems[which] if which < len(stems) else ():
                    form = normalise(stem + ending)
                    if stem not in ("NOSTEM", "NONE") and form.isalpha():
                        yield form


def _paradigms(package: zipfile.ZipFile) -> dict[str, list[tuple[int | None, str]]]:
    """The endings of every paradigm, each with the number of the stem it goes with; None is any."""
    read: dict[str, list[tuple[list[str], str, list[str]]]] = {}
    for block in _blocks(package, "paradigms.txt", "-paradigm:"):
        read[block[0].partition(":")[2].strip()] = list(_flexes(block[1:]))

    @cache
    def endings(name: str) -> tuple[tuple[int | None, str], ...]:
        found: list[tuple[int | None, str]] = []
        for variants, grammar, links in read.get(name, ()):
            for written in variants if "nonst" not in grammar else ():
                number = _STEM_NUMBER.match(written)
                inner = [ending for link in links for _, ending in endings(link)] if "<.>" in written else [""]
                found += [
                    (int(number[1]) if number else None, _MARK.sub("", written.replace("<.>", each))) for each in inner
                ]
        return tuple(dict.fromkeys(found))

    return {name: list(endings(name)) for name in read}


def _flexes(lines: Iterable[str]) -> Iterator[tuple[list[str], str, list[str]]]:
    """The endings of one paradigm as they are written: variants, grammar, and links to further paradigms."""
    current: tuple[list[str], list[str], list[str]] | None = None
    for line in lines:
        key, _, value = line.strip().partition(":")
        if key == "-flex":
            if current:
                yield current[0], "".join(current[1]), current[2]
            current = (value.strip().split("//"), [], [])
        elif current and key in ("gramm", "paradigm"):
            current[1 if key == "gramm" else 2].append(value.strip())
    if current:
        yield current[0], "".join(current[1]), current[2]


def _blocks(package: zipfile.ZipFile, name: str, opening: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in package.read(_ALBANIAN + name).decode("utf-8-sig").splitlines():
        if line.startswith(opening) and block:
            yield block
            block = []
        if line.strip() and (block or line.startswith(opening)):
            block.append(line)
    if block:
        yield block


# Serbian: two tables from form to lemma, ekavian and ijekavian


def _serbian(package: zipfile.ZipFile) -> tuple[Forms, list[tuple[str, str]]]:
    """Both tables together. Each gives one lemma a form; where they disagree both are possible, and so is the form
    itself where it is the lemma of others (događaj, which one table has under događati alone).
    """
    forms: dict[str, set[str]] = defaultdict(set)
    for name in ("sr_lemma_lookup", "hr_lemma_lookup"):
        for form, lemma in _json(package, name).items():
            if form.isalpha():
                forms[normalise(form)].add(normalise(lemma))
    for lemma in set().union(*forms.values()) & {*forms}:
        forms[lemma].add(lemma)
    return forms, [(form, lemma) for form, lemmas in forms.items() for lemma in lemmas]


# English: words with the endings that each can have, and what is irregular


def _english(package: zipfile.ZipFile) -> Forms:
    """Every form of every word, each with all lemmas it may belong to, in one spelling."""
    index, irregular, rules = (_json(package, f"en_lemma_{name}") for name in ("index", "exc", "rules"))
    known = {word for words in index.values() for word in words if word.isalpha()}
    forms: dict[str, set[str]] = defaultdict(set)
    for part, words in ((part, index[part]) for part in ("noun", "verb", "adj")):
        special = irregular.get(part, {})
        for word in words:
            for form in (word, *_regular(word, rules.get(part, ()))):
                if form.isalpha() and form not in special:
                    forms[form].add(word)
        for form, lemmas in special.items():
            if form.isalpha():
                forms[form].update(lemmas)
    for form, lemma in _json(package, "en_lemma_lookup").items():
        if form.isalpha() and form not in forms:
            forms[form].add(lemma)
    one_spelling = defaultdict(set)
    for form, lemmas in forms.items():
        one_spelling[normalise(form)].update(normalise(_one_spelling(lemma, known)) for lemma in lemmas)
    return one_spelling


def _regular(word: str, rules: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The forms that come back to ``word`` when an ending is replaced as in ``rules``."""
    for ending, instead in rules:
        if word.endswith(instead):
            yield word[: len(word) - len(instead)] + ending


def _one_spelling(lemma: str, known: set[str]) -> str:
    for british, american in _AMERICAN:
        other = british.sub(american, lemma)
        if other != lemma and other in known and (not lemma.endswith("ence") or other in _TWINS):
            return other
    return lemma


# Packages


def _package(folder: Path, name: str) -> zipfile.ZipFile:
    (path,) = folder.glob(f"{name}-*.whl")
    return zipfile.ZipFile(path)


def _json(package: zipfile.ZipFile, name: str) -> Any:
    return json.loads(gzip.decompress(package.read(f"{_LOOKUPS}{name}.json.gz")))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
