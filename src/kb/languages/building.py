"""How are the lexica made? From three published word lists, read out of their packages, which are never installed.

`make lexica` downloads the packages that `requirements/lexica.txt` names, with their hashes, and runs this module. It
writes `data/sq.marisa`, `sr.marisa` and `en.marisa`, and `data/lexica.json`, which says from what. The same packages
give the same bytes. Licences and attribution: `NOTICE` and `LICENSES/`.
"""

import gzip
import hashlib
import json
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie

from kb.languages.albanian import light_stem
from kb.languages.lexicon import BARE, DATA, EXACT, MATES
from kb.languages.scripts import bare, fold, normalise
from kb.languages.serbian import snowball

# Words, all normalised, each with the lemmas it may belong to.
Forms = Mapping[str, set[str]]


class Words(NamedTuple):
    """The words of a language, and by its stem what an unknown word is likened to (its mates)."""

    forms: Forms
    mates: Forms


def main(folder: Path, into: Path = DATA) -> None:
    """Make every lexicon from the packages in ``folder``."""
    with _package(folder, "uniparser_albanian") as albanian, _package(folder, "spacy_lookups_data") as lookups:
        made = {
            "sq": (_albanian(albanian), albanian),
            "sr": (_serbian(lookups), lookups),
            "en": (_english(lookups), lookups),
        }
        report = {code: _write(into / f"{code}.marisa", *each) for code, each in made.items()}
    (into / "lexica.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


# The file: keys with rules


def _write(path: Path, words: Words, package: zipfile.ZipFile) -> dict[str, str | int]:
    """Write a lexicon, and say what it was made from."""
    # Beside, then in its place: a site that runs has the old file mapped into its memory.
    beside = path.with_suffix(".new")
    marisa_trie.BytesTrie(_entries(words)).save(str(beside))
    beside.replace(path)
    source = Path(str(package.filename))
    return {
        "source": source.name,
        "source_sha256": _sha256(source),
        "forms": len(words.forms),
        "lemmas": len(set().union(*words.forms.values())),
        "sha256": _sha256(path),
    }


def _entries(words: Words) -> list[tuple[str, bytes]]:
    """The keys of a lexicon with their rules, in order: forms, the same without accents, and stems."""
    found: set[tuple[str, bytes]] = set()
    for form, lemmas in words.forms.items():
        folded = {fold(lemma) for lemma in lemmas}
        keys = [(EXACT + form, fold(form))]
        keys += [(BARE + typed, typed) for typed in {fold(form), bare(form)} - {form}]
        found.update((key, _rule(start, lemma)) for key, start in keys for lemma in folded)
    for stem, lemmas in words.mates.items():
        found.update((MATES + stem, _rule(stem, fold(lemma))) for lemma in lemmas)
    return sorted(found)


def _rule(form: str, lemma: str) -> bytes:
    """How to make ``lemma`` of ``form``: how many letters to take off, and what to put on."""
    shorter = min(len(form), len(lemma))
    alike = next((at for at in range(shorter) if form[at] != lemma[at]), shorter)
    return bytes([len(form) - alike]) + lemma[alike:].encode()


def _by_stem(words: Iterable[tuple[str, str]], stem: Callable[[str], str]) -> Forms:
    """The lemmas of (form, lemma), by the stem of the form."""
    found: dict[str, set[str]] = defaultdict(set)
    for form, lemma in words:
        found[stem(form)].add(lemma)
    return found


# Albanian: lexemes with their stems, and paradigms with their endings
#
#   -lexeme                  -paradigm: N1
#    lex: kufi                -flex: <0>.
#    stem: kufi.|kufij.       -flex: <1>.ve
#    gramm: NOUN,m            -flex: <1>.<.>
#    paradigm: N1               paradigm: more
#
# <1>.ve is the ending -ve of the second stem; without a number it goes with any. <.> stands for every ending of the
# paradigms named below it. Two slashes part variants. "nonst" is what the standard language has not.

_ALBANIAN = "uniparser_albanian/data_strict/"
_MARK = re.compile(r"<[^>]*>|\.")  # which stem, and where it ends
_STEM_NUMBER = re.compile(r"<(\d+)")
_NO_STEM = ("NOSTEM", "NONE")


class _Flex(NamedTuple):
    """An ending as it is written: its variants, their grammar, and the paradigms in which they go on."""

    variants: list[str]
    grammar: list[str]
    links: list[str]


class _Ending(NamedTuple):
    """An ending, and the number of the stem it goes with; None is any."""

    stem: int | None
    text: str


_Endings = Callable[[str], tuple[_Ending, ...]]


def _albanian(package: zipfile.ZipFile) -> Words:
    """Every standard form with its lemmas; an unknown word is likened to nouns and adjectives, not to verbs."""
    endings = _paradigms(package)
    forms: dict[str, set[str]] = defaultdict(set)
    nominal: set[tuple[str, str]] = set()
    for lines in _blocks(package, "lexemes.txt", "-lexeme"):
        entry: dict[str, list[str]] = defaultdict(list)
        for key, value in map(_key_and_value, lines[1:]):
            entry[key].append(value)
        lemma, grammar = normalise(entry["lex"][0]), entry["gramm"][0].split(",")
        if "nonst" in grammar:
            continue
        for form in _inflected(entry, endings):
            forms[form].add(lemma)
            if grammar[0] != "V":
                nominal.add((form, lemma))
    return Words(forms, _by_stem(nominal, lambda form: light_stem(fold(form))))


def _inflected(entry: Mapping[str, list[str]], endings: _Endings) -> Iterator[str]:
    """The forms of one lexeme: in each of its paradigms, the stems with their endings."""
    stems = [[_MARK.sub("", stem) for stem in part.split("//")] for part in entry["stem"][0].split("|")]
    for number, ending in chain.from_iterable(endings(paradigm) for paradigm in entry["paradigm"]):
        # One stem goes with every ending, whatever its number.
        fitting = stems if number is None or len(stems) == 1 else stems[number : number + 1]
        for stem in chain.from_iterable(fitting):
            form = normalise(stem + ending)
            if stem not in _NO_STEM and form.isalpha():
                yield form


def _paradigms(package: zipfile.ZipFile) -> _Endings:
    """Asked for a paradigm by its name, its standard endings; of one that is not there, none."""
    read = {
        _key_and_value(lines[0])[1]: _flexes(lines[1:]) for lines in _blocks(package, "paradigms.txt", "-paradigm:")
    }

    @cache
    def endings(name: str) -> tuple[_Ending, ...]:
        found: list[_Ending] = []
        for variants, grammar, links in read.get(name, ()):
            further = [ending.text for link in links for ending in endings(link)]
            for written in variants if "nonst" not in ",".join(grammar) else ():
                number = _STEM_NUMBER.match(written)
                which = int(number[1]) if number else None
                rests = further if "<.>" in written else [""]
                found += [_Ending(which, _MARK.sub("", written.replace("<.>", rest))) for rest in rests]
        return tuple(dict.fromkeys(found))

    return endings


def _flexes(lines: Iterable[str]) -> list[_Flex]:
    flexes: list[_Flex] = []
    for key, value in map(_key_and_value, lines):
        if key == "-flex":
            flexes.append(_Flex(value.split("//"), [], []))
        elif flexes and key == "gramm":
            flexes[-1].grammar.append(value)
        elif flexes and key == "paradigm":
            flexes[-1].links.append(value)
    return flexes


def _key_and_value(line: str) -> tuple[str, str]:
    key, _, value = line.strip().partition(":")
    return key, value.strip()


def _blocks(package: zipfile.ZipFile, name: str, opening: str) -> Iterator[list[str]]:
    """The lines of a file, in pieces that each begin with ``opening``."""
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


_VOWELS = "aeiou"
# Serbian nouns by the last letter of their lemma: endings that show one, and all it has.
_DECLENSIONS = {
    "": (("om", "ima"), ("a", "u", "e", "i", "om", "ima")),
    "a": (("om", "ama"), ("a", "e", "i", "u", "o", "om", "ama")),
    "o": (("om", "ima"), ("o", "a", "u", "om", "ima")),
}


def _complete(forms: dict[str, set[str]]) -> None:
    """Give the forms of a noun back to it that the tables have under another word alone (pečati, under pečatiti).

    A noun is known by two endings that are hardly anything else's.
    """
    for lemma in sorted(set().union(*forms.values())):
        for last, (evidence, endings) in _DECLENSIONS.items():
            stem = lemma.removesuffix(last)
            declined = lemma.endswith(last) and (last or lemma[-1] not in _VOWELS)
            if declined and all(lemma in forms.get(stem + ending, ()) for ending in evidence):
                for form in (stem + ending for ending in endings):
                    if form in forms:
                        forms[form].add(lemma)


def _serbian(package: zipfile.ZipFile) -> Words:
    """Both tables together; an unknown word is likened to any.

    Each table gives one lemma a form. Where they disagree both are possible, and so is the form itself where it is the
    lemma of others (događaj, which one table has under događati alone).
    """
    forms: dict[str, set[str]] = defaultdict(set)
    for name in ("sr_lemma_lookup", "hr_lemma_lookup"):
        for form, lemma in _json(package, name).items():
            if form.isalpha():
                forms[normalise(form)].add(normalise(lemma))
    for lemma in set().union(*forms.values()) & {*forms}:
        forms[lemma].add(lemma)
    _complete(forms)
    pairs = ((form, lemma) for form, lemmas in forms.items() for lemma in lemmas)
    return Words(forms, _by_stem(pairs, lambda form: fold(snowball(form))))


# English: words with the endings that each can have, and what is irregular

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


def _english(package: zipfile.ZipFile) -> Words:
    """Every form of every word, each with all lemmas it may belong to, in one spelling; nothing is likened."""
    index, irregular, rules = (_json(package, f"en_lemma_{name}") for name in ("index", "exc", "rules"))
    forms: dict[str, set[str]] = defaultdict(set)
    for part in ("noun", "verb", "adj"):
        special = irregular.get(part, {})
        for word in index[part]:
            for form in (word, *_regular(word, rules.get(part, ()))):
                if form not in special:
                    forms[form].add(word)
        for form, lemmas in special.items():
            forms[form].update(lemmas)
    known = {word for words in index.values() for word in words if word.isalpha()}
    spelt: dict[str, set[str]] = defaultdict(set)
    for form, lemmas in forms.items():
        if form.isalpha():
            spelt[normalise(form)].update(normalise(_one_spelling(lemma, known)) for lemma in lemmas)
    return Words(spelt, {})


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
    wheels = sorted(folder.glob(f"{name}-*.whl"))
    if len(wheels) != 1:
        raise FileNotFoundError(f"{folder} must hold one wheel of {name}; it holds {len(wheels)}")
    return zipfile.ZipFile(wheels[0])


def _json(package: zipfile.ZipFile, name: str) -> Any:
    return json.loads(gzip.decompress(package.read(f"spacy_lookups_data/data/{name}.json.gz")))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
