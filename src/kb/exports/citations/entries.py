"""Which works does a document stand for, and what is there to cite of each?"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from kb.exports.plain import line
from kb.i18n import N_, Catalogue
from kb.knowledge_base.catalogue import CatalogueEntry
from kb.model import Kind

Type = Literal["page", "article", "debate"]

SITE = N_("Dialogue Archive")
_ABOUT: Mapping[Kind, str] = MappingProxyType(
    {
        "agreement": N_("Explainer in plain words"),
        "article": N_("Summary, in our words, of an opinion article"),
        "debate": N_("Summary, in our words, of a TV debate"),
        "event": N_("Page about an event"),
        "publication": N_("Page about a publication"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A work to cite; every text is one line. ``date`` is YYYY, YYYY-MM or YYYY-MM-DD.

    ``people`` are its authors; a page of ours has none, and the site stands in their place. ``container`` is where it
    appeared, ``language`` a tag such as ``sr-Latn``.
    """

    key: str
    type: Type
    title: str
    people: tuple[str, ...]
    container: str
    language: str
    date: str | None = None
    url: str | None = None
    about: str = ""
    notes: tuple[str, ...] = ()
    abstract: str = ""

    @property
    def year(self) -> str | None:
        """The year of its date."""
        return self.date[:4] if self.date else None


def cite(entry: CatalogueEntry, catalogues: Mapping[str, Catalogue], root: str) -> tuple[Citation, ...]:
    """The works to cite for a document, ours first; ``root`` is the site's address, without a slash at the end."""
    say = catalogues[entry.view.code].gettext
    page = Citation(
        key=f"{entry.id}-{entry.view.code}",
        type="page",
        title=line(entry.title),
        people=(),
        container=line(say(SITE)),
        language=entry.tag,
        date=entry.updated,
        url=root + entry.url,
        about=line(say(_ABOUT[entry.kind])),
        abstract=line(entry.summary),
    )
    original = _original(entry)
    return (page, original) if original else (page,)


def _original(entry: CatalogueEntry) -> Citation | None:
    """The article or debate that a page tells of, where it is known in what or where it appeared."""
    if entry.kind not in ("article", "debate") or not (entry.outlet or entry.original_url):
        return None
    known = entry.original
    outlet = known.outlet if known else entry.outlet and entry.outlet.label
    return Citation(
        key=f"{entry.id}-original",
        type="article" if entry.kind == "article" else "debate",
        title=line((known and known.title) or entry.title),
        people=tuple(map(line, known.authors if known else (each.label for each in entry.authors))),
        container=line(outlet or ""),
        language=known.view.tag if known and known.title else entry.tag,
        date=entry.date,
        url=entry.original_url,
        notes=tuple(map(line, entry.doubts)),
    )
