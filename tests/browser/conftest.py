"""A real browser on a real server: an installed Chromium, else Debian's, else Playwright's own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from kb.knowledge_base import KnowledgeBase

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-quic"),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a browser's test; it is left out only where that was asked for, and says so."""
    skip = pytest.mark.skip(reason="KB_NO_BROWSER=1 leaves browser tests out")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if os.environ.get("KB_NO_BROWSER") == "1":
                item.add_marker(skip)


def _installed() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _from_debian() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core"]):
        subprocess.run(["apt-get", "-qq", *words], env=quiet, check=False, capture_output=True)
    return _installed()


def _from_playwright(playwright: Playwright) -> str | None:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    done = subprocess.run(command, check=False, capture_output=True)
    path = playwright.chromium.executable_path
    return path if done.returncode == 0 and Path(path).exists() else None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of all tests."""
    with sync_playwright() as playwright:
        path = _installed() or _from_debian() or _from_playwright(playwright)
        if path is None:
            pytest.fail(
                "No Chromium is installed and none could be had; install one, or set KB_NO_BROWSER=1.", pytrace=False
            )
        started = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(kb: KnowledgeBase, served: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """The address of the site."""
    with served(["--var", str(kb.settings.var)]) as address:
        yield address
