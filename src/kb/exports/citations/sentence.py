"""How is a work named in plain words, to be put under a text?"""

from kb.exports.citations.entries import Citation
from kb.i18n import N_, Catalogue, View, format_date

_QUOTED = N_("“%(title)s”")
_VERSION = N_("version of %(date)s")


def reference(citation: Citation, view: View, catalogue: Catalogue) -> str:
    """A reference: who, the title, what it is or where it appeared, when, and its address."""
    people = ", ".join(citation.people) or (citation.container if citation.type == "page" else "")
    title = catalogue.gettext(_QUOTED) % {"title": citation.title}
    date = format_date(citation.date, view) if citation.date else ""
    if citation.type == "page":
        where = [citation.about, catalogue.gettext(_VERSION) % {"date": date} if date else ""]
    else:
        where = [citation.container, date]
    said = [f"{people}: {title}" if people else title, ", ".join(filter(None, where))]
    # A date, or a title, may end in a full stop of its own.
    return " ".join(
        [*(part if part.endswith(".") else f"{part}." for part in said if part), citation.url or ""]
    ).strip()
