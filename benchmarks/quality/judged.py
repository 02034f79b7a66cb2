"""How well does our own corpus answer the queries that two readers judged?

`benchmarks/judged/` holds the queries and, for each, what two readers who saw no ranking thought of every document:
3 just what was wanted, 2 useful, 1 touches it. A document's gain is the mean of the two. The answer is the list of
documents with all words, then that of documents with some. Documents that are younger than the judgements are passed
over in the answers (condensed lists: Sakai 2007); `documents.txt` names those that were judged.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log2, sqrt
from pathlib import Path
from typing import Any

from kb.knowledge_base import KnowledgeBase
from kb.model import Request, Results

JUDGED = Path(__file__).parent.parent / "judged"
_DEPTH = 10
_READ = 100  # hits of an answer, so that ten that were judged are among them
# Words of no language, made up before any was tried: letters struck at random, and some that look like words.
NONSENSE = (
    "xqzvwk",
    "blorptastic quindle",
    "zgrablošknja",
    "мрљукотвац",
    "qwpfgj zxmnbv",
    "fërglumtishok",
    "ђушњбрк",
    "vuhuhuzza",
    "asdkjhqwe",
    "трлбабсцхк вџњкп",
    "snorfwimbly",
    "pqëçzhxh",
    "krešljpunđak",
    "wugglethorp zimmerquax",
    "жщгъфы",
    "hyjrraqzep",
    "9x7qk2vz",
    "đđččššžž",
    "oiuztrewq lkjhgfdsa",
    "ghrëmbuzokth",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """How one query was answered: nDCG@10, and whether any document had all words."""

    query: Mapping[str, Any]
    ndcg: float
    has_all: bool
    found: tuple[str, ...]


def queries() -> list[dict[str, Any]]:
    """The judged queries."""
    return _lines("queries.jsonl")


def gains() -> dict[str, dict[str, float]]:
    """The gain of each document for each query, by its id."""
    readers = [{line["id"]: line["grades"] for line in _lines(f"judgements-{name}.jsonl")} for name in "ab"]
    return {
        id_: {each: sum(reader[id_].get(each, 0) for reader in readers) / 2 for each in {*grades, *readers[1][id_]}}
        for id_, grades in readers[0].items()
    }


def agreement() -> float:
    """How far the two readers agree beyond chance: Cohen's kappa with quadratic weights, over all pairs."""
    first, second = ({line["id"]: line["grades"] for line in _lines(f"judgements-{name}.jsonl")} for name in "ab")
    pairs = [(first[id_].get(each, 0), second[id_].get(each, 0)) for id_ in first for each in documents()]
    differ: float = sum((a - b) ** 2 for a, b in pairs) / len(pairs)
    ones, others = [a for a, _ in pairs], [b for _, b in pairs]
    chance: float = (
        sum((a - b) ** 2 * ones.count(a) * others.count(b) for a in range(4) for b in range(4)) / len(pairs) ** 2
    )
    return 1 - differ / chance


def same_grades() -> float:
    """Of the pairs of query and document that either reader graded above 0, the share with one grade from both."""
    first, second = ({line["id"]: line["grades"] for line in _lines(f"judgements-{name}.jsonl")} for name in "ab")
    same: list[bool] = [
        grades.get(each, 0) == second[id_].get(each, 0)
        for id_, grades in first.items()
        for each in {*grades, *second[id_]}
    ]
    return sum(same) / len(same)


def by_chance() -> list[float]:
    """The nDCG@10 of each query to expect of the documents in random order."""
    found = []
    for worth in gains().values():
        usual = sum(2.0 ** worth.get(each, 0) - 1 for each in documents()) / len(documents())
        ranks = min(len(documents()), _DEPTH)
        found.append(
            usual * sum(1 / log2(rank + 1) for rank in range(1, ranks + 1)) / _dcg(sorted(worth.values())[::-1])
        )
    return found


def answers(kb: KnowledgeBase, wanted: Callable[[dict[str, Any]], bool]) -> list[Answer]:
    """Every query that is ``wanted``, answered."""
    worth = gains()
    return [_answer(kb, query, worth[query["id"]]) for query in queries() if wanted(query)]


def mean(values: Sequence[float]) -> tuple[float, float]:
    """The mean, and half the width of its 95 % interval."""
    middle = sum(values) / len(values)
    spread = sqrt(sum((value - middle) ** 2 for value in values) / max(len(values) - 1, 1))
    return middle, 1.96 * spread / sqrt(len(values))


def by_kind(found: Iterable[Answer]) -> dict[str, list[Answer]]:
    """The answers by the kind of their queries."""
    sorted_: dict[str, list[Answer]] = defaultdict(list)
    for each in found:
        sorted_[each.query["kind"]].append(each)
    return dict(sorted(sorted_.items()))


def _answer(kb: KnowledgeBase, query: dict[str, Any], worth: Mapping[str, float]) -> Answer:
    found: Results = kb.search(Request(text=query["text"], view=query["view"], size=_READ))
    ids = tuple(hit.id for hit in (*found.hits, *found.some) if hit.id in documents())
    best = sorted(worth.values(), reverse=True)
    return Answer(query, _dcg([worth.get(id_, 0) for id_ in ids]) / _dcg(best), found.total > 0, ids)


@cache
def documents() -> tuple[str, ...]:
    """The documents that were judged."""
    return tuple((JUDGED / "documents.txt").read_text(encoding="utf-8").split())


def _dcg(gains_: Sequence[float]) -> float:
    total: float = sum((2.0**gain - 1) / log2(rank + 1) for rank, gain in enumerate(gains_[:_DEPTH], 1))
    return total


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (JUDGED / name).read_text(encoding="utf-8").splitlines() if line.strip()]
