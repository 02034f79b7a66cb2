"""A pack names documents that are there, each once, and says why in every language."""

import json
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from kb.corpus import inspect, load
from kb.corpus.json_lines import Header, read, write
from kb.errors import CorpusError
from kb.model import Corpus, Pack, Text

GOOD = """\
    title: {sq: Për të rinjtë, sr: За младе, en: For young people}
    why: {sq: Sepse, sr: Зато, en: Because}
    documents: [ibm, allo-kosova]
    """


def put(folder: Path, text: str, name: str = "youth.yaml") -> None:
    (folder / "packs").mkdir(exist_ok=True)
    (folder / "packs" / name).write_text(dedent(text), encoding="utf-8")


def test_a_pack_is_read_and_its_file_names_it(folder: Path) -> None:
    put(folder, GOOD)
    assert load(folder).packs == (
        Pack(
            id="youth",
            title=Text(sq="Për të rinjtë", sr="За младе", en="For young people"),
            why=Text(sq="Sepse", sr="Зато", en="Because"),
            documents=("ibm", "allo-kosova"),
        ),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("allo-kosova", "ibm"), 'packs/youth.yaml:3:18: duplicate-id: "ibm" stands in this pack already'),
        (GOOD.replace(", en: Because", ""), 'packs/youth.yaml:2:6: missing-key: "en" is missing'),
        (GOOD.replace("why:", "reason:"), "missing-key"),
        (GOOD + "id: other\n", 'packs/youth.yaml:4:1: unknown-key: "id" is not a key here'),
        (GOOD.replace("[ibm, allo-kosova]", "ibm"), "packs/youth.yaml:3:12: wrong-type"),
        ("&a b", "yaml-anchor"),
    ],
)
def test_a_mistake_is_named_with_its_place(folder: Path, text: str, said: str) -> None:
    put(folder, text)
    found = [str(each) for each in inspect(folder)]
    assert any(said in each for each in found), found
    with pytest.raises(CorpusError):
        load(folder)


def test_a_document_that_is_not_there_is_named_and_keeps_nothing_from_being_published(folder: Path) -> None:
    put(folder, GOOD.replace("ibm,", "imb,"))
    (found,) = [each for each in inspect(folder) if "/packs/" in each.file]
    assert str(found).endswith(
        'packs/youth.yaml:3:13: pack-gap: there is no document "imb"; write the name of its folder'
    )
    assert not found.blocks
    assert load(folder).packs[0].documents == ("imb", "allo-kosova")


def test_what_is_no_pack_does_not_belong_there(folder: Path) -> None:
    put(folder, GOOD, "youth.yml")
    put(folder, GOOD, "Old Pack.yaml")
    assert sum(": unexpected: " in str(each) and "/packs/" in str(each) for each in inspect(folder)) == 2


def test_packs_travel_with_the_vocabulary_as_json_lines(folder: Path) -> None:
    put(folder, GOOD)
    corpus = load(folder)
    header = next(read(write(corpus)))
    assert isinstance(header, Header)
    assert header.packs == corpus.packs
    again = Corpus(documents=corpus.documents, concepts=header.concepts, notes=header.notes, packs=header.packs)
    assert list(write(again)) == list(write(corpus))


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        ({"id": "Not An Id"}, "bad-id"),
        ({"documents": ["a", "a"]}, "duplicate-id"),
        ({"extra": 1}, "unknown-key"),
        (None, "wrong-type"),
    ],
)
def test_a_pack_of_json_lines_may_be_wrong_too(folder: Path, pack: dict[str, object] | None, said: str) -> None:
    record = json.loads(next(iter(write(replace(load(folder), packs=())))))
    good = {"id": "a", "title": {"en": "A"}, "why": {"en": "B"}, "documents": ["nowhere"]}
    record["vocabulary"]["packs"] = [good | pack] if pack is not None else {"a": 1}
    with pytest.raises(CorpusError) as refused:
        list(read([json.dumps(record)]))
    assert said in str(refused.value.problems[0])
