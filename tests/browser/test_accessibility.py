"""Every kind of page passes axe-core in every view, light and dark, small and large; and can be used without a mouse.

Colours are the only thing that differs between light and dark: in the dark, axe looks at contrast alone.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

AXE = Path(__file__).parent / "axe" / "axe.min.js"
VIEWS = ("sq", "sr-latn", "sr-cyrl", "en")
PAGES = (
    "",
    "search?q=targa",
    "search?q=targa&kind=article&from=2011",
    "search?q=xqzvwk",
    "agreements/",
    "agreements/ibm",
    "agreements/ibm?beside=sr-cyrl",
    "agreements/civil-registry",
    "agreements/washington-2020",
    "pack?id=ibm&id=energy&with=sq",
    "articles/this-constant-move",
    "debates/benefits-for-citizens",
    "events/workshop-vushtrri",
    "glossary",
    "glossary/customs",
    "places",
    "places/ferizaj",
    "people",
    "outlets",
    "timeline",
    "overview",
    "new",
    "help",
    "about",
    "data",
    "embed?q=targa",
    "nowhere",
)
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = ({"width": 320, "height": 800}, {"width": 1280, "height": 900})
RUN = """
async wanted => (await axe.run(document, wanted)).violations.map(one => [one.id, one.nodes.map(node => node.html)])
"""
# Text that is wider or higher than the box that hides the rest of it.
CUT_OFF = """
() => [...document.querySelectorAll('main *, header *, footer *')].filter(one => one.checkVisibility()
  && one.innerText && getComputedStyle(one).overflow === 'hidden'
  && (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)).map(one => one.outerHTML)
"""
# What a reader can get to: not what a closed "details" hides.
REACHABLE = """
() => [...document.querySelectorAll('a[href], button, input, summary')].filter(one => one.checkVisibility()
  && (one.offsetParent || one.ownerSVGElement) && !one.closest('details:not([open]) > :not(summary)')).length
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_axe_is_the_one_that_was_published() -> None:
    published = re.search(r"[0-9a-f]{64}", (AXE.parent / "README.md").read_text(encoding="utf-8"))
    assert published
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == published[0]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(page: Page, site: str, view: str, path: str) -> None:
    script = AXE.read_text(encoding="utf-8")
    page.goto(f"{site}/{view}/{path}")
    page.evaluate(script)
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")
        assert violations(page, {"runOnly": {"type": "tag", "values": TAGS}}) == []
        page.emulate_media(color_scheme="dark")
        assert violations(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}}) == []


def violations(page: Page, wanted: dict[str, Any]) -> list[Any]:
    found: list[Any] = page.evaluate(RUN, wanted)
    return found


def test_text_twice_as_large_needs_no_sideways_scrolling_and_hides_nothing(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 640, "height": 900})
    for path in PAGES:
        page.goto(f"{site}/sr-cyrl/{path}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
        assert page.evaluate(CUT_OFF) == [], path


@pytest.mark.parametrize("path", ["", "search?q=targa", "agreements/ibm", "timeline"])
def test_every_link_and_field_is_reached_by_the_keyboard_and_shows_it(page: Page, site: str, path: str) -> None:
    page.goto(f"{site}/sq/{path}")
    wanted = page.evaluate(REACHABLE)
    reached = set()
    for _ in range(wanted + 20):
        page.keyboard.press("Tab")
        now = page.evaluate(
            "(() => { const one = document.activeElement; if (one === document.body) return null;"
            " one.dataset.number ??= String(Math.random()); const style = getComputedStyle(one);"
            " return [one.dataset.number, style.outlineStyle !== 'none' && style.outlineWidth !== '0px'] })()"
        )
        if now is None:
            break
        assert now[1], "the focus cannot be seen"
        reached.add(now[0])
    assert len(reached) >= wanted


def test_in_forced_colours_marks_and_chosen_things_are_still_seen(page: Page, site: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{site}/en/search?q=targa&kind=article")
    for selector, name, value in (
        ("mark", "borderTopStyle", "solid"),
        (".reasons li", "borderTopStyle", "solid"),
        (".views [aria-current]", "textDecorationLine", "underline"),
        (".chips a", "borderTopStyle", "solid"),
        ("button[type=submit]", "borderTopStyle", "solid"),
    ):
        found = page.locator(selector).first.evaluate(f"one => getComputedStyle(one).{name}")
        assert found == value, selector
    tick = "one => getComputedStyle(one, '::before').content"
    assert "✓" in page.locator(".filters [aria-current] span").first.evaluate(tick)
    page.goto(f"{site}/en/places")
    paper, dot = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('circle')).fill]"
    )
    assert paper != dot
