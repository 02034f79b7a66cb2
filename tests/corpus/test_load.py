"""A good corpus is read whole; a bad one is refused whole, with every problem."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.corpus import load, load_vocabulary
from kb.errors import CorpusError
from kb.model import Edition, Milestone, Names, Source, Text

TODAY = date(2026, 11, 24)


def problems(folder: Path, **limits: int) -> list[str]:
    with pytest.raises(CorpusError) as refused:
        load(folder, today=TODAY, **limits)
    return [str(problem) for problem in refused.value.problems]


def test_every_document_is_read(folder: Path) -> None:
    corpus = load(folder, today=TODAY)
    assert [(document.kind, document.id, list(document.editions)) for document in corpus.documents] == [
        ("agreement", "ibm", ["sq", "sr", "en"]),
        ("article", "allo-kosova", ["sq", "en"]),
        ("event", "ferizaj-workshop", ["sq", "sr"]),
    ]


def test_facts_are_read_as_written(folder: Path) -> None:
    facts = load(folder, today=TODAY).documents[0].facts
    assert facts.revision == 2
    assert facts.date == "2011-12-02"
    assert facts.date_note == Text(sq="Afërsisht.", sr="Приближно.", en="Approximately.")
    assert facts.timeline[1] == Milestone(
        date="2012", text=Text(sq="Fillon.", sr="Почиње.", en="It begins."), sources=("eu_ibm",)
    )
    assert facts.sources[0] == Source(
        id="c_dec11",
        title="Agreed conclusions: IBM",
        publisher="EU",
        year="2011",
        url="https://example.org/ibm",
        language="en",
    )


def test_an_edition_knows_where_its_body_begins(folder: Path) -> None:
    edition = load(folder, today=TODAY).documents[2].editions["sr"]
    assert edition == Edition(title="Радионица", script="Cyrl", body="Радионица је одржана.")
    assert edition.body_line == 5


def test_the_vocabulary_is_read(folder: Path) -> None:
    corpus = load(folder, today=TODAY)
    (ferizaj,) = corpus.concepts["place"]
    assert ferizaj.sq == Names(label="Ferizaj", forms=("Ferizaji",))
    assert (ferizaj.lat, ferizaj.lon, ferizaj.kind) == (42.37, 21.15, "town")
    assert corpus.concepts["term"] == ()
    assert [note.mark for note in corpus.notes] == ["Kosovo*"]


def test_line_ends_of_windows_change_nothing(folder: Path) -> None:
    before = load(folder, today=TODAY)
    for path in folder.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder, today=TODAY) == before


def test_names_with_a_full_stop_in_front_and_papers_are_passed_over(folder: Path) -> None:
    for name in (".DS_Store", "agreements/.gitkeep", "agreements/ibm/.sq.md.swp", "LICENSE", "README.md"):
        (folder / name).write_bytes(b"\xff")
    load(folder, today=TODAY)


def test_a_corpus_may_have_no_vocabulary(folder: Path) -> None:
    for shelf in ("agreements", "articles", "vocabulary"):
        for path in sorted((folder / shelf).rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        (folder / shelf).rmdir()
    (folder / "events/ferizaj-workshop/document.yaml").write_text("date: 2019\n")
    assert [document.id for document in load(folder, today=TODAY).documents] == ["ferizaj-workshop"]


def test_a_link_may_lead_to_an_agreement_that_nobody_has_explained(folder: Path) -> None:
    with (folder / "vocabulary/agreements.yaml").open("a", encoding="utf-8") as file:
        file.write("- id: telecommunications\n  sq: {label: a}\n  sr: {label: б}\n  en: {label: c}\n")
    with (folder / "articles/allo-kosova/en.md").open("a", encoding="utf-8") as file:
        file.write("\n[Telecoms](../../agreements/telecommunications/)\n")
    load(folder, today=TODAY)


def test_the_vocabulary_can_be_read_alone(folder: Path) -> None:
    (folder / "events/ferizaj-workshop/sq.md").write_text("broken")
    assert load_vocabulary(folder).known["place"] == {"ferizaj"}
    (folder / "vocabulary/terms.yaml").write_text("- id: tax\n")
    with pytest.raises(CorpusError) as refused:
        load_vocabulary(folder)
    assert [str(problem) for problem in refused.value.problems] == [
        f'corpus/vocabulary/terms.yaml:1:3: missing-key: "{code}" is missing; add it' for code in ("en", "sq", "sr")
    ]


def test_two_damaged_files_are_both_reported(folder: Path) -> None:
    (folder / "events/ferizaj-workshop/sq.md").write_text("---\ntitel: P\n---\nTekst.\n")
    (folder / "articles/allo-kosova/en.md").write_text("---\ntitle: P\n---\n<b>[x](../y)</b>\n")
    assert problems(folder) == [
        "corpus/articles/allo-kosova/en.md:4:1: raw-html: <b> is shown as text; write Markdown instead",
        (
            'corpus/articles/allo-kosova/en.md:4:4: bad-link: "../y" leads nowhere; '
            "write ../../agreements/ID/ or a whole address with https:"
        ),
        "corpus/articles/allo-kosova/en.md:4:13: raw-html: </b> is shown as text; write Markdown instead",
        'corpus/events/ferizaj-workshop/sq.md:2:1: unknown-key: "titel" is not a key here; did you mean "title"?',
    ]


def test_a_mistake_in_the_facts_does_not_hide_one_in_the_text(folder: Path) -> None:
    path = folder / "events/ferizaj-workshop"
    (path / "document.yaml").write_text("dato: 2019\nplaces: [peja]\nagreements: ibm\n")
    (path / "sq.md").write_text("---\ntitle: P\n---\nTekst [@x].\n")
    assert problems(folder) == [
        'corpus/events/ferizaj-workshop/document.yaml:1:1: unknown-key: "dato" is not a key here; did you mean "date"?',
        (
            'corpus/events/ferizaj-workshop/document.yaml:2:10: unknown-id: the vocabulary has no place "peja"; '
            "add it there or correct the id"
        ),
        (
            'corpus/events/ferizaj-workshop/document.yaml:3:13: wrong-type: "agreements" must be a list, '
            "such as [a, b], not text"
        ),
        (
            'corpus/events/ferizaj-workshop/sq.md:4:7: undefined-source: document.yaml has no source "x"; '
            "add it there or correct the id"
        ),
    ]


def test_an_unreadable_vocabulary_is_one_problem_and_not_one_for_each_id(folder: Path) -> None:
    (folder / "vocabulary/places.yaml").write_text("- id: ferizaj\n sq: [\n")
    assert problems(folder) == [
        (
            "corpus/vocabulary/places.yaml:2:2: yaml: this is not YAML: did not find expected '-' indicator; "
            "look at this line and the one before"
        )
    ]


def test_unreadable_sources_are_one_problem_and_not_one_for_each_citation(folder: Path) -> None:
    path = folder / "agreements/ibm/document.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  - id: eu_ibm", "  - idd: eu_ibm"), encoding="utf-8")
    assert problems(folder) == [
        'corpus/agreements/ibm/document.yaml:27:5: unknown-key: "idd" is not a key here; did you mean "id"?'
    ]


def test_limits_are_those_given(folder: Path) -> None:
    found = problems(folder, front_matter_bytes=40, edition_bytes=150)
    assert (
        "corpus/articles/allo-kosova/document.yaml:1:1: too-big: longer than 40 bytes; make it shorter or split it"
        in found
    )
    assert "corpus/agreements/ibm/sq.md:1:1: too-big: longer than 150 bytes; make it shorter or split it" in found


@settings(deadline=None, max_examples=50)
@given(
    st.sampled_from(["events/e/sq.md", "events/e/document.yaml", "vocabulary/places.yaml", "vocabulary/notes.yaml"]),
    st.binary(max_size=60)
    | st.text(st.sampled_from("---\n\n title:[]{}&*#|>'\"@^~`<!x é"), max_size=60).map(str.encode),
)
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    with TemporaryDirectory() as place:
        corpus = Path(place) / "corpus"
        (corpus / "events/e").mkdir(parents=True)
        (corpus / "vocabulary").mkdir()
        (corpus / "events/e/document.yaml").write_bytes(b"date: 2019\n")
        (corpus / "events/e/sq.md").write_bytes(b"---\ntitle: E\n---\nE.\n")
        (corpus / name).write_bytes(content)
        with suppress(CorpusError):
            load(corpus, today=TODAY)


@pytest.mark.parametrize("name", ["nowhere", "agreements"])
def test_a_folder_that_is_no_corpus_is_refused(folder: Path, name: str) -> None:
    place = folder / name
    assert problems(place) == [
        (
            f"{place}:1:1: not-a-corpus: is no corpus; "
            "it has none of the folders agreements, articles, debates, events, publications"
        )
    ]


def deny(method: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the files called ``name`` be unreadable, also for a superuser."""
    real: Callable[..., Any] = getattr(Path, method)

    def denied(self: Path, *args: Any, **named: Any) -> Any:
        if self.name == name:
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **named)

    monkeypatch.setattr(Path, method, denied)


