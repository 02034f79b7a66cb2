import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.config import root
from kb.errors import QueryError
from kb.i18n import VIEWS, load_catalogues
from kb.languages import fold, normalise, to_latin
from kb.query import FIELDS, NOTES, All, Any, Known, Node, Not, OneOf, Phrase, Prefix, Query, Word, parse
from kb.web.presenting import FACET_NAMES


def say(node: Node) -> str:  # noqa: PLR0911  one case for each kind of node
    """A node on one line."""
    match node:
        case Word(token):
            return token.text
        case Prefix(token):
            return f"{token.text}*"
        case Phrase():
            return f'"{node.text}"'
        case OneOf(facet, values):
            return f"{facet}:{'|'.join(values)}"
        case Not(inner):
            return f"-{say(inner)}"
        case All(nodes):
            return f"({' '.join(map(say, nodes))})"
        case Any(nodes):
            return f"({' | '.join(map(say, nodes))})"


def values(facet: str, text: str) -> tuple[str, ...]:
    return (
        (text.lower(),) if (facet, text.lower()) in {("agreement", "ibm"), ("year", "2019"), ("place", "peja")} else ()
    )


KNOWN = Known(values=values, starred=lambda token: token.word == "kosovo")


def read(text: str) -> Query:
    return parse(text, characters=300, words=32, known=KNOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("targa", ["targa"]),
        ("  licence   plates ", ["licence", "plates"]),
        ('"licence plates" 2016', ['"licence plates"', "2016"]),
        ("„registarske tablice“", ['"registarske tablice"']),
        ("«targat e reja»", ['"targat e reja"']),
        ("“one” two", ['"one"', "two"]),
        ("customs -stamp", ["customs", '-"stamp"']),
        ('customs -"customs stamp"', ["customs", '-"customs stamp"']),
        ("customs NOT stamp", ["customs", "-stamp"]),
        ("customs JO stamp НЕ печат", ["customs", "-stamp", "-печат"]),
        ("MIK OR ADR", ["(MIK | ADR)"]),
        ("MIK OSE ADR", ["(MIK | ADR)"]),
        ("пасош ИЛИ карта", ["(пасош | карта)"]),
        ("a | b & c", ["(a | (b c))"]),
        ("a OR b c", ["(a | (b c))"]),
        ("a (b OR c) d", ["a", "(b | c)", "d"]),
        ("a AND b", ["a", "b"]),
        ("-(a OR b) c", ["-(a | b)", "c"]),
        ("NOT (a b)", ["-(a b)"]),
        ("NOT -a b", ['"a"', "b"]),
        ("((a))", ["a"]),
        ("or and not", ["or", "and", "not"]),
        ("KOSOVA OSE SERBIA", ["KOSOVA", "OSE", "SERBIA"]),
        ("tabl*", ["tabl*"]),
        ("Kosovo*", ["Kosovo"]),
        ("Kosovo-Serbia", ["Kosovo", "Serbia"]),
        ("MIK-ut", ["MIK-ut"]),
        ("agreement:ibm targa", ["agreement:ibm", "targa"]),
        ("marrëveshja:IBM", ["agreement:ibm"]),
        ("споразум:ibm", ["agreement:ibm"]),
        ('place:"Peja"', ["place:peja"]),
        ("-year:2019 targa", ["-year:2019", "targa"]),
        ("12:30", ["12", "30"]),
        ("https://example.org/a", ["https", "example", "org", "a"]),
        ('""', []),
        ("-", []),
    ],
)
def test_a_text_becomes_a_tree(text: str, expected: list[str]) -> None:
    query = read(text)
    assert [say(node) for node in query.nodes] == expected
    assert query.notes == ()


@pytest.mark.parametrize(
    ("text", "expected", "note"),
    [
        ("((a b", ["a", "b"], "brackets"),
        ("a) b", ["a", "b"], "brackets"),
        ("(" * 20 + "a" + ")" * 20, ["a"], "brackets"),
        ("a OR", ["a"], "operator"),
        ("OR a", ["a"], "operator"),
        ("a OR OR b", ["(a | b)"], "operator"),
        ("a NOT", ["a"], "operator"),
        ("agreement:moon targa", ["moon", "targa"], "field"),
        ("a*", ["a"], "star"),
        ('"unfinished business', ["unfinished", "business"], None),
        ("- -- ( ) AND: ~^*?", ["AND"], None),
    ],
)
def test_odd_syntax_is_text_and_a_note(text: str, expected: list[str], note: str | None) -> None:
    query = read(text)
    assert [say(node) for node in query.nodes] == expected
    assert query.notes == ((NOTES[note],) if note else ())


def test_words_that_are_ruled_out_are_not_wanted() -> None:
    query = read('targa (vula OR "carinski pečat") -stamp NOT (x OR y) pre*')
    assert [say(leaf) for leaf in query.wanted()] == ["targa", "vula", '"carinski pečat"', "pre*"]


def test_fields_are_called_as_the_interface_calls_them() -> None:
    catalogues = load_catalogues(root() / "translations", to_latin)
    for facet in ("agreement", "kind", "place", "person", "outlet", "year"):
        for view in VIEWS:
            label = catalogues[view].gettext(FACET_NAMES[facet]).split()[0]
            assert FIELDS.get(fold(normalise(label))) == facet, (view, label)


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
