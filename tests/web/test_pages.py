"""Every page in every view: whole, in the reader's language, and safe."""

import gzip
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from kb.config import root
from kb.i18n import VIEWS
from kb.languages import has_cyrillic, to_latin

PAGES = [
    "",
    "search",
    "search?q=targa",
    "search?q=targa+xqzvwk",
    "search?q=xqzvwk&agreement=ibm&from=2011&to=2013&exact=1",
    "agreements/",
    "agreements/ibm",
    "agreements/energy",
    "agreements/freedom-of-movement",
    "articles/this-constant-move",
    "agreements/ibm?beside=sr-cyrl",
    "glossary",
    "glossary/customs",
    "places",
    "places/ferizaj",
    "people",
    "people/edita-tahiri",
    "outlets",
    "outlets/danas",
    "timeline",
    "overview",
    "new",
    "help",
    "about",
    "data",
]
BROKEN = {
    "nonsense": 404,
    "articles/none": 404,
    "agreements/none": 404,
    "places/none": 404,
    "agreements/ibm?beside=xx": 422,
    "search?page=x": 422,
    "search?from=yesterday": 422,
}


class _Page(HTMLParser):
    """What a page holds: its language, its links, its ids, and its words with the language each is marked with."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.languages: list[str] = []
        self.alternates: dict[str, str] = {}
        self.links: list[str] = []
        self.ids: list[str] = []
        self.words: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self.html_language = ""
        self._skipping = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.ids += [values["id"]] if "id" in values else []
        if tag == "html":
            self.html_language = values["lang"]
        if values.get("rel") == "alternate" and "hreflang" in values:
            self.alternates[values["hreflang"]] = values["href"]
        if tag == "a":
            self.links.append(values["href"])
        language = values.get("lang") or (self.languages[-1] if self.languages else "")
        said = (values.get(name, "").strip() for name in ("aria-label", "title", "alt", "data-view", "data-none"))
        self.words += [(language, each) for each in said if each]
        if tag not in self.VOID:
            self.languages.append(language)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self.languages.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append((self.languages[-1], " ".join(data.split())))


def page(client: FlaskClient, address: str, status: int = 200) -> _Page:
    answer = client.get(address)
    assert answer.status_code == status, address
    return _Page(answer.text)


EVERYWHERE = [(view, path) for view in VIEWS for path in PAGES]


@pytest.mark.parametrize(("view", "path"), EVERYWHERE)
def test_a_page_is_in_the_language_of_its_view_and_linked_to_the_others(
    client: FlaskClient, view: str, path: str
) -> None:
    shown = page(client, f"/{view}/{path}")
    assert shown.html_language == VIEWS[view].tag
    assert len(shown.ids) == len(set(shown.ids))
    assert set(shown.alternates) == {each.tag for each in VIEWS.values()}
    for tag, address in shown.alternates.items():
        other = page(client, address)
        assert other.html_language == tag
        assert other.alternates == shown.alternates


_SAME = {"TV debate", "Prishtina", "Seminar"}  # in some other language, too


def words_of_the_interface() -> set[str]:
    """Every message in English, with its plural; names and examples that are the same in other languages left out."""
    with (root() / "translations" / "messages.pot").open("rb") as file:
        found = [message.id for message in read_po(file) if message.id]
    return {each for id_ in found for each in ([id_] if isinstance(id_, str) else id_)} - _SAME


def everything(client: FlaskClient, view: str) -> list[str]:
    """The address of every page in a view: those of the sitemaps, every concept, and searches."""
    maps = re.findall("<loc>http://localhost([^<]+)", client.get("/sitemap.xml").text)
    found = {
        address
        for each in maps
        for address in re.findall(f"<loc>http://localhost(/{view}/[^<]*)", client.get(each).text)
    }
    found |= {f"/{view}/{path}" for path in PAGES}
    for name in ("glossary", "places", "people", "outlets"):
        found |= set(re.findall(rf'href="(/{view}/{name}/[^"]+)"', client.get(f"/{view}/{name}").text))
    return sorted(found)


@pytest.mark.parametrize("view", list(VIEWS))
def test_no_word_on_any_page_is_left_in_english_or_stands_in_the_wrong_script(client: FlaskClient, view: str) -> None:
    english = words_of_the_interface()
    addresses = everything(client, view)
    assert len(addresses) > 250
    for address in addresses:
        for language, words in page(client, address).words:
            assert view == "en" or language == "en" or words not in english, (address, words)
            if language != "sr-Cyrl":
                assert not has_cyrillic(words), (address, language, words)


@pytest.mark.parametrize("view", list(VIEWS))
def test_every_link_of_a_page_leads_to_a_page(client: FlaskClient, view: str) -> None:
    seen: set[str] = set()
    for path in PAGES:
        for address in page(client, f"/{view}/{path}").links:
            inside = address.partition("#")[0]
            if inside.startswith("/") and inside not in seen:
                seen.add(inside)
                assert client.get(inside, follow_redirects=True).status_code == 200, inside


@pytest.mark.parametrize("view", list(VIEWS))
def test_citations_lead_to_their_source(client: FlaskClient, view: str) -> None:
    shown = page(client, f"/{view}/agreements/ibm")
    cited = {address for address in shown.links if address.startswith("#source-")}
    assert len(cited) > 10
    assert {address[1:] for address in cited} <= set(shown.ids)


@pytest.mark.parametrize("view", list(VIEWS))
@pytest.mark.parametrize(("path", "status"), list(BROKEN.items()))
def test_what_goes_wrong_is_said_in_the_language_of_the_reader(
    client: FlaskClient, view: str, path: str, status: int
) -> None:
    shown = page(client, f"/{view}/{path}", status)
    assert shown.html_language == VIEWS[view].tag
    titles = {words for _, words in shown.words[:1]}
    english = {words for _, words in page(client, f"/en/{path}", status).words[:1]}
    assert view == "en" or not titles & english


def test_an_address_without_a_view_is_answered_in_the_language_of_the_browser(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"Accept-Language": "sq"})
    assert answer.status_code == 404
    assert '<html lang="sq">' in answer.text


def test_the_door_leads_to_the_view_that_is_asked_for(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept-Language": "sr-Latn,en;q=0.5"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sr-latn/")
    assert "Accept-Language" in answer.headers["Vary"]
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("header", "view"), [("sr-Latn", "sr-latn"), ("hr", "sr-latn"), ("sr", "sr-cyrl"), ("en", "sr-cyrl")]
)
def test_serbian_without_a_script_keeps_the_address(client: FlaskClient, header: str, view: str) -> None:
    answer = client.get("/sr/search?q=kod&kind=article", headers={"Accept-Language": header})
    assert answer.headers["Location"] == f"/{view}/search?q=kod&kind=article"
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "target", ["//example.org", "\\\\example.org", "https:example.org", "/%09/example.org", "@example.org"]
)
def test_no_redirect_leads_away(client: FlaskClient, target: str) -> None:
    for answer in (client.get(f"/sr/{target}"), client.get("/", headers={"Accept-Language": target})):
        location = answer.headers.get("Location")
        assert location is None or re.match(r"/[a-z]", location), location


def test_switching_the_language_keeps_query_and_filters(client: FlaskClient) -> None:
    shown = page(client, "/en/search?q=targa&kind=article&sort=newest")
    assert "/sr-cyrl/search?q=targa&kind=article&sort=newest" in shown.links


def test_a_hub_without_an_explainer_says_so(client: FlaskClient) -> None:
    assert "We have no explainer on this agreement yet." in client.get("/en/agreements/other-arrangements").text


def test_the_hub_lists_what_is_about_the_agreement(client: FlaskClient) -> None:
    assert "/en/articles/division-lines" in page(client, "/en/agreements/ibm").links


@pytest.mark.parametrize("view", list(VIEWS))
def test_from_the_front_page_to_everything_on_an_agreement_is_one_click(client: FlaskClient, view: str) -> None:
    assert f"/{view}/agreements/ibm" in page(client, f"/{view}/").links


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "javascript:alert(1)"]
)
def test_what_is_typed_is_never_code(client: FlaskClient, payload: str) -> None:
    shown = client.get("/en/search", query_string={"q": payload, "agreement": payload})
    assert shown.status_code == 200
    assert not re.search('<script(?! src="/static/[a-z]+\\.js\\?v=[0-9a-f]+" defer></script>)', shown.text)
    assert "<img" not in shown.text
    assert "49" not in unescape(re.sub("<[^>]*>", "", shown.text))


def test_serbian_pages_say_the_same_in_both_scripts(client: FlaskClient) -> None:
    for path in ("agreements/ibm", "articles/allo-kosova"):
        cyrillic, latin = (
            client.get(f"/{view}/{'agreements' if 'ibm' in path else 'articles'}/{path.split('/')[1]}.json").get_json()
            for view in ("sr-cyrl", "sr-latn")
        )
        assert to_latin(cyrillic["text"]) == latin["text"]
        assert to_latin(cyrillic["title"]) == latin["title"]
        assert not has_cyrillic(latin["html"])


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("sq", ("Konkluzione të dakorduara, pa nënshkrim", "Beogradi", "Organizuar nga")),
        ("sr-latn", ("Usaglašeni zaključci, bez potpisa", "Beograd", "Organizator")),
        ("sr-cyrl", ("Усаглашени закључци, без потписа", "Београд", "Организатор")),
        ("en", ("Agreed conclusions, not signed", "Belgrade", "Organised by")),
    ],
)
def test_facts_and_readings_are_shown_in_every_view(
    client: FlaskClient, view: str, words: tuple[str, str, str]
) -> None:
    form, holder, organisers = words
    hub = client.get(f"/{view}/agreements/ibm").text
    assert f"<dd>{form}. " in hub
    assert re.search(rf'<ul class="readings">.*<strong>{holder}</strong> <span class="by">\(', hub, re.DOTALL)
    assert 'id="points"' in hub
    assert 'id="open-points"' in hub
    assert f'href="/{view}/agreements/freedom-of-movement"' in hub
    event = client.get(f"/{view}/events/workshop-vushtrri").text
    assert f"<dt>{organisers}</dt>" in event
    assert "{lang=" not in hub + event


def test_the_style_sheet_is_small() -> None:
    assert len(gzip.compress((root() / "web" / "static" / "style.css").read_bytes())) <= 15_000
