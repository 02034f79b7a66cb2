"""How are a result list and a document taken away: as a table, a feed, or citations?"""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, request

from kb.errors import NotFound
from kb.exports.citations import BIBTEX, CSL, RIS, Citation, bibtex, cite, csl, reference, ris
from kb.exports.citations.csl import Item
from kb.exports.table import CSV, table
from kb.i18n import N_
from kb.knowledge_base.catalogue import CatalogueEntry, Listing
from kb.model import SHELVES, Request
from kb.web import parameters
from kb.web.documents import KINDS_OF
from kb.web.forms import form
from kb.web.parameters import SEARCH
from kb.web.presenting import Asked, knowledge_base, site_root
from kb.web.search import costly, private, read_request, turn
from kb.web.xml import as_xml

blueprint = Blueprint("downloads", __name__)

ATOM = "application/atom+xml"
FEED = 100  # documents in a feed
_DOCUMENT = f"/<view:view>/<any({', '.join(KINDS_OF)}):shelf>/<id:id>"


@blueprint.get("/<view:view>/search.csv")
@form(CSV, N_("All results as a table for a spreadsheet"), takes=SEARCH)
def search_csv() -> Response:
    """The result list as a table."""
    found = _listing()
    return _listed(found, "".join(table(found.entries, site_root())), CSV, "csv")


@blueprint.get("/<view:view>/search.ris")
@form(RIS, N_("All results as citations for Zotero, EndNote and others (RIS)"), takes=SEARCH)
def search_ris() -> Response:
    """The result list as RIS."""
    found = _listing()
    return _listed(found, ris(_cited(found.entries)), RIS, "ris")


@blueprint.get("/<view:view>/search.bib")
@form(BIBTEX, N_("All results as citations for LaTeX (BibTeX)"), takes=SEARCH)
def search_bib() -> Response:
    """The result list as BibTeX."""
    found = _listing()
    return _listed(found, bibtex(_cited(found.entries)), BIBTEX, "bib")


@blueprint.get("/<view:view>/search.atom")
@form(ATOM, N_("A feed of the results, newest first (Atom)"), takes=SEARCH)
def search_atom() -> Response:
    """The result list as a feed, to follow a search without an account."""
    wanted = read_request(request.args, g.view, size=FEED, sort="newest")
    with turn(costly=costly(wanted)):
        found = knowledge_base().listing(wanted)
    created = knowledge_base().generation.created
    entries = [(each, _stamp(each, created)) for each in found.entries]
    updated = max((stamp for _, stamp in entries), default=created)
    shown = replace(wanted, size=Request().size)
    answer = as_xml(
        "feed.xml", ATOM, found=found, entries=entries, updated=updated, asked=Asked(shown), address=_address
    )
    return private(_next(answer, found))


@blueprint.get(f"{_DOCUMENT}.ris")
@form(RIS, N_("A document as a citation (RIS)"))
def ris_of(shelf: str, id: str) -> Response:
    """How to cite a document, as RIS."""
    return _file(ris(_cited([_entry(shelf, id)])), RIS, f"{id}-{g.view.code}.ris")


@blueprint.get(f"{_DOCUMENT}.bib")
@form(BIBTEX, N_("A document as a citation (BibTeX)"))
def bib_of(shelf: str, id: str) -> Response:
    """How to cite a document, as BibTeX."""
    return _file(bibtex(_cited([_entry(shelf, id)])), BIBTEX, f"{id}-{g.view.code}.bib")


@blueprint.get(f"{_DOCUMENT}.csl.json")
@form(CSL, N_("A document as a citation (CSL-JSON)"), gives=list[Item])
def csl_of(shelf: str, id: str) -> Response:
    """How to cite a document, as CSL-JSON."""
    answer = jsonify(csl(_cited([_entry(shelf, id)])))
    answer.mimetype = CSL
    return answer


def citations(id: str) -> list[Citation]:
    """What there is to cite of a document in the view of this request."""
    return _cited(knowledge_base().site.entries([id], g.view))


def as_sentence(citation: Citation) -> str:
    """A reference in plain words, in the view of this request."""
    return reference(citation, g.view, g.catalogue)


def _entry(shelf: str, id: str) -> CatalogueEntry:
    """The entry of a document. Raises NotFound, with the editions there are."""
    entry = knowledge_base().site.entries([id], g.view)[0]
    if SHELVES[entry.kind] != shelf:
        raise NotFound(N_("There is no such document here."))
    if entry.view != g.view:
        raise NotFound(N_("This document does not exist in this language."), editions=list(entry.editions))
    return entry


def _listing() -> Listing:
    """What the address of this request finds: all of it, as far as it fits a file."""
    wanted = read_request(request.args, g.view, size=knowledge_base().settings.file_documents)
    with turn(costly=costly(wanted)):
        return knowledge_base().listing(wanted)


def _cited(entries: Iterable[CatalogueEntry]) -> list[Citation]:
    catalogues, root = knowledge_base().catalogues, site_root()
    return [each for entry in entries for each in cite(entry, catalogues, root)]


def _listed(found: Listing, text: str, media: str, ending: str) -> Response:
    return private(_next(_file(text, media, f"search-{g.view.code}.{ending}"), found))


def _next(response: Response, found: Listing) -> Response:
    """Tell a program that there is more, and where."""
    if found.more:
        response.headers["Link"] = f'<{_address(found.request.page + 1)}>; rel="next"'
    return response


def _address(page: int) -> str:
    """The address of this request, on another page."""
    pairs = [(name, value) for name, value in parameters.kept(request.args) if name != "page"]
    asked = urlencode([*pairs, ("page", str(page))] if page > 1 else pairs)
    return f"{site_root()}{request.path}{'?' if asked else ''}{asked}"


def _file(text: str, media: str, name: str) -> Response:
    answer = Response(text, content_type=f"{media}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _stamp(entry: CatalogueEntry, created: str) -> str:
    """When an entry of a feed changed: the last revision of its edition, else its date, else that of the index."""
    day = entry.updated or entry.date
    return f"{day}-01-01"[:10] + "T00:00:00Z" if day else created
