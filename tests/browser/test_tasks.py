"""How many steps does a reader need for what they came for? Counted from the front page, with scripts and without.

A step is a page that is loaded by a click or by sending a form. What is measured is what readers do: they know no
address by heart.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

VIEWS = ("sq", "sr-latn", "sr-cyrl", "en")
AGREEMENT = {"sq": "IBM", "sr-latn": "integrisano upravljanje", "sr-cyrl": "интегрисано управљање", "en": "IBM"}
# Names of one person and of one town as people spell them.
SPELLINGS = (
    "Đurić",
    "Djuric",
    "Duric",
    "Ђурић",
    "djurić",
    "Mitrovicë",
    "Mitrovica",
    "mitrovice",
    "Митровица",
    "Косовска Митровица",
)
MISTYPED = {"sq": "marreveshja", "sr-latn": "sporazuma", "sr-cyrl": "споразума", "en": "agrement"}


@dataclass
class Reader:
    """Somebody with a browser, and how many steps they have taken."""

    page: Page
    site: str
    steps: int = 0

    def enter(self, view: str) -> None:
        """Come to the front page, where counting begins."""
        self.page.goto(f"{self.site}/{view}/")
        self.steps = 0

    def click(self, selector: str) -> None:
        """Follow a link."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.steps += 1

    def take(self, selector: str) -> bytes:
        """Follow a link to a file or to data, and see what comes; browsers show some of it and save the rest."""
        link = self.page.locator(selector).first
        assert link.is_visible()
        address = link.get_attribute("href")
        self.steps += 1
        return self.page.request.get(f"{self.site}{address}").body()

    def save(self, selector: str) -> str:
        """Follow a link to a file, which the browser shows or saves; which type of file it is."""
        link = self.page.locator(selector).first
        address = f"{self.site}{link.get_attribute('href')}"
        with self.page.expect_response(address) as answer:
            link.click()
        self.steps += 1
        assert answer.value.status == 200
        return answer.value.headers["content-type"]

    def search(self, words: str) -> None:
        """Send the search form."""
        self.page.fill("#q", words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.steps += 1


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def reader(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Reader]:
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 390, "height": 800})
    yield Reader(context.new_page(), site)
    context.close()


@pytest.mark.parametrize("view", VIEWS)
def test_everything_on_an_agreement_takes_one_step(reader: Reader, view: str) -> None:
    reader.enter(view)
    reader.click("a[href$='/agreements/ibm']")
    assert reader.steps == 1
    assert reader.page.locator(".related .result").count() >= 1
    assert reader.page.locator(".lead").first.inner_text()  # P1: what it says, in a sentence or two, at the top


@pytest.mark.parametrize("view", VIEWS)
def test_an_agreement_typed_by_name_is_the_first_result(reader: Reader, view: str) -> None:
    reader.enter(view)
    reader.search(AGREEMENT[view])
    assert reader.steps == 1
    assert reader.page.locator(".result h3 a").first.get_attribute("href") == f"/{view}/agreements/ibm"


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_name_in_any_spelling_takes_one_step_and_the_reason_is_said(reader: Reader, spelling: str) -> None:
    reader.enter("en")
    reader.search(spelling)
    assert reader.steps == 1
    assert reader.page.locator(".result").count() >= 1
    assert reader.page.locator(".result mark").count() >= 1


@pytest.mark.parametrize("view", VIEWS)
def test_two_languages_beside_each_other_are_one_step_from_a_result(reader: Reader, view: str) -> None:
    reader.enter(view)
    reader.search("IBM")
    before = reader.steps
    reader.click(".result .pair a")
    assert reader.steps - before == 1
    assert reader.page.locator(".beside .row").count() > 3
    assert "beside=" in reader.page.url


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("ending", "begins"), [("ris", b"TY  - "), ("bib", b"@misc{"), ("csl.json", b"[{")])
def test_a_citation_is_one_step_from_a_document(reader: Reader, view: str, ending: str, begins: bytes) -> None:
    reader.enter(view)
    reader.click("a[href$='/agreements/ibm']")
    before = reader.steps
    assert reader.take(f".citing a[href$='.{ending}']").startswith(begins)
    assert reader.steps - before == 1
    assert reader.page.locator(".citing cite").first.text_content()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("ending", "begins"), [("csv", b"\xef\xbb\xbfid,"), ("ris", b"TY  - "), ("json", b"{")])
