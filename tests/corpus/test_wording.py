"""An editor is told where the words are one side's, a mark or a second name is missing, or a figure has no source."""

from datetime import date
from pathlib import Path

import pytest

from kb.corpus import inspect

EVENT = "events/ferizaj-workshop"
RULES = """
- id: kosovo
  mark: "*"
  en: {words: [Kosovo], unless: [Klan Kosovo]}
  sq: {words: [Kosov*]}
- id: so-called
  instead: nothing
  sq: {words: [i ashtuquajtur*], unless: [i ashtuquajturi libri]}
  sr: {words: [такозван*]}
"""
CODES = {"wording", "no-mark", "one-name", "no-source", "missing-key", "unknown-key"}


@pytest.fixture(autouse=True)
def rules(folder: Path) -> None:
    (folder / "vocabulary" / "wording.yaml").write_text(RULES, encoding="utf-8")


def added(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def told(corpus: Path) -> list[str]:
    found = [each for each in inspect(corpus, today=date(2026, 11, 24)) if each.code in CODES]
    return [f"{each.file.partition('/')[2]}:{each.line}:{each.column}: {each.code}" for each in found]


@pytest.mark.parametrize(
    ("sentence", "column"),
    [
        ("Libri i ashtuquajtur doli.", 7),
        ("Libri I ASHTUQUAJTUR doli.", 7),
        ("Libri i  ashtuquajturit.", 7),
        ("“A” i ashtuquajtur “B”.", 5),
    ],
)
def test_words_to_avoid_are_found_in_any_form(folder: Path, sentence: str, column: int) -> None:
    before = told(folder)
    added(folder / EVENT / "sq.md", sentence)
    assert [each for each in told(folder) if each not in before] == [f"{EVENT}/sq.md:5:{column}: wording"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Thanë: “libri i ashtuquajtur”.",
        "[i ashtuquajtur]{lang=sr-Latn}",
        "[fjalë](https://example.org/i-ashtuquajtur)",
        "Ashtuquajtur vetëm.",
        "Doli i ashtuquajturi libri.",
    ],
)
def test_what_others_say_and_what_a_rule_lets_pass_is_left_alone(folder: Path, sentence: str) -> None:
    before = told(folder)
    added(folder / EVENT / "sq.md", sentence)
    assert told(folder) == before


def test_texts_of_the_facts_are_looked_at_too(folder: Path) -> None:
    added(folder / EVENT / "document.yaml", "notes: [{sq: Emri i ashtuquajtur., sr: Такозвано име.}]\n")
    assert [each for each in told(folder) if "document.yaml" in each] == [
        f"{EVENT}/document.yaml:3:14: wording",
        f"{EVENT}/document.yaml:3:40: wording",
    ]


def test_a_first_mention_carries_its_mark_and_later_ones_need_not(folder: Path) -> None:
    added(folder / EVENT / "sq.md", "Në Kosovë* dhe në Kosovë.\n")
    assert not [each for each in told(folder) if EVENT in each]
    text = (folder / EVENT / "sq.md").read_text(encoding="utf-8").replace("Kosovë*", "Kosovë")
    (folder / EVENT / "sq.md").write_text(text, encoding="utf-8")
    assert [each for each in told(folder) if EVENT in each] == [f"{EVENT}/sq.md:5:4: no-mark"]


def test_nothing_of_this_keeps_the_corpus_from_being_published(folder: Path) -> None:
    added(folder / EVENT / "sq.md", "Libri i ashtuquajtur për Kosovën.")
    assert not any(each.blocks for each in inspect(folder, today=date(2026, 11, 24)) if each.code in CODES)


def test_a_place_with_two_names_has_both_where_it_is_first_mentioned(folder: Path) -> None:
    added(folder / EVENT / "sq.md", "Në Ferizaj/Uroševac, pra në Ferizaj.\n")
    added(folder / EVENT / "sr.md", "У граду Урошевац/[Ferizaj]{lang=sq}, па опет Урошевац.\n")
    assert not [each for each in told(folder) if EVENT in each]
    text = "---\ntitle: Workshop\n---\nIn Ferizaj, then in Ferizaj/Uroševac.\n"
    (folder / EVENT / "en.md").write_text(text, encoding="utf-8")
    assert [each for each in told(folder) if EVENT in each] == [f"{EVENT}/en.md:4:4: one-name"]


def test_a_place_that_may_stand_alone_needs_one_name(folder: Path) -> None:
    places = folder / "vocabulary" / "places.yaml"
    places.write_text(places.read_text(encoding="utf-8") + "  alone: true\n", encoding="utf-8")
    added(folder / EVENT / "sq.md", "Në Ferizaj.\n")
    assert not [each for each in told(folder) if EVENT in each]


@pytest.mark.parametrize(
    ("text", "column"),
    [("Më 5 mars 2019 ndodhi.", 4), ("Një: [@eu_ibm]\n\nDy 12.", None), ("- Pika 7.\n- Pika [@eu_ibm] 8.", 8)],
)
def test_an_explainers_figures_have_a_source_in_their_paragraph(folder: Path, text: str, column: int | None) -> None:
    path = folder / "agreements" / "ibm" / "sq.md"
    before = told(folder)
    lines = path.read_text(encoding="utf-8").count("\n")
    added(path, f"\n{text}\n")
    line, at = (lines + 2, column) if column else (lines + 4, 4)
    assert [each for each in told(folder) if each not in before] == [f"agreements/ibm/sq.md:{line}:{at}: no-source"]


@pytest.mark.parametrize("text", ["Në vitin 2012 kishte këto pika:", "# Viti 2012", "Shih 12 [@eu_ibm]."])
def test_headings_and_words_before_a_list_need_none(folder: Path, text: str) -> None:
    before = told(folder)
    added(folder / "agreements" / "ibm" / "sq.md", f"\n{text}\n")
    assert not [each for each in told(folder) if each not in before and "no-source" in each]


@pytest.mark.parametrize("rule", ["- {id: a, en: {words: [x]}}", "- {id: a, instead: x, mark: y, en: {words: [x]}}"])
def test_a_rule_says_what_to_write_or_which_mark(folder: Path, rule: str) -> None:
    (folder / "vocabulary" / "wording.yaml").write_text(rule, encoding="utf-8")
    assert [each for each in told(folder) if "wording.yaml" in each] == ["vocabulary/wording.yaml:1:3: missing-key"]
