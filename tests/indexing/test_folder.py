"""Is a folder published as it is, though only what changed in it is read?"""

import json
import random
import shutil
from pathlib import Path

import pytest

from kb import schema
from kb.config import Settings
from kb.corpus import CorpusFolder, load, traces
from kb.corpus.reading import read_folder
from kb.engines.contract import All, Engine, IndexDocument, Query, Term
from kb.errors import CorpusError
from kb.generations import open_engine
from kb.indexing import Report, build, build_folder, memory
from kb.vocabulary import Vocabulary

VOCABULARY = """\
- id: {name}
  sq: {{label: {name}}}
  sr: {{label: {name}}}
  en: {{label: {name}}}
"""


def write(folder: Path, name: str, text: str, *, links: str = "") -> None:
    """An article with one English edition."""
    home = folder / "articles" / name
    home.mkdir(parents=True, exist_ok=True)
    (home / "document.yaml").write_text("date: 2013-04-19\n")
    link = f" [More](../../articles/{links}/)." if links else ""
    (home / "en.md").write_text(f"---\ntitle: {name}\nupdated: 2020-01-0{1 + len(text) % 9}\n---\n{text}.{link}\n")


@pytest.fixture(autouse=True)
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that were read, while files look as if they had been changed long ago."""
    monkeypatch.setattr(traces, "_SETTLED", -(10**18))
    names: list[str] = []

    def note(path: Path, *arguments: object, **more: object) -> object:
        names.append(path.name)
        return read_folder(path, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("kb.corpus.read_folder", note)
    return names


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus of three articles, of which the first leads to the second."""
    folder = tmp_path / "corpus"
    (folder / "vocabulary").mkdir(parents=True)
    write(folder, "a", "apples", links="b")
    write(folder, "b", "bread")
    write(folder, "c", "cheese")
    return folder


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_engine(Settings(var=tmp_path / "var"))


def publish(engine: Engine, folder: Path, *, full: bool = False) -> Report:
    return build_folder(engine, CorpusFolder(folder), folder.with_name("memory.json"), full=full)


def found(engine: Engine, word: str) -> list[str]:
    return [match.id for match in engine.reader().search(Term(schema.WORDS["en"], word)).matches]


def test_only_what_changed_is_read_and_said_to_be(engine: Engine, folder: Path, read: list[str]) -> None:
    assert publish(engine, folder).added == ("a", "b", "c")
    read.clear()
    report = publish(engine, folder)
    assert (read, report.published, report.unchanged) == ([], False, 3)
    write(folder, "c", "chocolate")
    write(folder, "d", "dates")
    report = publish(engine, folder)
    assert read == ["c", "d"]
    assert (report.added, report.changed, report.removed, report.unchanged) == (("d",), ("c",), (), 2)
    assert (found(engine, "chocolate"), found(engine, "cheese"), found(engine, "apples")) == (["c"], [], ["a"])
    read.clear()
    shutil.rmtree(folder / "articles" / "c")
    report = publish(engine, folder)
    assert (read, report.removed, report.generation.documents) == ([], ("c",), 3)
    assert found(engine, "chocolate") == []


def test_a_document_that_only_looks_changed_is_read_and_nothing_is_published(
    engine: Engine, folder: Path, read: list[str]
) -> None:
    publish(engine, folder)
    (folder / "articles" / "b" / "en.md").touch()
    read.clear()
    assert not publish(engine, folder).published
    assert not publish(engine, folder).published
    assert read == ["b"]  # and the second time, how it looks is remembered


