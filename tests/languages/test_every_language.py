import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.languages import LANGUAGES, index_terms, query_terms, tokens


@pytest.mark.parametrize("code", list(LANGUAGES))
@given(text=st.text())
def test_any_text_can_be_analysed_and_terms_hold_no_space(code: str, text: str) -> None:
    for term in index_terms(text, code) | query_terms(text, code):
        assert term
        assert not any(letter.isspace() for letter in term)


@given(st.text())
def test_tokens_stand_where_they_say(text: str) -> None:
    found = tokens(text)
    assert all(text[token.start : token.end] == token.text for token in found)
    assert [token.start for token in found] == sorted(token.start for token in found)


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("sq", ["targa", "targat", "targave", "targën", "targash", "targe"]),
        ("sq", ["marrëveshje", "marrëveshja", "marrëveshjes", "marrëveshjen", "marrëveshjet", "marrëveshjeve"]),
        ("sq", ["organizëm", "organizmi", "organizmit", "organizmave"]),
        ("sq", ["rrezik", "rreziku", "rrezikut", "rreziqe", "rreziqeve"]),
        ("sr", ["таблица", "таблице", "tablicu", "tablicama", "ТАБЛИЦАМА"]),
        ("sr", ["општина", "општинама", "opštine", "opstinama"]),
        ("en", ["plate", "plates", "Plates"]),
        ("en", ["agreement", "agreements"]),
    ],
)
def test_the_forms_of_a_word_meet(code: str, forms: list[str]) -> None:
    for one in forms:
        for other in forms:
            assert query_terms(one, code) & index_terms(other, code), (one, other)


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [("sq", "targa", "tarifa"), ("sr", "таблица", "табла"), ("en", "plate", "plan"), ("sr", "sporazum", "spor")],
)
def test_different_words_stay_apart(code: str, one: str, other: str) -> None:
    assert not query_terms(one, code) & index_terms(other, code)


@pytest.mark.parametrize("code", list(LANGUAGES))
@given(word=st.text(alphabet="abcçdđeëfghijklmnopqrsštuvzž", min_size=1))
def test_upper_and_lower_case_agree(code: str, word: str) -> None:
    assert index_terms(word, code) == index_terms(word.upper(), code)


def test_hyphens_and_apostrophes_part_words() -> None:
    assert [token.text for token in tokens("MIK-ut, t'i, EULEX-it; +383 (7-214)")] == [
        *("MIK", "ut", "t", "i", "EULEX", "it"),
        *("383", "7", "214"),
    ]
