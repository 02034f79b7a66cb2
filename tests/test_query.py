import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QueryError
from kb.query import Phrase, Query, Word, parse


def shape(query: Query) -> tuple[list[str], list[str]]:
    def say(node: Word | Phrase) -> str:
        return f'"{node.text}"' if isinstance(node, Phrase) else node.token.text

    return [say(node) for node in query.wanted], [say(node) for node in query.unwanted]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("", [], []),
        ("targa", ["targa"], []),
        ("  licence   plates ", ["licence", "plates"], []),
        ('"licence plates" 2016', ['"licence plates"', "2016"], []),
        ("„registarske tablice“", ['"registarske tablice"'], []),
        ("«targat e reja»", ['"targat e reja"'], []),
        ("“one” two", ['"one"', "two"], []),
        ("customs -stamp", ["customs"], ['"stamp"']),
        ('customs -"customs stamp"', ["customs"], ['"customs stamp"']),
        ("Kosovo*", ["Kosovo"], []),
        ("Kosovo-Serbia", ["Kosovo", "Serbia"], []),
        ("MIK-ut", ["MIK-ut"], []),
        ('"unfinished business', ["unfinished", "business"], []),
        ("- -- ( ) AND: ~^*?", ["AND"], []),
        ('""', [], []),
        ("-", [], []),
    ],
)
def test_a_text_becomes_words_and_phrases(text: str, wanted: list[str], unwanted: list[str]) -> None:
    assert shape(parse(text, characters=300, words=32)) == (wanted, unwanted)


@given(st.text(max_size=300))
def test_nothing_a_reader_types_is_an_error(text: str) -> None:
    parse(text, characters=300, words=300)


def test_a_text_that_is_too_long_says_how_long_it_may_be() -> None:
    with pytest.raises(QueryError, match="300 characters"):
        parse("a" * 301, characters=300, words=32)


def test_too_many_words_say_how_many_there_may_be() -> None:
    with pytest.raises(QueryError, match="32 words"):
        parse("a " * 33, characters=300, words=32)
    with pytest.raises(QueryError, match="32 words"):
        parse('"' + "a " * 33 + '"', characters=300, words=32)
