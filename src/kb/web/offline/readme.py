"""What should somebody know who finds the copy on a stick?"""

import orjson

from kb.i18n import N_, VIEW_NAMES, VIEWS, format_date
from kb.knowledge_base import KnowledgeBase

_LINES = (
    N_("This folder is a copy of the whole archive. It needs no network and no installation."),
    N_("Open index.html in a browser, and choose a language. If it came as a ZIP file, unpack all of it first."),
    N_("Everything can be read and searched. Nothing you do here is sent anywhere or kept."),
    N_("The texts are as of %(date)s."),
    N_("Texts: Creative Commons Attribution 4.0 (CC BY 4.0). Software: GPL-3.0-or-later."),
)


def readme(kb: KnowledgeBase) -> bytes:
    """A plain text in all four views, with line ends that every editor knows."""
    date = _latest(kb)
    pieces = []
    for code, view in VIEWS.items():
        say = kb.catalogues[code].gettext
        name = say("Dialogue Archive")
        lines = [say(line) % {"date": format_date(date, view)} for line in _LINES if date or "%(date)s" not in line]
        pieces.append("\n".join([f"{name} – {VIEW_NAMES[code]}", "", *lines, ""]))
    return "\n\n".join(pieces).replace("\n", "\r\n").encode("utf-8-sig")


def _latest(kb: KnowledgeBase) -> str:
    """The last day on which any edition was revised."""
    reader = kb.site.reader
    pages = (orjson.loads(reader.page(id_) or "") for id_ in reader.ids())
    return max((each["updated"] or "" for page in pages for each in page["editions"].values()), default="")
