"""Where editions differ an editor is told, and readers can have the document all the same."""

from datetime import date
from pathlib import Path

import pytest

from kb.corpus import inspect, load

EVENT = "events/ferizaj-workshop"
ALIKE = "make the editions say the same"
# What stands in the small corpus: two editions not written yet, three that have not followed the facts, and two links
# and a citation that not all editions have.
KNOWN = (Path(__file__).parent / "differences.txt").read_text(encoding="utf-8").splitlines()


def new_problems(corpus: Path) -> list[str]:
    return [text for each in inspect(corpus, today=date(2026, 11, 24)) if (text := str(each)) not in KNOWN]


def write(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_missing_and_late_editions_are_named_and_keep_nothing_from_being_published(folder: Path) -> None:
    found = inspect(folder, today=date(2026, 11, 24))
    assert [str(each) for each in found] == KNOWN
    assert not any(each.blocks for each in found)
    assert len(load(folder).documents) == 3


def test_a_number_that_one_edition_lacks_is_reported_where_it_stands(folder: Path) -> None:
    write(folder / EVENT / "sq.md", "Erdhën 22 veta. Më 5 mars 2019 ishin 1.013.\n")
    write(folder / EVENT / "sr.md", "Дошло је 23 људи. Дана 5. марта 2019. било их је 1.013.\n")
    assert new_problems(folder) == [
        'corpus/events/ferizaj-workshop/sq.md:5:8: numbers: "22" is not in sr.md; make the editions say the same',
        'corpus/events/ferizaj-workshop/sr.md:6:10: numbers: "23" is not in sq.md; make the editions say the same',
    ]


@pytest.mark.parametrize(
    ("sq", "sr"),
    [("Më 5 mars 2019.", "Дана 5. марта."), ("10.121 kopje", "10,121 копија"), ("gusht 2023", "јул 2023.")],
)
def test_a_date_or_number_said_otherwise_is_reported_on_both_sides(folder: Path, sq: str, sr: str) -> None:
    write(folder / EVENT / "sq.md", sq)
    write(folder / EVENT / "sr.md", sr)
    assert [each.split(":")[0].rpartition("/")[2] for each in new_problems(folder)] == ["sq.md", "sr.md"]


def test_what_is_not_read_holds_no_numbers(folder: Path) -> None:
    listed = "\n1. Shih [këtu](https://example.org/2013) dhe [Blic]{lang=sr}: https://example.org/7 [@k_2013]\n"
    write(folder / EVENT / "sq.md", listed)
    write(folder / EVENT / "document.yaml", "sources: [{id: k_2013, title: K}]\n")
    write(folder / EVENT / "sr.md", "\nТекст [@k_2013].\n")
    assert new_problems(folder) == []


def test_texts_of_the_facts_are_compared_too(folder: Path) -> None:
    write(folder / EVENT / "document.yaml", "date_note: {sq: rreth 2019, sr: око 2018}\n")
    place = f"corpus/{EVENT}/document.yaml:3:12: numbers"
    assert new_problems(folder) == [
        f'{place}: "2018" is not in sq; make the editions say the same',
        f'{place}: "2019" is not in sr; make the editions say the same',
    ]


def test_what_blocks_is_told_together_with_what_does_not(folder: Path) -> None:
    (folder / EVENT / "sq.md").unlink()
    write(folder / EVENT / "document.yaml", "outlet: nobody\n")
    assert [(each.code, each.blocks) for each in inspect(folder) if each.file.startswith("corpus/events")] == [
        ("unknown-id", True),
        ("missing-edition", False),
        ("missing-edition", False),
    ]


def test_a_folder_that_is_no_corpus_is_one_problem(tmp_path: Path) -> None:
    assert [each.code for each in inspect(tmp_path)] == ["not-a-corpus"]


def test_what_one_edition_cites_or_links_to_all_do(folder: Path) -> None:
    write(folder / EVENT / "document.yaml", "sources: [{id: k, title: K}]\n")
    write(folder / EVENT / "sq.md", "Fakt [@k]. Edhe një herë [@k].\n")
    write(folder / EVENT / "sr.md", "Види [споразум](../../agreements/ibm/).\n")
    assert new_problems(folder) == [
        'corpus/events/ferizaj-workshop/sq.md:5:6: references: "@k" is not in sr.md; make the editions say the same',
        f'corpus/events/ferizaj-workshop/sr.md:6:6: references: "agreements/ibm" is not in sq.md; {ALIKE}',
    ]
