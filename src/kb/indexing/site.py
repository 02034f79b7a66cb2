"""What does the site need to know besides its documents?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

import orjson

from kb.indexing.news import Change
from kb.model import LANGUAGE_CODES, Concept, ConceptType, Names, Note, Pack, Renamed, Text
from kb.vocabulary import Vocabulary

SITE = "site.json"


def make_site(
    vocabulary: Vocabulary,
    explainers: Mapping[str, Sequence[str]],
    tally: Mapping[str, Mapping[str, int]],
    news: Mapping[str, Sequence[Change]] = MappingProxyType({}),
) -> bytes:
    """What the site needs beside documents: concepts, notes, former names, languages of explainers, counts, news."""
    return orjson.dumps(
        {
            "concepts": {kind: [_lean(each) for each in many.values()] for kind, many in vocabulary.concepts.items()},
            "notes": [_lean(note) for note in vocabulary.notes],
            "renamed": vocabulary.renamed,
            "packs": [_lean(pack) for pack in vocabulary.packs],
            "tally": {name: dict(sorted(counts.items())) for name, counts in tally.items()},
            "news": dict(news),
            "explainers": {id_: list(explainers[id_]) for id_ in sorted(explainers)},
        }
    )


def read_vocabulary(site: Mapping[str, Any]) -> Vocabulary:
    """The vocabulary that ``make_site`` wrote down."""
    concepts: dict[ConceptType, tuple[Concept, ...]] = {
        kind: tuple(_concept(each) for each in many) for kind, many in site["concepts"].items()
    }
    return Vocabulary(
        concepts,
        [Note(**{**note, "text": Text(**note["text"])}) for note in site["notes"]],
        [Renamed(id=former, to=present) for former, present in site["renamed"].items()],
        [_pack(each) for each in site["packs"]],
    )


def _pack(values: dict[str, Any]) -> Pack:
    texts = {name: Text(**values[name]) for name in ("title", "why")}
    return Pack(id=values["id"], documents=tuple(values["documents"]), **texts)


def _concept(values: dict[str, Any]) -> Concept:
    names: dict[str, Any] = {code: _names(values[code]) for code in LANGUAGE_CODES if code in values}
    note: dict[str, Any] = {"note": Text(**values["note"])} if "note" in values else {}
    return Concept(**(values | names | note))


def _names(values: dict[str, Any]) -> Names:
    return Names(label=values["label"], **{key: tuple(many) for key, many in values.items() if key != "label"})


def _lean(value: Any) -> Any:
    """A value as plain dictionaries without what is empty."""
    return _without_empty(asdict(value))


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_empty(each) for key, each in value.items() if each not in (None, (), [], {})}
    return [_without_empty(each) for each in value] if isinstance(value, (tuple, list)) else value
