"""What is measured of search quality, and how much is wanted of each?

The judged queries are always at hand. The development sets are not ours to pass on: what reads them takes their folder.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from quality import judged, passages

from kb import languages
from kb.config import root
from kb.i18n import VIEWS
from kb.knowledge_base import KnowledgeBase
from kb.model import Request

DEVELOPMENT = root().parent / "shared"
WORD_SETS, PASSAGE_SETS = DEVELOPMENT / "lingtest", DEVELOPMENT / "irtest"
SCORES = Path(__file__).parent / "scores.json"

NOTHING = "judged: queries with nothing in the all-words list, share"
NONSENSE = "judged: nonsense queries with anything in it, of 20"
_FEWER_IS_BETTER = frozenset({NOTHING, NONSENSE})

_LANGUAGES = {"sq": "Albanian", "sr": "Serbian", "en": "English"}
# Sets of word forms: what they are called here, and the F1 and the recall of accent-less queries that are wanted.
_FORMS: Mapping[str, tuple[str, float, float | None]] = {
    "sq_unimorph": ("Albanian (UniMorph)", 0.95, 0.92),
    "sr_set": ("Serbian (SET)", 0.90, 0.93),
    "sr_unimorph": ("Serbian (UniMorph)", 0.87, 0.93),
    "en_ewt": ("English (EWT)", 0.87, None),
}
_QUESTIONS = {"sq": 0.60, "sr": 0.66, "en": 0.63}
_DICTIONARY_FORMS = {"sq": 0.82, "sr": 0.80}
_NO_LOSS = -0.01


@dataclass(frozen=True, slots=True)
class Score:
    """One figure, with half the width of its 95 % interval where it has one, and what is wanted of it at least.

    Where fewer is better, ``floor`` is the most that is wanted.
    """

    name: str
    value: float
    interval: float | None = None
    floor: float | None = None

    @property
    def wanted(self) -> str:
        """What is wanted, and whether that is missed."""
        if self.floor is None:
            return ""
        sign = "≤" if self.name in _FEWER_IS_BETTER else "≥"
        return f"{sign} {figure(self.floor)}{', missed' if self.missed else ''}"

    @property
    def missed(self) -> bool:
        """Whether the value is not what is wanted."""
        return self.floor is not None and self._worse_by(self.floor) > 0

    def fell_below(self, before: "Score") -> bool:
        """Whether this is worse than ``before`` by more than the interval of that."""
        return round(self._worse_by(before.value) - (before.interval or 0), 3) > 0

    def _worse_by(self, than: float) -> float:
        return self.value - than if self.name in _FEWER_IS_BETTER else than - self.value


def figure(value: float) -> str:
    """A value as tables show it."""
    return f"{value:.0f}" if value == int(value) else f"{value:.3f}".replace("0.", ".", 1)


def committed() -> list[Score]:
    """The scores of the last `make quality`."""
    return [Score(**each) for each in json.loads(SCORES.read_text(encoding="utf-8"))] if SCORES.exists() else []


def commit(scores: Iterable[Score]) -> None:
    """Write down the scores."""
    lines = ",\n".join(f"  {json.dumps(asdict(each), ensure_ascii=False)}" for each in scores)
    SCORES.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def table(scores: Iterable[Score]) -> str:
    """The scores as the table of `docs/search.md`."""
    rows = [
        f"| {each.name} | {figure(each.value)} | {figure(each.interval) if each.interval else ''} | {each.wanted} |"
        for each in scores
    ]
    return "\n".join(["| measured | value | ± | wanted |", "|---|--:|--:|---|", *rows])


def judged_scores(kb: KnowledgeBase) -> list[Score]:
    """How the published real corpus answers the judged queries, and how far their readers agree."""
    answers = judged.answers(kb, lambda _: True)
    frozen = [each for each in answers if each.query["frozen"]]
    free = [each for each in answers if not each.query["frozen"]]
    nonsense = sum(kb.search(Request(text=text, view=view)).total > 0 for text, view in _nonsense())
    return [
        _ndcg(f"judged: nDCG@10, all {len(answers)} queries", answers, 0.90),
        _ndcg(f"judged: nDCG@10, the {len(frozen)} frozen ones", frozen),
        _ndcg(f"judged: nDCG@10, the {len(free)} others", free),
        _mean("judged: nDCG@10 to expect of documents in random order", judged.by_chance()),
        *(
            _ndcg(f"judged: nDCG@10, the {len(each)} of kind {kind}", each, 0.85 if kind == "cross" else None)
            for kind, each in judged.by_kind(answers).items()
        ),
        _mean(NOTHING, [float(not each.has_all) for each in answers], 0.02),
        _mean("judged: queries with nothing in either list, share", [float(not each.found) for each in answers]),
        Score(NONSENSE, nonsense, floor=0),
        Score("judged: agreement of the readers, weighted kappa over all pairs", round(judged.agreement(), 3)),
        Score(
            "judged: agreement of the readers, same grade of what either graded, share", round(judged.same_grades(), 3)
        ),
    ]


def word_scores(folder: Path) -> list[Score]:
    """How the forms of a word, and the names of a place, meet."""
    test = _load(folder / "lingtest.py")
    ask = test.Asker(languages)
    forms = {name: test.run_forms(test.Gold(_rows(folder, name)), ask) for name in _FORMS}
    names = test.run_names(_rows(folder, "names"), ask)
    met = next(each["met"] for each in names["recall"] if (each["test"], each["pairs"]) == ("all names", "all"))
    return [
        *(
            Score(f"words: F1, {title}", round(forms[name]["F1"], 3), floor=floor)
            for name, (title, floor, _) in _FORMS.items()
        ),
        *(
            Score(f"words: recall of queries without accents, {title}", round(_bald(forms[name]), 3), floor=floor)
            for name, (title, _, floor) in _FORMS.items()
            if floor
        ),
        Score("words: forms of one place that meet, all languages and scripts", round(met, 3), floor=1.0),
        Score("words: forms of places that meet, of one place, share", round(names["P"], 3)),
    ]


def passage_scores(folder: Path, *, sample: bool = False) -> list[Score]:
    """How well passages that are not ours are found; a ``sample`` leaves out scripts and accents, the longest part."""
    found = _found(folder, _in_sample if sample else _is_read)
    scores = [
        *(
            _mean(f"passages: questions, MRR@10, {_LANGUAGES[code]}", found["T1", "faq", code], floor)
            for code, floor in _QUESTIONS.items()
        ),
        *(
            _mean(
                f"passages: words in dictionary form, MRR@10, {_LANGUAGES[code]}",
                found["T4-lemma", "ntrex", code],
                floor,
            )
            for code, floor in _DICTIONARY_FORMS.items()
        ),
    ]
    if sample:
        return scores
    pooled: dict[tuple[str, str], list[float]] = {}
    for (test, _, code), values in found.items():
        pooled.setdefault((test, code), []).extend(values)
    accents = [_differences(pooled["T2", code], pooled["T2c", code]) for code in ("sq", "sr")]
    return [
        *scores,
        _mean(
            "passages: Serbian in the other script, MRR@10, difference",
            _differences(pooled["T1x", "sr"], pooled["T1", "sr"]),
            _NO_LOSS,
        ),
        _mean(
            "passages: queries without accents, MRR@10, difference",
            [each for both in accents for each in both],
            _NO_LOSS,
        ),
    ]


def _found(folder: Path, wanted: Callable[[str, str], bool]) -> dict[tuple[str, str, str], list[float]]:
    """The reciprocal rank of each wanted query's passage, by test, set and the query's language."""
    passages.index(_lines(folder / "dev" / "docs.jsonl"))
    ranks: dict[tuple[str, str, str], list[float]] = {}
    for test, group, _, text, language, spoken, right in _load(folder / "irtest.py").build(
        _lines(folder / "dev" / "queries.jsonl")
    ):
        if wanted(test, group):
            ids = passages.search(text, language, 10, qlang=spoken)
            rank = next((rank for rank, id_ in enumerate(ids, 1) if id_ in right), None)
            ranks.setdefault((test, group, spoken), []).append(1 / rank if rank else 0.0)
    return ranks


def _is_read(test: str, group: str) -> bool:
    return test in {"T1", "T1x", "T2", "T2c"} or _in_sample(test, group)


def _in_sample(test: str, group: str) -> bool:
    return (test, group) in {("T1", "faq"), ("T4-lemma", "ntrex")}


def _differences(values: Sequence[float], plain: Sequence[float]) -> list[float]:
    """Query by query: both lists come from the same queries in the same order."""
    return [value - other for value, other in zip(values, plain, strict=True)]


def _nonsense() -> Iterable[tuple[str, str]]:
    """Each nonsense query in one of the views, in turn."""
    views = list(VIEWS)
    return ((text, views[at % len(views)]) for at, text in enumerate(judged.NONSENSE))


def _ndcg(name: str, answers: Sequence[judged.Answer], floor: float | None = None) -> Score:
    return _mean(name, [each.ndcg for each in answers], floor)


def _mean(name: str, values: Sequence[float], floor: float | None = None) -> Score:
    middle, interval = judged.mean(values)
    return Score(name, round(middle, 3) + 0.0, round(interval, 3), floor)  # + 0.0: no minus before a zero


def _bald(forms: Mapping[str, Any]) -> float:
    return next(float(each["R"]) for each in forms["query"] if each["query"] == "bald")


def _load(path: Path) -> Any:
    """A development set's own program."""
    spec = spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _rows(folder: Path, name: str) -> list[list[str]]:
    lines = (folder / "dev" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
