import pytest

from kb.corpus.figures import figures
from kb.model import LANGUAGE_CODES, LanguageCode


def values(text: str, language: LanguageCode) -> list[str]:
    return [figure.value for figure in figures(text, language)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "On 2 July 2011, in May 2015 and on the 10th December: 10,121 of 9.42; 28–30 March 2012."),
        ("sq", "Më 2 korrik 2011, në maj të vitit 2015 dhe më 10 dhjetor: 10.121 nga 9,42; 28–30 mars 2012."),
        ("sq", "2 korriku i vitit 2011, majit 2015, 10 dhjetorit: 10\u00a0121 nga 9,42; 28–30 marsi 2012."),
        ("sr", "Дана 2. јула 2011. године, у мају 2015. и 10. децембра: 10.121 од 9,42; 28–30. марта 2012."),
        ("sr", "2. jula 2011. godine, u maju 2015. i 10. decembra: 10.121 od 9,42; 28–30. marta 2012."),
        ("sr", "02.07.2011. године, мај 2015, 10. децембар: 10.121, 9,42; 28. до 30. март 2012."),
    ],
)
def test_each_language_states_the_same_in_its_own_way(language: LanguageCode, text: str) -> None:
    assert values(text, language) == ["2011-07-02", "2015-05", "--12-10", "10121", "9.42", "28", "2012-03-30"]


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_codes_and_plain_years_are_numbers(language: LanguageCode) -> None:
    text = "E.164, +383, 7-214, 2013, 1244/1999, 2011-07-02, 2018-10; R2D2"
    assert values(text, language) == ["164", "383", "7", "214", "2013", "1244", "1999", "2011-07-02", "2018-10"]


def test_a_mark_between_digits_means_what_the_language_says() -> None:
    assert values("1.013 and 1,013", "en") == ["1.013", "1013"]
    assert values("1.013 dhe 1,013", "sq") == ["1013", "1.013"]
    assert values("1.234.567,8", "sr") == ["1234567.8"]
    assert values("1,234,567.8", "en") == ["1234567.8"]


def test_the_months_of_serbian_lose_their_fleeting_vowel() -> None:
    months = ["септембар", "октобра", "новембру", "децембром", "аугуст"]
    assert values(" и ".join(f"3. {month} 2012." for month in months), "sr") == [
        *(f"2012-{number:02}-03" for number in (9, 10, 11, 12)),
        "3",
        "2012",
    ]


def test_may_is_a_month_only_with_a_capital() -> None:
    assert values("Those 3 may 2015 times", "en") == ["3", "2015"]
    assert values("On 3 May 2015", "en") == ["2015-05-03"]


def test_each_figure_knows_where_it_stands() -> None:
    text = "u mbajt më 2 korrik 2011."
    (figure,) = figures(text, "sq")
    assert text[figure.start : figure.end] == "2 korrik 2011"
