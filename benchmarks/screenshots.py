"""How do the main pages look? Six of them in all four views, as `docs/screens.md` shows them.

python benchmarks/screenshots.py FOLDER
"""

import base64
import sys
import tempfile
from pathlib import Path

from pages import build_into, served
from playwright.sync_api import CDPSession, sync_playwright

from kb.i18n import VIEWS

PORT = 8793
PAGES = {
    "home": "",
    "search": "search?q=tablice&kind=agreement&kind=article",
    "agreement": "agreements/ibm",
    "article": "articles/this-constant-move",
    "side-by-side": "agreements/ibm?beside={other}",
    "timeline": "timeline",
}
# What stands beside each view.
OTHERS = {"sq": "sr-latn", "sr-latn": "sq", "sr-cyrl": "sq", "en": "sr-latn"}
WIDTH, HEIGHT = 1200, 1000
SCALE, QUALITY = 0.75, 70


def main(folder: Path) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, sync_playwright() as playwright:
        build_into(Path(var))
        command = [sys.executable, "-m", "kb.cli", "--var", var, "serve", "--port", str(PORT), "--workers", "1"]
        with served(command, PORT, "."):
            browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            session = page.context.new_cdp_session(page)
            for view in VIEWS:
                for name, path in PAGES.items():
                    page.goto(f"http://127.0.0.1:{PORT}/{view}/{path.format(other=OTHERS[view])}")
                    (folder / f"{name}-{view}.webp").write_bytes(_picture(session))
            browser.close()


def _picture(session: CDPSession) -> bytes:
    """What the page shows, as WebP, which takes a third of PNG and which playwright itself does not make."""
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT, "scale": SCALE}
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY, "clip": clip})
    return base64.b64decode(taken["data"])


def _chromium() -> str | None:
    return next((path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists()), None)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
