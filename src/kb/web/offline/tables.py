"""What must a browser know of the corpus in order to search it like the site, without the site?

Finished terms and where they stand: the same that engines get, from the same analysis, so that both find the same.
Scores are worked out in the browser as the usual engine does it (BM25, lengths rounded as it rounds them).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import orjson

from kb.cards import Card
from kb.i18n import KIND_NAMES, VIEWS
from kb.indexing.entry import Analysed, analyse
from kb.knowledge_base import Site
from kb.languages import LANGUAGES, fold, normalise
from kb.model import FACETS, KINDS, LANGUAGE_CODES, Edition
from kb.query import FIELDS, OPERATORS
from kb.schema import ANALYSED, BREAK, CONCEPT, PART_WEIGHTS, TEXT_FIELDS, WEIGHTS, WORDS, WRITTEN, date_span, sort_keys
from kb.search import WIDENINGS
from kb.vocabulary import Vocabulary
from kb.web.offline.forms import Forms, base36, make_forms, names, rows

# BM25, as every engine here has it.
_K, _B = 1.2, 0.75
_EXACTLY = 24  # lengths from here on are rounded down to four bits, by the usual engine
_NAMED = ("agreement", "place", "person", "outlet")
# Of one term in one field: by number of the document, how often it stands there.
Places = Mapping[int, int]
_Fields = dict[str, dict[str, Counter[int]]]


class _Gathered:
    """What stands in the documents, one after the other."""

    def __init__(self, site: Site) -> None:
        self.documents: list[dict[str, Any]] = []
        self.fields: _Fields = {name: defaultdict(Counter) for name in TEXT_FIELDS}
        self.written: dict[str, set[str]] = {code: set() for code in LANGUAGE_CODES}
        for page in pages_in_order(site):
            about = Card(site.reader.cards([page["id"]])[0]).facts["concepts"]
            self._add(page, about, {code: _analysed(each, code, site) for code, each in page["editions"].items()})

    def _add(self, page: Mapping[str, Any], about: Sequence[str], editions: Mapping[str, Analysed]) -> None:
        self._count(CONCEPT, about)
        for code, one in editions.items():
            self.written[code].update(token.word for part in one.parts for token in part)
            self._count(CONCEPT, one.concepts())
            self._count(WORDS[code], one.words().split(" "))
            for name, terms in one.analysed():
                self._count(name, terms.split())
        self.documents.append(_document(page, about, editions))

    def _count(self, field: str, terms: Iterable[str]) -> None:
        places = self.fields[field]
        for term in terms:
            places[term][len(self.documents)] += 1

    def terms(self, code: str, vocabulary: Vocabulary) -> list[str]:
        """The terms of a language that texts or names have, in order."""
        return sorted({term for name in ANALYSED[code] for term in self.fields[name]} | vocabulary.terms(code))


def make_index(site: Site) -> dict[str, Any]:
    """Everything that searching needs and that is the same in every view. Raises EngineError."""
    found = _Gathered(site)
    fields = found.fields
    terms = {code: found.terms(code, site.vocabulary) for code in WORDS}
    forms = make_forms(site.vocabulary, found.written, terms)
    return {
        "documents": found.documents,
        "editions": dict(site.tally["editions"]),
        "norms": {name: _norms(many, len(found.documents)) for name, many in fields.items()},
        "terms": {code: _terms(terms[code], [fields[name] for name in ANALYSED[code]]) for code in terms},
        "words": {code: _words(fields[name], forms) for code, name in WORDS.items()},
        "concepts": {each: _places(places) for each, places in fields[CONCEPT].items()},
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
        "facets": _facets(page, about),
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
    return rows([term, *(_places(field.get(term, {})) for field in fields)] for term in terms)


def _words(terms: Mapping[str, Places], forms: Forms) -> str:
    """Folded words with their places, then how each is written: its analysis, itself and its places if they differ."""
    variants: dict[str, list[str]] = defaultdict(list)
    for term in sorted(terms):
        if term.startswith(WRITTEN):
            variants[fold(term.removeprefix(WRITTEN))].append(term.removeprefix(WRITTEN))
    return rows(
        [word, _places(places), *_variants(word, variants[word], terms, forms)]
        for word, places in sorted(terms.items())
        if not word.startswith((WRITTEN, BREAK))
    )


def _variants(word: str, variants: Iterable[str], terms: Mapping[str, Places], forms: Forms) -> Iterator[str]:
    for variant in variants:
        places = terms[WRITTEN + variant]
        shown = "" if variant == word else variant
        own = "" if places == terms[word] else _places(places)
        yield f"{base36(forms.number(variant))}={shown}={own}".rstrip("=")


def _facets(page: Mapping[str, Any], about: Iterable[str]) -> dict[str, list[str]]:
    facts = page["facts"]
    found: dict[str, list[str]] = defaultdict(list)
    for concept in about:
        facet, _, id_ = concept.partition(":")
        found[facet].append(id_)
    return found | {
        "kind": [page["kind"]],
        "language": list(page["editions"]),
        "original": [facts["original"]] if facts["original"] else [],
        "year": [facts["date"][:4]] if facts["date"] else [],
    }


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
