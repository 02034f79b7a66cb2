import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.languages import LANGUAGES, index_terms, query_terms, tokens


@pytest.mark.parametrize("code", list(LANGUAGES))
@given(text=st.text())
def test_any_text_can_be_analysed_and_terms_hold_no_space(code: str, text: str) -> None:
    language = LANGUAGES[code]
    for token in tokens(text):
        for term in (
            *language.index_terms(token.word),
            *language.query_terms(token.word),
            *language.related(token.word),
        ):
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
        ("sq", ["flas", "flet", "folën"]),
        ("sr", ["bezbednost", "безбедности"]),
        ("sr", ["mesto", "mesta", "местима"]),
        ("en", ["licence", "license", "licences"]),
        ("en", ["normalise", "normalized", "normalising"]),
        ("en", ["normalisation", "normalization"]),
        ("en", ["labour", "labor"]),
        ("en", ["go", "went", "gone", "goes"]),
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


@pytest.mark.parametrize(
    ("code", "typed", "written"),
    [
        ("sq", ["marreveshje", "marrwveshjes", "MARREVESHJET"], ["marrëveshje", "marrëveshjeve", "Marrëveshjes"]),
        ("sq", ["ceshtje", "cwshtje"], ["çështje", "çështjeve"]),
        ("sr", ["dogadjaj", "dogadaja", "DOGADJAJIMA"], ["događaj", "догађаји"]),
        ("sr", ["opstina", "opstinama"], ["opština", "општинама"]),
        ("sr", ["Duricu", "Djuricem"], ["Đurić", "Ђурићем"]),
    ],
)
def test_words_typed_in_haste_find_words_written_with_care(code: str, typed: list[str], written: list[str]) -> None:
    for one in typed:
        for other in written:
            assert query_terms(one, code) & index_terms(other, code), (one, other)


def test_hyphens_and_apostrophes_part_words_but_not_a_word_from_its_ending() -> None:
    found = tokens("MIK-ut, t'i, EULEX-it; ЕУ-а, Kosovë-Serbi, the side's, check-in; +383 (7-214)")
    assert [(token.text, token.word) for token in found] == [
        ("MIK-ut", "mik"),
        *(("t", "t"), ("i", "i")),
        *(("EULEX-it", "eulex"), ("ЕУ-а", "eu")),
        *(("Kosovë", "kosovë"), ("Serbi", "serbi")),
        *(("the", "the"), ("side's", "side")),
        *(("check", "check"), ("in", "in")),
        *(("383", "383"), ("7", "7"), ("214", "214")),
    ]


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_what_has_several_words_needs_all_of_them(code: str) -> None:
    assert not index_terms("one two", code) & query_terms("one", code)
    assert index_terms("one two", code) & query_terms("one two", code)


def test_a_name_of_the_corpus_is_found_by_all_its_names() -> None:
    names = [("Fushë Kosovës", "sq"), ("Kosovu Polju", "sr"), ("Косово Поље", "sr"), ("Kosovo Polje", "en")]
    for one, code in names:
        for other, language in names:
            assert query_terms(one, code) & index_terms(other, language) == {"place:fushe-kosove"}
