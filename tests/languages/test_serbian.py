import pytest

from kb.languages import STEM, tokens
from kb.languages.serbian import index_terms, query_terms


@pytest.mark.parametrize("text", ["ЕУ", "ЕУ-а", "EU-u", "ЕУ\u2011ом"])
def test_an_acronym_keeps_its_form_whatever_its_ending(text: str) -> None:
    (token,) = tokens(text)
    assert index_terms(token.word)[0] == "eu"


def test_a_word_is_found_under_its_lemma_and_its_stem() -> None:
    assert index_terms("tablicama") == ("tablica", STEM + "tablic")


def test_ekavian_and_ijekavian_are_known_alike() -> None:
    assert index_terms("mestima")[0] == "mesto"
    assert index_terms("mjestima")[0] == "mjesto"


def test_a_form_that_the_tables_have_under_another_word_alone_is_given_back_to_its_noun() -> None:
    assert {"vozilo", "voziti"} <= set(index_terms("vozila"))
    assert set(query_terms("печати")) & set(index_terms("печатима")) & {"pecat"}


def test_an_unknown_form_is_likened_to_the_known_words_with_its_stem() -> None:
    assert set(index_terms("opštinski")) & {"opstinski", "opstina"}


def test_the_forms_of_an_unknown_name_meet_in_lemma_place_and_stem() -> None:
    names = ["petrušinović", "petrušinovića", "petrušinoviću"]
    assert {index_terms(name) for name in names} == {("petrusinovic", STEM + "petrusinovic")}


@pytest.mark.parametrize("typed", ["djurić", "djuric", "duric", "đurić", "đuric"])
def test_the_crossed_d_of_an_unknown_name_may_be_typed_dj_or_d(typed: str) -> None:
    assert set(query_terms(typed)) & set(index_terms("đurića"))


@pytest.mark.parametrize("typed", ["dogadjajima", "dogadajima", "događajima"])
def test_the_crossed_d_of_a_known_word_may_be_typed_dj_or_d(typed: str) -> None:
    assert set(query_terms(typed)) & set(index_terms("događaj"))


def test_a_query_typed_without_accents_is_met_by_every_word_it_may_mean() -> None:
    assert {"sud", "sudje"} <= set(query_terms("suda"))
    assert "sudje" not in index_terms("suda")


def test_a_query_with_accents_means_just_them() -> None:
    assert "opstina" in query_terms("opštine")
    assert set(query_terms("opštine")) >= set(index_terms("opštine"))


@pytest.mark.parametrize("word", ["2013", "a1"])
def test_what_has_digits_finds_itself(word: str) -> None:
    assert word in index_terms(word)
    assert word in query_terms(word)
