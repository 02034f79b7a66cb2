"""Do the parts of a document agree with each other, with the vocabulary, and with the other documents?

What could not be read is not judged: one mistake is reported once.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import pairwise, zip_longest

from kb.corpus.forms import first_day, is_citable
from kb.corpus.reading import DocumentFolder, EditionFile
from kb.corpus.yaml_file import Mistake, Path
from kb.errors import Problem
from kb.model import ConceptType, Facts, Text

# Which type of concept the ids of a key name.
_NAMES: Mapping[str, ConceptType] = {
    "agreements": "agreement",
    "authors": "person",
    "people": "person",
    "places": "place",
    "outlet": "outlet",
}
_CITING = {"timeline", "status", "agreement", "event"}  # keys of the facts that may cite a source


def check(
    document: DocumentFolder, *, known: Mapping[ConceptType, Collection[str]], targets: Collection[tuple[str, str]]
) -> Iterator[Problem]:
    """Everything in ``document`` that does not fit together.

    ``known`` are the ids of the vocabulary by type, ``targets`` the documents that a link may lead to (shelf and id).
    """
    for mistakes in (
        _names(document, known),
        _of_kind(document, known),
        _sources(document),
        _order(document),
        _texts(document),
    ):
        yield from document.tree.located(mistakes)
    yield from _citations(document)
    yield from _timelines(document)
    yield from _headings(document)
    for edition in document.editions.values():
        yield from _links(edition, targets)


def _names(document: DocumentFolder, known: Mapping[ConceptType, Collection[str]]) -> Iterator[Mistake]:
    for key, kind in _NAMES.items():
        value = getattr(document.facts, key)
        ids: list[tuple[Path, str]] = [((key,), value)] if isinstance(value, str) else []
        ids += [((key, at), name) for at, name in enumerate(value or ())] if isinstance(value, tuple) else []
        for number, (path, name) in enumerate(ids):
            yield from _unknown(path, kind, name, known)
            if name in {earlier for _, earlier in ids[:number]}:
                yield Mistake(path, "duplicate-id", f'"{name}" is in this list already; keep one')
    agreements = document.facts.agreements
    if document.kind == "agreement" and "agreements" not in document.unread and agreements[:1] != (document.id,):
        message = f"an explainer names its own agreement first; write agreements: [{document.id}]"
        yield Mistake(("agreements",), "own-agreement", message)


def _of_kind(document: DocumentFolder, known: Mapping[ConceptType, Collection[str]]) -> Iterator[Mistake]:
    """Facts of an agreement or an event in another kind of document, and ids in them that the vocabulary lacks."""
    for key in ("agreement", "event"):
        if getattr(document.facts, key) and document.kind != key:
            message = f'"{key}" has the facts of {key}s, and this is another kind of document; remove it'
            yield Mistake((key,), "wrong-kind", message, of_key=True)
    facts = document.facts.agreement
    if facts is None:
        return
    named: list[tuple[Path, ConceptType, str]] = []
    named += [(("agreement", "place", "id"), "place", facts.place.id)] if facts.place else []
    for at, related in enumerate(facts.related):
        path = ("agreement", "related", at, "agreement")
        named.append((path, "agreement", related.agreement))
        if related.agreement == document.id:
            yield Mistake(path, "own-agreement", "an agreement is not related to itself; name another or remove it")
    yield from (mistake for each in named for mistake in _unknown(*each, known))


def _unknown(
    path: Path, kind: ConceptType, name: str, known: Mapping[ConceptType, Collection[str]]
) -> Iterator[Mistake]:
    if kind in known and name not in known[kind]:
        message = f'the vocabulary has no {kind} "{name}"; add it there or correct the id'
        yield Mistake(path, "unknown-id", message)


def _sources(document: DocumentFolder) -> Iterator[Mistake]:
    """Sources that stand twice, that nothing cites, or that the facts cite and nobody defined."""
    if "sources" in document.unread:
        return
    defined: set[str] = set()
    for at, source in enumerate(document.facts.sources):
        if source.id in defined:
            yield Mistake(
                ("sources", at, "id"), "duplicate-id", f'the source "{source.id}" stands here already; keep one'
            )
        defined.add(source.id)
    cited = dict(_cited_by_facts(document.facts))
    for path, name in cited.items():
        if name not in defined:
            yield Mistake(path, "undefined-source", f'no source has the id "{name}"; add it to sources or correct it')
    outlines = [edition.outline for edition in document.editions.values()]
    if document.unread & _CITING or None in outlines:
        return  # what could not be read may cite it
    used = {*cited.values()}.union(*({each.source for each in one.citations} for one in outlines if one))
    for at, source in enumerate(document.facts.sources):
        if source.id not in used and is_citable(source.id):
            message = f'nothing cites "{source.id}"; write [@{source.id}] after the fact it supports, or remove it'
            yield Mistake(("sources", at, "id"), "uncited-source", message)


def parts(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Everything inside a value of the model, with its place: first the value itself, then what it holds."""
    yield path, value
    inner: Iterator[tuple[str | int, object]] = iter(())
    if is_dataclass(value):
        inner = ((each.name, getattr(value, each.name)) for each in fields(value))
    elif isinstance(value, tuple):
        inner = iter(enumerate(value))
    for name, each in inner:
        yield from parts(each, (*path, name))


