"""How does one get a real cluster on this machine? Three nodes, each a process of its own, on loopback.

The server's jars come through Maven; `var/opensearch` remembers where they are. As a program it starts a cluster and
keeps it until it is interrupted.
"""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NAMES = ("one", "two", "three")
_BUILT = HERE.parent.parent / "var" / "opensearch"
# Little memory, released jars not verified anew, and compiled once: nodes that live for a minute should start fast.
_JAVA = (
    *("java", "-Xms384m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
    *("-XX:-UsePerfData", "-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"),
)
_START = 120  # seconds


class NoCluster(Exception):
    """There can be none here; the message says why."""


def prepared() -> str:
    """The class path of a node, made once for each state of the two sources. Raises NoCluster."""
    missing = [each for each in ("java", "javac", "mvn") if shutil.which(each) is None]
    if missing:
        raise NoCluster(f"a real cluster needs {' and '.join(missing)}")
    sources = b"".join((HERE / name).read_bytes() for name in ("pom.xml", "Node.java"))
    built = _BUILT / hashlib.sha256(sources).hexdigest()[:16]
    jars = built / "jars.txt"
    if not jars.exists() or not all(map(os.path.exists, jars.read_text().split(":"))):
        built.mkdir(parents=True, exist_ok=True)
        _run("mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:build-classpath", f"-Dmdep.outputFile={jars}")
        _run("javac", "-cp", jars.read_text(), "-d", str(built), str(HERE / "Node.java"))
    return f"{built}:{jars.read_text()}"


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line or "error" in line]
        raise NoCluster(f"{command[0]} failed: {' '.join(said[:2]) or done.returncode}")


class Nodes:
    """A cluster of three."""

    def __init__(self, home: Path) -> None:
        self._path = prepared()
        self._home = home
        ports = _free_ports(2 * len(NAMES))
        self._ports = dict(zip(NAMES, ports[: len(NAMES)], strict=True))
        self._talk = dict(zip(NAMES, ports[len(NAMES) :], strict=True))
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def urls(self) -> str:
        """Their addresses, as KB_OPENSEARCH_URLS takes them."""
        return ",".join(f"http://127.0.0.1:{port}" for port in self._ports.values())

    def start(self) -> None:
        """Start the nodes that do not run, and wait until the cluster is whole."""
        for name in NAMES:
            if name in self._processes:
                continue
            home = self._home / name
            (home / "config").mkdir(parents=True, exist_ok=True)
            seeds = ",".join(f"127.0.0.1:{port}" for port in self._talk.values())
            about = (name, str(self._ports[name]), str(self._talk[name]), str(home), seeds, ",".join(NAMES))
            with (home / "out").open("ab") as out:
                self._processes[name] = subprocess.Popen(
                    [*_JAVA, "-cp", self._path, "Node", *about], stdin=subprocess.PIPE, stdout=out, stderr=out
                )
        self.wait(lambda: self.health().get("number_of_nodes") == len(NAMES), "the nodes did not find each other")

    def stop(self) -> None:
        """Kill all."""
        for name in NAMES:
            self.kill(name)

    def kill(self, name: str) -> None:
        """End a node at once."""
        process = self._processes.pop(name, None)
        if process and process.stdin:
            process.kill()
            process.wait()
            process.stdin.close()

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """All nodes take connections and answer nothing."""
        for process in self._processes.values():
            process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in self._processes.values():
                process.send_signal(signal.SIGCONT)

    def manager(self) -> str:
        """The node that is the cluster's manager."""
        self.wait(lambda: bool(self.ask("/_cat/cluster_manager?format=json")), "there is no manager")
        return str(self.ask("/_cat/cluster_manager?format=json")[0]["node"])

    def settle(self) -> None:
        """Wait until every shard has its copies."""
        self.wait(lambda: self.health().get("status") == "green", "the shards did not get their copies")

    def health(self) -> dict[str, Any]:
        """What a node says of the cluster; nothing while none answers."""
        return dict(self.ask("/_cluster/health") or {})

    def ask(self, path: str) -> Any:
        """What some node answers; None if none does."""
        for name in self._processes:
            with contextlib.suppress(OSError, urllib.error.URLError):
                address = f"http://127.0.0.1:{self._ports[name]}{path}"
                with urllib.request.urlopen(address, timeout=5) as answer:
                    return json.load(answer)
        return None

    def wait(self, come: Callable[[], bool], otherwise: str) -> None:
        """Until something has come about."""
        end = time.monotonic() + _START
        while not come():
            dead = [name for name, process in self._processes.items() if process.poll() is not None]
            if dead or time.monotonic() > end:
                said = "\n".join((self._home / name / "out").read_text(errors="replace")[-2000:] for name in dead)
                raise NoCluster(f"{otherwise} {said}")
            time.sleep(0.1)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextlib.contextmanager
def running() -> Iterator[Nodes]:
    """A cluster that is gone afterwards. Raises NoCluster."""
    # In memory where there is such a folder: the nodes see every step to the disk.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="kb-opensearch-", dir=memory if memory.is_dir() else None) as home:
        nodes = Nodes(Path(home))
        try:
            nodes.start()
            yield nodes
        finally:
            nodes.stop()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with running() as cluster, contextlib.suppress(KeyboardInterrupt):
        sys.stdout.write(f"KB_ENGINE=opensearch KB_OPENSEARCH_URLS={cluster.urls}\n")
        sys.stdout.flush()
        signal.pause()
