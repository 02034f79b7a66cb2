"""Where do the links of a page lead when there is no site, only files beside each other?

A page is read by an HTML parser and written again as it was, but for the attributes that hold addresses. What leads to
something that is not in the copy loses its link and keeps its words.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from html.parser import HTMLParser
from posixpath import dirname, relpath
from urllib.parse import unquote, urlsplit

_HOLDERS: Mapping[str, tuple[str, ...]] = {
    "a": ("href",),
    "form": ("action",),
    "img": ("src",),
    "link": ("href",),
    "script": ("src",),
}
_INDENT = re.compile(r"[ \t]*\n\s*")

# The file of an address such as "/en/places?x=y", or None where the copy has none.
FileOf = Callable[[str], str | None]


def relative(here: str, target: str, *, fragment: str = "", query: str = "") -> str:
    """The way from one file to another."""
    way = relpath(target, dirname(here) or ".")
    return way + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


class Relinker(HTMLParser):
    """Writes the page in file ``here`` again. ``lost`` are the addresses that the copy does not have."""

    def __init__(self, here: str, file_of: FileOf) -> None:
        super().__init__(convert_charrefs=False)
        self._here = here
        self._file_of = file_of
        self._written: list[str] = []
        self._unlinked: list[bool] = []
        self._in_pre = 0
        self.lost: list[str] = []

    def rewrite(self, page: str) -> str:
        """The page with its links changed."""
        self.feed(page)
        self.close()
        return "".join(self._written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag as it is written, or with other addresses."""
        kept = self._kept(tag, attrs)
        self._in_pre += tag == "pre"
        if tag == "a":
            self._unlinked.append(kept is None)
        if kept is None:
            self._written.append("<span>" if tag == "a" else "")
        elif kept == attrs:
            self._written.append(self.get_starttag_text() or "")
        else:
            inside = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in kept)
            self._written.append(f"<{tag}{inside}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without contents, which in SVG ends itself, has no address."""
        if self._kept(tag, attrs) == attrs:
            self._written.append(self.get_starttag_text() or "")
        else:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """End a link where it began."""
        self._in_pre -= tag == "pre"
        unlinked = tag == "a" and bool(self._unlinked) and self._unlinked.pop()
        self._written.append("</span>" if unlinked else f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Text stays as it is, but for the space that only the templates see."""
        self._written.append(data if self._in_pre else _INDENT.sub("\n", data))

    def handle_entityref(self, name: str) -> None:
        """A character by its name stays as it is."""
        self._written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """A character by its number stays as it is."""
        self._written.append(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        """The document type stays as it is."""
        self._written.append(f"<!{decl}>")

    def _kept(self, tag: str, attrs: list[tuple[str, str | None]]) -> list[tuple[str, str | None]] | None:
        """The attributes with addresses in the copy; None where one of them has no file there."""
        kept = []
        for name, value in attrs:
            moved = self._moved(value) if value is not None and name in _HOLDERS.get(tag, ()) else value
            if moved is None and value is not None:
                return None
            kept.append((name, moved))
        return kept

    def _moved(self, address: str) -> str | None:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            return address
        query = f"?{parts.query}" if parts.query else ""
        target = self._file_of(unquote(parts.path) + query)
        if target is None:
            self.lost.append(address)
            return None
        asked = parts.query if target.endswith("/search.html") else ""
        return relative(self._here, target, fragment=parts.fragment, query=asked)
