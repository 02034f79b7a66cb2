import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kb.languages.lexicon import DATA, Lexicon

ALBANIAN, SERBIAN, ENGLISH = Lexicon("sq"), Lexicon("sr"), Lexicon("en")
MAPS = Path("/proc/self/maps")  # which files a process has in its memory, and how
needs_maps = pytest.mark.skipif(not MAPS.exists(), reason="this system does not tell which files are mapped")


@pytest.mark.parametrize(
    ("lexicon", "form", "lemma"),
    [
        (ALBANIAN, "targave", "targe"),
        (ALBANIAN, "marrëveshjes", "marreveshje"),
        (ALBANIAN, "gra", "grua"),
        (SERBIAN, "tablicama", "tablica"),
        (SERBIAN, "mesta", "mesto"),
        (SERBIAN, "mjesta", "mjesto"),
        (ENGLISH, "went", "go"),
        (ENGLISH, "plate", "plate"),
        (ENGLISH, "licences", "license"),
    ],
)
def test_a_form_gives_its_folded_lemma(lexicon: Lexicon, form: str, lemma: str) -> None:
    assert lexicon.lemmas(form) == (lemma,)


@pytest.mark.parametrize(
    ("lexicon", "form", "lemmas"),
    [
        (ALBANIAN, "viti", {"vit", "viti"}),
        (SERBIAN, "događaj", {"dogadjaj", "dogadjati"}),
        (ENGLISH, "leaves", {"leaf", "leave"}),
    ],
)
def test_a_form_of_several_words_gives_all_their_lemmas(lexicon: Lexicon, form: str, lemmas: set[str]) -> None:
    assert set(lexicon.lemmas(form)) == lemmas


@pytest.mark.parametrize(
    ("lexicon", "typed", "lemma"),
    [
        (ALBANIAN, "marreveshjes", "marreveshje"),
        (ALBANIAN, "ceshtjeve", "ceshtje"),
        (SERBIAN, "opstinama", "opstina"),
        (SERBIAN, "djacima", "djak"),
        (SERBIAN, "dacima", "djak"),
    ],
)
def test_a_form_typed_bare_is_known_apart_with_dj_or_d_for_the_crossed_d(
    lexicon: Lexicon, typed: str, lemma: str
) -> None:
    assert lexicon.lemmas_typed_bare(typed) == (lemma,)
    assert lexicon.lemmas(typed) == ()


def test_a_form_without_accents_is_not_listed_as_typed_bare_for_itself() -> None:
    assert ALBANIAN.lemmas("targave")
    assert ALBANIAN.lemmas_typed_bare("targave") == ()


def test_a_stem_gives_the_lemmas_of_the_words_that_have_it() -> None:
    assert ALBANIAN.mates("marrevesh") == ("marreveshje",)
    assert SERBIAN.mates("opstin") == ("opstina",)


@pytest.mark.parametrize("lexicon", [ALBANIAN, SERBIAN, ENGLISH], ids=lambda lexicon: lexicon.code)
@pytest.mark.parametrize("word", ["", "qqqqq", "=targave", "targ ave", "targave\xff", "ЉУБАВ", "a" * 5000])
def test_of_an_unknown_word_nothing_is_known(lexicon: Lexicon, word: str) -> None:
    assert lexicon.lemmas(word) == lexicon.lemmas_typed_bare(word) == lexicon.mates(word) == ()


def test_a_lexicon_is_opened_when_it_is_first_asked(tmp_path: Path) -> None:
    lexicon = Lexicon("sq", tmp_path)
    (tmp_path / "sq.marisa").write_bytes((DATA / "sq.marisa").read_bytes())
    assert lexicon.lemmas("targave") == ("targe",)
    (tmp_path / "sq.marisa").unlink()
    assert lexicon.lemmas("targat") == ("targe",)


@needs_maps
def test_importing_the_languages_opens_no_lexicon() -> None:
    look = f"import kb.languages; print(open({str(MAPS)!r}).read())"
    maps = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout
    assert "marisa_trie" in maps
    assert ".marisa\n" not in maps


@needs_maps
def test_a_lexicon_is_mapped_so_that_processes_share_it() -> None:
    ALBANIAN.lemmas("targave")
    lines = [line for line in MAPS.read_text().splitlines() if line.endswith(str(DATA / "sq.marisa"))]
    assert {line.split()[1] for line in lines} == {"r--s"}  # to read, and shared


@pytest.mark.parametrize("code", ["sq", "sr", "en"])
def test_the_files_are_those_that_the_builder_wrote(code: str) -> None:
    made = json.loads((DATA / "lexica.json").read_text(encoding="utf-8"))[code]
    assert hashlib.sha256((DATA / f"{code}.marisa").read_bytes()).hexdigest() == made["sha256"]


def test_the_lexica_are_made_of_the_packages_that_the_makefile_downloads() -> None:
    locked = (Path(__file__).parents[2] / "requirements" / "lexica.txt").read_text(encoding="utf-8")
    for made in json.loads((DATA / "lexica.json").read_text(encoding="utf-8")).values():
        name, version = made["source"].split("-")[:2]
        assert f"{name.replace('_', '-')}=={version} \\\n    --hash=sha256:{made['source_sha256']}" in locked


@pytest.mark.parametrize(
    ("lexicon", "lemma", "forms"),
    [
        (ALBANIAN, "marreveshje", {"marreveshje", "marreveshja", "marreveshjes", "marreveshjeve"}),
        (SERBIAN, "opstina", {"opstina", "opstine", "opstinama"}),
        (ENGLISH, "go", {"go", "goes", "went", "gone"}),
    ],
)
def test_a_lemma_gives_its_folded_forms(lexicon: Lexicon, lemma: str, forms: set[str]) -> None:
    found = set(lexicon.forms_of({lemma}))
    assert forms <= found
    assert all(lemma in {*lexicon.lemmas(form), *lexicon.lemmas_typed_bare(form)} for form in found)
