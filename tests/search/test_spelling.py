"""What a reader with a slip of the keyboard is told, on the real corpus."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.i18n import VIEWS
from kb.knowledge_base import KnowledgeBase
from kb.languages import has_cyrillic, to_latin
from kb.model import LANGUAGE_CODES
from kb.search.neighbours import MOST, distance
from kb.search.spelling import Speller
from kb.search.words import IndexWords

CYRILLIC, LATIN = VIEWS["sr-cyrl"], VIEWS["sr-latn"]


@pytest.fixture(scope="module")
def speller(kb: KnowledgeBase) -> Speller:
    return kb.site.speller


@pytest.mark.parametrize(
    ("typed", "view", "meant"),
    [
        ("marrveshja", "sq", "marreveshja"),  # a letter too few
        ("marrëvveshja", "sq", "marreveshja"),  # one too many, with its accent
        ("marrwvshja", "sq", "marreveshja"),  # w for ë, and a slip
        ("registarkse", "sr-latn", "registarske"),  # two exchanged
        ("регистаркссе", "sr-cyrl", "registarske"),
        ("registarkse", "sr-cyrl", "registarske"),  # in the other script
        ("agrement", "en", "agreement"),
        ("Djurci", "sr-latn", "djuric"),  # dj for đ
        ("Durci", "sr-cyrl", "duric"),  # d for đ
        ("Ђурци", "sr-cyrl", "djuric"),
        ("Mitrovcia", "en", "mitrovica"),
        ("custmosz", "en", ""),  # eight letters: one slip, and no word of the index is so near
    ],
)
def test_the_nearest_word_of_the_index_comes_first(speller: Speller, typed: str, view: str, meant: str) -> None:
    assert "".join(speller.nearest(typed, VIEWS[view])[:1]) == meant


@pytest.mark.parametrize("view", list(VIEWS))
@pytest.mark.parametrize(
    "known",
    [
        *("targat", "marreveshja", "marrëveshja", "Приштина", "PRISTINA", "Djuric", "Đurić", "Ђурић", "Kosovo"),
        *("marrwveshja", "tablicom", "Lajcak", "licence"),  # w for ë; a form that no text has; a name; a British word
    ],
)
def test_what_is_known_is_not_doubted(speller: Speller, known: str, view: str) -> None:
    assert speller.nearest(known, VIEWS[view]) == ()
    assert speller.mended(known, VIEWS[view]) is None


@pytest.mark.parametrize("short", ["tabl", "agr", "x", "", "2031", "20133", "a1b2c3d4e5"])
def test_short_words_and_numbers_are_left_alone(speller: Speller, short: str) -> None:
    assert speller.nearest(short, VIEWS["en"]) == ()


def test_words_of_five_letters_may_have_one_slip_and_of_nine_two(speller: Speller) -> None:
    assert speller.nearest("customz", VIEWS["en"])[:1] == ("customs",)
    assert speller.nearest("kustomz", VIEWS["en"]) == ()
    assert speller.nearest("agreemntt", VIEWS["en"])[:1] == ("agreement",)


def test_names_may_have_two_slips_from_six_letters_on(speller: Speller) -> None:
    assert "vucic" in speller.nearest("vuchich", VIEWS["en"])
    assert speller.nearest("vuchi", VIEWS["en"]) == ()


@pytest.mark.parametrize("view", list(VIEWS))
@pytest.mark.parametrize("typed", ["Prishtinna", "dialogg", "marrveshje", "politikka", "Mitrovcia", "sporazumm"])
def test_the_nearest_come_first_then_the_readers_language_then_the_commonest(
    speller: Speller, kb: KnowledgeBase, typed: str, view: str
) -> None:
    language = VIEWS[view].language
    index = IndexWords(kb.site.reader)
    found = speller.nearest(typed, VIEWS[view])
    slips = [distance(typed.lower(), word, MOST) for word in found]
    assert found
    assert slips == sorted(slips)
    for first, second in pairwise(found):
        same = distance(typed.lower(), first, MOST) == distance(typed.lower(), second, MOST)
        ours = [index.count(word, language) for word in (first, second)]
        assert not same or ours[0] >= ours[1]


@pytest.mark.parametrize(
    ("typed", "view", "meant"),
    [
        ("marrveshja per targat", "sq", "marrëveshja për targat"),
        ("registarkse tablice", "sr-latn", "registarske tablice"),
        ("registarkse tablice", "sr-cyrl", "регистарске таблице"),
        ("регистарксе таблице", "sr-latn", "registarske tablice"),
        ("registarkse tablice", "en", "registarske tablice"),
        ("agrement on freedm of movment", "sr-cyrl", "agreement on freedom of movement"),
        ('"licence plaets"', "en", '"licence plates"'),
        ("targat", "sq", None),
        ("xqzvwkq", "en", None),
        ("targat xqzvwkq", "sq", None),
        ("", "sq", None),
    ],
)
def test_the_whole_query_is_mended_as_its_reader_writes(
    speller: Speller, typed: str, view: str, meant: str | None
) -> None:
    assert speller.mended(typed, VIEWS[view]) == meant


def test_what_stands_between_words_stays(speller: Speller) -> None:
    assert speller.mended('agreement:ibm "licence plaets" OR -stmap', VIEWS["en"]) == (
        'agreement:ibm "licence plates" OR -stamp'
    )


def test_a_name_that_no_text_has_may_still_be_meant(speller: Speller, kb: KnowledgeBase) -> None:
    index = IndexWords(kb.site.reader)
    assert not any(index.count("orahovac", code) for code in LANGUAGE_CODES)
    assert speller.nearest("Orahhovac", VIEWS["en"]) == ()  # it is no word of the index
    assert speller.mended("Orahhovac", VIEWS["en"]) == "Orahovac"


def test_serbian_is_in_the_script_of_the_view(speller: Speller) -> None:
    cyrillic = speller.mended("slobda kretanja", CYRILLIC)
    latin = speller.mended("слобда кретања", LATIN)
    assert cyrillic is not None
    assert has_cyrillic(cyrillic)
    assert latin == to_latin(cyrillic)


@given(text=st.text(max_size=60), view=st.sampled_from(list(VIEWS.values())))
def test_any_text_is_mended_or_left(speller: Speller, text: str, view: object) -> None:
    meant = speller.mended(text, view)  # type: ignore[arg-type]
    assert meant is None or meant != text
