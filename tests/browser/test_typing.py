"""Help while typing: with a keyboard, with a finger, and without scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

VIEWS = ("sq", "sr-latn", "sr-cyrl", "en")
TYPED = {"sq": "targ", "sr-latn": "regist", "sr-cyrl": "регист", "en": "licenc"}
LETTERS = {"sq": "ëç", "sr-latn": "čćšžđ", "sr-cyrl": "", "en": ""}


@pytest.fixture(params=[320, 1280])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page with scripts on, which must not complain."""
    context = browser.new_context(viewport={"width": request.param, "height": 800}, has_touch=True)
    shown = context.new_page()
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    yield shown
    assert [line for line in said if "503" not in line] == []
    assert context.cookies() == []
    context.close()


def start(page: Page, address: str, text: str) -> None:
    """Type into the field of a page until suggestions stand under it."""
    page.goto(address)
    page.locator("#q").press_sequentially(text, delay=10)
    expect(page.get_by_role("option").first).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
def test_arrows_reach_a_suggestion_and_enter_follows_it(page: Page, site: str, view: str) -> None:
    start(page, f"{site}/{view}/", TYPED[view])
    field = page.get_by_role("combobox")
    options = page.get_by_role("option")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("form [role=status]")).to_contain_text(str(options.count()))
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowUp")  # back in the field
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowUp")  # and round to the last
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/{view}/agreements/licence-plates")
    assert (
        page.context.new_cdp_session(page).send("Page.getLayoutMetrics")["cssContentSize"]["width"]
        <= (page.viewport_size or {"width": 0})["width"]
    )


def test_escape_closes_the_list_and_enter_searches_for_what_was_typed(page: Page, site: str) -> None:
    start(page, f"{site}/sq/", "targ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "false")
    assert page.locator("#q").input_value() == "targ"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/sq/search?q=targ")


def test_a_finger_chooses_and_filters_stay(page: Page, site: str) -> None:
    page.goto(f"{site}/sq/search?kind=article")
    page.locator("#q").press_sequentially("targ", delay=10)
    page.get_by_role("option").filter(has_text=re.compile("^targa ")).tap()
    page.wait_for_url(f"{site}/sq/search?q=targa&kind=article")


def test_leaving_the_field_closes_the_list(page: Page, site: str) -> None:
    start(page, f"{site}/en/", "licenc")
    page.locator("#q").blur()
    expect(page.get_by_role("option")).to_have_count(0)


@pytest.mark.parametrize("view", VIEWS)
def test_keys_put_letters_where_the_caret_stands(page: Page, site: str, view: str) -> None:
    page.goto(f"{site}/{view}/")
    expect(page.locator("[formaction]")).to_be_hidden()
    if not LETTERS[view]:
        assert page.locator(".letters").count() == 0
        return
    page.fill("#q", "ab")
    page.locator("#q").press("ArrowLeft")
    page.locator(".letters summary").click()
    for letter in LETTERS[view]:
        page.get_by_role("button", name=letter, exact=True).click()
    assert page.locator("#q").input_value() == f"a{LETTERS[view]}b"
    expect(page.locator("#q")).to_be_focused()


def test_a_site_that_does_not_answer_leaves_the_form_as_it_was(page: Page, site: str) -> None:
    page.route("**/suggest?*", lambda route: route.fulfill(status=503, body="{}"))
    page.goto(f"{site}/en/")
    with page.expect_response("**/suggest?*"):
        page.locator("#q").press_sequentially("licenc", delay=10)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/en/search?q=licenc")


@pytest.mark.parametrize("view", VIEWS)
def test_without_scripts_a_button_leads_to_the_suggestions(browser: Browser, site: str, view: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{view}/")
    expect(page.locator(".letters")).to_have_count(1 if LETTERS[view] else 0)
    expect(page.locator(".letters:visible")).to_have_count(0)
    page.fill("#q", TYPED[view])
    page.locator("[formaction]").click()
    page.wait_for_url("**/suggest?*")
    expect(page.locator("#q")).to_have_value(TYPED[view])
    page.locator(".suggested a").first.click()
    page.wait_for_url(f"{site}/{view}/agreements/licence-plates")
    context.close()
