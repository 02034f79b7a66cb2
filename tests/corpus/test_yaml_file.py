"""YAML is read as written, with the place of everything."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus import yaml_file
from kb.corpus.validation import fit
from kb.corpus.yaml_file import Mistake
from kb.model import Concept, Edition, Facts, Note


@pytest.mark.parametrize(
    "value", ["NO", "yes", "12:30", "1.10", "007", "2013-04-19", "null", "~", "1e3", "0x1F", "=", ".nan"]
)
def test_nothing_is_guessed(value: str) -> None:
    tree = yaml_file.read(f"key: {value}\nlist: [{value}]", file="x")
    assert tree.data == {"key": value, "list": [value]}
    assert tree.problems == ()


def test_every_key_and_value_has_its_place() -> None:
    tree = yaml_file.read("a: 1\nb:\n  - c: [x, y]\n", file="x", first_line=10)
    assert tree.keys == {("a",): (10, 1), ("b",): (11, 1), ("b", 0, "c"): (12, 5)}
    assert tree.values[("b", 0, "c", 1)] == (12, 12)


def test_columns_count_letters_and_not_bytes() -> None:
    tree = yaml_file.read("{ж: ч, ѓ: ц}", file="x")
    assert tree.values[("ѓ",)] == (1, 11)


@pytest.mark.parametrize(
    ("mistake", "place"),
    [
        (Mistake(("a", "b"), "c", "m"), "x:1:8"),
        (Mistake(("a", "b"), "c", "m", of_key=True), "x:1:5"),
        (Mistake(("a", "z", 3), "c", "m"), "x:1:4"),
        (Mistake(("z",), "c", "m", of_key=True), "x:1:1"),
    ],
)
def test_a_mistake_is_where_its_value_is_or_around_it(mistake: Mistake, place: str) -> None:
    tree = yaml_file.read("a: {b: 1}", file="x")
    assert str(tree.locate(mistake)) == f"{place}: c: m"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n :-[]{}&*!|>'\"#,?%@`~")))
def test_any_text_is_read_or_refused(text: str) -> None:
    tree = yaml_file.read(text, file="x")
    assert tree.data is None or isinstance(tree.data, str | list | dict)
    assert all(problem.line >= 1 and problem.column >= 1 for problem in tree.problems)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


keys = st.sampled_from([each.name for shape in (Facts, Edition, Concept, Note) for each in fields(shape)])


@given(st.sampled_from([Facts, Edition, Concept, Note]), anything | st.dictionaries(keys, anything, max_size=6))
def test_any_data_fits_or_is_explained(shape: type[Facts | Edition | Concept | Note], data: object) -> None:
    fitted = fit(shape, data)
    assert fitted.mistakes or isinstance(fitted.value, shape)
    assert all(mistake.code and mistake.message for mistake in fitted.mistakes)
