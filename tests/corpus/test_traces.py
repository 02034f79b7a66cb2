"""A document that has not changed is not read again, and one that may have changed is."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.corpus import CorpusFolder, Trace, traces
from kb.errors import CorpusError

IBM, ALLO, EVENT = "agreements/ibm", "articles/allo-kosova", "events/ferizaj-workshop"


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every file had been changed long ago."""
    monkeypatch.setattr(traces, "_SETTLED", -(10**18))


def read(folder: Path, known: dict[str, Trace]) -> list[str]:
    """The documents that are read where ``known`` is remembered; ``known`` is then as things are now."""
    found = list(CorpusFolder(folder).read(known))
    known.clear()
    known.update({each.name: each.trace for each in found})
    return [each.name for each in found if each.document]


@pytest.mark.usefixtures("settled")
def test_only_what_changed_is_read(folder: Path) -> None:
    known: dict[str, Trace] = {}
    assert read(folder, known) == [IBM, ALLO, EVENT]
    assert read(folder, known) == []
    path = folder / ALLO / "sq.md"
    path.write_bytes(path.read_bytes() + b"\nM\xc3\xab shum\xc3\xab.\n")
    assert read(folder, known) == [ALLO]
    assert read(folder, known) == []


def _same_size_and_time(path: Path) -> None:
    stat, content = path.stat(), path.read_bytes()
    path.write_bytes(content[::-1])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    path.write_bytes(content)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _replaced(path: Path) -> None:
    other = path.with_name(".other")
    shutil.copy2(path, other)
    other.replace(path)


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    "touch",
    [
        _same_size_and_time,
        _replaced,
        lambda path: path.unlink(),
        lambda path: path.rename(path.with_name("sr.md")),
        lambda path: path.touch(),
    ],
)
def test_whatever_is_done_to_a_file_its_document_is_read(touch: Callable[[Path], object], folder: Path) -> None:
    known: dict[str, Trace] = {}
    read(folder, known)
    touch(folder / ALLO / "sq.md")
    assert read(folder, known) == [ALLO]


@pytest.mark.usefixtures("settled")
def test_a_file_that_nobody_reads_changes_nothing(folder: Path) -> None:
    known: dict[str, Trace] = {}
    read(folder, known)
    (folder / ALLO / ".sq.md.swp").write_text("somebody is writing")
    assert read(folder, known) == []


def test_a_file_that_changed_a_moment_ago_says_nothing(folder: Path) -> None:
    known: dict[str, Trace] = {}
    read(folder, known)
    assert {each.stamp for each in known.values()} == {""}
    assert read(folder, known) == [IBM, ALLO, EVENT]
    assert traces.stamp(folder / "nowhere") == ""


@pytest.mark.usefixtures("settled")
def test_a_document_whose_link_leads_nowhere_by_now_is_read_and_named(folder: Path) -> None:
    path = folder / ALLO / "en.md"
    path.write_text(path.read_text() + f"\nSee [the workshop](../../{EVENT}/).\n")
    known: dict[str, Trace] = {}
    read(folder, known)
    assert EVENT in known[ALLO].links
    shutil.rmtree(folder / EVENT)
    with pytest.raises(CorpusError) as refused:
        read(folder, known)
    assert [problem.code for problem in refused.value.problems] == ["dead-link"]
    assert refused.value.problems[0].file.endswith(f"{ALLO}/en.md")


@pytest.mark.usefixtures("settled")
def test_two_documents_of_one_name_are_found_without_reading_them(folder: Path) -> None:
    known: dict[str, Trace] = {}
    read(folder, known)
    (folder / "articles" / "ferizaj-workshop").mkdir()
    for path in (folder / EVENT).iterdir():
        shutil.copy2(path, folder / "articles" / "ferizaj-workshop")
    with pytest.raises(CorpusError) as refused:
        read(folder, known)
    assert [problem.code for problem in refused.value.problems] == ["duplicate-id"]


def test_after_the_first_problem_nothing_is_given(folder: Path) -> None:
    (folder / ALLO / "en.md").write_text("no front matter")
    (folder / EVENT / "document.yaml").unlink()
    stream = CorpusFolder(folder).read()
    assert next(stream).name == IBM
    with pytest.raises(CorpusError) as refused:
        next(stream)
    assert {problem.code for problem in refused.value.problems} >= {"no-front-matter", "missing-file"}
