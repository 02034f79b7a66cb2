"""How is rendered HTML made safe, and made to fit the view of a reader?"""

from collections.abc import Callable
from functools import cache
from html import escape
from html.parser import HTMLParser

import nh3

_ALIGNED = {"left", "center", "right"}
_TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "a", "sup"),
    *("span", "br", "hr", "table", "thead", "tbody", "tr", "th", "td", "section"),
}
_ATTRIBUTES = {
    **{f"h{level}": {"id"} for level in range(2, 7)},
    "a": {"href", "id", "rel"},
    "li": {"id"},
    "ol": {"start"},
    "span": {"lang"},
    "table": {"tabindex"},
    "th": {"scope"},
}
_CLASSES = {
    "ul": {"readings"},
    "span": {"by"},
    "sup": {"cite", "footnote-ref"},
    "a": {"footnote-backref"},
    "hr": {"footnotes-sep"},
    "section": {"footnotes"},
    "ol": {"footnotes-list"},
    "li": {"footnote-item"},
    "th": _ALIGNED,
    "td": _ALIGNED,
}


@cache
def _sanitiser() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"https", "http", "mailto"},
        link_rel=None,  # the renderer gives one to links that leave the site, and to no others
    )


def sanitise(html: str) -> str:
    """HTML with nothing in it but what an edition may have: the second lock, should the renderer fail."""
    return _sanitiser().clean(html).strip()


def for_view(html: str, view: str) -> str:
    """Rendered HTML whose links to other documents go to ``view``: /-/agreements/ibm becomes /sq/agreements/ibm."""
    return html.replace('<a href="/-/', f'<a href="/{view}/')  # the text has no "<" that is not written "&lt;"


def to_script(html: str, convert: Callable[[str], str]) -> str:
    """Rendered Serbian HTML with ``convert`` applied to its words: not to attributes, code, or other languages."""
    writer = _ScriptWriter(convert)
    writer.feed(html)
    writer.close()
    return "".join(writer.parts)


class _ScriptWriter(HTMLParser):
    """Copies HTML, converting the text. It only sees what the sanitiser wrote, so that every tag is closed."""

    def __init__(self, convert: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._convert = convert
        self._converting = [True]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(self.get_starttag_text() or "")
        if tag not in {"br", "hr"}:
            language = dict(attrs).get("lang")
            inherited = self._converting[-1] if language is None else language == "sr"
            self._converting.append(inherited and tag not in {"code", "pre"})

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")
        self._converting.pop()

    def handle_data(self, data: str) -> None:
        words = self._convert(data) if self._converting[-1] else data
        self.parts.append(escape(words, quote=False).replace("\xa0", "&nbsp;"))
