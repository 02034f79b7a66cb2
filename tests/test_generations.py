"""Is there always one whole index to read, whatever happens to the process, the disk and the files?"""

import errno
import logging
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from threading import Event

import pytest

from kb import schema
from kb.config import Settings
from kb.engines import NAMES, open_store
from kb.engines.contract import All, Generation, IndexDocument, Reader, StoreReader, Term
from kb.engines.tantivy import TantivyStore
from kb.errors import EngineError, IndexDamaged, IndexMissing, WriterBusy
from kb.generations import Generations, manifest, open_engine, publishing
from kb.generations.manifest import Manifest

FIELD = schema.WORDS["en"]
COUNT, SAME = 5, "same"


def engine(home: Path) -> Generations:
    """A new one each time: what one process has verified, another has not."""
    return Generations(open_store(os.environ["KB_ENGINE"]), home)


@pytest.fixture(autouse=True)
def store_name(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The engine that keeps the index, also in processes that a test starts: tantivy, unless it is about every one."""
    name: str = getattr(request, "param", "tantivy")
    monkeypatch.setenv("KB_ENGINE", name)
    return name


every_store = pytest.mark.parametrize("store_name", NAMES, indirect=True)


def publish(home: Path, mark: str, *, full: bool = True) -> Generation:
    """A generation in which everything says ``mark``, but for one document that stays the same."""
    with engine(home).writer(full=full) as writer:
        for number in range(COUNT):
            content = f"{mark} {number} " * 50
            writer.upsert(IndexDocument(id=f"{number}", text={FIELD: f"all {mark}"}, card=content, page=content))
        if writer.full:
            writer.upsert(IndexDocument(id=SAME, text={FIELD: "all"}, card="same", page="same"))
        writer.attach("mark", mark.encode())
        return writer.commit()


def mark_of(reader: Reader) -> str:
    """What a generation says everywhere; one that says two things is torn."""
    mark = (reader.attached("mark") or b"").decode()
    ids = [match.id for match in reader.search(Term(FIELD, mark), limit=99).matches]
    assert [*sorted(ids), SAME] == list(reader.ids())
    assert reader.search(Term(FIELD, "all")).total == reader.generation.documents == COUNT + 1
    assert (reader.cards([SAME]), reader.page(SAME)) == (["same"], "same")
    assert [card.split()[0] for card in reader.cards(ids)] == [mark] * len(ids)
    assert [(reader.page(id_) or "").split()[0] for id_ in ids] == [mark] * len(ids)
    return mark


def names(home: Path) -> set[str]:
    return {path.name for path in home.iterdir()}


def current(home: Path) -> Path:
    return home / (home / "CURRENT").read_text().strip()


def files_of(home: Path, generation: Generation) -> dict[Path, bytes]:
    directory = home / f"gen-{generation.id}"
    return {path: path.read_bytes() for path in directory.rglob("*") if path.is_file() and ".lock" not in path.name}


def expect_sound(home: Path, mark: str, caplog: pytest.LogCaptureFixture) -> None:
    """``mark`` is served without any alarm, and the next build works and leaves nothing behind."""
    caplog.clear()
    asked = engine(home)
    assert mark_of(asked.reader()) == mark
    assert asked.passed_over is None
    assert {problem.code for problem in asked.check(deep=True)} <= {"index-leftover"}
    publish(home, "next", full=False)
    assert mark_of(engine(home).reader()) == "next"
    assert names(home) - {path.name for path in home.glob("gen-*")} == {"CURRENT", "writer.lock"}
    assert len(list(home.glob("gen-*"))) <= 2
    assert engine(home).check(deep=True) == []
    assert caplog.records == []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where one generation, "old", is published."""
    home = tmp_path / "index"
    publish(home, "old")
    return home


# Killed


BUILD = """
import os, signal, sys, time
from pathlib import Path
from kb.engines import open_store
from kb.engines.contract import IndexDocument
from kb.generations import Generations, publishing

def engine():
    return Generations(open_store(os.environ["KB_ENGINE"]), Path(sys.argv[1]))

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def build(full, mark="new"):
    with engine().writer(full=full) as writer:
        for number in range(5):
            content = f"{mark} {number} " * 50
            writer.upsert(IndexDocument(id=f"{number}", text={"words_en": f"all {mark}"}, card=content, page=content))
        if writer.full:
            writer.upsert(IndexDocument(id="same", text={"words_en": "all"}, card="same", page="same"))
        writer.attach("mark", mark.encode())
        print("building", flush=True)
        writer.commit()

"""
KILLED_BETWEEN_STEPS = """
at = int(sys.argv[2])
publishing.STEPS = (*publishing.STEPS[:at], die, *publishing.STEPS[at:])
build(full=sys.argv[3] == "full")
"""
KILLED_AT_AN_OPERATION = """
left = int(sys.argv[2])

def count(event, arguments):
    global left
    if event.startswith(("os.", "shutil.", "open")) and sys.argv[1] in repr(arguments):
        left -= 1
        if left == 0:
            die()

sys.addaudithook(count)
build(full=sys.argv[3] == "full")
print(left, flush=True)
"""


def run(program: str, home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BUILD + program, str(home), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@every_store
@pytest.mark.parametrize("kind", ["full", "incremental"])
@pytest.mark.parametrize("at", range(len(publishing.STEPS) + 1))
def test_killed_between_any_two_steps_the_old_generation_serves_or_the_new(
    at: int, kind: str, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert run(KILLED_BETWEEN_STEPS, home, at, kind).returncode == -signal.SIGKILL
    switched = at > publishing.STEPS.index(publishing.Publisher.switch)
    expect_sound(home, "new" if switched else "old", caplog)


@every_store
@pytest.mark.parametrize("kind", ["full", "incremental"])
def test_killed_at_any_operation_on_a_file(kind: str, home: Path, caplog: pytest.LogCaptureFixture) -> None:
    many = 1_000_000
    whole = run(KILLED_AT_AN_OPERATION, shutil.copytree(home, home.with_name("whole")), many, kind)
    operations = many - int(whole.stdout.split()[-1])
    assert operations > 30, whole.stderr
    seen = set()
    for trial, at in enumerate(random.Random(1).sample(range(1, operations), 12)):
        copy = shutil.copytree(home, home.with_name(f"trial-{trial}"))
        assert run(KILLED_AT_AN_OPERATION, copy, at, kind).returncode == -signal.SIGKILL
        mark = mark_of(engine(copy).reader())
        seen.add(mark)
        expect_sound(copy, mark, caplog)
    assert "old" in seen <= {"old", "new"}


def test_killed_at_any_moment(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    dice = random.Random(2)
    for trial in range(8):
        copy = shutil.copytree(home, home.with_name(f"trial-{trial}"))
        command = [sys.executable, "-c", f"{BUILD}\nbuild(full=True)", str(copy)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(dice.uniform(0, 0.15))
            process.kill()
        mark = mark_of(engine(copy).reader())
        assert mark in ("old", "new")
        expect_sound(copy, mark, caplog)


def test_killed_before_anything_was_ever_published(tmp_path: Path) -> None:
    for at in (0, 5):
        home = tmp_path / f"{at}"
        assert run(KILLED_BETWEEN_STEPS, home, at, "full").returncode == -signal.SIGKILL
        with pytest.raises(IndexMissing):
            engine(home).reader()
        assert engine(home).current() is None
        publish(home, "first", full=False)
        assert mark_of(engine(home).reader()) == "first"
        assert not list(home.glob(".building-*"))


def test_a_process_forked_while_indexing_does_not_hold_the_lock(home: Path) -> None:
    forking = """
with engine().writer():
    child = os.fork()
    if child:
        print(child, flush=True)
    time.sleep(60)
"""
    command = [sys.executable, "-c", BUILD + forking, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        child = int(process.stdout.readline())
        try:
            with pytest.raises(WriterBusy):
                publish(home, "new")
            process.kill()
            process.wait()
            os.kill(child, 0)  # it is still there
            publish(home, "new")
        finally:
            os.kill(child, signal.SIGKILL)


# Refused


@every_store
def test_another_process_that_writes_is_named(home: Path) -> None:
    waiting = "with engine().writer():\n    print('in', flush=True)\n    input()"
    command = [sys.executable, "-c", BUILD + waiting, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.readline()
        with pytest.raises(WriterBusy) as caught:
            publish(home, "new")
        assert f"process {process.pid} on {socket.gethostname()} since 20" in str(caught.value)
        assert caught.value.exit_code == 75
        assert engine(home).check(deep=True) == []  # what is being built is no leftover
        assert mark_of(engine(home).reader()) == "old"
        process.communicate("\n")
    publish(home, "new")


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file, where a folder should be")
    with pytest.raises(EngineError, match="could not be written: "):
        publish(tmp_path / "index", "new")


@every_store
def test_a_full_disk_leaves_what_is_published(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    refusing = """
import resource
from kb.errors import EngineError
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    build(full=True, mark="new" + os.urandom(4000).hex())
except EngineError as error:
    print(error)
"""
    for size in (0, 300, 3_000, 9_000):
        copy = shutil.copytree(home, home.with_name(f"full-{size}"))
        tried = run(refusing, copy, size)
        assert "fail" in tried.stdout or "could not be written" in tried.stdout, (size, tried)
        assert "Traceback" not in tried.stderr, (size, tried.stderr)
        assert not list(copy.glob(".building-*"))
        expect_sound(copy, "old", caplog)


@pytest.mark.parametrize("step", ["settle", "rename", "point", "switch"])
def test_a_disk_that_fails_while_publishing(step: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: publishing.Publisher) -> None:
        raise OSError(5, "Input/output error")

    steps = [fail if each.__name__ == step else each for each in publishing.STEPS]
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "STEPS", steps)
        with pytest.raises(EngineError, match="Input/output error"):
            publish(home, "new")
    assert mark_of(engine(home).reader()) == "old"
    assert len(list(home.glob("gen-*"))) == 1
    assert not list(home.glob(".building-*"))


def test_whichever_file_the_disk_has_no_room_to_settle_one_whole_generation_serves(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    really = os.fsync

    def publish_with_room_for(copy: Path, settled: int) -> int:
        left = settled

        def fsync(descriptor: int) -> None:
            nonlocal left
            if not left:
                raise OSError(errno.ENOSPC, "No space left on device")
            left -= 1
            really(descriptor)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fsync)
            publish(copy, "new", full=False)
        return settled - left

    needed = publish_with_room_for(shutil.copytree(home, home.with_name("whole")), 1_000_000)
    assert needed > 30
    for settled in (0, needed // 2, *range(needed - 4, needed)):
        copy = shutil.copytree(home, home.with_name(f"room-for-{settled}"))
        with pytest.raises(EngineError, match="could not be written: No space left on device"):
            publish_with_room_for(copy, settled)
        mark = mark_of(engine(copy).reader())
        # The last to settle is the folder, after the switch: the new one serves, but may not outlive a power cut.
        assert mark == ("old" if settled < needed - 1 else "new"), settled
        expect_sound(copy, mark, caplog)


def test_a_disk_that_lies_is_caught_before_the_switch(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lie(session: publishing.Publisher) -> None:
        path = next(session._building.rglob("*.store"))
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "STEPS", (*publishing.STEPS[:3], lie, *publishing.STEPS[3:]))
        with pytest.raises(IndexDamaged, match="not what was written"):
            publish(home, "new")
    assert mark_of(engine(home).reader()) == "old"


# Damaged


def _cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


def _flip(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << dice.randrange(8)]) + content[at + 1 :]


def put(path: Path, content: bytes) -> None:
    """Other contents under the same name, as a new file: whoever has the old one mapped must not find it cut short."""
    path.unlink()
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes | None]] = {
    "cut": _cut,
    "emptied": lambda _, __: b"",
    "one bit": _flip,
    "one bit elsewhere": _flip,
    "longer": lambda content, _: content + b"\n",
    "zeroes": lambda content, _: bytes(len(content)),
    "deleted": lambda _, __: None,
}


@every_store
@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_to_any_file_is_noticed_and_the_generation_before_serves(
    kind: str, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    published = publish(home, "new")
    dice = random.Random(kind)
    files = files_of(home, published)
    assert len(files) > 9
    for path, content in files.items():
        damaged = DAMAGES[kind](content, dice)
        if damaged == content:
            continue
        path.unlink()
        if damaged is not None:
            path.write_bytes(damaged)
        caplog.clear()
        asked = engine(home)
        assert mark_of(asked.reader()) == "old", path
        assert asked.passed_over == f"gen-{published.id}", path
        assert asked.current() == published.id
        assert [record.levelname for record in caplog.records] == ["ERROR"], path
        assert "serves, the published index cannot" in caplog.text
        assert {problem.code for problem in asked.check(deep=True)} == {"index-damaged"}, path
        path.unlink(missing_ok=True)
        path.write_bytes(content)
    assert mark_of(engine(home).reader()) == "new"


@every_store
def test_files_of_another_generation_are_noticed(home: Path) -> None:
    published = publish(home, "new")
    mine, other = (
        home / f"gen-{published.id}",
        next(path for path in home.glob("gen-*") if published.id not in path.name),
    )
    swapped = 0
    for path in files_of(home, published):
        shelf = path.parent.relative_to(mine)
        content = path.read_bytes()
        for source in (other / shelf).glob(f"*{path.suffix}"):
            if source.read_bytes() != content:
                put(path, source.read_bytes())
                assert mark_of(engine(home).reader()) == "old", path
                put(path, content)
                swapped += 1
    assert swapped > 10
    assert mark_of(engine(home).reader()) == "new"
    shutil.rmtree(mine)
    shutil.copytree(other, mine)  # sound in itself, but not the one that was published
    asked = engine(home)
    assert asked.reader().generation.id == other.name.removeprefix("gen-")
    assert asked.passed_over == mine.name


def test_where_nothing_is_sound_it_is_damaged(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    publish(home, "new")
    for path in home.rglob("*.store"):
        put(path, _flip(path.read_bytes(), random.Random(1)))
    with pytest.raises(IndexDamaged, match=r'other contents than were written.*: run "kb index --full"'):
        engine(home).reader()
    assert {record.levelname for record in caplog.records} == {"ERROR"}
    caplog.clear()
    with engine(home).writer() as writer:
        assert writer.full
        assert "everything is indexed anew" in caplog.text
    publish(home, "mended", full=False)
    assert mark_of(engine(home).reader()) == "mended"


def test_what_was_sound_once_is_looked_at_again_when_it_changes(home: Path) -> None:
    published = publish(home, "new")
    asked = engine(home)
    assert mark_of(asked.reader()) == "new"
    path = next((home / f"gen-{published.id}").rglob("pages/*.store"))
    stat, content = path.stat(), bytearray(path.read_bytes())
    content[20] ^= 1
    put(path, bytes(content))
    assert mark_of(asked.reader()) == "old"
    # Damage that leaves size and time as they were shows to a new process, and to a deep check.
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert engine(home).check() == []
    assert [problem.code for problem in engine(home).check(deep=True)] == ["index-damaged"]
    assert mark_of(engine(home).reader()) == "old"


def test_a_later_look_at_every_byte_is_remembered(home: Path) -> None:
    published = publish(home, "new")
    asked = engine(home)
    assert mark_of(asked.reader()) == "new"
    assert asked.verify_again() == []
    path = next((home / f"gen-{published.id}").rglob("pages/*.store"))
    stat = path.stat()
    with path.open("r+b") as file:
        file.write(b"x")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert asked.reader().generation == published  # nothing can be seen from outside
    assert [problem.code for problem in asked.verify_again()] == ["index-damaged"]
    assert mark_of(asked.reader()) == "old"
    assert asked.passed_over == f"gen-{published.id}"
    assert engine(home.parent / "nowhere").verify_again() == []


def test_a_deep_check_counts_the_documents_again(home: Path) -> None:
    described = manifest.read(current(home))
    other = replace(described.generation, digest="0" * 64)
    manifest.write(current(home), replace(described, generation=other))
    assert engine(home).check() == []
    (problem,) = engine(home).check(deep=True)
    assert (problem.code, "not those that were counted" in problem.message) == ("index-damaged", True)


def test_an_engine_that_loses_documents_publishes_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(type(TantivyStore().open(current(home) / "index")), "count", lambda _: 3)
        with pytest.raises(IndexDamaged, match=f"it holds 3 documents instead of {COUNT + 1}"):
            publish(home, "new")
    assert mark_of(engine(home).reader()) == "old"


# Of another version


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda made: replace(made, format=3), 'has format 3, and this version reads 2: run "kb index"'),
        (lambda made: replace(made, format=0), "has format 0"),
        (
            lambda made: replace(made, schema=schema.VERSION + 1),
            'built by another version of this program: run "kb index"',
        ),
    ],
)
def test_an_index_of_another_version_is_said_to_be_one(
    change: Callable[[Manifest], Manifest], message: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    publish(tmp_path, "other")
    manifest.write(current(tmp_path), change(manifest.read(current(tmp_path))))
    with pytest.raises(IndexDamaged, match=message):
        engine(tmp_path).reader()
    assert [problem.code for problem in engine(tmp_path).check()] == ["index-version"]
    with engine(tmp_path).writer() as writer:
        assert writer.full
    assert "everything is indexed anew" in caplog.text
    publish(tmp_path, "new", full=False)
    assert mark_of(engine(tmp_path).reader()) == "new"
    assert engine(tmp_path).check(deep=True) == []  # that the one before is of another version is as it should be


class OtherStore(TantivyStore):
    version = "another"


class OtherStoreThatCannotRead(OtherStore):
    def open(self, directory: Path) -> StoreReader:
        raise IndexDamaged(f"what is {directory.name}?")


def test_another_version_of_the_engine_builds_anew_and_reads_what_it_can(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = Generations(OtherStore(), home)
    assert mark_of(other.reader()) == "old"
    with other.writer() as writer:
        assert writer.full
    assert "another version of the engine" in caplog.text
    with pytest.raises(IndexDamaged, match='another version of the engine: run "kb index"'):
        Generations(OtherStoreThatCannotRead(), home).reader()


# The pointer


def test_without_a_pointer_there_is_no_index(home: Path, tmp_path: Path) -> None:
    (home / "CURRENT").unlink()
    for place in (home, tmp_path / "nowhere"):
        with pytest.raises(IndexMissing, match='There is no index yet: run "kb index"'):
            engine(place).reader()
        assert engine(place).current() is None
    assert engine(tmp_path / "nowhere").check(deep=True) == []
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"gen-",
        b"gen-../gen-1\n",
        b"/etc\n",
        b"gen-\x00\n",
        b"\xff\xfe\n",
        b"gen-1 2\n",
        b"gen-1\n\n",
        b"x" * 9,
    ],
)
def test_a_pointer_that_names_nothing_is_damage_and_what_is_sound_serves(
    content: bytes, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (home / "CURRENT").write_bytes(content)
    asked = engine(home)
    assert mark_of(asked.reader()) == "old"
    assert (asked.current(), asked.passed_over) == (None, "CURRENT")
    assert "The pointer to the index is damaged" in caplog.text
    assert [problem.code for problem in asked.check()] == ["index-pointer"]
    publish(home, "new", full=False)
    assert mark_of(engine(home).reader()) == "new"


def test_a_pointer_to_what_is_not_there(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    (home / "CURRENT").write_text("gen-99991231-000000-000000\n")
    asked = engine(home)
    assert mark_of(asked.reader()) == "old"
    assert asked.passed_over == "gen-99991231-000000-000000"
    assert "The manifest of gen-99991231-000000-000000 is damaged" in caplog.text
    assert [problem.code for problem in asked.check()] == ["index-damaged"]
    publish(home, "new", full=False)
    assert mark_of(engine(home).reader()) == "new"


@pytest.mark.parametrize("kind", ["directory", "dangling link", "link"])
def test_a_pointer_that_is_no_file(kind: str, home: Path) -> None:
    pointer = home / "CURRENT"
    pointer.rename(home.parent / "moved")
    if kind == "directory":
        pointer.mkdir()
    else:
        pointer.symlink_to(home.parent / ("moved" if kind == "link" else "nothing"))
    asked = engine(home)
    assert mark_of(asked.reader()) == "old"
    assert (asked.passed_over is None) == (kind == "link")
    if kind != "directory":
        publish(home, "new")
        assert mark_of(engine(home).reader()) == "new"
        assert not pointer.is_symlink()


# Going on


@every_store
def test_the_old_generation_stays_byte_for_byte_as_it_was(home: Path) -> None:
    (old,) = home.glob("gen-*")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in old.rglob("*") if path.is_file()}
    for path in (*old.rglob("*"), old):
        if ".lock" not in path.name:
            path.chmod(0o555 if path.is_dir() else 0o444)
    with engine(home).writer() as writer:
        assert not writer.full
        writer.delete("1")
        writer.upsert(IndexDocument(id="2", text={FIELD: "changed"}, card="changed", page="changed"))
        writer.attach("mark", b"changed")
        writer.commit()
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before
    assert engine(home).reader().search(All()).total == COUNT
    for path in (old, *old.rglob("*")):
        path.chmod(0o755)


def test_segments_are_shared_and_what_changes_is_copied(home: Path) -> None:
    old = next(home.glob("gen-*"))
    publish(home, "new", full=False)
    new = current(home)
    shared = {path.name for path in new.rglob("*") if path.is_file() and path.stat().st_nlink > 1}
    assert shared
    assert not shared & {"meta.json", ".managed.json", "mark", manifest.NAME, manifest.SEAL, ".tantivy-writer.lock"}
    assert all(next(new.rglob(name)).samefile(next(old.rglob(name))) for name in shared)


def test_where_files_cannot_be_shared_they_are_copied(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with engine(home).writer() as writer:
        writer.delete("1")
        writer.commit()
    assert engine(home).reader().search(All()).total == COUNT


def test_what_two_generations_share_is_read_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = engine(home)
    asked.reader()
    with engine(home).writer() as writer:
        writer.attach("mark", b"changed")
        writer.commit()
    read: list[str] = []
    really = manifest.sha256

    def note(path: Path) -> str:
        read.append(path.name)
        return really(path)

    monkeypatch.setattr(manifest, "sha256", note)
    assert asked.reader().attached("mark") == b"changed"
    assert asked.reader().attached("mark") == b"changed"
    assert sorted(read) == sorted(["mark", *[".managed.json", "meta.json"] * 3])


def test_a_change_costs_what_it_changes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, synced, changing = [], [], {".managed.json", "meta.json"}
    sha256, fsync = manifest.sha256, os.fsync

    def note_read(path: Path) -> str:
        read.append(path)
        return sha256(path)

    def note_synced(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    old = {path.stat().st_ino for path in current(home).rglob("*") if path.name not in changing}
    with engine(home).writer() as writer:
        monkeypatch.setattr(manifest, "sha256", note_read)
        monkeypatch.setattr(os, "fsync", note_synced)
        writer.upsert(IndexDocument(id="1", card="changed"))
        writer.commit()
    files = [path for path in current(home).rglob("*") if path.is_file()]
    shared = {path.stat().st_ino for path in files} & old
    assert len(shared) > 15
    assert not shared & {*synced}
    assert shared.isdisjoint(path.stat().st_ino for path in read if path.exists())
    new = {path.name for path in files if path.stat().st_ino not in shared}
    assert {path.name for path in read} == {name for name in new if ".lock" not in name and "manifest" not in name}


@every_store
def test_after_any_edits_the_digest_is_that_of_one_build(tmp_path: Path) -> None:
    dice, held, home = random.Random(5), dict[str, IndexDocument](), tmp_path / "edited"
    for _ in range(20):
        before = dict(held)
        with engine(home).writer() as writer:
            for _ in range(dice.randrange(4)):
                id_, content = dice.choice("abcdef"), dice.choice(["x", "y", ""])
                if dice.random() < 0.3:
                    writer.delete(id_)
                    held.pop(id_, None)
                else:
                    held[id_] = IndexDocument(id=id_, text={FIELD: content}, card=content, page=content)
                    writer.upsert(held[id_])
            writer.attach("mark", b"mark")
            generation = writer.commit()
        assert generation.documents == len(held)
        assert generation.added == len(held.keys() - before.keys())
        assert generation.changed == sum(held[id_] != before[id_] for id_ in held.keys() & before.keys())
        assert generation.removed == len(before.keys() - held.keys())
    with engine(tmp_path / "built").writer() as writer:
        for document in held.values():
            writer.upsert(document)
        writer.attach("mark", b"mark")
        assert writer.commit().digest == generation.digest
    assert engine(home).check(deep=True) == []


def test_a_generation_knows_the_one_before(home: Path) -> None:
    made = [engine(home).reader().generation, publish(home, "b"), publish(home, "c", full=False)]
    assert [each.previous for each in made] == [None, made[0].id, made[1].id]
    assert engine(home).reader().generation == made[-1]


@every_store
def test_only_what_the_manifest_names_is_taken_over(home: Path) -> None:
    old = next(home.glob("gen-*"))
    (old / "index" / "stray").write_text("put here by hand")
    with engine(home).writer() as writer:
        writer.attach("mark", b"new")
        writer.commit()
    assert not list(current(home).rglob("stray"))


@every_store
def test_two_generations_are_kept(home: Path) -> None:
    made = [publish(home, f"m{number}", full=number % 2 == 0).id for number in range(4)]
    assert sorted(path.name for path in home.glob("gen-*")) == [f"gen-{id_}" for id_ in made[-2:]]
    assert names(home) == {"CURRENT", "writer.lock", *(f"gen-{id_}" for id_ in made[-2:])}


def test_a_generation_that_was_never_switched_to_is_a_leftover(home: Path) -> None:
    shutil.copytree(next(home.glob("gen-*")), home / "gen-99991231-000000-000000")
    (home / ".building-1").mkdir()
    (home / "CURRENT.tmp").touch()
    assert [problem.code for problem in engine(home).check()] == ["index-leftover"] * 3
    assert mark_of(engine(home).reader()) == "old"
    with engine(home).writer():
        assert names(home) - {path.name for path in home.glob(".building-*")} == {
            "CURRENT",
            "writer.lock",
            *(path.name for path in home.glob("gen-2*")),
        }
    assert engine(home).check() == []


def test_ids_go_up_when_the_clock_goes_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Early(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Early":
            return cls(2001, 1, 1, tzinfo=tz)

    monkeypatch.setattr(publishing, "datetime", Early)
    made = [publish(home, mark) for mark in ("a", "b", "c")]
    assert sorted(each.id for each in made) == [each.id for each in made]
    assert mark_of(engine(home).reader()) == "c"
    assert engine(home).check() == []


def test_whether_a_session_starts_from_nothing_is_said(tmp_path: Path) -> None:
    for full, expected in ((False, True), (False, False), (True, True)):
        with engine(tmp_path).writer(full=full) as writer:
            assert writer.full is expected
            writer.commit()


@every_store
def test_everything_is_on_the_disk_before_it_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    really = os.fsync

    def note(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        really(descriptor)

    def look(session: publishing.Publisher) -> None:
        for path in (*session._building.rglob("*"), session._building):
            assert path.stat().st_ino in synced, path

    monkeypatch.setattr(os, "fsync", note)
    at = publishing.STEPS.index(publishing.Publisher.rename)
    monkeypatch.setattr(publishing, "STEPS", (*publishing.STEPS[:at], look, *publishing.STEPS[at:]))
    publish(home, "new")
    assert synced.count(home.stat().st_ino) == 2  # after the generation got its name, and after the switch
    assert (home / "CURRENT").stat().st_ino in synced


def test_the_settings_say_where(tmp_path: Path) -> None:
    with open_engine(Settings(var=tmp_path)).writer() as writer:
        generation = writer.commit()
    assert (tmp_path / "index" / "tantivy" / f"gen-{generation.id}").is_dir()
    assert datetime.fromisoformat(generation.created).tzinfo == UTC


# At the same time


@every_store
def test_readers_never_fail_while_generations_come_and_go(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    over = Event()

    def read() -> tuple[int, set[str]]:
        reads, seen, asked = 0, set(), engine(home)
        while not over.is_set():
            held = asked.reader()
            seen.add(mark_of(held))
            reads += 1
            assert asked.passed_over is None
        return reads, seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        try:
            for number in range(8):
                publish(home, f"m{number}", full=number % 2 == 0)
        finally:
            over.set()
    seen = {mark for each in readers for mark in each.result()[1]}
    assert len(seen) > 1
    assert sum(each.result()[0] for each in readers) > len(readers)
    assert caplog.records == []


def test_a_generation_that_goes_while_it_is_opened_is_no_alarm(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    really = manifest.mistakes
    left = ["second", "first"]

    def overtaken(directory: Path, described: Manifest, digest: Callable[[Path], str] | None) -> list[str]:
        if left:
            mark = left.pop()
            with monkeypatch.context() as patch:
                patch.setattr(manifest, "mistakes", really)
                publish(home, mark)
                publish(home, mark)
            assert not directory.exists()
        return really(directory, described, digest)

    monkeypatch.setattr(manifest, "mistakes", overtaken)
    asked = engine(home)
    assert mark_of(asked.reader()) == "second"
    assert asked.passed_over is None
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
