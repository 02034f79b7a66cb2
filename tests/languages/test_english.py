import pytest

from kb.languages import STEM, tokens
from kb.languages.english import related, terms


@pytest.mark.parametrize("text", ["EULEX", "EULEX's", "EULEX\u2019s"])
def test_an_acronym_keeps_its_form_whatever_its_ending(text: str) -> None:
    assert [terms(token.word) for token in tokens(text)] == [("eulex",)]


@pytest.mark.parametrize(("form", "lemma"), [("plates", "plate"), ("went", "go"), ("agreements", "agreement")])
def test_a_word_is_found_under_its_lemma(form: str, lemma: str) -> None:
    assert lemma in terms(form)


def test_a_form_of_two_words_is_found_under_both() -> None:
    assert set(terms("leaves")) == {"leaf", "leave"}


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("licence", "license"),
        ("normalisation", "normalization"),
        ("labour", "labor"),
        ("centre", "center"),
        ("grey", "gray"),
    ],
)
def test_british_and_american_spelling_have_the_same_terms(british: str, american: str) -> None:
    assert set(terms(british)) & set(terms(american))


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("haradinajs", "haradinaj"), ("quinties", "quinty"), ("serblesses", "serbless"), ("mitrovicas", "mitrovica")],
)
def test_an_unknown_name_loses_the_ending_of_the_plural(plural: str, singular: str) -> None:
    assert terms(plural) == terms(singular) == (singular,)


@pytest.mark.parametrize("word", ["kurtis", "nexxus", "zzyss", "kfos", "thaci", "2013"])
def test_an_unknown_word_that_is_no_plural_stays_as_it_is(word: str) -> None:
    assert terms(word) == (word,)


@pytest.mark.parametrize(("written", "bare"), [("cafés", "cafes"), ("thaçi", "thaci"), ("prishtinë", "prishtine")])
def test_accents_do_not_matter(written: str, bare: str) -> None:
    assert set(terms(written)) & set(terms(bare))


def test_a_stem_joins_derived_words_for_ranking_and_is_no_term_to_find_by() -> None:
    assert related("recognition") == related("recognitions") == (STEM + "recognit",)
    assert not any(term.startswith(STEM) for term in terms("recognition"))
