"""Are Whoosh's own ways kept inside? Pickles, shared files, warnings, and scores like those of the other engine."""

import os
import pickle
import random
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kb import schema
from kb.engines import open_store
from kb.engines.contract import All, AnyOf, Best, Boost, IndexDocument, Phrase, Query, Store, StoreReader, Term
from kb.engines.whoosh import WhooshStore, files
from kb.errors import EngineError, IndexDamaged
from kb.generations import Generations

WORDS = schema.WORDS["en"]


@pytest.fixture
def store() -> Store:
    return WhooshStore()


def write(store: Store, directory: Path, *documents: IndexDocument, extend: bool = False) -> None:
    directory.mkdir(exist_ok=True)
    writer = store.extend(directory) if extend else store.create(directory)
    for document in documents:
        writer.upsert(document)
    writer.finish()


def words(text: str) -> dict[str, str]:
    return {WORDS: text}


# Failures


def test_a_failure_of_the_library_becomes_ours_and_ours_stays_as_it_is() -> None:
    with pytest.raises(EngineError, match="search engine failed: AssertionError"), files.border(EngineError):
        raise AssertionError
    with pytest.raises(IndexDamaged, match="ours"), files.border(EngineError):
        raise IndexDamaged("ours")
    with pytest.raises(KeyboardInterrupt), files.border(EngineError):
        raise KeyboardInterrupt


def test_a_directory_that_is_no_index_is_damage(store: Store, tmp_path: Path) -> None:
    for start in (store.open, store.extend):
        with pytest.raises(IndexDamaged, match="search engine failed"):
            start(tmp_path)


