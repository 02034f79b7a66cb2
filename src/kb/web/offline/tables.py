"""What must a browser know of the corpus in order to search it like the site, without the site?

Finished terms and where they stand: the same that engines get, from the same analysis, so that both find the same.
Scores are worked out in the browser as the usual engine does it (BM25, lengths rounded as it rounds them).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import orjson

from kb.i18n import KIND_NAMES, VIEWS
from kb.indexing.entry import Analysed, analyse
from kb.knowledge_base import Site
from kb.languages import LANGUAGES, fold, normalise
from kb.model import FACETS, KINDS, LANGUAGE_CODES, Edition
from kb.query import FIELDS, OPERATORS
from kb.schema import ANALYSED, BREAK, CONCEPT, PART_WEIGHTS, TEXT_FIELDS, WEIGHTS, WORDS, WRITTEN, date_span, sort_keys
from kb.search import WIDENINGS
from kb.web.offline.forms import Forms, base36, make_forms, names

# BM25, as every engine here has it.
_K, _B = 1.2, 0.75
_EXACTLY = 24  # lengths from here on are rounded down to four bits, by the usual engine
_NAMED = ("agreement", "place", "person", "outlet")
# Of one term in one field: by number of the document, how often it stands there.
Places = Mapping[int, int]
_Fields = dict[str, dict[str, Counter[int]]]


def make_index(site: Site) -> dict[str, Any]:
    """Everything that searching needs and that is the same in every view. Raises EngineError."""
    documents: list[dict[str, Any]] = []
    fields: _Fields = {name: defaultdict(Counter) for name in TEXT_FIELDS}
    written: dict[str, set[str]] = {code: set() for code in LANGUAGE_CODES}
    for number, page in enumerate(pages_in_order(site)):
        about = _about(page["facts"])
        editions = {code: _analysed(each, code, site) for code, each in page["editions"].items()}
        documents.append(_document(page, about, editions))
        _count(fields[CONCEPT], number, about)
        for code, one in editions.items():
            written[code].update(token.word for part in one.parts for token in part)
            _count(fields[CONCEPT], number, one.concepts())
            _count(fields[WORDS[code]], number, one.words().split(" "))
            for name, terms in one.analysed():
                _count(fields[name], number, terms.split())
    terms = {
        code: sorted({term for name in ANALYSED[code] for term in fields[name]} | site.vocabulary.terms(code))
        for code in LANGUAGE_CODES
    }
    forms = make_forms(site.vocabulary, written, terms)
    return {
        "documents": documents,
        "editions": dict(site.tally["editions"]),
        "norms": {name: _norms(many, len(documents)) for name, many in fields.items()},
        "terms": {code: _terms(terms[code], [fields[name] for name in ANALYSED[code]]) for code in terms},
        "words": {code: _words(fields[WORDS[code]], forms) for code in LANGUAGE_CODES},
        "concepts": "\n".join(f"{each}\t{_places(places)}" for each, places in sorted(fields[CONCEPT].items())),
        "weights": asdict(WEIGHTS) | {"parts": PART_WEIGHTS, "widenings": WIDENINGS, "facets": FACETS, "named": _NAMED},
        "operators": dict(OPERATORS),
        "fields": dict(FIELDS),
        "called": _called(site),
        "light": " ".join(sorted({word for language in LANGUAGES.values() for word in language.light})),
        **names(site.vocabulary),
        **forms.tables(),
    }


def pages_in_order(site: Site) -> list[dict[str, Any]]:
    """Every document as it is stored, in the order of the corpus, which decides where scores are equal."""
    pages = (orjson.loads(site.reader.page(id_) or "") for id_ in site.reader.ids())
    return sorted(pages, key=lambda page: (KINDS.index(page["kind"]), page["id"]))


def _analysed(edition: Mapping[str, Any], code: str, site: Site) -> Analysed:
    words = Edition(title=edition["title"], summary=edition["summary"])
    return analyse(words, edition["text"], LANGUAGES[code].code, site.vocabulary)  # type: ignore[arg-type]


def _document(page: Mapping[str, Any], about: Iterable[str], editions: Mapping[str, Analysed]) -> dict[str, Any]:
    facts = page["facts"]
    oldest, newest = sort_keys(facts["date"], page["id"])
    return {
        "id": page["id"],
        "kind": page["kind"],
        "date": facts["date"],
        "dates": date_span(facts["date"]) if facts["date"] else None,
        "oldest": oldest,
        "newest": newest,
        "about": list(about),
        "facets": _facets(page),
        "editions": {code: _edition(page["editions"][code], one) for code, one in editions.items()},
    }


def _edition(edition: Mapping[str, Any], one: Analysed) -> dict[str, Any]:
    """An edition's text, where its parts begin, and where in it concepts are named: in UTF-16, as scripts count."""
    summary = len(edition["title"]) + 1
    starts = (0, summary, summary + len(edition["summary"]) + 1)
    units = _units(one.text)
    return {
        "text": one.text,
        "starts": [units(at) for at in starts],
        "mentions": {
            concept: " ".join(f"{base36(units(a))}.{base36(units(b) - units(a))}" for a, b in spans)
            for concept, spans in one.named().items()
        },
    }


