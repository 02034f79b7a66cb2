"""Which pages does the site have, and how does each read as a file among files?

The site itself is asked for them, as by a reader who follows every link: there is one set of templates, and nothing is
linked that is not there.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
from flask import Flask, Response, abort, g, render_template

from kb.config import root
from kb.i18n import VIEWS
from kb.knowledge_base import KnowledgeBase
from kb.model import SHELVES
from kb.web import create_app
from kb.web.offline.links import Relinker, relative
from kb.web.offline.tables import pages_in_order
from kb.web.offline.words import make_words
from kb.web.presenting import knowledge_base

# In the order in which they build on each other.
SCRIPTS = ("letters.js", "query.js", "engine.js", "knowledge.js", "search.js", "explain.js", "page.js")
# Pages that are nothing without a server, and that lead to ever more of themselves.
_ONLY_SERVED = ("data.page", "handouts.page", "search.embed")
_KEPT = ("text/html", "text/css", "text/javascript", "image/svg+xml", "image/png")


def file_of(address: str) -> str:
    """The file of an address, such as en/places.html for /en/places; to a search, parameters make no difference."""
    parts = urlsplit(address)
    path = (f"{parts.path}index" if parts.path.endswith("/") else parts.path).lstrip("/")
    if "." in path.rpartition("/")[2]:
        return path
    asked = "" if path.endswith("/search") else "".join(f".{name}-{value}" for name, value in parse_qsl(parts.query))
    return f"{path}{asked}.html"


def script(name: str, data: Any) -> bytes:
    """Data as a classic script, which a page in a folder may load; nothing in it can end a script or a line."""
    text = orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f'"use strict";\nconst {name} = {text};\n'.encode()


class Pages:
    """Every page of the site as a file, made as they are asked for. ``lost`` are links that led to nothing here."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._asked = _site(kb).test_client()
        self._found: dict[str, bytes | None] = {}
        self._left: list[str] = []
        self.lost: set[str] = set()

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Each file with its name: the pages that can be reached, and all documents."""
        for address in self._starts():
            self._file(address)
        while self._left:
            file = self._left.pop()
            content = self._found[file] or b""
            if file.endswith(".html"):
                page = Relinker(file, self._file)
                content = page.rewrite(content.decode()).encode()
                self.lost.update(page.lost)
            yield file, content

    def _starts(self) -> Iterator[str]:
        yield "/"
        for view in VIEWS.values():
            yield f"/{view.code}/"
            yield f"/{view.code}/words.js"
        for page in pages_in_order(self._kb.site):
            for view in VIEWS.values():
                if view.language in page["editions"]:
                    yield f"/{view.code}/{SHELVES[page['kind']]}/{page['id']}"

    def _file(self, address: str) -> str | None:
        """The file of an address of the site; None if it has no page that stays one without a server."""
        file = file_of(address)
        if file not in self._found:
            answer = self._asked.get(address, buffered=True)  # or a file would stay open
            fit = answer.status_code == 200 and answer.mimetype in _KEPT
            self._found[file] = answer.data if fit else None
            self._left.extend([file] if fit else [])
        return None if self._found[file] is None else file


def _site(kb: KnowledgeBase) -> Flask:
    """The site with what needs a server left out, and a search page that searches by itself."""
    app = create_app(kb)
    app.jinja_env.globals["offline"] = True

    def search() -> str:
        return render_template("offline/search.html", scripts=SCRIPTS)

    def words() -> Response:
        here = f"{g.view.code}/search.html"
        found = make_words(knowledge_base().site, lambda url: relative(here, file_of(url)))
        return Response(script("VIEW", found), mimetype="text/javascript")

    def chooser() -> str:
        return render_template("offline/index.html", every={code: kb.catalogues[code].gettext for code in VIEWS})

    def away() -> Response:
        abort(404)

    app.view_functions |= dict.fromkeys(_ONLY_SERVED, away)
    app.view_functions |= {"search.page": search, "entrance.door": chooser}
    app.add_url_rule("/<view:view>/words.js", "words", words)
    return app


def scripts() -> Iterator[tuple[str, bytes]]:
    """The scripts of the search page, with their names."""
    for name in SCRIPTS:
        yield f"search/{name}", (root() / "web" / "offline" / name).read_bytes()
