from dataclasses import fields
from pathlib import Path

import pytest

from kb.config import Settings
from kb.errors import KBError


def test_settings_come_from_the_environment_and_what_is_given_wins() -> None:
    environ = {"KB_CORPUS": "/somewhere", "KB_PORT": "9000", "KB_PAGE_SIZES": "5,20", "KB_ENGINE": ""}
    settings = Settings.from_environ(environ, var=Path("built"), port=None)
    assert (settings.corpus, settings.var, settings.port) == (Path("/somewhere"), Path("built"), 9000)
    assert settings.page_sizes == (5, 20)
    assert settings.engine == "tantivy"


def test_a_value_that_does_not_fit_is_named() -> None:
    with pytest.raises(KBError, match="KB_PORT must be a whole number"):
        Settings.from_environ({"KB_PORT": "many"})


def test_settings_survive_the_way_to_another_process() -> None:
    settings = Settings(var=Path("built"), port=9000, page_sizes=(5, 20))
    there = Settings.from_environ(settings.to_environ())
    assert there.var == Path("built").absolute()
    assert (there.port, there.page_sizes, there.site_url) == (9000, (5, 20), "")


def test_every_setting_says_what_it_is() -> None:
    assert all(each.metadata["help"] for each in fields(Settings))
