"""Does an engine do what the contract says? Every answer is compared with one found by looking at every document."""

import os
import random
import socket
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from kb import schema
from kb.engines.contract import (
    All,
    And,
    AnyOf,
    Best,
    Boost,
    Constant,
    Dates,
    Engine,
    Generation,
    IndexDocument,
    Not,
    Or,
    Page,
    Phrase,
    Query,
    Reader,
    Sort,
    StoreReader,
    Term,
)
from kb.errors import EngineError, IndexMissing, WriterBusy

EVERYTHING = 1_000
WORDS = schema.WORDS["en"]
SQ = schema.ANALYSED["sq"][2]
QUERIES: dict[str, Query] = {
    "term": Term(WORDS, "border"),
    "term, Cyrillic": Term(SQ, "споразум"),
    "term, with a sign": Term(WORDS, "=Border"),
    "term, case counts": Term(WORDS, "Border"),
    "term of a facet": Term("agreement", "ibm"),
    "term of a facet, with spaces": Term("outlet", "Zëri i Popullit"),
    "term of a facet, a part of it": Term("outlet", "Zëri"),
    "term that no document has": Term(WORDS, "nothing"),
    "empty term": Term(WORDS, ""),
    "phrase": Phrase(WORDS, ("licence", "plates")),
    "phrase of one word twice": Phrase(SQ, ("targa", "targa")),
    "phrase of three": Phrase(SQ, ("ta", "x", "ibm")),
    "phrase in the other order": Phrase(WORDS, ("plates", "licence")),
    "phrase of words that no document has": Phrase(WORDS, ("no", "where")),
    "any of": AnyOf(SQ, {"targa": 2.0, "targat": 1.0, "nothing": 0.5}),
    "any of one": AnyOf(SQ, {"targa": 2.0}),
    "any of none": AnyOf(SQ, {}),
    "any of a facet": AnyOf("kind", {"article": 1.0, "debate": 2.0}),
    "any of many": AnyOf(SQ, {f"expanded{number}": 1.0 for number in range(500)} | {"x": 1.0}),
    "best": Best((Term(WORDS, "border"), Phrase(SQ, ("targa", "x")))),
    "best of none": Best(()),
    "boost": Boost(Term(WORDS, "border"), 3.0),
    "boost by nothing": Boost(Term(WORDS, "border"), 0.0),
    "constant": Constant(Term(WORDS, "border"), 3.0),
    "and": And((Term(WORDS, "border"), Term(SQ, "targa"))),
    "and of one": And((Term(WORDS, "border"),)),
    "and of none": And(()),
    "and, not": And((Term(WORDS, "border"), Not(Term(SQ, "targa")))),
    "and, only not": And((Not(Term(WORDS, "border")), Not(Term(SQ, "targa")))),
    "or": Or((Term(WORDS, "border"), Term(SQ, "targa"))),
    "or of one": Or((Term(WORDS, "border"),)),
    "or of none": Or(()),
    "or, not": Or((Term(WORDS, "border"), Not(Term(SQ, "targa")))),
    "or, only not": Or((Not(Term(WORDS, "border")),)),
    "not": Not(Term(WORDS, "border")),
    "not, not": Not(Not(Term(WORDS, "border"))),
    "not a facet": Not(Term("kind", "article")),
    "not all": Not(All()),
    "best of not": Best((Not(Term(WORDS, "border")), Term(WORDS, "border"))),
    "all": All(),
}


def ids(page: Page) -> list[str]:
    return [match.id for match in page.matches]


def publish(engine: Engine, documents: Iterable[IndexDocument], *, full: bool = False) -> Generation:
    with engine.writer(full=full) as writer:
        for document in documents:
            writer.upsert(document)
        return writer.commit()


def tree(dice: random.Random, depth: int = 3) -> Query:
    """A query of any shape."""
    field = dice.choice((*schema.TEXT_FIELDS, *schema.FACET_FIELDS))
    text_field = dice.choice(schema.TEXT_FIELDS)
    words = ("targa", "ta", "x", "ibm", "=targë", "споразум", "border", "article", "en", schema.BREAK, "nothing")
    below = [tree(dice, depth - 1) for _ in range(dice.randint(0, 3))] if depth else []
    one = below[0] if below else All()
    return dice.choice(
        (
            Term(field, dice.choice(words)),
            Phrase(text_field, tuple(dice.choices(words, k=dice.randint(2, 3)))),
            AnyOf(field, {word: dice.random() for word in dice.sample(words, dice.randint(0, 4))}),
            *(Best(tuple(below)), Or(tuple(below)), And(tuple(below)), Not(one), Boost(one, 2.0), Constant(one, 3.0)),
        )
    )