def _cited_by_facts(facts: Facts) -> Iterator[tuple[Path, str]]:
    for path, value in parts(facts):
        if "sources" in path[1:-1] and isinstance(value, str):
            yield path, value


def _order(document: DocumentFolder) -> Iterator[Mistake]:
    for at, (before, after) in enumerate(pairwise(milestone.date for milestone in document.facts.timeline), 1):
        earlier, later = first_day(before), first_day(after)
        if earlier and later and later < earlier:
            message = f'"{after}" stands after "{before}"; put the earlier first'
            yield Mistake(("timeline", at, "date"), "order", message)


def texts(facts: Facts) -> Iterator[tuple[Path, Text]]:
    """Every text of the facts that has words in each language, with its place."""
    return ((path, value) for path, value in parts(facts) if isinstance(value, Text))


def _texts(document: DocumentFolder) -> Iterator[Mistake]:
    """Texts of the facts that lack a language in which the document can be read."""
    for path, text in texts(document.facts):
        for language in document.editions:
            if text.get(language) is None:
                yield Mistake(path, "missing-text", f'"{language}" is missing, and there is {language}.md; add it')


def _citations(document: DocumentFolder) -> Iterator[Problem]:
    if "sources" in document.unread:
        return
    defined = {source.id for source in document.facts.sources}
    for edition in document.editions.values():
        for citation in edition.outline.citations if edition.outline else ():
            if citation.source not in defined:
                message = f'document.yaml has no source "{citation.source}"; add it there or correct the id'
                yield Problem(edition.file, citation.line, citation.column, "undefined-source", message)


def _timelines(document: DocumentFolder) -> Iterator[Problem]:
    if "timeline" in document.unread:
        return
    for edition in document.editions.values():
        lines = edition.outline.timelines if edition.outline else None
        if lines is None:
            continue
        if document.facts.timeline and not lines:
            message = "document.yaml has a timeline; write a line [timeline] where it is to stand"
            yield Problem(edition.file, 1, 1, "no-timeline", message)
        for number, line in enumerate(lines):
            if not document.facts.timeline:
                yield Problem(edition.file, line, 1, "no-timeline", "document.yaml has no timeline; write it there")
            elif number:
                yield Problem(edition.file, line, 1, "no-timeline", "the timeline is shown already; remove this line")


def _headings(document: DocumentFolder) -> Iterator[Problem]:
    """The first place where an edition's headings differ from those of the first edition."""
    readable = [edition for edition in document.editions.values() if edition.outline]
    for first, other in ((readable[0], edition) for edition in readable[1:]):
        theirs, ours = (one.outline.headings if one.outline else () for one in (first, other))
        for number, (left, right) in enumerate(zip_longest(theirs, ours), 1):
            if left and right and left.level == right.level:
                continue
            name = first.file.rpartition("/")[2]
            has = f"{name} has one of level {left.level} (line {left.line})" if left else f"{name} has none"
            line = right.line if right else 1
            message = f"heading {number} {f'is of level {right.level}' if right else 'is missing'}, and {has}"
            yield Problem(other.file, line, 1, "headings", f"{message}; make the editions alike")
            break


def _links(edition: EditionFile, targets: Collection[tuple[str, str]]) -> Iterator[Problem]:
    for link in edition.outline.links if edition.outline else ():
        if (link.shelf, link.id) not in targets:
            message = f"there is no {link.shelf}/{link.id}; correct the link or write the document"
            yield Problem(edition.file, link.line, link.column, "dead-link", message)
