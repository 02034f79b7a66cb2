"""A corpus written as JSON lines and read again is the same corpus."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.corpus import load
from kb.corpus.json_lines import Header, document_line, read, write
from kb.errors import CorpusError
from kb.model import KINDS, LANGUAGE_CODES, Document, Edition, Facts, Milestone, Source, Status, Text

TODAY = date(2026, 11, 24)
GOOD = {"id": "a", "kind": "article", "editions": {"en": {"title": "T", "body": "B"}}}


def given_by(*lines: bytes | str | dict[str, Any]) -> list[Header | Document]:
    return list(read([json.dumps(line) if isinstance(line, dict) else line for line in lines], today=TODAY))


def document(**changed: Any) -> Document:
    """The one document of a line that is as GOOD, but for what is ``changed``."""
    (found,) = given_by(GOOD | changed)
    assert isinstance(found, Document)
    return found


def problems(*lines: bytes | str | dict[str, Any]) -> list[str]:
    with pytest.raises(CorpusError) as refused:
        given_by(*lines)
    return [str(problem) for problem in refused.value.problems]


def test_what_is_read_is_what_was_written(stated: Path) -> None:
    corpus = load(stated, today=TODAY)
    header, *documents = read(write(corpus), today=TODAY)
    assert isinstance(header, Header)
    assert (header.concepts, header.notes, header.packs) == (corpus.concepts, corpus.notes, corpus.packs)
    assert tuple(documents) == corpus.documents


def test_written_again_it_is_the_same_to_the_byte(stated: Path) -> None:
    lines = list(write(load(stated, today=TODAY)))
    documents = [each for each in read(lines, today=TODAY) if isinstance(each, Document)]
    assert [document_line(each) for each in documents] == lines[1:]
    assert lines == list(write(load(stated, today=TODAY)))


def test_a_line_has_the_published_shape(folder: Path) -> None:
    record = json.loads(list(write(load(folder, today=TODAY)))[2])
    assert list(record) == [
        *("id", "kind", "date", "agreements", "places", "people", "outlet", "sources", "facts", "editions")
    ]
    assert record["facts"] == {
        "authors": ["edita-tahiri"],
        "original": "sq",
        "original_url": "https://example.org/allo",
    }
    assert list(record["editions"]["sq"]) == ["title", "summary", "body"]


def test_letters_are_not_escaped_and_nothing_is_spaced() -> None:
    line = document_line(document(editions={"sr": {"title": "Ђ", "body": "Ж"}}))
    assert line.endswith('"facts":{},"editions":{"sr":{"title":"Ђ","summary":"","body":"Ж"}}}\n')


def test_only_id_kind_and_a_body_must_be_there() -> None:
    found = document(editions={"sr": {"body": "Текст."}})
    assert found == Document(
        id="a", kind="article", facts=Facts(), editions={"sr": Edition(title="a", body="Текст.", summary="")}
    )


def test_without_a_title_the_first_heading_is_it() -> None:
    assert document(editions={"en": {"body": "Text.\n\n## A *heading*\n"}}).editions["en"].title == "A heading"


def test_a_source_may_be_plain_text() -> None:
    sources = document(sources=["A book", {"id": "s3", "title": "S"}, "A film"]).facts.sources
    assert sources == (Source(id="s1", title="A book"), Source(id="s3", title="S"), Source(id="s3x", title="A film"))


def test_unknown_ids_are_kept() -> None:
    facts = document(agreements=["no-such"], outlet="gazette", facts={"authors": ["x y"]}).facts
    assert (facts.agreements, facts.outlet, facts.authors) == (("no-such",), "gazette", ("x y",))


def test_nothing_said_is_as_nothing_there() -> None:
    assert document(date=None, agreements=None, facts=None, sources=None).facts == Facts()
    assert list(document(editions={"sq": None, "en": {"body": "B", "summary": None}}).editions) == ["en"]


def test_empty_lines_and_bytes_are_fine() -> None:
    line = json.dumps(GOOD).encode()
    assert len(given_by(b"\n", line + b"\r\n", b"", b"  \n")) == 1


def test_vocabulary_may_take_several_lines() -> None:
    def of(name: str) -> dict[str, Any]:
        return {"vocabulary": {"terms": [{"id": name, "en": {"label": name}}]}}

    header, *rest = given_by(of("a"), of("b"), GOOD)
    assert isinstance(header, Header)
    assert [concept.id for concept in header.concepts["term"]] == ["a", "b"]
    assert len(rest) == 1


def test_a_vocabulary_alone_is_given_too() -> None:
    (header,) = given_by({"vocabulary": {}})
    assert isinstance(header, Header)


def test_lines_are_read_one_at_a_time() -> None:
    taken = []

    def lines() -> Iterator[str]:
        for number in range(10):
            taken.append(number)
            yield json.dumps(GOOD | {"id": f"d{number}"})

    reading = read(lines(), today=TODAY)
    next(reading)
    assert taken == [0]


NOT_JSON = "bad-json: from here on this is not JSON; a line is one whole object"
HALF = "lone-surrogate: half a character (a lone surrogate) stands here; write the whole one"
DATE = "is no date; write YYYY, YYYY-MM or YYYY-MM-DD"


def line(**changed: Any) -> str:
    return json.dumps({key: value for key, value in (GOOD | changed).items() if value is not ...}, ensure_ascii=False)


WRONG: dict[str, tuple[str | bytes, list[str]]] = {
    "cut off": ('{"id": "a', [f"1:8: {NOT_JSON}"]),
    "two objects": ("{} {}", [f"1:4: {NOT_JSON}"]),
    "not a number of JSON": ('{"id": NaN}', ["1:8: bad-json: there is a number that cannot be read"]),
    "number without end": (f'{{"id": {"1" * 5000}}}', ["1:1: bad-json: there is a number that cannot be read"]),
    "brackets without end": (
        "[" * 100_000,
        ["1:1: too-deep: brackets inside brackets without end; write it more simply"],
    ),
    "not an object": ('["a"]', ["1:1: bad-json: a line is one whole object: {…}"]),
    "not UTF-8": (b'{"id": "\xc3\xa7\xff"}', ["1:10: encoding: the byte 0xFF is not UTF-8; save the file as UTF-8"]),
    "half a character, escaped": ('{"id": "\\u0041\\ud800"}', [f"1:15: {HALF}"]),
    "the other half, escaped": ('{"id": "\\udc00"}', [f"1:9: {HALF}"]),
    "half a character": ('{"id": "\ud800"}', [f"1:9: {HALF}"]),
    "key twice": ('{"id": "a", "id": "b"}', ['1:13: duplicate-key: "id" stands twice; keep one']),
    "unknown key": (
        '{"id": "a", "kinds": "article", "kind": "event", "editions": {"en": {"body": "B"}}}',
        ['1:13: unknown-key: "kinds" is not a key here; did you mean "kind"?'],
    ),
    "key that cannot be printed": (
        line(**{"a\n\x1b[1mb": 1}),
        [
            (
                '1:81: unknown-key: "a\\n\\x1b[1mb" is not a key here; the keys are id, kind, date, agreements, '
                "places, people, outlet, sources, facts, editions"
            )
        ],
    ),
    "half a key, twice": ('{"\\ud800": 1, "\\ud800": 2}', ['1:1: duplicate-key: "\\ud800" stands twice; keep one']),
    "deep facts": (
        line(facts=...).replace("}}}", '}}, "facts": {"notes": ' + "[" * 900 + "]" * 900 + "}}"),
        ["1:1: too-deep: brackets inside brackets without end; write it more simply"],
    ),
    "no id": (line(id=...), ['1:1: missing-key: "id" is missing; add it']),
    "id is a number": (line(id=5), ['1:8: bad-id: "id" must be text of letters, digits, hyphens and underscores']),
    "id with a slash": (line(id="a/b"), ['1:8: bad-id: "id" must be text of letters, digits, hyphens and underscores']),
    "empty id": (line(id=""), ['1:8: bad-id: "id" must be text of letters, digits, hyphens and underscores']),
    "no kind": (line(kind=...), ['1:1: missing-key: "kind" is missing; add it']),
    "unknown kind": (
        line(kind="news"),
        ['1:21: bad-choice: "kind" must be agreement, article, debate, event or publication'],
    ),
    "no editions": (line(editions=...), ['1:1: no-edition: there is no edition; add one with a "body"']),
    "empty editions": (line(editions={}), ['1:44: no-edition: there is no edition; add one with a "body"']),
    "editions in a list": (line(editions=[GOOD]), ['1:44: wrong-type: "editions" must have keys (sq, sr, en)']),
    "unknown language": (
        line(editions={"de": {"body": "B"}}),
        ['1:45: unknown-key: "de" is not a key here; the keys are sq, sr, en'],
    ),
    "no body": (
        line(editions={"sq": {"title": "T"}}),
        ['1:51: missing-key: "body" is missing; add the text in Markdown'],
    ),
    "blank body": (
        line(editions={"sq": {"body": " "}}),
        ['1:60: missing-key: "body" is missing; add the text in Markdown'],
    ),
    "body is a number": (line(editions={"sq": {"body": 5}}), ['1:60: wrong-type: "body" must be text, not a number']),
    "edition is text": (
        line(editions={"sq": "B"}),
        ['1:51: wrong-type: "sq" must have keys (title, summary, body, script, updated, revision), not be text'],
    ),
    "key of the machine": (
        line(editions={"sq": {"body": "B", "body_line": 3}}),
        ['1:65: unknown-key: "body_line" is not a key here; did you mean "body"?'],
    ),
    "bad script": (
        line(editions={"sr": {"body": "B", "script": "Latin"}}),
        ['1:75: bad-choice: "script" must be Latn or Cyrl'],
    ),
    "bad date": (line(date="5.3.2019"), [f'1:89: bad-date: "5.3.2019" {DATE}']),
    "empty date": (line(date=""), [f'1:89: bad-date: "" {DATE}']),
    "bad date inside": (
        line(facts={"timeline": [{"date": "2012-1", "text": {}}]}),
        [f'1:113: bad-date: "2012-1" {DATE}'],
    ),
    "bad day of updating": (
        line(editions={"sr": {"body": "B", "updated": "2026"}}),
        ['1:76: bad-date: "2026" is not a whole date; write YYYY-MM-DD'],
    ),
    "text for a list": (line(places="peja"), ['1:91: wrong-type: "places" must be a list, such as [a, b], not text']),
    "facts in a list": (line(facts=[]), ['1:90: wrong-type: "facts" must have keys, such as "timeline"']),
    "facts at the wrong place": (
        line(facts={"date": "2019"}),
        [
            '1:91: unknown-key: "date" is not a key here; did you mean "date_note"?',
        ],
    ),
    "unknown fact": (
        line(facts={"author": ["x"]}),
        ['1:91: unknown-key: "author" is not a key here; did you mean "authors"?'],
    ),
    "address that runs": (
        line(facts={"original_url": "javascript:alert(1)"}),
        ["1:107: bad-link: this is no web address; it begins with https:// or http:// and has no spaces"],
    ),
    "source without title": (line(sources=[{"id": "a"}]), ['1:93: missing-key: "title" is missing; add it']),
    "vocabulary in a list": (
        '{"vocabulary": []}',
        [
            (
                '1:16: wrong-type: "vocabulary" must have keys '
                "(agreements, terms, places, people, outlets, notes, renamed, packs)"
            )
        ],
    ),
    "unknown vocabulary": (
        '{"vocabulary": {"place": []}}',
        ['1:17: unknown-key: "place" is not a key here; did you mean "places"?'],
    ),
    "bad concept": (
        '{"vocabulary": {"places": [{"id": "peja", "sq": {"label": 5}}]}}',
        ['1:59: wrong-type: "label" must be text, not a number'],
    ),
    "something beside the vocabulary": (
        '{"vocabulary": {}, "id": "a"}',
        ['1:20: unknown-key: "id" is not a key here; the keys are vocabulary'],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_line_is_reported_where_it_is_wrong(name: str) -> None:
    wrong, expected = WRONG[name]
    assert problems(wrong) == [f"-:{each}" for each in expected]


def test_every_wrong_line_is_reported() -> None:
    assert problems("{", GOOD, "[]", GOOD | {"id": "b", "kind": "x"}, GOOD) == [
        f"-:1:2: {NOT_JSON}",
        "-:3:1: bad-json: a line is one whole object: {…}",
        '-:4:21: bad-choice: "kind" must be agreement, article, debate, event or publication',
        '-:5:8: duplicate-id: "a" has come on a line before; keep one',
    ]


def test_several_mistakes_of_a_line_are_all_reported() -> None:
    assert problems(line(id="a b", date="x", places="p")) == [
        '-:1:8: bad-id: "id" must be text of letters, digits, hyphens and underscores',
        f'-:1:91: bad-date: "x" {DATE}',
        '-:1:106: wrong-type: "places" must be a list, such as [a, b], not text',
    ]


def test_nothing_is_given_after_the_first_mistake() -> None:
    reading = read([line(), "{", line(id="b")], name="in.jsonl", today=TODAY)
    assert isinstance(next(reading), Document)
    with pytest.raises(CorpusError) as refused:
        next(reading)
    assert [problem.file for problem in refused.value.problems] == ["in.jsonl"]


def test_the_vocabulary_comes_first() -> None:
    assert problems(GOOD, {"vocabulary": {}}) == [
        '-:2:2: late-vocabulary: "vocabulary" stands after documents; put it on the first line'
    ]


def test_a_concept_may_come_only_once() -> None:
    vocabulary = {"vocabulary": {"terms": [{"id": "a"}]}}
    assert problems(vocabulary, vocabulary) == ['-:2:26: duplicate-id: "a" has come on a line before; keep one']


def test_a_thousand_problems_are_enough() -> None:
    found = problems(*["{"] * 5_000)
    assert len(found) == 1_001
    assert found[-1] == "-:1001:1: too-many: there are 1,000 problems or more; from here on nothing was read"


def test_an_edition_has_its_limit() -> None:
    with pytest.raises(CorpusError) as refused:
        list(read([line(editions={"en": {"body": "ж" * 60}})], edition_bytes=100, today=TODAY))
    assert str(refused.value.problems[0]) == '-:1:60: too-big: "body" is longer than 100 bytes'


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
bodies = words.filter(str.strip)
names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True)
dates = st.dates(date(1900, 1, 1), date(2030, 1, 1)).flatmap(
    lambda day: st.sampled_from([f"{day}", f"{day}"[:7], f"{day}"[:4]])
)
texts = st.builds(Text, sq=st.none() | words, sr=st.none() | words, en=st.none() | words)
many = st.lists(words, max_size=3).map(tuple)
facts = st.builds(
    Facts,
    revision=st.integers(1, 10**30),
    date=st.none() | dates,
    date_note=st.none() | texts,
    agreements=many,
    authors=many,
    people=many,
    places=many,
    outlet=st.none() | words,
    original=st.none() | st.sampled_from(LANGUAGE_CODES),
    original_url=st.none() | words.map(lambda word: "https://example.org/" + "".join(word.split())),
    notes=st.lists(texts, max_size=2).map(tuple),
    status=st.none() | st.builds(Status, text=texts, as_of=st.none() | dates, sources=many),
    timeline=st.lists(st.builds(Milestone, date=dates, text=texts, sources=many), max_size=2).map(tuple),
    sources=st.lists(st.builds(Source, id=names, title=words, year=st.none() | words), max_size=2).map(tuple),
)
editions = st.dictionaries(
    st.sampled_from(LANGUAGE_CODES),
    st.builds(
        Edition,
        title=words,
        summary=st.just("") | words,
        body=bodies,
        script=st.sampled_from([None, "Latn", "Cyrl"]),
        updated=st.none() | st.dates(date(2000, 1, 1), TODAY).map(str),
        revision=st.integers(1, 99),
    ),
    min_size=1,
)
documents = st.builds(Document, id=names, kind=st.sampled_from(KINDS), facts=facts, editions=editions)


@settings(deadline=None)
@given(st.lists(documents, max_size=3, unique_by=lambda document: document.id))
def test_any_documents_come_back_as_they_were(written: Iterable[Document]) -> None:
    lines = [document_line(document) for document in written]
    found = list(read("".join(lines).encode().splitlines(keepends=True), today=TODAY))
    assert found == list(written)
    assert [document_line(each) for each in found if isinstance(each, Document)] == lines


@settings(deadline=None)
@given(st.lists(st.text(max_size=40) | st.binary(max_size=40), max_size=4))
def test_any_lines_are_read_or_refused(lines: list[bytes | str]) -> None:
    found: list[Header | Document] = []
    with suppress(CorpusError):
        found += read(lines, today=TODAY)
    assert all(isinstance(each, Header | Document) for each in found)