@pytest.mark.parametrize("number", range(3))
def test_twenty_edits_one_after_the_other_come_to_what_one_build_gives(
    number: int, engine: Engine, folder: Path, tmp_path: Path
) -> None:
    dice = random.Random(number)
    publish(engine, folder)
    for step in range(20):
        name = dice.choice("abcdefgh")
        if name > "b" and dice.random() < 0.3:  # "b" is led to
            shutil.rmtree(folder / "articles" / name, ignore_errors=True)
        else:
            write(folder, name, f"word{step} word{dice.randrange(5)}", links=dice.choice(["", "b"]))
        publish(engine, folder)
    other = open_engine(Settings(var=tmp_path / "other"))
    build_folder(other, CorpusFolder(folder), tmp_path / "other.json")
    mine, full = engine.reader(), other.reader()
    assert mine.generation.digest == full.generation.digest
    assert mine.attached("site.json") == full.attached("site.json")
    words = [term for term, _ in full.terms(schema.WORDS["en"], "", 1000)]
    assert len(words) > 5
    queries: list[Query] = [All(), *(Term(schema.WORDS["en"], word) for word in words)]
    for query in queries:
        here, there = (reader.search(query, facets=schema.FACET_FIELDS, limit=99) for reader in (mine, full))
        assert {match.id for match in here.matches} == {match.id for match in there.matches}
        assert (here.total, here.facets) == (there.total, there.facets)
    assert engine.check(deep=True) == []


def test_when_the_vocabulary_changes_everything_is_read(engine: Engine, folder: Path, read: list[str]) -> None:
    publish(engine, folder)
    read.clear()
    (folder / "vocabulary" / "terms.yaml").write_text(VOCABULARY.format(name="cheese"))
    assert publish(engine, folder).changed == ("c",)
    assert read == ["a", "b", "c"]


def test_when_the_program_changes_everything_is_read(
    engine: Engine, folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(engine, folder)
    read.clear()
    monkeypatch.setattr(memory, "PACKAGE", Path(__file__).parent)
    assert publish(engine, folder).unchanged == 3
    assert read == ["a", "b", "c"]


def test_when_everything_is_to_be_built_everything_is_read(engine: Engine, folder: Path, read: list[str]) -> None:
    publish(engine, folder)
    read.clear()
    assert publish(engine, folder, full=True).added == ("a", "b", "c")
    assert read == ["a", "b", "c"]


def test_when_somebody_else_published_meanwhile_everything_is_read(
    engine: Engine, folder: Path, read: list[str]
) -> None:
    publish(engine, folder)
    with engine.writer() as writer:
        writer.upsert(IndexDocument(id="a", text={schema.WORDS["en"]: "foreign"}, card="foreign", page="foreign"))
        writer.commit()
    assert found(engine, "foreign") == ["a"]
    read.clear()
    assert publish(engine, folder).changed == ("a",)
    assert (read, found(engine, "foreign"), found(engine, "apples")) == (["a", "b", "c"], [], ["a"])
    parts = load(folder)
    build(engine, parts.documents[:1], Vocabulary(parts.concepts))
    assert publish(engine, folder).added == ("b", "c")


@pytest.mark.parametrize("damage", ["missing", "cut", "changed", "not ours", "a folder"])
def test_a_memory_that_is_damaged_is_none(damage: str, engine: Engine, folder: Path, read: list[str]) -> None:
    publish(engine, folder)
    read.clear()
    path = folder.with_name("memory.json")
    content = path.read_bytes()
    path.unlink()
    match damage:
        case "cut":
            path.write_bytes(content[:-9])
        case "changed":
            path.write_bytes(content.replace(b'"en":', b'"sq":'))
        case "not ours":
            path.write_text(json.dumps([1, 2]))
        case "a folder":
            path.mkdir()
    assert publish(engine, folder).unchanged == 3
    assert read == ["a", "b", "c"]


def test_a_mistake_in_what_changed_leaves_what_is_published(engine: Engine, folder: Path) -> None:
    before = publish(engine, folder).generation
    (folder / "articles" / "b" / "en.md").write_text("no front matter")
    write(folder, "c", "chocolate")
    with pytest.raises(CorpusError) as refused:
        publish(engine, folder)
    assert [problem.code for problem in refused.value.problems] == ["no-front-matter"]
    assert engine.reader().generation == before
    write(folder, "b", "butter")
    assert publish(engine, folder).changed == ("b", "c")


def test_a_document_whose_link_leads_nowhere_by_now_is_a_mistake(engine: Engine, folder: Path) -> None:
    publish(engine, folder)
    shutil.rmtree(folder / "articles" / "b")
    with pytest.raises(CorpusError) as refused:
        publish(engine, folder)
    assert [(problem.code, Path(problem.file).parent.name) for problem in refused.value.problems] == [
        ("dead-link", "a")
    ]
