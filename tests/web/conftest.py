"""The site on the real corpus: asked without a network, or as `kb serve` itself, in several processes."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.knowledge_base import KnowledgeBase
from kb.web import create_app


@pytest.fixture(scope="session")
def app(kb: KnowledgeBase) -> Flask:
    return create_app(kb)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass(frozen=True)
class Server:
    """`kb serve` on a port of its own."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path
    var: Path = field(default=Path())

    def get(self, path: str, method: str = "GET", timeout: float = 30, **headers: str) -> Answer:
        """Ask on a connection of its own; in the names of ``headers``, _ is -."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()

    def raw(self, sent: bytes) -> str:
        """Send bytes as they are; the first line of what comes back, or nothing."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            with suppress(ConnectionError):  # who is sent too much may hang up before the end
                connection.sendall(sent)
            with suppress(ConnectionError):
                return connection.recv(65_536).partition(b"\r\n")[0].decode("latin-1")
        return ""

    def wait(self) -> None:
        """Until a web process answers."""
        for _ in range(600):
            with suppress(OSError):
                if self.get("/healthz").status == 200:
                    return
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            time.sleep(0.1)
        pytest.fail("the site did not come up within a minute")

    def workers(self) -> list[int]:
        """The process ids of the web processes."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [int(each) for each in found.split()]


Serve = Callable[..., AbstractContextManager[Server]]


@contextmanager
def _served(log: Path, var: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kb.cli", "--var", str(var), "serve", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=os.environ | settings)
    server = Server(port, process, log, var)
    try:
        server.wait()
        yield server
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def serve(kb: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Starts `kb serve` on the published corpus, or on another index, with settings such as ``KB_RATE="60"``."""

    def start(var: Path = kb.settings.var, **settings: str) -> AbstractContextManager[Server]:
        return _served(tmp_path_factory.mktemp("served") / "log", var, settings)

    return start
