import pytest
from babel.messages.pofile import read_po
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


# The forms of 1, 2, 5, 11, 21, 22 and 101 documents.
COUNTS = (1, 2, 5, 11, 21, 22, 101)
FOUND = {
    "sq": "U gjet {} dokument|U gjetën {} dokumente|2 2 2 2 2 2",
    "sr-latn": "Pronađen je {} dokument|Pronađena su {} dokumenta|Pronađeno je {} dokumenata|2 3 3 1 2 1",
    "sr-cyrl": "Пронађен је {} документ|Пронађена су {} документа|Пронађено је {} докумената|2 3 3 1 2 1",
    "en": "{} document found|{} documents found|2 2 2 2 2 2",
}


@pytest.mark.parametrize("view", VIEWS)
def test_numbers_take_the_plural_forms_of_the_view(view: str) -> None:
    *forms, which = FOUND[view].split("|")
    catalogue = load_catalogues(root() / "translations", to_latin)[view]
    for count, form in zip(COUNTS, [1, *map(int, which.split())], strict=True):
        said = catalogue.ngettext("%(num)s document found", "%(num)s documents found", count) % {"num": count}
        assert said == forms[form - 1].format(count)


@pytest.mark.parametrize("view", VIEWS)
def test_every_message_with_a_number_has_a_form_for_each(view: str) -> None:
    catalogues = load_catalogues(root() / "translations", to_latin)
    with (root() / "translations" / "messages.pot").open("rb") as file:
        plural = [(message.id[0], message.id[1]) for message in read_po(file) if message.pluralizable]
    assert len(plural) > 3
    for one, many in plural:
        said = {count: catalogues[view].ngettext(one, many, count) for count in COUNTS}
        same = {"sq": (2, 5, 11, 21, 22, 101), "en": (2, 5, 11, 21, 22, 101)}.get(view, (5, 11))
        assert len({said[count] for count in same}) == 1, one
        if view.startswith("sr"):
            assert said[1] == said[21] == said[101], one
            assert said[2] == said[22], one
        assert view == "en" or said[1] not in {one, many}, one
