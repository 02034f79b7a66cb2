import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.config import root
from kb.i18n import VIEWS, format_date, format_number, language_name, load_catalogues, negotiate, prefers_latin
from kb.languages import to_latin


@pytest.mark.parametrize(
    ("header", "view"),
    [
        ("", "en"),
        ("sq", "sq"),
        ("sq-AL", "sq"),
        ("sq-XK", "sq"),
        ("sq-XK,sq;q=0.9,en;q=0.5", "sq"),
        ("als", "sq"),
        ("en", "en"),
        ("en-GB,en;q=0.8", "en"),
        ("en-US,sq;q=0.9", "en"),
        ("de", "en"),
        ("de,fr;q=0.9", "en"),
        ("de-DE,de;q=0.9,sq;q=0.3", "sq"),
        ("de-CH,sr;q=0.2,en;q=0.1", "sr-cyrl"),
        ("sr", "sr-cyrl"),
        ("sr-RS", "sr-cyrl"),
        ("SR-rs", "sr-cyrl"),
        ("sr-XK", "sr-cyrl"),
        ("sr-RS,sr;q=0.9,en;q=0.5", "sr-cyrl"),
        ("sr-Cyrl", "sr-cyrl"),
        ("sr-Cyrl-RS", "sr-cyrl"),
        ("sr-Cyrl-XK", "sr-cyrl"),
        ("sr-Cyrl-ME", "sr-cyrl"),
        ("sr-Latn", "sr-latn"),
        ("sr-latn-rs", "sr-latn"),
        ("sr-Latn-RS,en;q=0.7", "sr-latn"),
        ("sr-Latn-XK", "sr-latn"),
        ("sr-ME", "sr-latn"),
        ("sh", "sr-latn"),
        ("sh-Cyrl", "sr-cyrl"),
        ("bs", "sr-latn"),
        ("bs-BA", "sr-latn"),
        ("bs-Latn-BA", "sr-latn"),
        ("bs-Cyrl-BA", "sr-cyrl"),
        ("hr", "sr-latn"),
        ("hr-HR,hr;q=0.9", "sr-latn"),
        ("cnr", "sr-latn"),
        ("cnr-ME", "sr-latn"),
        ("mk,sr;q=0.5", "sr-cyrl"),
        ("*", "en"),
        ("sq;q=0,en", "en"),
        ("sq;q=0", "en"),
        ("en;q=0.2,sq;q=0.8", "sq"),
        ("en;q=0.5,sr-Latn;q=0.5", "en"),
        ("sq;q=1.000", "sq"),
        ("sq;q=.9,en;q=0.1", "en"),  # not a number by the standard
        (" sq ; q=0.7 , en ; q=0.2 ", "sq"),
        (",,,;;;q=", "en"),
        ("../../etc", "en"),
    ],
)
def test_a_browser_is_answered_in_a_view_it_asks_for(header: str, view: str) -> None:
    assert negotiate(header).code == view


@given(st.text())
def test_no_header_is_an_error(header: str) -> None:
    assert negotiate(header).code in VIEWS
    assert prefers_latin(header) in (True, False)


@pytest.mark.parametrize(
    ("header", "latin"),
    [("sr-Latn", True), ("en,sr-Latn;q=0.1", True), ("hr", True), ("sr", False), ("en", False), ("", False)],
)
def test_serbian_comes_in_latin_only_to_those_who_ask(header: str, *, latin: bool) -> None:
    assert prefers_latin(header) is latin


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2011-12-02", ("2 dhjetor 2011", "2. decembar 2011.", "2. децембар 2011.", "2 December 2011")),
        ("2014-11", ("nëntor 2014", "novembar 2014.", "новембар 2014.", "November 2014")),
        ("2013", ("2013", "2013", "2013", "2013")),
        ("…", ("…", "…", "…", "…")),
    ],
)
def test_dates_are_said_as_readers_write_them(date: str, said: tuple[str, ...]) -> None:
    assert tuple(format_date(date, view) for view in VIEWS.values()) == said


def test_numbers_and_languages_are_said_in_the_view() -> None:
    assert [format_number(10_121, view) for view in VIEWS.values()] == ["10\u00a0121", "10.121", "10.121", "10,121"]
    assert [language_name("sr", view) for view in VIEWS.values()] == ["serbisht", "srpski", "српски", "Serbian"]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "Pronađen je 1 dokument"),
        (2, "Pronađena su 2 dokumenta"),
        (5, "Pronađeno je 5 dokumenata"),
        (11, "Pronađeno je 11 dokumenata"),
        (21, "Pronađen je 21 dokument"),
        (22, "Pronađena su 22 dokumenta"),
        (101, "Pronađen je 101 dokument"),
    ],
)
def test_serbian_has_three_plural_forms(count: int, said: str) -> None:
    latin = load_catalogues(root() / "translations", to_latin)["sr-latn"]
    forms = ("%(num)s document found", "%(num)s documents found")
    assert latin.ngettext(*forms, count) % {"num": count} == said


@pytest.mark.parametrize(
    ("count", "said"), [(1, "U gjet 1 dokument"), (2, "U gjetën 2 dokumente"), (21, "U gjetën 21 dokumente")]
)
def test_albanian_has_two(count: int, said: str) -> None:
    albanian = load_catalogues(root() / "translations", to_latin)["sq"]
    assert albanian.ngettext("%(num)s document found", "%(num)s documents found", count) % {"num": count} == said
