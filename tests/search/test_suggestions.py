"""What is suggested to a reader who is typing, on the real corpus."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QueryError
from kb.i18n import VIEWS, View
from kb.knowledge_base import KnowledgeBase
from kb.languages import fold, has_cyrillic, normalise, to_latin, tokens
from kb.model import LANGUAGE_CODES, SHELVES, Corpus, Request
from kb.search.suggestions import LIMIT, Suggestion
from kb.vocabulary import in_script


def suggest(kb: KnowledgeBase, text: str, view: str, limit: int = LIMIT) -> tuple[Suggestion, ...]:
    return kb.suggest(text, VIEWS[view], limit)


def texts(kb: KnowledgeBase, text: str, view: str) -> list[str]:
    return [each.text for each in suggest(kb, text, view)]


@pytest.mark.parametrize(
    ("typed", "view", "expected"),
    [
        ("targ", "sq", "Targat e automjeteve"),
        ("regist", "sr-latn", "Registarske tablice"),
        ("regist", "sr-cyrl", "Регистарске таблице"),
        ("регист", "sr-latn", "Registarske tablice"),
        ("customs st", "en", "Customs stamps"),
        ("liria e l", "sq", "Liria e lëvizjes"),  # one letter will do, behind other words
        ("sloboda kr", "sr-cyrl", "Слобода кретања"),
    ],
)
def test_an_agreement_comes_first_and_leads_to_everything_about_it(
    kb: KnowledgeBase, typed: str, view: str, expected: str
) -> None:
    first = suggest(kb, typed, view)[0]
    assert (first.text, first.kind) == (expected, "agreement")
    assert first.url.startswith(f"/{view}/agreements/")
    assert kb.hub(first.url.rsplit("/", 1)[1], VIEWS[view])


@pytest.mark.parametrize("view", list(VIEWS))
def test_everything_else_leads_to_a_search_for_it(kb: KnowledgeBase, view: str) -> None:
    for typed in ("ta", "po", "mi", "vu", "ko"):
        for each in suggest(kb, typed, view):
            if "/agreements/" not in each.url:
                address = urlsplit(each.url)
                assert address.path == f"/{view}/search"
                assert parse_qs(address.query) == {"q": [each.text]}


@pytest.mark.parametrize("view", list(VIEWS))
@pytest.mark.parametrize(
    "spellings", [("prishtin", "Prishtin", "PRISHTIN"), ("djur", "đur", "ђур"), ("gjilan", "gjılan", "gjilán")]
)
def test_accents_script_and_capitals_do_not_matter(kb: KnowledgeBase, spellings: tuple[str, ...], view: str) -> None:
    answers = {tuple(texts(kb, each, view)) for each in spellings}
    assert len(answers) == 1
    assert all(answers)


def test_w_stands_for_the_albanian_letter_that_keyboards_lack(kb: KnowledgeBase) -> None:
    assert "Prishtinë" in texts(kb, "prishtinw", "sq")
    assert "marrëveshja" in texts(kb, "marrwv", "sq")


@pytest.mark.parametrize("typed", ["duri", "djuri", "đuri", "Ђури"])
def test_a_person_is_found_by_the_surname_however_it_is_typed(kb: KnowledgeBase, typed: str) -> None:
    assert "Марко Ђурић" in texts(kb, typed, "sr-cyrl")
    assert "Marko Đurić" in texts(kb, typed, "en")


def test_the_kind_is_told(kb: KnowledgeBase) -> None:
    kinds = {each.text: each.kind for each in (*suggest(kb, "ferizaj", "sq"), *suggest(kb, "koha", "sq"))}
    assert kinds["Ferizaj"] == "place"
    assert kinds["Koha Ditore"] == "outlet"


def test_titles_are_found_by_any_of_their_words(kb: KnowledgeBase) -> None:
    title = "The forgotten Agreement on Customs Stamps"
    found = next(each for each in suggest(kb, "forgotten cust", "en") if each.kind == "article")
    assert found.text == title
    assert kb.search(Request(text=title, view="en")).hits[0].title == title


def test_words_are_completed_where_they_stand_with_those_before_them(kb: KnowledgeBase) -> None:
    found = [each for each in suggest(kb, "police in mi", "en") if each.kind == "word"]
    assert "police in Mitrovica" in [each.text for each in found]
    for each in found:
        assert kb.search(Request(text=each.text, view="en")).total


def test_a_word_is_suggested_in_one_of_its_forms(kb: KnowledgeBase) -> None:
    words = [each.text for each in suggest(kb, "sporazu", "sr-latn") if each.kind == "word"]
    assert len(words) == 1


@pytest.mark.parametrize("view", list(VIEWS.values()), ids=list(VIEWS))
def test_hidden_names_find_but_are_never_shown(kb: KnowledgeBase, corpus: Corpus, view: View) -> None:
    shown = {
        fold(normalise(in_script(name, view, language)))
        for many in corpus.concepts.values()
        for concept in many
        for language in LANGUAGE_CODES
        if (names := concept.names(language))
        for name in (names.label, *names.also)
    }
    for kind in ("person", "place"):
        for concept in corpus.concepts[kind]:
            names = concept.names(view.language)
            for hidden in names.hidden if names else ():
                found = kb.suggest(hidden, view, limit=50)
                assert names
                assert in_script(names.label, view, view.language) in [each.text for each in found]
                met = [each for each in found if each.kind not in ("word", *SHELVES)]
                assert all(fold(normalise(each.text)) in shown for each in met)


@pytest.mark.parametrize("typed", ["ta", "po", "sporazum", "споразум", "marrëveshja", "agreement", "20", "ko"])
def test_each_suggestion_is_in_the_script_of_the_view_once_and_begins_as_typed(kb: KnowledgeBase, typed: str) -> None:
    for code in VIEWS:
        found = suggest(kb, typed, code)
        assert 0 < len(found) <= LIMIT
        assert len({each.url for each in found}) == len({fold(normalise(each.text)) for each in found}) == len(found)
        for each in found:
            cyrillic = code == "sr-cyrl" and each.language == "sr"
            assert cyrillic or not has_cyrillic(each.text)
            begun = [token.folded.startswith(fold(normalise(typed))) for token in tokens(each.text)]
            assert any(begun), each


def test_latin_and_cyrillic_views_suggest_the_same(kb: KnowledgeBase) -> None:
    for typed in ("spo", "pri", "dja", "tab", "nje"):
        cyrillic = [to_latin(each) for each in texts(kb, typed, "sr-cyrl")]
        assert cyrillic == texts(kb, typed, "sr-latn")


@pytest.mark.parametrize("typed", ["", " ", "t", "ë", "!?", "xqzvwk"])
def test_nothing_is_suggested_for_nothing(kb: KnowledgeBase, typed: str) -> None:
    assert suggest(kb, typed, "sq") == ()


def test_as_many_are_given_as_asked_for(kb: KnowledgeBase) -> None:
    assert [len(suggest(kb, "ma", "sq", limit)) for limit in (0, 1, 3, 20)] == [0, 1, 3, 20]


@pytest.mark.parametrize("text", ["a" * 301, "a " * 33])
def test_what_is_too_long_is_refused(kb: KnowledgeBase, text: str) -> None:
    with pytest.raises(QueryError):
        suggest(kb, text, "sq")


@given(text=st.text(max_size=40), view=st.sampled_from(list(VIEWS)))
def test_any_text_is_answered(kb: KnowledgeBase, text: str, view: str) -> None:
    assert len(suggest(kb, text, view)) <= LIMIT
