"""What document, or what vocabulary, does one JSON object describe?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.corpus.forms import edition_mistakes, facts_mistakes
from kb.corpus.packs import packs_of
from kb.corpus.validation import fit, unknown_key
from kb.corpus.vocabulary_files import FILES, concepts_of, notes_of, renamed_of
from kb.corpus.yaml_file import Mistake, Path
from kb.languages import to_latin
from kb.markup import outline
from kb.model import (
    KINDS,
    LANGUAGE_CODES,
    Concept,
    ConceptType,
    Document,
    Edition,
    Facts,
    LanguageCode,
    Note,
    Pack,
    Renamed,
)

# Keys of document.yaml that stand at the top of a record; the others are its "facts".
TOP = ("date", "agreements", "places", "people", "outlet", "sources")
_KEYS = ("id", "kind", *TOP, "facts", "editions")
_LISTS = (*FILES, "notes", "renamed", "packs")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,199}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The vocabulary that comes with the documents."""

    concepts: Mapping[ConceptType, tuple[Concept, ...]]
    notes: tuple[Note, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    packs: tuple[Pack, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How long an edition may be, and what day it is."""

    edition_bytes: int
    today: date


def header_of(record: Mapping[str, Any], before: Header, rules: Rules) -> tuple[Header, list[Mistake]]:
    """The vocabulary of ``record`` added to what came ``before``. A concept may lack names in a language."""
    lists = record["vocabulary"]
    mistakes = [unknown_key((key,), ("vocabulary",)) for key in record if key != "vocabulary"]
    if not isinstance(lists, dict):
        message = f'"vocabulary" must have keys ({", ".join(_LISTS)})'
        return before, [*mistakes, Mistake(("vocabulary",), "wrong-type", message)]
    mistakes += [unknown_key(("vocabulary", key), _LISTS) for key in lists if key not in _LISTS]
    concepts = dict(before.concepts)
    for name, kind in FILES.items():
        path = ("vocabulary", name)
        found, wrong = concepts_of(kind, lists.get(name), today=rules.today, path=path)
        mistakes += [each for each in wrong if each.code != "missing-key" or each.path[-1] not in LANGUAGE_CODES]
        earlier = {each.id for each in concepts.get(kind, ())}
        twice = [each.id for each in found if each.id in earlier]
        mistakes += [Mistake(path, "duplicate-id", f'"{each}" has come on a line before; keep one') for each in twice]
        concepts[kind] = (*concepts.get(kind, ()), *found)
    notes, wrong = notes_of(lists.get("notes"), path=("vocabulary", "notes"))
    renamed, worse = renamed_of(lists.get("renamed"), path=("vocabulary", "renamed"))
    packs, worst = packs_of(lists.get("packs"), path=("vocabulary", "packs"))
    header = Header(
        concepts=concepts,
        notes=(*before.notes, *notes),
        renamed=(*before.renamed, *renamed),
        packs=(*before.packs, *packs),
    )
    return header, [*mistakes, *wrong, *worse, *worst]


def document_of(record: Mapping[str, Any], rules: Rules) -> tuple[Document | None, list[Mistake]]:
    """The document of ``record``, or None if there are mistakes."""
    mistakes = [unknown_key((key,), _KEYS) for key in record if key not in _KEYS]
    mistakes += _name_mistakes(record)
    facts, wrong = _facts(record, rules)
    editions, worse = _editions(record, rules)
    mistakes += [*wrong, *worse]
    if mistakes:
        return None, mistakes
    return Document(id=record["id"], kind=record["kind"], facts=facts, editions=editions), []


def _name_mistakes(record: Mapping[str, Any]) -> Iterator[Mistake]:
    for key in ("id", "kind"):
        if record.get(key) is None:
            yield Mistake((key,), "missing-key", f'"{key}" is missing; add it')
    name, kind = record.get("id"), record.get("kind")
    if name is not None and not (isinstance(name, str) and _ID.fullmatch(name)):
        yield Mistake(("id",), "bad-id", '"id" must be text of letters, digits, hyphens and underscores')
    if kind is not None and kind not in KINDS:
        yield Mistake(("kind",), "bad-choice", f'"kind" must be {", ".join(KINDS[:-1])} or {KINDS[-1]}')


def _facts(record: Mapping[str, Any], rules: Rules) -> tuple[Facts, list[Mistake]]:
    inner = record.get("facts")
    inner = {} if inner is None else inner
    if not isinstance(inner, dict):
        return Facts(), [Mistake(("facts",), "wrong-type", '"facts" must have keys, such as "timeline"')]
    known = tuple(key for key in Facts.__dataclass_fields__ if key not in TOP)
    mistakes = [unknown_key(("facts", key), known) for key in inner if key not in known]
    given = {key: inner[key] for key in inner if key in known and inner[key] is not None}
    given |= {key: record[key] for key in TOP if record.get(key) is not None}
    if isinstance(given.get("sources"), list):
        given["sources"] = _named_sources(given["sources"])
    fitted = fit(Facts, given)
    facts = fitted.value or Facts()
    found = (*fitted.mistakes, *facts_mistakes(facts, rules.today))
    mistakes += [
        each if each.path[0] in TOP else Mistake(("facts", *each.path), each.code, each.message, each.of_key)
        for each in found
    ]
    return facts, mistakes


def _named_sources(sources: list[Any]) -> list[Any]:
    """Sources that are only text get an id, so that they are sources like others: s1, s2 and so on."""
    taken = {source.get("id") for source in sources if isinstance(source, dict)}
    named = []
    for number, source in enumerate(sources, 1):
        name = f"s{number}"
        while name in taken:
            name += "x"
        named.append({"id": name, "title": source} if isinstance(source, str) else source)
    return named


def _editions(record: Mapping[str, Any], rules: Rules) -> tuple[dict[LanguageCode, Edition], list[Mistake]]:
    given = record.get("editions")
    if given is not None and not isinstance(given, dict):
        return {}, [Mistake(("editions",), "wrong-type", f'"editions" must have keys ({", ".join(LANGUAGE_CODES)})')]
    given = {code: edition for code, edition in (given or {}).items() if edition is not None}
    if not given:
        return {}, [Mistake(("editions",), "no-edition", 'there is no edition; add one with a "body"')]
    mistakes = [unknown_key(("editions", code), LANGUAGE_CODES) for code in given if code not in LANGUAGE_CODES]
    editions: dict[LanguageCode, Edition] = {}
    for code in LANGUAGE_CODES:
        if code in given:
            edition, wrong = _edition(given[code], ("editions", code), str(record.get("id")), rules)
            mistakes += wrong
            editions |= {code: edition} if edition else {}
    return editions, mistakes


def _edition(data: Any, path: Path, name: str, rules: Rules) -> tuple[Edition | None, list[Mistake]]:
    if isinstance(data, dict):
        data = {key: value for key, value in data.items() if value is not None}
        body = data.get("body")
        if body is None or (isinstance(body, str) and not body.strip()):
            return None, [Mistake((*path, "body"), "missing-key", '"body" is missing; add the text in Markdown')]
        if isinstance(body, str) and len(body.encode()) > rules.edition_bytes:
            return None, [Mistake((*path, "body"), "too-big", f'"body" is longer than {rules.edition_bytes:,} bytes')]
        if data.get("title") in {None, ""}:
            headings = outline(body, latin=to_latin).headings if isinstance(body, str) else ()
            data["title"] = headings[0].text if headings and headings[0].text else name
    fitted = fit(Edition, data, path=path, closed=("body_line",))
    wrong = edition_mistakes(fitted.value, rules.today) if fitted.value else ()
    return fitted.value, [
        *fitted.mistakes,
        *(Mistake((*path, *each.path), each.code, each.message, each.of_key) for each in wrong),
    ]