# What is found


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_finds_the_right_documents(name: str, reader: Reader, brute_force: StoreReader) -> None:
    page, right = (each.search(QUERIES[name], limit=EVERYTHING) for each in (reader, brute_force))
    assert (sorted(ids(page)), page.total) == (ids(right), right.total)


@pytest.mark.parametrize("seed", range(10))
def test_any_search_has_the_right_documents_total_and_counts(
    seed: int, reader: Reader, brute_force: StoreReader, documents: list[IndexDocument]
) -> None:
    dice = random.Random(seed)
    for _ in range(40):
        values = {
            name: [*each.facets.get(name, ())] for each in dice.sample(documents, 2) for name in schema.FACET_FIELDS
        }
        filters = {name: values[name] for name in dice.sample(schema.FACET_FIELDS, dice.randint(0, 2))}
        facets = dice.sample(schema.FACET_FIELDS, dice.randint(0, 4))
        dates = dice.choice(
            (None, None, Dates(), Dates(20130419, 20130419), Dates(first=20150101), Dates(last=20121231))
        )
        query = tree(dice)
        page, right = (
            each.search(query, filters=filters, dates=dates, facets=facets, limit=EVERYTHING)
            for each in (reader, brute_force)
        )
        asked = (query, filters, dates)
        assert sorted(ids(page)) == ids(right), asked
        assert page.total == right.total, asked
        assert page.facets == right.facets, asked


def test_a_phrase_does_not_cross_the_break_between_title_summary_and_body(engine: Engine) -> None:
    text = f"one two {schema.BREAK} three four"
    publish(engine, [IndexDocument(id="a", text={WORDS: text})])
    reader = engine.reader()
    assert reader.search(Phrase(WORDS, ("one", "two"))).total == 1
    assert reader.search(Phrase(WORDS, ("three", "four"))).total == 1
    assert reader.search(Phrase(WORDS, ("two", "three"))).total == 0


def test_a_term_ends_at_a_space_and_nowhere_else(engine: Engine) -> None:
    terms = ("no\u00a0break", "thin\u2009space", "a-b.c", "x/y", "nul\x00", "\U0001f600", "İ", "e\u0301")
    publish(engine, [IndexDocument(id="a", text={WORDS: " ".join(terms)})])
    reader = engine.reader()
    assert [term for term in terms if reader.search(Term(WORDS, term)).total != 1] == []
    assert [term for term, _ in reader.terms(WORDS, "", 99)] == sorted(terms)


def test_a_phrase_of_one_term_is_refused() -> None:
    with pytest.raises(ValueError, match="two terms"):
        Phrase(WORDS, ("one",))


# Filters, facets, dates


def test_filters_are_or_within_a_facet_and_and_across(reader: Reader, brute_force: StoreReader) -> None:
    filters = {"agreement": ("ibm", "justice-2015"), "kind": ("article",)}
    page, right = (each.search(All(), filters=filters, limit=EVERYTHING) for each in (reader, brute_force))
    assert sorted(ids(page)) == ids(right)
    assert 0 < page.total < brute_force.search(All(), filters={"kind": ("article",)}).total


def test_a_filter_of_no_value_leaves_no_document(reader: Reader) -> None:
    assert reader.search(All(), filters={"kind": ()}).total == 0


def test_a_facets_counts_ignore_its_own_filter_and_no_other(reader: Reader, brute_force: StoreReader) -> None:
    filters = {"agreement": ("ibm",), "kind": ("article",)}
    page, right = (each.search(All(), filters=filters, facets=schema.FACET_FIELDS) for each in (reader, brute_force))
    assert page.facets == right.facets
    assert list(page.facets) == list(schema.FACET_FIELDS)
    assert set(page.facets["kind"]) == {"agreement", "article", "debate"}


def test_no_value_of_a_facet_is_cut(reader: Reader, brute_force: StoreReader) -> None:
    counts = reader.search(All(), facets=("person",)).facets["person"]
    assert len(counts) == 30
    assert counts == brute_force.search(All(), facets=("person",)).facets["person"]