def _units(text: str) -> Any:
    if max(text, default="") <= "\uffff":
        return lambda at: at
    return lambda at: len(text[:at].encode("utf-16-le")) // 2


def _count(terms: dict[str, Counter[int]], number: int, found: Iterable[str]) -> None:
    for term in found:
        terms[term][number] += 1


def _norms(terms: Mapping[str, Places], documents: int) -> list[float]:
    """For each document how much the length of a field dampens its terms."""
    lengths = [0] * documents
    for places in terms.values():
        for number, times in places.items():
            lengths[number] += times
    average = sum(lengths) / documents if documents else 0
    return [round(_K * (1 - _B + _B * _rounded(each) / average), 6) if average else _K for each in lengths]


def _rounded(length: int) -> int:
    beyond = length - _EXACTLY
    shift = max(beyond, 0).bit_length() - 4
    return _EXACTLY + (beyond >> shift << shift) if shift > 0 else length


def _places(places: Places) -> str:
    """Documents in order, with a full stop and how often where that is not once."""
    return " ".join(
        base36(number) + (f".{base36(times)}" if times > 1 else "") for number, times in sorted(places.items())
    )


def _terms(terms: Iterable[str], fields: Iterable[Mapping[str, Places]]) -> str:
    fields = tuple(fields)
    lines = ("\t".join([term, *(_places(field.get(term, {})) for field in fields)]).rstrip("\t") for term in terms)
    return "\n".join(lines)


def _words(terms: Mapping[str, Places], forms: Forms) -> str:
    """Folded words with their places, then how each is written: its analysis, itself and its places if they differ."""
    variants: dict[str, list[str]] = defaultdict(list)
    for term in sorted(terms):
        if term.startswith(WRITTEN):
            variants[fold(term.removeprefix(WRITTEN))].append(term.removeprefix(WRITTEN))
    return "\n".join(
        "\t".join([word, _places(places), *_variants(word, variants[word], terms, forms)])
        for word, places in sorted(terms.items())
        if not word.startswith((WRITTEN, BREAK))
    )


def _variants(word: str, variants: Iterable[str], terms: Mapping[str, Places], forms: Forms) -> Iterator[str]:
    for variant in variants:
        places = terms[WRITTEN + variant]
        shown = "" if variant == word else variant
        own = "" if places == terms[word] else _places(places)
        yield f"{base36(forms.number(variant))}={shown}={own}".rstrip("=")


def _about(facts: Mapping[str, Any]) -> list[str]:
    """The concepts that a document's facts name."""
    return [
        *(f"agreement:{each}" for each in facts["agreements"]),
        *(f"place:{each}" for each in facts["places"]),
        *(f"person:{each}" for each in dict.fromkeys((*facts["authors"], *facts["people"]))),
        *([f"outlet:{facts['outlet']}"] if facts["outlet"] else []),
    ]


def _facets(page: Mapping[str, Any]) -> dict[str, list[str]]:
    facts = page["facts"]
    found = {
        "agreement": facts["agreements"],
        "kind": [page["kind"]],
        "language": list(page["editions"]),
        "place": facts["places"],
        "person": list(dict.fromkeys((*facts["authors"], *facts["people"]))),
        "outlet": [facts["outlet"]] if facts["outlet"] else [],
        "original": [facts["original"]] if facts["original"] else [],
        "year": [facts["date"][:4]] if facts["date"] else [],
    }
    return {name: values for name, values in found.items() if values}


def _called(site: Site) -> dict[str, dict[str, list[str]]]:
    """What readers may call kinds and languages, folded, in any view; and what is meant."""
    called: dict[str, dict[str, list[str]]] = {}
    for facet, values in (("kind", tuple(KIND_NAMES)), ("language", LANGUAGE_CODES)):
        names = called.setdefault(facet, {})
        for value in values:
            for name in (value, *(site.label(facet, value, view) for view in VIEWS.values())):
                same = names.setdefault(fold(normalise(name)), [])
                same.extend([value] if value not in same else [])
    return called
