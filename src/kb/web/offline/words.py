"""What does the search page of one view say: titles, labels, dates and messages as its readers read them?"""

from typing import Any

from flask import g

from kb.engines.contract import Match
from kb.i18n import KIND_NAMES, VIEWS, format_date, language_name
from kb.knowledge_base import Site
from kb.model import LANGUAGE_CODES, Hit
from kb.query import NOTES
from kb.web.offline.tables import pages_in_order
from kb.web.presenting import FACET_NAMES, REASONS, SORT_NAMES, WIDENINGS

# Every message that the script says; all of them stand in templates, too.
MESSAGES = (
    "Active filters",
    "Also found",
    "How to search",
    "Look through the list of agreements",
    "Narrow the list",
    "Only as typed",
    "Only words exactly as typed",
    "Order",
    "Pages of results",
    "Remove all",
    "Search without filters",
    "Try fewer words, or another word for the same thing.",
    "Why this was found",
    "With some of the words",
    "in all languages",
    "off",
    "on",
    "remove",
)
_NOTHING = (
    "No document has all of these words. We looked in Albanian, Serbian in both scripts and English, with and without "
    "accents, and for terms and names that mean the same."
)
_MISSING = "Not available in this language; shown in: %(language)s"
_BEHIND = "This edition is older than another one and will be brought up to date."


def make_words(site: Site, address: Any) -> dict[str, Any]:
    """The words of the present view; ``address`` gives the place of a page as the search page links to it."""
    view, say = g.view, g.catalogue.gettext
    hits = site.searcher.shown([Match(page["id"], 0.0) for page in pages_in_order(site)], view)
    labels = {
        f"{kind}:{id_}": [label.text, label.language]
        for kind, many in site.vocabulary.concepts.items()
        for id_ in many
        for label in (site.vocabulary.label(kind, id_, view),)
    }
    for name, values in (("kind", tuple(KIND_NAMES)), ("language", LANGUAGE_CODES), ("original", LANGUAGE_CODES)):
        labels |= {f"{name}:{value}": [site.label(name, value, view), view.language] for value in values}
    return {
        "language": view.language,
        "script": view.script,
        "tags": {each.language: each.tag for each in VIEWS.values() if each.language != "sr"}
        | {"sr": "sr-Cyrl" if view.script == "Cyrl" else "sr-Latn"},
        "languages": {code: language_name(code, view) for code in LANGUAGE_CODES},
        "documents": [_document(hit, site, address) for hit in hits],
        "labels": labels,
        "facets": {name: say(label) for name, label in FACET_NAMES.items()},
        "sorts": {name: say(label) for name, label in SORT_NAMES.items()},
        "reasons": {name: say(label) for name, label in REASONS.items()},
        "widenings": {name: say(label) for name, label in WIDENINGS.items()},
        "notes": {name: say(label) for name, label in NOTES.items()},
        "messages": {message: say(message) for message in MESSAGES} | {"nothing": say(_NOTHING)},
        "counts": {
            "found": _counted("%(num)s document found", "%(num)s documents found", len(hits)),
            "more": _counted(
                "%(num)s more", "%(num)s more", max(map(len, site.vocabulary.concepts.values()), default=0)
            ),
        },
    }


def _document(hit: Hit, site: Site, address: Any) -> dict[str, Any]:
    say = g.catalogue.gettext
    by = [site.label("person", each, g.view) for each in hit.authors]
    notes = (
        [] if hit.language == g.view.language else [say(_MISSING) % {"language": language_name(hit.language, g.view)}]
    )
    return {
        "title": hit.title,
        "url": address(hit.url),
        "language": hit.language,
        "date": format_date(hit.date, g.view) if hit.date else "",
        "by": [*by, *([site.label("outlet", hit.outlet, g.view)] if hit.outlet else [])],
        "notes": [*notes, *([say(_BEHIND)] if hit.behind else [])],
    }


def _counted(one: str, many: str, most: int) -> list[str]:
    """A message for every number from none on: no script has to know how a language counts."""
    return [g.catalogue.ngettext(one, many, number) % {"num": number} for number in range(most + 1)]