def test_filters_and_dates_do_not_change_scores(reader: Reader) -> None:
    query = Or((Term(WORDS, "border"), Term(SQ, "targa")))
    scores = {match.id: match.score for match in reader.search(query, limit=EVERYTHING).matches}
    left = reader.search(query, filters={"kind": ("article",)}, dates=Dates(), limit=EVERYTHING).matches
    assert left
    assert all(match.score == pytest.approx(scores[match.id]) for match in left)


@pytest.mark.parametrize(
    "dates",
    [
        Dates(),
        Dates(20130419, 20130419),
        Dates(20130401, 20130401),
        Dates(20130430, 20130430),
        Dates(20130501, 20130501),
        Dates(first=20110701, last=20110701),
        Dates(first=20160229),
        Dates(first=20160301),
        Dates(last=20101231),
        Dates(first=20150101, last=20140101),
    ],
)
def test_dates_match_any_overlap_and_never_what_is_undated(
    dates: Dates, reader: Reader, brute_force: StoreReader, documents: list[IndexDocument]
) -> None:
    page, right = (each.search(All(), dates=dates, limit=EVERYTHING) for each in (reader, brute_force))
    assert sorted(ids(page)) == ids(right)
    assert not {document.id for document in documents if document.dates is None} & set(ids(page))


# Order and pages


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize("query", [All(), QUERIES["or"]], ids=["all", "some"])
def test_by_date_the_order_is_that_of_the_keys(
    sort: Sort, query: Query, reader: Reader, brute_force: StoreReader
) -> None:
    page, right = (each.search(query, sort=sort, limit=EVERYTHING) for each in (reader, brute_force))
    assert ids(page) == ids(right)


def test_newest_is_the_reverse_of_oldest_and_what_is_undated_comes_last_both_ways(
    reader: Reader, documents: list[IndexDocument]
) -> None:
    undated = {document.id for document in documents if document.dates is None}
    newest, oldest = (ids(reader.search(All(), sort=sort, limit=EVERYTHING)) for sort in ("newest", "oldest"))
    dated = len(documents) - len(undated)
    assert newest[:dated] == oldest[:dated][::-1]
    assert set(newest[dated:]) == set(oldest[dated:]) == undated


def test_one_day_is_in_order_of_ids(engine: Engine) -> None:
    names = ["b", "a", "ć", "B", "c", "10", "9"]
    keys = {name: schema.sort_keys("2013-04-19", name) for name in names}
    publish(engine, [IndexDocument(id=name, oldest=keys[name][0], newest=keys[name][1]) for name in names])
    assert ids(engine.reader().search(All(), sort="oldest")) == sorted(names)
    assert ids(engine.reader().search(All(), sort="newest")) == sorted(names, reverse=True)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_together_are_the_whole(sort: Sort, reader: Reader) -> None:
    query = QUERIES["or"]
    whole = reader.search(query, sort=sort, limit=EVERYTHING)
    pages = [reader.search(query, sort=sort, offset=at, limit=7) for at in range(0, whole.total + 7, 7)]
    found = [each for page in pages for each in ids(page)]
    assert {page.total for page in pages} == {whole.total}
    assert sorted(found) == sorted(ids(whole))
    assert sort == "relevance" or found == ids(whole)


def test_by_relevance_scores_fall_and_equal_scores_come_in_order_of_ids(reader: Reader) -> None:
    for query in (All(), Constant(Term(WORDS, "border"), 2.0), QUERIES["or"]):
        for offset in (0, 5):
            matches = reader.search(query, offset=offset, limit=20).matches
            assert list(matches) == sorted(matches, key=lambda match: (-match.score, match.id))


def test_no_limit_gives_counts_only(reader: Reader, brute_force: StoreReader) -> None:
    for sort in ("relevance", "newest"):
        page = reader.search(QUERIES["or"], facets=("kind",), sort=sort, offset=3, limit=0)
        right = brute_force.search(QUERIES["or"], facets=("kind",), limit=0)
        assert (page.matches, page.total, page.facets) == ((), right.total, right.facets)


def test_a_window_beyond_the_end_is_empty_however_large(reader: Reader) -> None:
    assert reader.search(All(), offset=10**15, limit=10) == Page((), 200)
    assert reader.search(All(), offset=195, limit=10**15).total == 200
    assert len(reader.search(All(), sort="newest", offset=195, limit=10**15).matches) == 5


