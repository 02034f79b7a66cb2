"""What the tests share: the real corpus, published once."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import hypothesis
import pytest
from tests.hostile import hostile_corpus

from kb.config import Settings
from kb.corpus import load
from kb.generations import open_engine
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.model import Corpus
from kb.vocabulary import Vocabulary

# The same examples on every run and no limit on time: a test may not fail for the machine's other work.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.load_profile("steady")


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The real corpus."""
    return load(Settings().corpus)


@pytest.fixture(scope="session")
def kb(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """A knowledge base on the real corpus; nobody may index into it."""
    settings = Settings(var=Path(tmp_path_factory.mktemp("published")))
    build(open_engine(settings), corpus.documents, Vocabulary.of(corpus))
    return KnowledgeBase.open(settings)


@pytest.fixture(scope="session")
def hostile() -> Corpus:
    """Documents of which every field is a text that some program takes for more."""
    return hostile_corpus()


@pytest.fixture(scope="session")
def _stick(kb: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    from kb.web.offline import write_copy

    folder = tmp_path_factory.mktemp("stick")
    copy = write_copy(kb, folder / "archive.zip")
    with zipfile.ZipFile(folder / "archive.zip") as packed:
        packed.extractall(folder)
    return folder / "dialogue-archive", copy.lost


@pytest.fixture(scope="session")
def offline_copy(_stick: tuple[Path, tuple[str, ...]]) -> Path:
    """The folder of a reader who unpacked the ZIP of the real corpus for where there is no network."""
    return _stick[0]


@pytest.fixture(scope="session")
def offline_links_lost(_stick: tuple[Path, tuple[str, ...]]) -> tuple[str, ...]:
    """The links that were taken out of it."""
    return _stick[1]


@contextmanager
def _served(before: Sequence[str], python: Path = Path(sys.executable)) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(python), "-m", "kb.cli", *before, "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{address}/healthz").close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the site did not come up within 20 seconds")


@pytest.fixture(scope="session")
def served() -> Callable[..., AbstractContextManager[str]]:
    """`kb serve` itself on a free port, with the options that stand before the command; gives its address."""
    return _served