def test_a_list_of_results_is_taken_in_one_step_with_its_filters(
    reader: Reader, view: str, ending: str, begins: bytes
) -> None:
    reader.page.goto(f"{reader.site}/{view}/search?q=targa&kind=article")
    reader.steps = 0
    taken = reader.take(f".taking a[href*='search.{ending}']")
    assert reader.steps == 1
    assert taken.startswith(begins)
    assert b"this-constant-move" in taken
    assert b"/agreements/" not in taken  # what the list leaves out, the file does, too


@pytest.mark.parametrize("view", VIEWS)
def test_the_feed_of_a_search_is_one_step_from_its_list(reader: Reader, view: str) -> None:
    reader.enter(view)
    reader.search("targa")
    before = reader.steps
    taken = reader.take(".taking a[href*='search.atom']")
    assert reader.steps - before == 1
    assert b"<feed" in taken
    assert reader.page.locator("head link[type='application/atom+xml'][href*='q=targa']").count() == 1


@pytest.mark.parametrize("view", VIEWS)
def test_words_without_accents_or_with_a_slip_are_found_in_one_step(reader: Reader, view: str) -> None:
    reader.enter(view)
    reader.search(MISTYPED[view])
    assert reader.steps == 1
    assert reader.page.locator(".result").count() >= 1


def test_the_other_script_is_one_step_away_on_the_same_page(reader: Reader) -> None:
    reader.enter("sr-latn")
    reader.click("a[href$='/agreements/ibm']")
    before = reader.steps
    reader.click(".views a[lang='sr-Cyrl']")
    assert reader.steps - before == 1
    assert reader.page.url.endswith("/sr-cyrl/agreements/ibm")
    assert "Интегрисано" in reader.page.locator("h1").inner_text()


@pytest.mark.parametrize("view", VIEWS)
def test_what_happened_when_takes_one_step(reader: Reader, view: str) -> None:
    reader.enter(view)
    reader.click(".pages a[href$='/timeline']")
    assert reader.steps == 1
    assert reader.page.locator(".year li").count() > 20


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_found_still_leads_on(reader: Reader, view: str) -> None:
    reader.enter(view)
    reader.search("xqzvwk")
    assert reader.page.locator(".empty a").count() >= 2


@pytest.mark.parametrize("view", VIEWS)
def test_an_explainer_in_two_languages_is_a_pdf_in_two_steps(reader: Reader, view: str) -> None:
    second = "sr-cyrl" if view == "sq" else "sq"
    reader.enter(view)
    reader.click("a[href$='/agreements/ibm']")
    file = reader.save(f".handout a[href$='.pdf?beside={second}']")
    assert reader.steps == 2
    assert file == "application/pdf"


def test_several_texts_are_a_pack_in_as_many_steps_and_two(reader: Reader) -> None:
    reader.enter("sq")
    reader.click("a[href$='/agreements/ibm']")
    reader.click(".handout a[href*='/pack?']")
    for id_ in ("energy", "allo-kosova"):
        reader.click(f".add[href$='id={id_}']")
    file = reader.save(".take a[href*='pack.pdf?']")
    assert reader.steps == 3 + 2
    assert file == "application/pdf"


def test_a_pack_in_two_languages_to_be_changed_takes_one_step_each(reader: Reader) -> None:
    reader.enter("en")
    reader.click("a[href$='/en/pack']")
    reader.click(".ready a")
    reader.click(".taken .chips a[href$='with=sq']")
    assert reader.save(".take a[href*='pack.docx?']").endswith("wordprocessingml.document")
    assert reader.steps == 4


def test_a_pack_is_put_in_order_and_searched_for_without_losing_it(reader: Reader) -> None:
    reader.page.goto(f"{reader.site}/en/pack?id=ibm&id=energy&with=sq")
    reader.click(".moves a:has-text('Move down')")
    reader.search("diplomas")
    reader.click(".add[href$='id=university-diplomas&with=sq']")
    assert reader.page.url.endswith("/en/pack?id=energy&id=ibm&id=university-diplomas&with=sq")
    reader.click(".moves a:has-text('Take out')")
    assert reader.page.url.endswith("/en/pack?id=ibm&id=university-diplomas&with=sq")


def test_a_word_document_of_an_explainer_is_two_steps_away(reader: Reader) -> None:
    reader.enter("en")
    reader.click("a[href$='/agreements/ibm']")
    assert reader.save(".handout a[href$='.docx']").endswith("wordprocessingml.document")
    assert reader.steps == 2
