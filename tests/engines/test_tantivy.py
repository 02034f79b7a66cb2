"""Are tantivy's own ways kept inside? Panics, cut counts, files left over, and the choice of an engine by name."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from tantivy import Query

from kb import schema
from kb.engines import NAMES, open_store, tantivy_writing
from kb.engines import tantivy as ours
from kb.engines.contract import All, Boost, IndexDocument, Store, StoreReader, Term
from kb.errors import EngineError, EngineUnavailable, IndexDamaged, KBError


@pytest.fixture
def store() -> Store:
    return ours.TantivyStore()


def write(store: Store, directory: Path, *documents: IndexDocument, extend: bool = False) -> None:
    writer = store.extend(directory) if extend else store.create(directory)
    for document in documents:
        writer.upsert(document)
    writer.finish()


def words(text: str) -> dict[str, str]:
    return {"words_en": text}


@pytest.fixture
def reader(store: Store, tmp_path: Path) -> StoreReader:
    write(store, tmp_path, IndexDocument(id="a", text=words("one two"), card="card"))
    return store.open(tmp_path)


# Failures


def test_a_panic_becomes_a_failure_of_ours(reader: Any) -> None:
    with pytest.raises(EngineError, match="panic") as caught, tantivy_writing.border(EngineError):
        reader._words.search(Query.all_query(), limit=0)
    assert not isinstance(caught.value.__cause__, Exception)


def test_a_panic_while_opening_is_damage() -> None:
    panic = type("PanicException", (BaseException,), {})
    with pytest.raises(IndexDamaged, match="panic: index out of bounds"), tantivy_writing.border(IndexDamaged):
        raise panic("index out of bounds")


def test_an_interruption_is_no_failure_of_the_engine() -> None:
    with pytest.raises(KeyboardInterrupt), tantivy_writing.border(EngineError):
        raise KeyboardInterrupt


def test_our_own_failures_pass_the_border_as_they_are() -> None:
    with pytest.raises(IndexDamaged, match="ours"), tantivy_writing.border(EngineError):
        raise IndexDamaged("ours")


def test_the_readers_own_guards_keep_it_from_panicking(reader: StoreReader, capfd: pytest.CaptureFixture[str]) -> None:
    assert reader.search(All(), limit=0).total == 1
    assert reader.search(All(), limit=2**62).total == 1  # unguarded, this ends the process
    assert reader.search(All(), offset=2**62, limit=2**62).total == 1
    assert reader.search(Boost(Term("words_en", "one"), -1.0)).total == 1
    assert "panicked" not in capfd.readouterr().err


def test_a_directory_that_is_no_index_is_damage(store: Store, tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="search engine failed"):
        store.open(tmp_path)
    with pytest.raises(IndexDamaged, match="search engine failed"):
        store.extend(tmp_path)


def test_a_file_cut_short_is_damage_or_goes_unnoticed_but_never_something_else(store: Store, tmp_path: Path) -> None:
    write(store, tmp_path, *(IndexDocument(id=f"{n}", text=words(f"w{n}"), card="c" * n) for n in range(50)))
    for path in sorted(path for path in tmp_path.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        path.unlink()  # a thread of the library may look into the file that was: cut under its eyes, that is fatal
        path.write_bytes(whole[: len(whole) // 2])
        try:
            reader = store.open(tmp_path)
            reader.search(All(), facets=("kind",))
            reader.cards(list(reader.ids()))
        except EngineError:
            pass
        finally:
            path.unlink()
            path.write_bytes(whole)
    assert store.open(tmp_path).count() == 50


# Counting


def test_facet_values_are_counted_all_or_not_at_all(store: Store, tmp_path: Path) -> None:
    few, many = [f"p{number}" for number in range(20_000)], [f"p{number}" for number in range(66_000)]
    write(store, tmp_path, IndexDocument(id="a", facets={"person": few}))
    assert len(store.open(tmp_path).search(All(), facets=("person",)).facets["person"]) == 20_000
    write(store, tmp_path, IndexDocument(id="b", facets={"person": many}), extend=True)
    with pytest.raises(EngineError, match="bucket limit"):
        store.open(tmp_path).search(All(), facets=("person",))


# Files


def test_what_is_written_once_stays_as_it_was(store: Store, tmp_path: Path) -> None:
    write(store, tmp_path, *(IndexDocument(id=f"{n}", text=words(f"w{n}")) for n in range(20)))
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    write(store, tmp_path, IndexDocument(id="3", text=words("new")), extend=True)
    changed = {path.name for path, content in files.items() if path.exists() and path.read_bytes() != content}
    assert changed
    assert [name for name in changed if store.write_once(name)] == []
    assert {path.name for path in files if store.passing(path.name)} == {".tantivy-writer.lock", ".tantivy-meta.lock"}


def test_no_file_is_left_that_no_segment_needs(store: Store, tmp_path: Path) -> None:
    write(store, tmp_path)
    for number in range(25):  # enough for segments to be merged
        document = IndexDocument(id=f"{number % 7}", text=words(f"w{number}"), card="card", page="page")
        write(store, tmp_path, document, extend=True)
    assert store.open(tmp_path).count() == 7
    for directory in tmp_path.iterdir():
        meta = json.loads((directory / "meta.json").read_text(encoding="utf-8"))
        known = {segment["segment_id"].replace("-", "") for segment in meta["segments"]}
        found = {path.name.partition(".")[0] for path in directory.iterdir() if store.write_once(path.name)}
        assert len(known) < 10
        assert found == known


def segments(directory: Path) -> set[int]:
    """How many segments each index has."""
    return {len(json.loads((each / "meta.json").read_bytes())["segments"]) for each in directory.iterdir()}


def test_who_changes_one_document_does_not_wait_until_many_are_merged(store: Store, tmp_path: Path) -> None:
    write(store, tmp_path)
    for number in range(30):
        writer = store.extend(tmp_path)
        (before,) = segments(tmp_path)
        writer.upsert(IndexDocument(id=f"{number}", text=words("w"), card="card"))
        writer.finish()
        assert segments(tmp_path) == {before + 1}
        assert before < 7
    reader = store.open(tmp_path)
    assert (reader.count(), len(list(reader.ids()))) == (30, 30)


def test_after_a_long_session_there_is_nothing_left_to_merge(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, tmp_path)
    for number in range(6):
        write(store, tmp_path, IndexDocument(id=f"{number}", text=words("w")), extend=True)
    monkeypatch.setattr(tantivy_writing, "_MANY", 1)
    write(store, tmp_path, IndexDocument(id="6", text=words("w")), extend=True)
    assert segments(tmp_path) == {1}
    assert list(store.open(tmp_path).ids()) == list("0123456")


def test_documents_are_replaced_and_deleted_however_many_are_gathered(store: Store, tmp_path: Path) -> None:
    writer = store.create(tmp_path)
    for time in ("first", "second"):
        for number in range(100):
            writer.upsert(IndexDocument(id=f"{number:02}", text=words(time), card=time))
    writer.upsert(IndexDocument(id="03", text=words("third"), card="third"))
    writer.delete("04")
    writer.upsert(IndexDocument(id="05", card="third"))
    writer.delete("05")
    writer.finish()
    reader = store.open(tmp_path)
    assert list(reader.ids()) == [f"{number:02}" for number in range(100) if number not in {4, 5}]
    assert reader.search(Term("words_en", "first")).total == 0
    assert reader.search(Term("words_en", "second")).total == 97
    assert reader.cards(["03", "06"]) == ["third", "second"]


def test_what_makes_up_the_number_for_a_merge_is_never_seen(store: Store, tmp_path: Path) -> None:
    write(store, tmp_path)
    for number in range(7):
        write(store, tmp_path, IndexDocument(id=f"{number}", text=words("w")), extend=True)
    write(store, tmp_path, extend=True)
    reader = store.open(tmp_path)
    assert segments(tmp_path) == {1}
    assert (reader.count(), list(reader.ids())) == (7, list("0123456"))
    assert (reader.search(All(), facets=schema.FACET_FIELDS).total, reader.page(tantivy_writing._FILLER)) == (7, None)


def test_a_small_index_is_one_segment(store: Store, tmp_path: Path) -> None:
    write(store, tmp_path, *(IndexDocument(id=f"{n:03}", text=words("w " * 50), page="p" * 9_000) for n in range(300)))
    for directory in tmp_path.iterdir():
        assert len(list(directory.glob("*.store"))) == 1


def test_a_session_that_is_abandoned_leaves_the_index_as_it_was(store: Store, tmp_path: Path) -> None:
    write(store, tmp_path, IndexDocument(id="a", card="old"))
    writer = store.extend(tmp_path)
    writer.upsert(IndexDocument(id="a", card="new"))
    writer.upsert(IndexDocument(id="b"))
    writer.abandon()
    writer.abandon()
    reader = store.open(tmp_path)
    assert (list(reader.ids()), reader.cards(["a"])) == (["a"], ["old"])
    write(store, tmp_path, IndexDocument(id="b"), extend=True)  # and its lock is gone
    assert store.open(tmp_path).count() == 2


# Choosing


@pytest.mark.parametrize("name", NAMES)
def test_an_engine_is_opened_by_its_name(name: str) -> None:
    store = open_store(name)
    assert store.name == name
    assert store.version


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(KBError, match=", ".join(NAMES)) as caught:
        open_store("nothing")
    assert not isinstance(caught.value, EngineError)


def test_an_engine_that_is_not_installed_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "kb.engines.tantivy")
    monkeypatch.setitem(sys.modules, "tantivy", None)
    with pytest.raises(EngineUnavailable, match="tantivy is not installed"):
        open_store("tantivy")