@pytest.mark.parametrize("window", [{"offset": -1}, {"limit": -1}])
def test_a_window_below_zero_is_refused(window: dict[str, int], reader: Reader) -> None:
    with pytest.raises(ValueError, match="below zero"):
        reader.search(All(), offset=window.get("offset", 0), limit=window.get("limit", 10))


def test_scores_are_put_together_as_the_contract_says(engine: Engine) -> None:
    publish(engine, [IndexDocument(id="a", text={WORDS: "one two"})])
    two, three = Constant(Term(WORDS, "one"), 2.0), Constant(Term(WORDS, "two"), 3.0)
    nothing = Constant(Term(WORDS, "nothing"), 5.0)
    expected: list[tuple[Query, float]] = [
        (All(), 1.0),
        (two, 2.0),
        (Boost(two, 3.0), 6.0),
        (Best((two, three, nothing)), 3.0),
        (And((two, three)), 5.0),
        (And((two, Not(nothing))), 2.0),
        (Or((two, three, nothing)), 5.0),
        (Constant(Or((two, three)), 7.0), 7.0),
    ]
    reader = engine.reader()
    for query, score in expected:
        assert reader.search(query).matches[0].score == pytest.approx(score), query


def test_any_of_counts_its_best_term_only(engine: Engine) -> None:
    publish(engine, [IndexDocument(id="a", text={WORDS: "one two"}), IndexDocument(id="b", text={WORDS: "one x"})])
    reader = engine.reader()
    alone = reader.search(AnyOf(WORDS, {"one": 2.0})).matches
    both = reader.search(AnyOf(WORDS, {"one": 2.0, "two": 0.001})).matches
    assert [match.score for match in both] == pytest.approx([match.score for match in alone])
    assert alone[0].score == pytest.approx(2 * reader.search(Term(WORDS, "one")).matches[0].score)


# What is kept


def test_cards_and_pages_are_kept_byte_for_byte(reader: Reader, documents: list[IndexDocument]) -> None:
    assert reader.cards([document.id for document in documents]) == [document.card for document in documents]
    assert [reader.page(document.id) for document in documents] == [document.page for document in documents]


def test_cards_come_in_the_order_asked_for(reader: Reader, documents: list[IndexDocument]) -> None:
    first, second = documents[3], documents[1]
    assert reader.cards([first.id, second.id, first.id]) == [first.card, second.card, first.card]
    assert reader.cards([]) == []


def test_an_unknown_id_has_neither_card_nor_page(reader: Reader, documents: list[IndexDocument]) -> None:
    with pytest.raises(KeyError, match="nobody"):
        reader.cards([documents[0].id, "nobody"])
    assert reader.page("nobody") is None


def test_ids_are_all_there_in_order(reader: Reader, brute_force: StoreReader) -> None:
    assert list(reader.ids()) == list(brute_force.ids())


def test_the_generation_says_what_it_is(reader: Reader, engine_name: str) -> None:
    assert (reader.generation.documents, reader.generation.engine) == (200, engine_name)


@pytest.mark.parametrize("prefix", ["", "t", "ta", "targ", "=", "=t", "спо", "plates", "nothing", schema.BREAK])
def test_terms_come_in_order_with_their_number_of_documents(
    prefix: str, reader: Reader, brute_force: StoreReader
) -> None:
    for field in schema.TEXT_FIELDS:
        for limit in (0, 1, 3, 100):
            assert reader.terms(field, prefix, limit) == brute_force.terms(field, prefix, limit)


def test_terms_count_no_document_that_is_gone(engine: Engine) -> None:
    publish(engine, [IndexDocument(id=id_, text={WORDS: f"shared only-{id_}"}) for id_ in "abc"])
    with engine.writer() as writer:
        writer.delete("a")
        writer.upsert(IndexDocument(id="b", text={WORDS: "shared"}))
        writer.commit()
    assert engine.reader().terms(WORDS, "", 9) == [("only-c", 1), ("shared", 2)]


def test_what_is_attached_is_kept_carried_over_and_replaced(engine: Engine) -> None:
    with engine.writer() as writer:
        writer.attach("site.json", b"{}")
        writer.attach("other", b"\x00\xff")
        writer.commit()
    before = engine.reader()
    with engine.writer() as writer:
        writer.attach("site.json", b"twice")
        writer.attach("site.json", b"new")
        writer.commit()
    after = engine.reader()
    assert (before.attached("site.json"), before.attached("other")) == (b"{}", b"\x00\xff")
    assert (after.attached("site.json"), after.attached("other")) == (b"new", b"\x00\xff")
    assert after.attached("nothing") is None