def test_an_unreadable_file_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deny("open", "sr.md", monkeypatch)
    reason = "1:1: unreadable: cannot be read (Permission denied); change its permissions"
    assert problems(folder) == [
        f"corpus/{name}/sr.md:{reason}" for name in ("agreements/ibm", "events/ferizaj-workshop")
    ]


def test_an_unreadable_folder_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = os.scandir

    def scandir(path: Path) -> Any:
        if Path(path).name == "debates":
            raise PermissionError(13, "Permission denied")
        return really(path)

    (folder / "debates").mkdir()
    monkeypatch.setattr(os, "scandir", scandir)
    reason = "cannot be read (Permission denied); change its permissions"
    assert problems(folder) == [f"corpus/debates:1:1: unreadable: {reason}"]


@pytest.mark.parametrize(("name", "shown"), [("ibm\udcff", "ibm\\udcff"), ("a\nb", "a\\nb"), ("\x1b[1m", "\\x1b[1m")])
def test_a_name_that_cannot_be_printed_is_shown_all_the_same(folder: Path, name: str, shown: str) -> None:
    (folder / "events" / name).mkdir()
    (folder / "events" / name / f"z{name}").write_bytes(b"")
    assert problems(folder) == [
        f"corpus/events/{shown}:1:1: bad-id: a folder is named in lower-case letters, digits and hyphens",
        f"corpus/events/{shown}:1:1: no-edition: has no edition; write sq.md, sr.md or en.md",
        (
            f"corpus/events/{shown}/document.yaml:1:1: missing-file: there is no document.yaml; "
            "write one, with a line such as date: 2013-04-19"
        ),
        (
            f"corpus/events/{shown}/z{shown}:1:1: unexpected: does not belong here; "
            "what does is document.yaml, sq.md, sr.md, en.md"
        ),
    ]
