"""How do search engines and browsers learn what is here?

A sitemap with every page in every view, a description of the search for browsers, and the facts of each document as
schema.org data.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from flask import Blueprint, Response, request, url_for
from markupsafe import Markup

from kb.engines.contract import All
from kb.errors import NotFound
from kb.i18n import N_, VIEWS
from kb.knowledge_base import DocumentView
from kb.knowledge_base.concepts import PAGES
from kb.web.presenting import knowledge_base, set_view
from kb.web.xml import as_xml

blueprint = Blueprint("discovery", __name__)

_EACH = 1_000  # documents in one sitemap: with their views and links to each other, well below what is allowed
_ALWAYS = ("", "agreements/", "timeline", "overview", "new", "help", "about", *PAGES)
_TYPES = {
    "agreement": "Article",
    "article": "Article",
    "debate": "Article",
    "event": "Article",
    "publication": "Report",
}


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The list of sitemaps: one for the pages that are always there, and one for each thousand documents."""
    many = -(-knowledge_base().site.documents // _EACH)
    maps = [url_for("discovery.sitemap", number=number) for number in range(many + 1)]
    return as_xml("sitemaps.xml", maps=maps)


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap(number: int) -> Response:
    """Number 0 has the lasting pages and the agreements; each further one a thousand documents."""
    site = knowledge_base().site
    every = list(VIEWS.values())
    if number == 0:
        lasting = [*_ALWAYS, *(f"agreements/{each.id}" for each in site.agreements(VIEWS["en"]))]
        return as_xml("sitemap.xml", pages=[(path, every) for path in lasting])
    matches = site.reader.search(All(), sort="oldest", offset=(number - 1) * _EACH, limit=_EACH).matches
    if not matches:
        raise NotFound(N_("There is no such page here."))
    hits = site.searcher.shown(matches, VIEWS["en"])
    return as_xml(
        "sitemap.xml",
        pages=[
            (hit.url.split("/", 2)[2], [view for view in every if view.language in hit.editions])
            for hit in hits
            if hit.kind != "agreement" or hit.id not in site.vocabulary.concepts.get("agreement", {})
        ],
    )


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """The description by which a browser can search here from its own address bar."""
    set_view(VIEWS.get(request.args.get("view", ""), VIEWS["en"]))
    return as_xml("opensearch.xml", "application/opensearchdescription+xml")


def structured(document: DocumentView, root: str, trail: Iterable[tuple[str, str]]) -> Markup:
    """A document as schema.org describes it, to stand in a page. ``trail`` are the pages above it, with addresses."""
    work = {
        "@type": _TYPES[document.kind],
        "@id": root + document.url,
        "headline": document.title,
        "description": document.summary,
        "inLanguage": document.view.tag,
        "url": root + document.url,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isAccessibleForFree": True,
        "temporalCoverage": document.date,
        "dateModified": document.updated,
        "about": [
            {"@type": "CreativeWork", "name": each.label, "url": root + each.url} for each in document.agreements
        ],
        "spatialCoverage": [{"@type": "Place", "name": each.label} for each in document.places],
        "citation": [_source(each.title, each.publisher, each.url) for each in document.sources],
        "workTranslation": [
            {"@id": root + each.url, "inLanguage": code}
            for code, each in document.editions.items()
            if code != document.language
        ],
        "isBasedOn": _original(document),
    }
    steps = [
        {"@type": "ListItem", "position": number, "name": name, "item": root + address}
        for number, (name, address) in enumerate([*trail, (document.title, document.url)], 1)
    ]
    return _embedded({"@graph": [_without_gaps(work), {"@type": "BreadcrumbList", "itemListElement": steps}]})


def _source(title: str, publisher: str | None, url: str | None) -> dict[str, Any]:
    named = {"@type": "Organization", "name": publisher} if publisher else None
    return _without_gaps({"@type": "CreativeWork", "name": title, "publisher": named, "url": url})


def _original(document: DocumentView) -> dict[str, Any] | None:
    """The opinion article or debate that a summary is about."""
    if document.kind not in ("article", "debate"):
        return None
    authors = [{"@type": "Person", "name": each.label} for each in document.authors]
    publisher = {"@type": "Organization", "name": document.outlet.label} if document.outlet else None
    kind = "OpinionNewsArticle" if document.kind == "article" else "Episode"
    return _without_gaps(
        {
            "@type": kind,
            "author": authors,
            "publisher": publisher,
            "datePublished": document.date,
            "inLanguage": document.original,
            "url": document.original_url,
        }
    )


def _without_gaps(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _embedded(data: Mapping[str, Any]) -> Markup:
    """JSON that may stand in a script element: nothing in it can end the element."""
    text = orjson.dumps({"@context": "https://schema.org", **data}).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704