@pytest.mark.parametrize("name", ["", ".", "..", "../site.json", "a/b", "/etc/passwd", ".hidden"])
def test_only_a_plain_name_can_be_attached(name: str, engine: Engine) -> None:
    with engine.writer() as writer, pytest.raises(ValueError, match="plain file name"):
        writer.attach(name, b"")


# Writing


def test_an_index_of_nothing_answers(engine: Engine) -> None:
    publish(engine, [])
    reader = engine.reader()
    for sort in ("relevance", "newest"):
        assert reader.search(All(), facets=("kind",), sort=sort) == Page((), 0, {"kind": {}})
    assert (list(reader.ids()), reader.terms(WORDS, "", 9), reader.generation.documents) == ([], [], 0)


def test_a_document_given_twice_is_there_once(engine: Engine, documents: list[IndexDocument]) -> None:
    first = documents[1]
    second = replace(first, text={WORDS: "replaced"}, facets={}, dates=None, card="new", page="newer")
    publish(engine, [first, first, second])
    for _ in range(2):
        reader = engine.reader()
        assert ids(reader.search(All())) == [first.id]
        assert reader.search(Term(WORDS, "replaced"), facets=("kind",)) == replace(
            reader.search(Term(WORDS, "replaced")), facets={"kind": {}}
        )
        assert reader.terms(WORDS, "", 9) == [("replaced", 1)]
        assert (reader.cards([first.id]), reader.page(first.id)) == (["new"], "newer")
        publish(engine, [first, second])


def test_what_is_deleted_is_gone_and_may_come_back(engine: Engine, documents: list[IndexDocument]) -> None:
    one, two = documents[1:3]
    publish(engine, [one, two])
    with engine.writer() as writer:
        writer.delete(one.id)
        writer.delete("nobody")
        writer.commit()
    reader = engine.reader()
    assert list(reader.ids()) == ids(reader.search(All())) == [two.id]
    assert reader.page(one.id) is None
    with engine.writer() as writer:
        writer.upsert(one)
        writer.delete(one.id)
        writer.upsert(one)
        writer.commit()
    assert engine.reader().cards([one.id, two.id]) == [one.card, two.card]


def test_a_reader_is_a_snapshot(engine: Engine, documents: list[IndexDocument]) -> None:
    publish(engine, documents[:5])
    before = engine.reader()
    assert engine.current() == before.generation.id
    for number in range(4):  # more generations than are kept
        with engine.writer(full=number == 1) as writer:
            writer.delete(documents[0].id)
            writer.upsert(documents[10 + number])
            writer.commit()
    assert before.search(All()).total == before.generation.documents == 5
    assert before.cards([documents[0].id]) == [documents[0].card]
    assert list(before.ids()) == sorted(document.id for document in documents[:5])
    assert engine.current() == engine.reader().generation.id != before.generation.id


def test_a_second_writer_is_refused_and_told_who_writes(engine: Engine) -> None:
    with engine.writer() as writer:
        with pytest.raises(WriterBusy) as caught, engine.writer():
            raise AssertionError("two writers")
        assert str(os.getpid()) in str(caught.value)
        assert socket.gethostname() in str(caught.value)
        writer.commit()
    with engine.writer() as writer:
        assert writer.full is False


def test_nothing_shows_before_it_is_published_nor_if_it_never_is(
    engine: Engine, documents: list[IndexDocument]
) -> None:
    with engine.writer() as writer:
        writer.upsert(documents[0])
    assert engine.current() is None
    with pytest.raises(IndexMissing, match='run "kb index"'):
        engine.reader()
    published = publish(engine, documents[:2])
    with pytest.raises(RuntimeError, match="in between"), engine.writer() as writer:  # noqa: PT012
        writer.delete(documents[0].id)
        writer.attach("site.json", b"{}")
        raise RuntimeError("in between")
    assert engine.reader().generation == published
    assert engine.reader().search(All()).total == 2
    assert engine.check(deep=True) == []


def test_a_session_that_is_over_takes_nothing_more(engine: Engine, documents: list[IndexDocument]) -> None:
    with engine.writer() as writer:
        writer.commit()
        with pytest.raises(ValueError, match="over"):
            writer.upsert(documents[0])


