import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.languages import tokens
from kb.languages.albanian import index_terms, light_stem, query_terms


@pytest.mark.parametrize("text", ["MIK", "MIK-ut", "MIK-un", "MIK\u2011ut"])
def test_an_acronym_keeps_its_form_whatever_its_ending(text: str) -> None:
    assert [index_terms(token.word) for token in tokens(text)] == [("mik",)]


def test_an_acronym_that_the_lexicon_lacks_is_a_term_as_it_is() -> None:
    (token,) = tokens("EULEX-it")
    assert index_terms(token.word) == query_terms(token.word) == ("eulex",)


def test_a_word_is_found_under_its_lemma() -> None:
    assert index_terms("marrëveshjeve") == ("marreveshje",)
    assert index_terms("flet") == ("flas",)


def test_a_form_of_two_words_is_found_under_both() -> None:
    assert set(index_terms("viti")) == {"vit", "viti"}


def test_an_unknown_form_is_likened_to_the_known_nouns_with_its_stem() -> None:
    assert index_terms("shkollesh") == ("shkolle",)
    assert set(index_terms("kufijësh")) == {"kufi", "kufite", "kufje"}


@pytest.mark.parametrize("word", ["haradinajs", "skënderajt", "brukselizimit"])
def test_an_unknown_word_has_one_term_and_finds_itself(word: str) -> None:
    assert index_terms(word) == query_terms(word)
    assert len(index_terms(word)) == 1


def test_the_forms_of_an_unknown_name_have_the_same_stem() -> None:
    names = ["zubinpotok", "zubinpotoku", "zubinpotokut", "zubinpotokun"]
    assert {index_terms(name) for name in names} == {("zubinpotok",)}


def test_a_query_typed_without_accents_is_met_by_every_word_it_may_mean() -> None:
    assert set(query_terms("ceshtja")) == set(index_terms("çështja"))
    assert {*index_terms("pëlqen"), *index_terms("pelqen")} <= set(query_terms("pelqen"))
    assert not {*index_terms("pëlqen")} & {*index_terms("pelqen")}  # the one likes, the other are beeches


def test_a_query_with_accents_means_just_them() -> None:
    assert query_terms("çështja") == index_terms("çështja")


@pytest.mark.parametrize(
    ("typed", "written"), [("marrwveshje", "marrëveshje"), ("cwshtjes", "çështjes"), ("zwri", "zëri")]
)
def test_w_may_stand_for_the_e_with_two_dots(typed: str, written: str) -> None:
    assert set(query_terms(typed)) & set(index_terms(written))


def test_a_known_word_with_w_is_not_guessed_at() -> None:
    assert query_terms("hollywoodian") == index_terms("hollywoodian")


@pytest.mark.parametrize("word", ["2013", "a1", "7"])
def test_what_has_digits_stays_as_it_is(word: str) -> None:
    assert index_terms(word) == query_terms(word) == (word,)


@pytest.mark.parametrize(
    ("forms", "stem"),
    [
        (["targa", "targat", "targave", "targash"], "targ"),
        (["rrezik", "rreziku", "rreziqe", "rreziqeve"], "rrezik"),
    ],
)
def test_the_light_stem_is_what_a_paradigm_leaves(forms: list[str], stem: str) -> None:
    assert {light_stem(form) for form in forms} == {stem}


@given(st.text(alphabet="abcdefghijklmnopqrstuvxyz", min_size=1))
def test_a_light_stem_is_never_empty_nor_longer_than_its_word(word: str) -> None:
    assert 0 < len(light_stem(word)) <= len(word)
