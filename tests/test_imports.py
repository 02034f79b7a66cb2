"""The import rules of the design hold: layers, owners of libraries, engines and languages that know no sibling."""

from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from kb.config import root


def test_the_import_rules_are_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(root())
    status = lint_imports(config_filename=str(Path("pyproject.toml").absolute()), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out
