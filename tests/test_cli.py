import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.cli import main
from kb.config import Settings

LINES = [
    {"id": "a", "kind": "article", "editions": {"en": {"title": "Plates", "body": "New licence plates."}}},
    {"id": "b", "kind": "article", "editions": {"sq": {"body": "Targat e reja."}, "sr": {"body": "Нове таблице."}}},
]


REAL = Settings().corpus


def run(*words: object, var: Path, corpus: Path = REAL, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["--corpus", str(corpus), "--var", str(var), *map(str, words)], input=stdin)


@pytest.fixture
def indexed(tmp_path: Path) -> Path:
    """A folder where the real corpus is published."""
    assert run("index", var=tmp_path / "var").exit_code == 0
    return tmp_path / "var"


def test_a_sound_corpus_has_no_problems(tmp_path: Path) -> None:
    result = run("check", var=tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(run("check", "--json", var=tmp_path).stdout) == []


def test_index_says_what_it_did_and_does_nothing_twice(indexed: Path) -> None:
    again = run("index", var=indexed)
    assert again.exit_code == 0
    assert again.stdout.startswith("Nothing has changed: ")
    full = run("index", "--full", var=indexed)
    assert "Published generation" in full.stdout
    assert run("check", "--deep", var=indexed).exit_code == 0


def test_a_changed_document_is_all_that_is_indexed_again(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(REAL, corpus)
    run("index", var=tmp_path / "var", corpus=corpus)
    page = corpus / "articles" / "entry-exit" / "en.md"  # no other document leads there
    page.write_text(page.read_text(encoding="utf-8") + "\nA new quokka stands here.\n", encoding="utf-8")
    assert "(0 new, 1 changed, 0 removed" in run("index", var=tmp_path / "var", corpus=corpus).stdout
    assert "1 document(s)" in run("search", "quokka", var=tmp_path / "var").stdout
    shutil.rmtree(page.parent)
    assert "(0 new, 0 changed, 1 removed" in run("index", var=tmp_path / "var", corpus=corpus).stdout
    assert "0 document(s)" in run("search", "quokka", var=tmp_path / "var").stdout


def test_a_broken_corpus_leaves_what_is_published_as_it_was(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(REAL, corpus)
    run("index", var=tmp_path / "var", corpus=corpus)
    before = run("status", "--json", var=tmp_path / "var").stdout
    (corpus / "articles" / "allo-kosova" / "en.md").write_text("no front matter", encoding="utf-8")
    result = run("index", var=tmp_path / "var", corpus=corpus)
    assert result.exit_code == 1
    assert "corpus/articles/allo-kosova/en.md:1:1: " in result.stdout
    assert run("status", "--json", var=tmp_path / "var").stdout == before


def test_searching_prints_hits_and_reasons(indexed: Path) -> None:
    plain = run("search", "registarske tablice", "--view", "en", "--explain", var=indexed)
    assert plain.exit_code == 0
    assert "/en/articles/this-constant-move" in plain.stdout
    assert "registarske = " in plain.stdout
    answer = json.loads(run("search", "targa", "--view", "sq", "--kind", "article", "--json", var=indexed).stdout)
    assert {"query", "view", "total", "page", "size", "hits", "some", "facets", "did_you_mean", "notes"} <= set(answer)
    assert {hit["kind"] for hit in answer["hits"]} == {"article"}


@pytest.mark.parametrize("command", [["search", "targa"], ["status"]])
def test_without_an_index_the_remedy_is_named(tmp_path: Path, command: list[str]) -> None:
    result = run(*command, var=tmp_path)
    assert result.exit_code == 1
    assert 'run "kb index"' in result.stderr


def test_a_query_that_is_too_long_says_so(indexed: Path) -> None:
    result = run("search", "a" * 301, var=indexed)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "300 characters" in result.stderr


def test_status_counts_documents_and_words(indexed: Path) -> None:
    status = json.loads(run("status", "--json", var=indexed).stdout)
    assert status["documents"] == sum(status["documents by kind"].values())
    assert set(status["words by language"]) == {"sq", "sr", "en"}
    assert (status["previous"], status["last run"]) == (None, {"new": status["documents"], "changed": 0, "removed": 0})
    assert "words by language" in run("status", var=indexed).stdout


def test_json_lines_are_indexed_from_standard_input(tmp_path: Path) -> None:
    text = "".join(json.dumps(line) + "\n" for line in LINES)
    result = run("index", "--from", "-", var=tmp_path, stdin=text)
    assert "2 documents" in result.stdout, result.stderr
    assert "2 document(s)" in run("search", "targa", "--view", "sr-cyrl", var=tmp_path).stdout


def test_a_malformed_line_is_named_and_nothing_is_published(tmp_path: Path) -> None:
    run("index", "--from", "-", var=tmp_path, stdin=json.dumps(LINES[0]) + "\n")
    before = run("status", "--json", var=tmp_path).stdout
    result = run("index", "--from", "-", var=tmp_path, stdin=json.dumps(LINES[1]) + '\n{"id": "c",\n')
    assert result.exit_code == 1
    assert ":2:" in result.stdout
    assert run("status", "--json", var=tmp_path).stdout == before


def test_export_and_import_give_the_same_answers_and_the_same_bytes(indexed: Path, tmp_path: Path) -> None:
    exported = run("export", "jsonl", var=indexed).stdout
    target = tmp_path / "corpus.jsonl"
    assert run("export", "jsonl", "-o", target, var=indexed).exit_code == 0
    assert target.read_text(encoding="utf-8") == exported
    empty = tmp_path / "no corpus"
    assert run("index", "--from", target, var=tmp_path / "there", corpus=empty).exit_code == 0
    here, there = (
        json.loads(run("search", "targa", "--view", "sr-latn", "--json", var=var).stdout) | {"generation": ""}
        for var in (indexed, tmp_path / "there")
    )
    assert here == there
    digests = (json.loads(run("status", "--json", var=var).stdout)["digest"] for var in (indexed, tmp_path / "there"))
    assert len(set(digests)) == 1


def test_the_site_is_written_as_files_for_where_there_is_no_network(tmp_path: Path) -> None:
    lines: list[object] = [{"vocabulary": {}}, *LINES]
    run("index", "--from", "-", var=tmp_path / "var", stdin="".join(json.dumps(line) + "\n" for line in lines))
    done = run("export", "site", "-o", tmp_path / "copy", var=tmp_path / "var")
    assert (done.exit_code, done.stdout) == (0, ""), done.stderr
    assert "Plates" in (tmp_path / "copy" / "en" / "articles" / "a.html").read_text(encoding="utf-8")
    assert run("export", "site", var=tmp_path / "var").exit_code == 2
    (tmp_path / "copy" / "copy-of-the-site.json").unlink()
    refused = run("export", "site", "-o", tmp_path / "copy", var=tmp_path / "var")
    assert refused.exit_code == 1
    assert "is no copy of the site" in refused.stderr


def test_help_loads_neither_engine_nor_web_framework() -> None:
    code = "import sys; from kb.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    ).stdout
    assert not {"flask", "tantivy", "pydantic", "babel"} & set(loaded.split())


def test_a_pack_is_written_and_has_lines_of_ones_own(indexed: Path, tmp_path: Path) -> None:
    file = tmp_path / "pack.html"
    own = ("--title", "Workshop in Peja", "--line", "Room 4")
    wanted = ("--view", "sq", "--view", "sr-cyrl", "--format", "html", "-o", file)
    result = run("pack", "energy", "ibm", *wanted, *own, var=indexed)
    assert result.exit_code == 0, result.output
    page = file.read_text(encoding="utf-8")
    assert page.index("Workshop in Peja") < page.index("Room 4") < page.index('<h1 id="part-1">')
    assert page.index('id="part-1"') < page.index('id="part-2"')
    assert "http" not in page.partition("part-1")[0].partition("<body")[2].replace("https://creativecommons.org", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ibm", "--view", "xx"), "--view is one or two"),
        (("ibm", "--view", "sq", "--view", "en", "--view", "sr-latn"), "--view is one or two"),
        (("ibm", "--view", "sq", "--title", "a", "--title", "b"), "--title stands once"),
        (("nothing", "--view", "sq"), "not here any more"),
    ],
)
def test_a_pack_that_cannot_be_is_not_written(indexed: Path, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    file = tmp_path / "pack.pdf"
    result = run("pack", *words, "--format", "html", "-o", file, var=indexed)
    assert result.exit_code != 0
    assert said in result.output
    assert not file.exists()


@pytest.mark.parametrize("form", ["csv", "ris", "bibtex", "csl"])
def test_every_form_of_export_has_every_document(tmp_path: Path, form: str) -> None:
    target = tmp_path / "all"
    result = run("export", form, "--view", "sq", "-o", target, var=tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    text = target.read_text(encoding="utf-8")
    assert all(f"/sq/{path.parent.parent.name}/{path.parent.name}" in text for path in REAL.glob("*/*/document.yaml"))
    assert [each.name for each in tmp_path.iterdir()] == ["all"]


def test_an_export_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "all"
    target.write_text("before", encoding="utf-8")

    def broken(*_: object, **__: object) -> Iterator[str]:
        yield "half"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kb.exports.whole.write", broken)
    result = run("export", "csv", "-o", target, var=tmp_path)
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert target.read_text(encoding="utf-8") == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["all"]
