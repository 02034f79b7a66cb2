"""Letters that only look right are pointed out where they stand; words marked as another language are left alone."""

from datetime import date
from pathlib import Path

import pytest

from kb.corpus import inspect

SQ, SR = "articles/allo-kosova/sq.md", "events/ferizaj-workshop/sr.md"


def said(folder: Path, name: str, words: str) -> list[str]:
    """What is doubtful about the letters of ``words`` at the end of an edition."""
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(f"\n{words}\n")
    found = inspect(folder, today=date(2026, 11, 24))
    assert not [each for each in found if each.code == "letters" and each.blocks]
    return [f"{each.line}:{each.column} {each.message}" for each in found if each.code == "letters"]


@pytest.mark.parametrize(
    ("name", "words", "message"),
    [
        (SQ, "Shkoi në Ðakovicë.", '6:10 "Ð" (U+00D0) only looks like "Đ"; write that'),
        (SQ, "Në Bujanovac, Preşevë.", '6:18 "ş" (U+015F) only looks like "š"; write that'),
        (SQ, "Fjala мост.", '6:7 "мост" is Cyrillic here; write it in Latin, or mark it: [мост]{lang=sr}'),
        (SR, "Мост je затворен.", '7:6 "je" is in Latin letters that look Cyrillic; type it again in Cyrillic'),
        (SR, "Мост й пут.", '7:6 "й" (U+0439) is no Serbian letter; write one, or mark the language'),
    ],
)
def test_a_doubtful_letter_is_pointed_out(folder: Path, name: str, words: str, message: str) -> None:
    assert said(folder, name, words) == [message]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (SQ, "Fjala [мост]{lang=sr}, Đakovica, Uroševac, [Meşe]{lang=tr}."),
        (SR, "Слово B, предузеће mts d.o.o. и сајт dialogue-info.com о [jeta]{lang=sq}."),
        (SR, "Косово и ЕУ; скраћеница IBM, AKS и KOSTT."),
    ],
)
def test_names_abbreviations_and_marked_words_are_left_alone(folder: Path, name: str, words: str) -> None:
    assert said(folder, name, words) == []


def test_facts_and_titles_are_looked_at_too(stated: Path) -> None:
    facts = stated / "agreements/ibm/document.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("sq: Hapen.", "sq: Hapen мост."), encoding="utf-8")
    edition = stated / "articles/allo-kosova/en.md"
    edition.write_text(edition.read_text(encoding="utf-8").replace("Hello", "Ðe"), encoding="utf-8")
    found = [each for each in inspect(stated, today=date(2026, 11, 24)) if each.code == "letters"]
    assert [(each.file.rpartition("/")[2], each.line) for each in found] == [("document.yaml", 37), ("en.md", 1)]
