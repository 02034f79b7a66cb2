"""The wheel, in an environment of its own, serves a corpus that lies anywhere."""

import json
import os
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from kb.config import Settings, root


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel in it; only the packages it needs are borrowed from here."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=root(), check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    ask = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip())
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "venv"


def kb(environment: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(environment / "bin" / "kb"), *words]
    return subprocess.run(command, cwd=environment, capture_output=True, text=True, check=False)


def test_the_wheel_brings_the_lexica_and_every_licence(environment: Path) -> None:
    (wheel,) = environment.parent.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        packed = file.namelist()
    data = {path.name for path in (root() / "src" / "kb" / "languages" / "data").iterdir()}
    assert data >= {"sq.marisa", "sr.marisa", "en.marisa", "lexica.json"}
    assert data == {name.rpartition("/")[2] for name in packed if name.startswith("kb/languages/data/")}
    for licence in ("LICENSE", "NOTICE", *(f"LICENSES/{path.name}" for path in (root() / "LICENSES").iterdir())):
        assert any(name.endswith(f".dist-info/licenses/{licence}") for name in packed), licence


def test_the_wheel_serves_a_corpus_with_all_templates_and_catalogues(
    environment: Path, tmp_path: Path, served: Callable[..., AbstractContextManager[str]]
) -> None:
    before = ("--corpus", str(Settings().corpus), "--var", str(tmp_path))
    where = subprocess.run(
        [str(environment / "bin" / "python"), "-c", "import kb; print(kb.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=environment,
    ).stdout
    assert str(environment) in where
    indexed = kb(environment, *before, "index")
    assert "Published generation" in indexed.stdout, indexed.stderr
    with served(before, environment / "bin" / "python") as address:
        for view, word in {"sq": "Kërko", "sr-latn": "Pretra", "sr-cyrl": "Претра", "en": "Search"}.items():
            page = urllib.request.urlopen(f"{address}/{view}/search?q=targa").read().decode()
            assert word in page
            assert "this-constant-move" in page
        found = json.load(urllib.request.urlopen(f"{address}/en/search.json?q=targa"))
        assert found["total"] >= 1
        style = next(part for part in page.split('"') if "/static/" in part and ".css" in part)
        assert urllib.request.urlopen(address + style).status == 200