# Equal contents


def test_the_digest_is_that_of_the_contents_in_whatever_order_they_came(
    engine: Engine, documents: list[IndexDocument], dice: random.Random
) -> None:
    first = publish(engine, documents, full=True)
    again = publish(engine, dice.sample(documents, len(documents)), full=True)
    fewer = publish(engine, documents[1:], full=True)
    assert first.id < again.id
    assert first.digest == again.digest != fewer.digest


@pytest.mark.parametrize("part", ["card", "page"])
def test_the_digest_changes_with_what_is_kept(part: str, engine: Engine, documents: list[IndexDocument]) -> None:
    change: dict[str, Callable[[IndexDocument], IndexDocument]] = {
        "card": lambda document: replace(document, card=document.card + "."),
        "page": lambda document: replace(document, page=document.page + "."),
    }
    before = publish(engine, documents[:3])
    after = publish(engine, [change[part](documents[0])])
    assert before.digest != after.digest
    with engine.writer() as writer:
        writer.upsert(documents[0])
        writer.attach("site.json", b"{}")
        assert writer.commit().digest not in (before.digest, after.digest)


def test_many_small_steps_lead_to_the_same_as_one(
    engine: Engine,
    documents: list[IndexDocument],
    dice: random.Random,
    answers: Callable[[Iterable[IndexDocument]], StoreReader],
) -> None:
    now = {document.id: document for document in documents[:50]}
    publish(engine, now.values())
    for step in range(12):
        with engine.writer() as writer:
            for gone in dice.sample(sorted(now), 3):
                writer.delete(gone)
                del now[gone]
            for each in dice.sample(documents, 6):
                now[each.id] = replace(
                    each, page=f"{each.page}{step}", text={**each.text, WORDS: f"step-{step} border"}
                )
                writer.upsert(now[each.id])
            assert not writer.full
            stepped = writer.commit()
    reader, right = engine.reader(), answers(now.values())
    assert list(reader.ids()) == list(right.ids())
    assert reader.terms(WORDS, "", EVERYTHING) == right.terms(WORDS, "", EVERYTHING)
    for query in QUERIES.values():
        for sort in ("newest", "oldest"):
            page, expected = (
                each.search(
                    query, filters={"kind": ("article",)}, facets=schema.FACET_FIELDS, sort=sort, limit=EVERYTHING
                )
                for each in (reader, right)
            )
            assert (ids(page), page.total, page.facets) == (ids(expected), expected.total, expected.facets)
    assert engine.check(deep=True) == []
    once = publish(engine, now.values(), full=True)
    assert (once.digest, once.documents) == (stepped.digest, stepped.documents)


# What an engine does not have


@pytest.mark.parametrize(
    "query",
    [
        Term("nothing", "x"),
        Term("id", "x"),
        Phrase("nothing", ("x", "y")),
        Phrase("kind", ("x", "y")),
        AnyOf("nothing", {"x": 1.0}),
        And((All(), Not(Term("nothing", "x")))),
        Boost(Constant(Best((Or((Term("nothing", "x"),)),)), 1.0), 1.0),
    ],
)
def test_an_unknown_field_is_refused(query: Query, reader: Reader) -> None:
    with pytest.raises(ValueError, match="no field"):
        reader.search(query)


def test_an_unknown_facet_is_refused(reader: Reader) -> None:
    for facets, filters in ((("nothing",), {}), ((), {"nothing": ("x",)}), (("words_en",), {}), ((), {"id": ("x",)})):
        with pytest.raises(ValueError, match="no facet"):
            reader.search(All(), facets=facets, filters=filters)
    for name in ("nothing", "kind", "id"):
        with pytest.raises(ValueError, match="no text field"):
            reader.terms(name, "", 1)


def test_an_unknown_field_of_a_document_is_refused(engine: Engine) -> None:
    with engine.writer() as writer:
        with pytest.raises(ValueError, match="nothing"):
            writer.upsert(IndexDocument(id="a", text={"nothing": "x"}))
        with pytest.raises(ValueError, match="words_en"):
            writer.upsert(IndexDocument(id="a", facets={"words_en": ["x"]}))


def test_failures_are_ours(reader: Reader) -> None:
    with pytest.raises((ValueError, EngineError)):
        reader.search(Term(WORDS, "\ud800"))
