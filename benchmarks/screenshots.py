"""How do the main pages look? Pictures of them in all four views, at 320 and 1280 pixels.

python benchmarks/screenshots.py FOLDER [ADDRESS OF A SITE, http://127.0.0.1:8000 unless told]
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGES = {
    "home": "",
    "search": "search?q=targa",
    "explainer": "agreements/ibm",
    "hub": "agreements/telecommunications#related",
    "article": "articles/this-constant-move",
}
VIEWS = ("sq", "sr-latn", "sr-cyrl", "en")
WIDTHS = (320, 1280)


def main(folder: Path, site: str) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu"])
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 900})
            for view in VIEWS:
                for name, path in PAGES.items():
                    page.goto(f"{site}/{view}/{path}")
                    page.screenshot(path=folder / f"{name}-{view}-{width}.png", full_page=name != "hub")
        browser.close()


def _chromium() -> str | None:
    return next((path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists()), None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:8000")
