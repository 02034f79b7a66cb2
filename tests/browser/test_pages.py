"""What a reader's browser shows, in all four views, on a small and on a large screen, without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

VIEWS = ("sq", "sr-latn", "sr-cyrl", "en")
PAGES = (
    "",
    "search?q=targa",
    "agreements/ibm",
    "agreements/energy",
    "articles/this-constant-move",
    "agreements/ibm?beside=sr-cyrl",
    "glossary",
    "places",
    "places/ferizaj",
    "timeline",
    "overview",
    "new",
    "help",
    "about",
    "data",
    "embed?q=targa",
    "nowhere",
)
WIDTHS = (320, 1280)


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page of one width, with scripts off: the site needs none."""
    context = browser.new_context(viewport={"width": request.param, "height": 800}, java_script_enabled=False)
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def style_of(page: Page, selector: str, name: str) -> str:
    """A computed style, asked for through the browser's own protocol, which needs no script of the page."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    found = session.send("CSS.getComputedStyleForNode", {"nodeId": node})["computedStyle"]
    return next(str(each["value"]) for each in found if each["name"] == name)


@pytest.mark.parametrize("view", VIEWS)
def test_pages_fit_the_screen_and_ask_nothing_of_anybody_else(page: Page, site: str, view: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for path in PAGES:
        answer = page.goto(f"{site}/{view}/{path}")
        assert answer is not None
        assert answer.status == (404 if path == "nowhere" else 200)
        size = page.context.new_cdp_session(page).send("Page.getLayoutMetrics")["cssContentSize"]
        assert page.viewport_size is not None
        assert size["width"] <= page.viewport_size["width"], path
        assert page.locator("h1").count() == 1
    assert all(url.startswith(site) for url in asked)
    assert [line for line in said if "404" not in line] == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_reader_searches_and_reads(page: Page, site: str, view: str) -> None:
    page.goto(f"{site}/{view}/")
    page.fill("#q", "registarske tablice")
    page.click("form.search button")
    expect(page.locator("mark").first).to_be_visible()
    page.locator(".results a[href$='/articles/this-constant-move']").first.click()
    page.wait_for_url(f"{site}/{view}/articles/this-constant-move")
    expect(page.locator(".footnotes")).to_have_count(1)


@pytest.mark.parametrize("view", VIEWS)
def test_a_journalist_reaches_everything_on_an_agreement_in_two_clicks(page: Page, site: str, view: str) -> None:
    page.goto(f"{site}/{view}/")
    page.click(f"a[href='/{view}/agreements/ibm']")
    page.click("a[href='#related']")
    expect(page.locator(f".related a[href='/{view}/articles/division-lines']")).to_be_visible()


@pytest.mark.parametrize("other", VIEWS)
def test_switching_the_view_stays_on_the_page(page: Page, site: str, other: str) -> None:
    page.goto(f"{site}/en/search?q=targa&kind=article")
    page.locator(".views a").nth(VIEWS.index(other)).click()
    page.wait_for_url(f"{site}/{other}/search?q=targa&kind=article")
    expect(page.locator("#q")).to_have_value("targa")


def test_a_filter_is_one_click_away_and_one_click_back(page: Page, site: str) -> None:
    page.goto(f"{site}/en/search?q=targa")
    page.locator(".filters a[href*='kind=article']").first.click()
    expect(page.locator(".result")).to_have_count(1)
    page.locator(".chips a").first.click()
    expect(page.locator(".result").nth(1)).to_be_visible()


def test_the_style_sheet_is_applied(page: Page, site: str) -> None:
    page.goto(f"{site}/en/")
    assert style_of(page, "button", "background-color") == "rgb(28, 84, 88)"


def test_the_keyboard_reaches_the_text_first(page: Page, site: str) -> None:
    page.goto(f"{site}/sq/agreements/ibm")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")


def test_the_policy_refuses_a_script(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/en/")
    with pytest.raises(Exception, match="Content Security Policy"):
        page.add_script_tag(content="document.title = 'taken'")
    assert "taken" not in page.title()
    page.close()
