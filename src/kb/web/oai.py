"""How do libraries and archives harvest a record of each document? By OAI-PMH 2.0, as oai_dc.

A record is of a document in all its languages. Its day is that of the last revision of any edition; sets are by
agreement and by language. Lists come in parts, and the token that leads on holds for one generation: after another is
published, a harvester is told to begin again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from kb.engines.contract import All
from kb.errors import KBError, NotFound
from kb.exports.citations import cite, reference
from kb.i18n import N_, VIEWS
from kb.knowledge_base import Site
from kb.knowledge_base.catalogue import CatalogueEntry
from kb.model import LANGUAGE_CODES
from kb.web.forms import form
from kb.web.presenting import knowledge_base, set_view, site_root
from kb.web.search import turn
from kb.web.xml import as_xml

blueprint = Blueprint("oai", __name__)

XML = "text/xml"
_EACH = 50  # records in one part of a list
_PREFIX = "oai_dc"
_VIEW = VIEWS["en"]  # in which a record says what has no language of its own
_FACETS: Mapping[str, str] = MappingProxyType({"agreement": "By agreement", "language": "By language"})
_DAY = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_SELECTS = ("from", "until", "set")
# What each verb must be told, and what it may be.
_VERBS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = MappingProxyType(
    {
        "Identify": ((), ()),
        "ListMetadataFormats": ((), ("identifier",)),
        "ListSets": ((), ()),
        "GetRecord": (("identifier", "metadataPrefix"), ()),
        "ListIdentifiers": (("metadataPrefix",), _SELECTS),
        "ListRecords": (("metadataPrefix",), _SELECTS),
    }
)


class _Refused(KBError):
    """What the protocol has a word for; ``code`` is that word."""

    def __init__(self, word: str, message: str) -> None:
        super().__init__(message)
        self.word = word


@dataclass(frozen=True, slots=True, kw_only=True)
class _Selection:
    """Which records are wanted, from which on."""

    set: str = ""
    first: str = ""
    last: str = ""
    offset: int = 0

    def has(self, day: str) -> bool:
        """Whether a record of a day is wanted."""
        return self.first <= day and (not self.last or day <= self.last)


@blueprint.get("/oai")
@form(XML, N_("Records of all documents for libraries and archives (OAI-PMH)"), protocol=True)
def harvest() -> Response:
    """An answer of the protocol, which has its own way to say what is wrong."""
    set_view(_VIEW)
    try:
        asked = _arguments()
        template, values = f"oai/{asked['verb']}.xml", _answers(asked)
    except _Refused as refused:
        said = {} if refused.word in ("badVerb", "badArgument") else request.args.to_dict()
        return _answer("oai/error.xml", said, word=refused.word, message=refused.message)
    return _answer(template, request.args.to_dict(), **values)


def _answer(template: str, asked: Mapping[str, str], **values: object) -> Response:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = as_xml(template, XML, now=now, asked=asked, **values)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _arguments() -> dict[str, str]:
    """What was asked, if it is what a verb may be asked. Raises _Refused."""
    verbs = request.args.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in _VERBS:
        raise _Refused("badVerb", "The verb is missing, repeated, or none of the protocol.")
    asked = request.args.to_dict()
    must, may = _VERBS[verbs[0]]
    goes_on = "metadataPrefix" in must and "identifier" not in must and "resumptionToken" in asked
    known = {"verb", "resumptionToken"} if goes_on else {"verb", *must, *may}
    if set(asked) - known or any(len(request.args.getlist(name)) > 1 for name in asked):
        raise _Refused("badArgument", "An argument is unknown, repeated, or cannot stand beside another.")
    if not goes_on and set(must) - set(asked):
        raise _Refused("badArgument", "An argument is missing.")
    if asked.get("metadataPrefix", _PREFIX) != _PREFIX:
        raise _Refused("cannotDisseminateFormat", "Records are to be had as oai_dc only.")
    return asked


def _answers(asked: Mapping[str, str]) -> dict[str, object]:
    """What stands in the answer to a verb. Raises _Refused."""
    site, verb = knowledge_base().site, asked["verb"]
    common = {"identifier": _identifier, "sets": _sets_of, "record": _record}
    if verb == "ListSets":
        return {"sets": _sets(site)}
    if verb in ("GetRecord", "ListMetadataFormats"):
        return common | {"entry": _one(site, asked["identifier"]) if "identifier" in asked else None}
    if verb == "Identify":
        contact = knowledge_base().settings.contact
        return {"contact": contact if "@" in contact else f"webmaster@{urlsplit(site_root()).hostname}"}
    selection = _selection(asked, site)
    with turn(costly=bool(selection.first or selection.last)):
        entries, offset = _part(site, selection)
    if not entries:
        raise _Refused("noRecordsMatch", "There are no such records.")
    token = "" if offset is None else _token(site, selection, offset)
    return common | {"entries": entries, "token": token, "cursor": selection.offset}


def _one(site: Site, identifier: str) -> CatalogueEntry:
    try:
        entry = site.entries([identifier.removeprefix(_identifier(""))], _VIEW)[0]
    except NotFound:
        raise _Refused("idDoesNotExist", "There is no such record.") from None
    if identifier != _identifier(entry.id):
        raise _Refused("idDoesNotExist", "There is no such record.")
    return entry


def _selection(asked: Mapping[str, str], site: Site) -> _Selection:
    if "resumptionToken" in asked:
        return _resumed(asked["resumptionToken"], site)
    first, last = (_day(asked.get(name, "")) for name in ("from", "until"))
    if first and last and first > last:
        raise _Refused("badArgument", "The time begins after its end.")
    return _Selection(set=asked.get("set", ""), first=first, last=last)


def _day(text: str) -> str:
    """A day, or nothing for nothing. Raises _Refused for anything else."""
    found = _DAY.fullmatch(text)
    try:
        year, month, day = map(int, found.groups() if found else ())
        return date(year, month, day).isoformat()
    except ValueError:
        if not text:
            return ""
        raise _Refused("badArgument", "A date is a day, such as 2026-11-25.") from None


def _token(site: Site, selection: _Selection, offset: int) -> str:
    return "!".join([site.generation, str(offset), selection.set, selection.first, selection.last])


def _resumed(token: str, site: Site) -> _Selection:
    parts = token.split("!")
    if len(parts) != 5 or parts[0] != site.generation or not re.fullmatch("[0-9]{1,9}", parts[1], re.ASCII):
        raise _Refused("badResumptionToken", "The list has changed, or the token is none; please begin again.")
    try:
        return _Selection(set=parts[2], first=_day(parts[3]), last=_day(parts[4]), offset=int(parts[1]))
    except _Refused:
        raise _Refused("badResumptionToken", "The token is none.") from None


def _part(site: Site, selection: _Selection) -> tuple[list[CatalogueEntry], int | None]:
    """The next records that are wanted, and where the first after them stands, if there is one."""
    facet, _, value = selection.set.partition(":")
    if selection.set and facet not in _FACETS:
        return [], None
    every = LANGUAGE_CODES if facet == "language" else tuple(site.vocabulary.concepts.get("agreement", ()))
    filters = {facet: (value,) if value else every} if facet else {}
    found: list[CatalogueEntry] = []
    at = selection.offset
    while True:
        page = site.reader.search(All(), filters=filters, sort="oldest", offset=at, limit=_EACH + 1)
        for entry in site.entries((each.id for each in page.matches), _VIEW):
            if selection.has(_stamp(entry)):
                if len(found) == _EACH:
                    return found, at
                found.append(entry)
            at += 1
        if at >= page.total:
            return found, None


def _sets(site: Site) -> list[tuple[str, str]]:
    """Every set with its name; a set of sets has all that is in any of them."""
    languages = [(f"language:{code}", site.label("language", code, _VIEW)) for code in LANGUAGE_CODES]
    agreements = [(f"agreement:{each.id}", each.label) for each in site.agreements(_VIEW)]
    return [*_FACETS.items(), *languages, *agreements]


def _sets_of(entry: CatalogueEntry) -> list[str]:
    return [*(f"language:{code}" for code in entry.editions), *(f"agreement:{each.id}" for each in entry.agreements)]


def _identifier(id_: str) -> str:
    return f"oai:{urlsplit(site_root()).hostname}:{id_}"


def _stamp(entry: CatalogueEntry) -> str:
    """The day of a record; where no edition says when it was revised, that on which the index was made."""
    return entry.latest or knowledge_base().generation.created[:10]


def _record(entry: CatalogueEntry) -> dict[str, object]:
    """What oai_dc says of a document besides what its entry does."""
    works = cite(entry, knowledge_base().catalogues, site_root())
    views = [view for view in VIEWS.values() if view.language in entry.editions]
    vocabulary = knowledge_base().site.vocabulary
    return {
        "day": _stamp(entry),
        "addresses": [f"{site_root()}/{view.code}/{entry.url.split('/', 2)[2]}" for view in views],
        "subjects": [
            (vocabulary.label("agreement", each.id, view).text, view.tag)
            for each in entry.agreements
            for view in VIEWS.values()
        ],
        "sources": [reference(each, _VIEW, knowledge_base().catalogues["en"]) for each in works[1:]],
    }
