"""Facts name their sources, readings say whose they are and of when, explainers when they were reviewed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.corpus import inspect

TODAY = date(2026, 11, 24)
Edit = Callable[[str, str, str], list[str]]
READINGS = "::: readings\n- **Prishtina** (Koha, 2011): {one}.\n- **Belgrade** (B92, undated): {other}.\n:::"


@pytest.fixture
def edited(stated: Path) -> Edit:
    """Put other words into a file, and say what is wrong then: in which file and line, and the message."""

    def edit(name: str, old: str, new: str) -> list[str]:
        path = stated / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return [str(problem).removeprefix("corpus/") for problem in inspect(stated, today=TODAY)]

    return edit


FACTS = "agreements/ibm/document.yaml"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "place: {id: ferizaj, sources: [c_dec11]}",
            "place: {id: ferizaj}",
            "32:10: no-source: this fact names no source; add sources: [id]",
        ),
        (
            "place: {id: ferizaj, sources: [c_dec11]}",
            "place: {id: ferizai, sources: [c_dec11]}",
            '32:15: unknown-id: the vocabulary has no place "ferizai"; add it there or correct the id',
        ),
        (
            "place: {id: ferizaj, sources: [c_dec11]}",
            "place: {id: ferizaj, sources: [nobody]}",
            '32:34: undefined-source: no source has the id "nobody"; add it to sources or correct it',
        ),
        (
            "type: conclusions",
            "type: agreed",
            '31:16: bad-choice: "type" must be signed, initialled, accepted, conclusions, letters, oral, separate or unilateral',  # noqa: E501
        ),
        (
            "sr: Отварају се., ",
            "",
            '37:28: missing-text: "sr" is missing, and there is sr.md; add it',
        ),
        (
            "agreement: trade",
            "agreement: ibm",
            "41:19: own-agreement: an agreement is not related to itself; name another or remove it",
        ),
        (
            "relation: see-also",
            "relation: implements",
            "41:7: no-source: this fact names no source; add sources: [id]",
        ),
        (
            "reviewed: 2026-11-24\n",
            "",
            "1:1: not-reviewed: an explainer says when it was last reviewed as a whole; add reviewed: YYYY-MM-DD",
        ),
        (
            "reviewed: 2026-11-24",
            "reviewed: 2026-11",
            '29:11: bad-date: "2026-11" is not a whole date; write YYYY-MM-DD',
        ),
    ],
)
def test_what_is_wrong_with_a_fact_is_said_where_it_stands(edited: Edit, old: str, new: str, message: str) -> None:
    assert f"{FACTS}:{message}" in edited(FACTS, old, new)


def test_facts_of_an_agreement_do_not_belong_to_an_event(edited: Edit) -> None:
    found = edited("events/ferizaj-workshop/document.yaml", "event:\n", "agreement: {}\nevent:\n")
    message = '"agreement" has the facts of agreements, and this is another kind of document; remove it'
    assert f"events/ferizaj-workshop/document.yaml:3:1: wrong-kind: {message}" in found


def test_equal_readings_with_source_and_date_are_fine(edited: Edit) -> None:
    block = READINGS.format(one="a border [@c_dec11]", other="a line [@c_dec11]")
    for language in ("sq", "sr"):
        edited(f"agreements/ibm/{language}.md", "[timeline]", f"[timeline]\n\n{block}")
    found = edited("agreements/ibm/en.md", "[timeline]", f"[timeline]\n\n{block}")
    assert not [each for each in found if "reading" in each or "unequal" in each]


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (READINGS.format(one="a border", other="a line [@c_dec11]"), "reading-source"),
        (
            READINGS.format(one="a border [@c_dec11]", other="a line [@c_dec11]").replace("2011", "soon"),
            "reading-source",
        ),
        (READINGS.format(one="a border [@c_dec11]", other=f"a line {'and more ' * 9} [@c_dec11]"), "unequal"),
        (READINGS.format(one="a border [@c_dec11]", other="a line [@c_dec11]"), "readings"),
    ],
)
def test_what_is_wrong_with_a_reading_is_said_at_its_line(edited: Edit, block: str, code: str) -> None:
    found = edited("agreements/ibm/en.md", "[timeline]", f"[timeline]\n\n{block}")
    assert [each for each in found if each.startswith("agreements/ibm/en.md:1") and f" {code}: " in each]


def test_a_side_whose_reading_was_not_found_cites_nothing_and_may_be_short(edited: Edit) -> None:
    block = READINGS.format(one=f"a border {'and more ' * 9} [@c_dec11]", other="not found")
    block = block.replace("** (B92, undated)", ":**").replace(":**:", ":**")
    found = edited("agreements/ibm/en.md", "[timeline]", f"[timeline]\n\n{block}")
    assert not [each for each in found if "reading-source" in each or "unequal" in each]
