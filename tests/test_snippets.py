from hypothesis import given
from hypothesis import strategies as st

from kb.languages import to_latin
from kb.model import Snippet
from kb.snippets import Table, convert, cut, make_table


def test_a_table_gives_back_the_places_of_each_key() -> None:
    pairs = [(("~targa", "*targ"), ["0", "2"]), (("~tar",), ["3"]), (("~targa",), ["1"])]
    table = Table.of(make_table([(0, 5), (9, 14), (15, 20), (24, 27)], pairs))
    assert table.look_up("~targa") == [(0, 5), (9, 14), (15, 20)]
    assert table.look_up("*targ") == [(0, 5), (15, 20)]
    assert table.look_up("~tar") == [(24, 27)]
    assert table.look_up("~targ") == []
    assert Table.of(make_table([], [])).look_up("~a") == []


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.marks]


def test_a_short_text_is_shown_whole() -> None:
    snippet = cut("Title\nNew plates for all.", "en", [(10, 16)], start=6)
    assert snippet.text == "New plates for all."
    assert marked(snippet) == ["plates"]


def test_a_long_text_is_cut_between_words_where_most_marks_are() -> None:
    text = "word " * 100 + "one stamp here " + "word " * 100 + "the customs stamp and customs duty " + "word " * 100
    places = [(at, at + len(word)) for word in ("stamp", "customs") for at in _all(text, word)]
    snippet = cut(text, "en", places)
    assert marked(snippet) == ["customs", "stamp", "customs"]
    assert snippet.text.startswith("… word")
    assert snippet.text.endswith("word …")
    assert len(snippet.text) < 300


def test_where_a_line_ends_a_dot_stands_between() -> None:
    snippet = cut("Title\nIn short\nNew plates.", "en", [(19, 25)], start=6)
    assert snippet.text == "In short · New plates."
    assert marked(snippet) == ["plates"]


def test_without_marks_the_first_line_is_shown() -> None:
    assert cut("Title\nA summary.\nThe body.", "en", [], start=6) == Snippet("A summary.", "en", ())


def test_marks_before_the_start_are_not_shown() -> None:
    snippet = cut("Plates\nA summary.", "en", [(0, 6)], start=7)
    assert snippet == Snippet("A summary.", "en", ())


def test_marks_move_along_when_the_script_changes() -> None:
    text = "Љубав и Његош: нове таблице."
    snippet = convert(Snippet(text, "sr", ((8, 13), (20, 27))), to_latin)
    assert snippet.text == "Ljubav i Njegoš: nove tablice."
    assert marked(snippet) == ["Njegoš", "tablice"]


@given(st.text(max_size=900), st.lists(st.tuples(st.integers(0, 900), st.integers(1, 30)), max_size=8))
def test_marks_always_point_at_the_text_they_marked(text: str, places: list[tuple[int, int]]) -> None:
    spans = [(start, start + length) for start, length in places if start + length <= len(text)]
    snippet = cut(text, "en", spans)
    flat = text.replace("\n", " · ")
    for start, end in snippet.marks:
        assert 0 <= start < end <= len(snippet.text)
        assert snippet.text[start:end] in flat


def _all(text: str, word: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(word, at)]
