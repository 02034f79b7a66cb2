"""Lists stand in the order of the reader's alphabet."""

import random

import pytest

from kb.languages.alphabet import sort_key

LISTS = {
    "sq": "Çelje Dardhë Dhomë Drenas Ditë Ëmbël Emër Lipjan Llojë Rahovec Rreth Sot Shqip Tara Theth Xhep Zog Zhur",
    "sr": "Cena Čačak Ćuprija Dragaš Džep Đakovica Lipljan Ljubić Niš Njegoš Suva Šid Zubin Žabalj",
    "sr-Cyrl": "Београд Врање Гњилане Дечани Ђаковица Жабаљ Зубин Исток Јуник Љубић Ниш Његош Ћуприја Чачак Џеп Шид",
    "en": "Agreement border Energy ID licence Niš Obiliq plates zone",
}
ORDERED = {
    "sq": "Çelje Dardhë Ditë Drenas Dhomë Emër Ëmbël Lipjan Llojë Rahovec Rreth Sot Shqip Tara Theth Xhep Zog Zhur",
}


@pytest.mark.parametrize("alphabet", list(LISTS))
def test_words_stand_in_the_order_of_the_alphabet(alphabet: str) -> None:
    expected = ORDERED.get(alphabet, LISTS[alphabet]).split()
    mixed = LISTS[alphabet].split()
    random.Random(7).shuffle(mixed)
    assert sorted(mixed, key=lambda word: sort_key(word, alphabet.partition("-")[0])) == expected


def test_digits_come_first_then_letters_then_the_other_script() -> None:
    mixed = ["Шид", "Šid", "2013", "ADR"]
    assert sorted(mixed, key=lambda word: sort_key(word, "sr")) == ["2013", "ADR", "Šid", "Шид"]


def test_a_foreign_letter_follows_the_one_it_is_made_from() -> None:
    assert sorted(["Sutra", "Šid", "Tara"], key=lambda word: sort_key(word, "sq")) == ["Sutra", "Šid", "Tara"]


def test_marks_and_spaces_do_not_count() -> None:
    assert sort_key("“ADR”", "en")[0] == sort_key("adr", "en")[0]


@pytest.mark.parametrize("text", ["", "  ", "½", "٣", "中文", "\x00"])
def test_any_text_has_a_place(text: str) -> None:
    assert sort_key(text, "sq") == sort_key(text, "sq")
