"""The documentation names everything a reader may use, and nothing that is gone."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from kb.cli import main
from kb.config import Settings, root
from kb.corpus import CorpusFolder
from kb.corpus.tally import table
from kb.model import FACETS
from kb.query import FIELDS, OPERATORS
from kb.search import WIDENINGS

DOCS = root() / "docs"
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")
SEARCH = (DOCS / "search.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", main.commands)
def test_every_command_and_option_is_documented(command: str) -> None:
    line = next((line for line in OPERATIONS.splitlines() if line.startswith(f"| `kb {command}")), "")
    assert line, f"docs/operations.md does not name kb {command}"
    for parameter in main.commands[command].params:
        long = [option for option in parameter.opts if option.startswith("--")]
        assert parameter.param_type_name == "argument" or any(option in line or "-o FILE" in line for option in long), (
            long
        )


@pytest.mark.parametrize("setting", [each.name for each in fields(Settings)])
def test_every_setting_is_documented(setting: str) -> None:
    assert f"`KB_{setting.upper()}`" in OPERATIONS


def test_no_setting_is_documented_that_does_not_exist() -> None:
    known = {f"KB_{each.name.upper()}" for each in fields(Settings)}
    assert set(re.findall(r"`(KB_[A-Z_]+)`", OPERATIONS)) <= known


@pytest.mark.parametrize("name", [*FACETS, *WIDENINGS, "q", "from", "to", "sort", "page", "size", "exact=1", "without"])
def test_every_parameter_of_search_is_documented(name: str) -> None:
    assert f"`{name}`" in SEARCH


@pytest.mark.parametrize("page", [*sorted(DOCS.rglob("*.md")), root() / "README.md"], ids=lambda page: page.name)
def test_every_link_between_documents_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith("../../"):  # an example of a link inside the corpus
            assert (page.parent / target).exists(), target


def test_every_module_is_in_the_architecture_page() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    package = root() / "src" / "kb"
    for each in package.iterdir():
        if (each.suffix == ".py" and not each.name.startswith("__")) or (each / "__init__.py").is_file():
            assert f"`{each.stem}`" in text, each.stem


def test_every_operator_and_field_of_a_query_is_documented() -> None:
    said = (root() / "docs" / "search.md").read_text(encoding="utf-8")
    for operator in OPERATORS:
        assert f"`{operator}`" in said or f" {operator} " in said or operator == "|", operator
    for facet in set(FIELDS.values()):
        assert f"`{facet}:" in said, facet


def test_the_page_on_content_has_the_table_of_the_corpus_as_it_is() -> None:
    shown = (DOCS / "content.md").read_text(encoding="utf-8")
    shown = shown.partition("<!-- content -->\n")[2].partition("\n<!-- end of content -->")[0]
    assert shown == table(CorpusFolder(Settings().corpus)), "put the table of kb status --content between the markers"
