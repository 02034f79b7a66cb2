"""The lexica are built here from two small packages that we made up, laid out as the published ones are."""

import gzip
import json
import os
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kb.languages.building import main
from kb.languages.lexicon import Lexicon

LEXEMES = """\ufeff-lexeme
 lex: Kufi
 stem: kufi.|kufij.//kufir.
 gramm: NOUN,m
 paradigm: N1
 paradigm: missing

-lexeme
 lex: hap
 stem: hap.
 gramm: V
 paradigm: V1

-lexeme
 lex: gjuhë
 stem: gjuhë.|NOSTEM.
 gramm: NOUN,f
 paradigm: N1

-lexeme
 lex: MIK
 stem: mik.//mik-.
 gramm: NOUN,abbr
 paradigm: N2

-lexeme
 lex: gegnisht
 stem: gegnisht.
 gramm: ADV,nonst
 paradigm: N2
"""
PARADIGMS = """-paradigm: N1
 -flex: <0>.
  gramm: sg
 -flex: <0>.ri//<0>.u
  gramm: sg,def
 -flex: <1>.ve
  gramm: pl
 -flex: <1>.vet
  gramm: pl,nonst

-paradigm: N2
 -flex: .
  gramm:
 -flex: <0>.ut
  gramm: sg,def

-paradigm: V1
 -flex: <0>.
  gramm: prs
 -flex: <0>.<.>
  gramm:
  paradigm: past
  paradigm: clitics
 -flex: <0>.e<.>
  gramm: nonst
  paradigm: past

-paradigm: past
 -flex: .a
  gramm: 1
 -flex: .ur<.>
  gramm: 2
  paradigm: clitics

-paradigm: clitics
 -flex: .më
  gramm: io
"""
LOOKUPS: dict[str, Any] = {
    "sr_lemma_lookup": {"места": "место", "Ђака": "ђак", "облака": "облак", "догађају": "догађати", "е-пошта": "пошта"},
    "hr_lemma_lookup": {
        "mjesta": "mjesto",
        "mesta": "meso",
        "oblaka": "oblak",
        "događaj": "događati",
        "hara": "događaj",
    },
    "en_lemma_index": {
        "noun": ["leaf", "colour", "color", "licence", "license", "evidence", "x-ray"],
        "verb": ["leave", "normalise", "normalize"],
        "adj": ["big"],
        "adv": ["well"],
    },
    "en_lemma_exc": {
        "noun": {"leaves": ["leaf"]},
        "verb": {"left": ["leave"]},
        "adj": {"bigger": ["big"], "re-do": ["do"]},
    },
    "en_lemma_rules": {
        "noun": [["s", ""]],
        "verb": [["s", ""], ["es", "e"], ["ed", "e"], ["ing", "e"]],
        "adj": [["er", ""]],
    },
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    with zipfile.ZipFile(folder / "uniparser_albanian-0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("uniparser_albanian/data_strict/lexemes.txt", LEXEMES)
        wheel.writestr("uniparser_albanian/data_strict/paradigms.txt", PARADIGMS)
    with zipfile.ZipFile(folder / "spacy_lookups_data-0-py3-none-any.whl", "w") as wheel:
        for name, table in LOOKUPS.items():
            wheel.writestr(f"spacy_lookups_data/data/{name}.json.gz", gzip.compress(json.dumps(table).encode()))
    return folder


@pytest.fixture(scope="module")
def built(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("built")
    main(packages, into)
    return into


def lemmas(built: Path, code: str, *forms: str) -> list[set[str]]:
    return [set(Lexicon(code, built).lemmas(form)) for form in forms]


def test_an_albanian_noun_has_each_stem_with_its_own_endings(built: Path) -> None:
    # With the first stem, two variants of an ending; with both variants of the second stem, another ending.
    known = ["kufi", "kufiri", "kufiu", "kufijve", "kufirve"]
    assert lemmas(built, "sq", *known) == [{"kufi"}] * len(known)
    assert not any(lemmas(built, "sq", "kufive", "kufijri", "kufij"))


def test_an_albanian_stem_that_does_not_exist_makes_no_form(built: Path) -> None:
    assert lemmas(built, "sq", "gjuhë", "gjuhëu") == [{"gjuhe"}] * 2
    assert not any(lemmas(built, "sq", "nostemve", "ve", "gjuhëve"))


def test_the_endings_of_an_albanian_verb_go_on_in_the_paradigms_they_name(built: Path) -> None:
    known = ["hap", "hapa", "hapmë", "hapurmë"]
    assert lemmas(built, "sq", *known) == [{"hap"}] * len(known)
    assert not any(lemmas(built, "sq", "hapur"))


def test_what_is_not_standard_albanian_is_left_out(built: Path) -> None:
    assert not any(lemmas(built, "sq", "gegnisht", "gegnishtut", "kufijvet", "hapea"))


def test_an_acronym_is_listed_without_hyphen(built: Path) -> None:
    assert lemmas(built, "sq", "mik", "mikut", "mik-ut") == [{"mik"}, {"mik"}, set()]


def test_an_unknown_albanian_word_may_be_likened_to_nouns_but_not_to_verbs(built: Path) -> None:
    lexicon = Lexicon("sq", built)
    assert lexicon.mates("gjuh") == ("gjuhe",)
    assert lexicon.mates("hap") == ()


def test_ekavian_and_ijekavian_stand_together_in_latin(built: Path) -> None:
    assert lemmas(built, "sr", "mjesta", "oblaka", "đaka") == [{"mjesto"}, {"oblak"}, {"djak"}]
    assert not any(lemmas(built, "sr", "места", "е-пошта"))


def test_where_the_serbian_tables_disagree_both_lemmas_are_possible(built: Path) -> None:
    assert lemmas(built, "sr", "mesta") == [{"mesto", "meso"}]


def test_a_serbian_form_that_is_the_lemma_of_others_is_its_own_too(built: Path) -> None:
    assert lemmas(built, "sr", "događaj", "događaju") == [{"dogadjaj", "dogadjati"}, {"dogadjati"}]


def test_serbian_forms_are_listed_as_they_are_typed_bare(built: Path) -> None:
    lexicon = Lexicon("sr", built)
    assert lexicon.lemmas_typed_bare("djaka") == lexicon.lemmas_typed_bare("daka") == ("djak",)
    assert lexicon.lemmas_typed_bare("oblaka") == ()


def test_a_serbian_stem_has_the_lemmas_of_all_its_forms(built: Path) -> None:
    assert Lexicon("sr", built).mates("oblak") == ("oblak",)


def test_english_forms_are_regular_unless_a_special_one_is_listed(built: Path) -> None:
    assert lemmas(built, "en", "leafs", "left", "bigger", "leaving") == [{"leaf"}, {"leave"}, {"big"}, {"leave"}]
    assert lemmas(built, "en", "leaves") == [{"leaf", "leave"}]
    assert not any(lemmas(built, "en", "well", "x-ray", "re-do", "'s"))


def test_british_and_american_spelling_have_one_lemma_where_both_are_words(built: Path) -> None:
    assert lemmas(built, "en", "colours", "colors", "licences", "licenses") == [{"color"}] * 2 + [{"license"}] * 2
    assert lemmas(built, "en", "normalised", "normalizing", "evidence") == [{"normalize"}] * 2 + [{"evidence"}]


def test_the_report_says_what_each_lexicon_was_made_of(built: Path, packages: Path) -> None:
    report = json.loads((built / "lexica.json").read_text(encoding="utf-8"))
    (source,) = packages.glob("uniparser_albanian-*")
    assert report["sq"] == {
        "source": source.name,
        "source_sha256": sha256(source.read_bytes()).hexdigest(),
        "forms": 14,
        "lemmas": 4,
        "sha256": sha256((built / "sq.marisa").read_bytes()).hexdigest(),
    }
    assert sorted(each.name for each in built.iterdir()) == ["en.marisa", "lexica.json", "sq.marisa", "sr.marisa"]


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_packages_give_the_same_bytes(built: Path, packages: Path, tmp_path: Path, seed: str) -> None:
    build = "import sys, pathlib; from kb.languages.building import main; main(*map(pathlib.Path, sys.argv[1:]))"
    command = [sys.executable, "-c", build, str(packages), str(tmp_path)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})  # sets in another order
    for file in built.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_a_folder_without_the_packages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="must hold one wheel of uniparser_albanian; it holds 0"):
        main(tmp_path, tmp_path)