def test_a_file_cut_short_is_damage_or_goes_unnoticed_but_never_something_else(store: Store, tmp_path: Path) -> None:
    write(store, tmp_path, *(IndexDocument(id=f"{n}", text=words(f"w{n} w"), card="c" * n) for n in range(50)))
    for path in sorted(tmp_path.iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        try:
            reader = store.open(tmp_path)
            reader.search(Phrase(WORDS, ("w1", "w")), facets=("kind",))
            reader.terms(WORDS, "", 99)
            reader.cards(list(reader.ids()))
        except EngineError:
            pass
        finally:
            path.write_bytes(whole)
    assert store.open(tmp_path).count() == 50


# Pickles


class Trap:
    """What runs when somebody unpickles it."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.mkdir, ("sprung",)


@pytest.mark.parametrize("pattern", ["*.toc", "*.trm"])
def test_only_what_belongs_in_an_index_is_unpickled(
    pattern: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(store, tmp_path / "index", IndexDocument(id="a", text=dict.fromkeys(schema.TEXT_FIELDS, "one two")))
    (path,) = (tmp_path / "index").glob(pattern)
    content, trap = path.read_bytes(), pickle.dumps(Trap())
    at = content.rindex(pickle.dumps({}, -1)[:2])  # where a pickle of the library's begins
    path.write_bytes(content[:at] + trap + content[at + len(trap) :])
    with pytest.raises(IndexDamaged, match=r"posix.mkdir does not belong in an index"):
        store.open(tmp_path / "index")
    assert not (tmp_path / "sprung").exists()
    pickle.loads(trap)
    assert (tmp_path / "sprung").exists()  # as it would have, had it not been refused


def test_nothing_is_opened_before_every_byte_is_what_was_published(tmp_path: Path) -> None:
    opened = []

    class Watched(WhooshStore):
        def open(self, directory: Path) -> StoreReader:
            opened.append(directory.parent.name)
            return super().open(directory)

        def extend(self, directory: Path) -> Any:
            opened.append("extended")
            return super().extend(directory)

    with Generations(Watched(), tmp_path).writer() as writer:
        writer.upsert(IndexDocument(id="a", text=words("one")))
        published = f"gen-{writer.commit().id}"
    for path in sorted(path for path in (tmp_path / published / "index").iterdir() if path.stat().st_size):
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        opened.clear()
        with pytest.raises(IndexDamaged, match="other contents than were written"):
            Generations(Watched(), tmp_path).reader()
        with Generations(Watched(), tmp_path).writer() as writer:
            assert writer.full
        assert Generations(Watched(), tmp_path).check(deep=True)
        assert opened == [], path
        path.write_bytes(content)
    Generations(Watched(), tmp_path).reader()
    assert opened == [published]


# Files


def test_what_is_written_once_stays_as_it_was(store: Store, tmp_path: Path) -> None:
    write(store, tmp_path, *(IndexDocument(id=f"{n}", text=words(f"w{n}")) for n in range(20)))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write(store, tmp_path, IndexDocument(id="3", text=words("new")), extend=True)
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    once = {name for name in before if store.write_once(name)}
    assert {name.rpartition(".")[2] for name in once} == {"col", "pst", "trm"}
    assert all(after[name] == before[name] for name in once)
    assert before.keys() - once == {"_MAIN_1.toc"}
    assert not any(store.passing(name) for name in after)


def test_the_next_generation_shares_segments_and_leaves_them_as_they_were(tmp_path: Path) -> None:
    def publish(*documents: IndexDocument) -> Path:
        with Generations(WhooshStore(), tmp_path).writer() as writer:
            for document in documents:
                writer.upsert(document)
            return tmp_path / f"gen-{writer.commit().id}" / "index"

    old = publish(*(IndexDocument(id=f"{n}", text=words(f"w{n}"), card="old") for n in range(20)))
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in old.iterdir()}
    new = publish(IndexDocument(id="3", text=words("new"), card="new"))
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before
    shared = {path.name for path in new.iterdir() if path.stat().st_nlink > 1}
    assert shared == {path.name for path in old.iterdir() if WhooshStore().write_once(path.name)}
    assert all((new / name).samefile(old / name) for name in shared)


def test_segments_are_few_and_no_file_is_left_that_none_needs(store: Store, tmp_path: Path) -> None:
    write(store, tmp_path)
    for number in range(40):  # enough for segments to be merged
        document = IndexDocument(id=f"{number % 7}", text=words(f"w{number}"), facets={"kind": ["x"]}, card=f"{number}")
        write(store, tmp_path, document, extend=True)
    reader = store.open(tmp_path)
    assert reader.cards(list("0123456")) == ["35", "36", "37", "38", "39", "33", "34"]
    assert reader.search(All(), facets=("kind",)).facets == {"kind": {"x": 7}}
    needed = {segment._terms._dbfile._name.partition(".")[0] for segment in reader._segments}  # type: ignore[attr-defined]
    assert len(needed) < 6
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir() if store.write_once(path.name)} >= needed
    assert len(list(tmp_path.glob("*.trm"))) < 6
    assert len(list(tmp_path.glob("*.toc"))) == 1
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_an_index_from_which_everything_went_may_be_gone_on_from(store: Store, tmp_path: Path) -> None:
    write(store, tmp_path)
    for number in range(12):
        write(store, tmp_path, IndexDocument(id="a", text=words("one"), card=f"{number}"), extend=True)
        writer = store.extend(tmp_path)
        writer.delete("a")
        writer.finish()
        reader = store.open(tmp_path)
        assert (reader.count(), reader.terms(WORDS, "", 9), reader.search(Term(WORDS, "one")).total) == (0, [], 0)
    write(store, tmp_path, IndexDocument(id="b", text=words("one"), card="b"), extend=True)
    assert store.open(tmp_path).cards(["b"]) == ["b"]


def test_a_session_that_is_abandoned_leaves_the_index_as_it_was(store: Store, tmp_path: Path) -> None:
    write(store, tmp_path, IndexDocument(id="a", card="old"))
    writer = store.extend(tmp_path)
    writer.upsert(IndexDocument(id="a", card="new"))
    writer.upsert(IndexDocument(id="b"))
    writer.abandon()
    writer.abandon()
    reader = store.open(tmp_path)
    assert (list(reader.ids()), reader.cards(["a"])) == (["a"], ["old"])
    write(store, tmp_path, IndexDocument(id="b"), extend=True)
    assert store.open(tmp_path).count() == 2
    assert len(list(tmp_path.glob("*.trm"))) == 2


def test_a_reader_outlives_its_files(store: Store, tmp_path: Path) -> None:
    write(store, tmp_path, *(IndexDocument(id=f"{n}", text=words(f"w w{n}"), card=f"{n}", page="p") for n in range(99)))
    reader = store.open(tmp_path)
    for path in tmp_path.iterdir():
        path.unlink()
    assert reader.search(Phrase(WORDS, ("w", "w7"))).matches[0].id == "7"
    assert (reader.cards(["98"]), reader.page("7"), len(reader.terms(WORDS, "", 999))) == (["98"], "p", 100)


# Reading


def test_a_search_reads_neither_cards_nor_pages(
    store: Store, tmp_path: Path, documents: list[IndexDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, tmp_path, *documents)
    reader = store.open(tmp_path)
    monkeypatch.delattr(files.Segment, "value")
    for sort in ("relevance", "newest", "oldest"):
        assert reader.search(All(), filters={"kind": ["article"]}, facets=schema.FACET_FIELDS, sort=sort).total


def test_threads_may_share_a_reader(store: Store, tmp_path: Path, documents: list[IndexDocument]) -> None:
    write(store, tmp_path, *documents[:150])
    write(store, tmp_path, *documents[100:], extend=True)
    queries = [
        Best((Term(field, "targa"), Phrase(field, ("ta", "x")), AnyOf(field, {"ibm": 1.0, "border": 0.5})))
        for field in schema.TEXT_FIELDS
    ]
    ids = [document.id for document in documents]

    def ask(reader: StoreReader, seed: int) -> list[Any]:
        order = random.Random(seed).sample(range(len(queries)), len(queries))
        found = {
            at: (reader.search(queries[at], facets=schema.FACET_FIELDS), reader.terms(schema.TEXT_FIELDS[at], "", 99))
            for at in order
        }
        return [*sorted(found.items()), reader.cards(ids), [reader.page(id_) for id_ in ids]]

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        alone, shared = ask(store.open(tmp_path), 0), store.open(tmp_path)
        with ThreadPoolExecutor(8) as pool:
            assert all(answer == alone for answer in pool.map(lambda seed: ask(shared, seed), range(16)))
    finally:
        sys.setswitchinterval(interval)


QUERIES: list[Query] = [
    Term(WORDS, "a"),
    Term(WORDS, "b"),
    Phrase(WORDS, ("a", "b")),
    Phrase(WORDS, ("c", "c")),
    AnyOf(WORDS, {"a": 0.5, "b": 2.0}),
    Best((Term(WORDS, "a"), Boost(Phrase(WORDS, ("b", "c")), 3.0))),
]


@pytest.mark.parametrize("query", QUERIES, ids=repr)
def test_words_are_scored_as_tantivy_scores_them(query: Query, tmp_path: Path) -> None:
    """Both keep the length of a short text exactly."""
    dice = random.Random(7)
    documents = [
        IndexDocument(id=f"{n:02}", text=words(" ".join(dice.choices("abcdefg", k=dice.randrange(1, 40)))))
        for n in range(60)
    ]
    found = []
    for name in ("tantivy", "whoosh"):
        write(open_store(name), tmp_path / name, *documents)
        found.append(open_store(name).open(tmp_path / name).search(query, limit=99))
    tantivy, whoosh = found
    assert [match.id for match in whoosh.matches] == [match.id for match in tantivy.matches]
    assert [each.score for each in whoosh.matches] == pytest.approx([each.score for each in tantivy.matches], rel=1e-5)


# Importing


def test_a_first_import_and_all_later_work_warn_of_nothing(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from kb.engines.contract import IndexDocument, Phrase
from kb.engines.whoosh import WhooshStore
loaded = {name for name in sys.modules if name.startswith("whoosh")}
store, directory = WhooshStore(), Path(sys.argv[1])
store.create(directory).finish()
for number in range(7):
    writer = store.extend(directory)
    writer.upsert(IndexDocument(id=str(number), text={"words_en": "a b"}, facets={"kind": ["x"]}))
    writer.delete(str(number - 3))
    writer.finish()
reader = store.open(directory)
assert reader.search(Phrase("words_en", ("a", "b")), facets=("kind",)).total == 3
assert len(reader.cards(list(reader.ids()))) == 3
assert not {name for name in sys.modules if name.startswith("whoosh")} - loaded
"""
    (tmp_path / "index").mkdir()
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(tmp_path / "compiled")}  # so that sources are compiled anew
    command = [sys.executable, "-W", "error", "-c", program, str(tmp_path / "index")]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
