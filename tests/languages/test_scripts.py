import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.languages import fold, normalise, to_latin


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("абвгдђежзијклљмнњопрстћуфхцчџш", "abvgdđežzijklljmnnjoprstćufhcčdžš"),
        ("АБВГДЂЕЖЗИЈКЛМНОПРСТЋУФХЦЧШ", "ABVGDĐEŽZIJKLMNOPRSTĆUFHCČŠ"),
        ("ЉУБАВ", "LJUBAV"),
        ("Љубав", "Ljubav"),
        ("ЊЕГОШ И ЏОН", "NJEGOŠ I DŽON"),
        ("Његош и Џон", "Njegoš i Džon"),
        ("ЗЕМЉА", "ZEMLJA"),
        ("КОЊ", "KONJ"),
        ("Џ", "Dž"),
        ("ЕУ, CEFTA и IBM (https://example.org/a) XIV", "EU, CEFTA i IBM (https://example.org/a) XIV"),
    ],
)
def test_cyrillic_becomes_latin_letter_by_letter(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize("text", ["Prishtinë, Çështje", "injekcija", "", "123 / +383"])
def test_latin_text_stays_as_it_is(text: str) -> None:
    assert to_latin(text) == text


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Marrëveshje", "marreveshje"),
        ("Çështja", "ceshtja"),
        ("Đurić", "djuric"),
        ("Ðurić", "djuric"),  # U+00D0, as some keyboards have it
        ("Ɖurić", "djuric"),  # U+0189
        ("Ђурић", "djuric"),
        ("ŽIVKOVIĆ", "zivkovic"),
        ("e\u0308", "e"),
        ("c\u0327", "c"),
        ("ǉubav", "ljubav"),
        ("Ǣ", "ae"),
        ("ﬁnal", "final"),
        ("registar\u00adske", "registarske"),
        ("мeсто", "mesto"),  # a Latin e among Cyrillic letters
    ],
)
def test_a_word_is_folded_alike_however_it_was_typed(word: str, folded: str) -> None:
    assert fold(normalise(word)) == folded


@given(st.text())
def test_normalising_and_folding_twice_is_doing_it_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert fold(fold(once)) == fold(once)


@given(st.text(alphabet="абвгдђежзијклљмнњопрстћуфхцчџш", min_size=1))
def test_both_scripts_normalise_alike(word: str) -> None:
    assert normalise(word) == normalise(to_latin(word)) == normalise(word.upper()) == normalise(to_latin(word.upper()))
