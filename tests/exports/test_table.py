"""A table opens in a spreadsheet as it is: letters whole, nothing in it a formula."""

import csv
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.hostile import HOSTILE

from kb.exports.plain import line
from kb.exports.table import COLUMNS, MARK, table
from kb.i18n import VIEWS
from kb.knowledge_base.catalogue import CatalogueEntry, catalogued
from kb.model import Corpus
from kb.vocabulary import Vocabulary

ROOT = "https://archive.example"
_FORMULA = re.compile("[-=+@＝＋－＠]")


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(text.removeprefix(MARK).splitlines()))


def test_no_cell_is_a_formula_and_every_text_is_whole(entries: Sequence[CatalogueEntry]) -> None:
    heading, *found = rows("".join(table(entries, ROOT)))
    assert tuple(heading) == COLUMNS
    assert COLUMNS[0] == "id"
    assert len(found) == len(HOSTILE)
    for text, row in zip(HOSTILE, found, strict=True):
        assert len(row) == len(COLUMNS)
        assert not any(_FORMULA.match(cell) for cell in row)
        assert re.sub("(^|[;,|])'(?=[-=+@＝＋－＠])", r"\1", row[2]) == line(text)


def test_no_cell_is_a_formula_where_lines_are_divided_at_semicolons(entries: Sequence[CatalogueEntry]) -> None:
    for each in csv.reader("".join(table(entries, ROOT)).splitlines(), delimiter=";"):
        assert not any(_FORMULA.match(cell) for cell in each), each


def test_a_spreadsheet_program_reads_every_letter(corpus: Corpus, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None or not Path(program).resolve().with_name("libsclo.so").exists():
        pytest.skip("LibreOffice Calc is not installed here")
    vocabulary = Vocabulary.of(corpus)
    written = [catalogued(each, VIEWS["sr-cyrl"], vocabulary) for each in corpus.documents]
    source = tmp_path / "table.csv"
    source.write_text("".join(table(written, ROOT)), encoding="utf-8", newline="")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    # Where there is no window, nobody looks for the mark: say what the import dialog finds by it, which is UTF-8.
    into = ["--infilter=Text - txt - csv (StarCalc):44,34,76,1", "--convert-to", "fods", "--outdir", str(tmp_path)]
    subprocess.run([program, home, "--headless", *into, str(source)], check=True, capture_output=True, timeout=120)
    opened = (tmp_path / "table.fods").read_text(encoding="utf-8")
    assert "Споразум о ADR сертификатима" in opened
    assert "<text:p>id</text:p>" in opened
    assert "table:formula" not in opened
