"""What must any engine answer? A corpus made from a seed, an evaluator in plain Python, and every engine there is."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import assert_never

import pytest

from kb import schema
from kb.engines import NAMES, open_store
from kb.engines import contract as ask
from kb.engines.contract import Engine, IndexDocument, Reader, StoreReader
from kb.generations import Generations

_WORDS = (
    *("targa", "targat", "targë", "tarifa", "ta", "marrëveshje", "sporazum", "sporazumu", "споразум", "таблице"),
    *("plate", "plates", "border", "licence", "=Border", "=targë", "=Споразум", "o'neil", "ibm", "2013", "x"),
)
_VALUES: Mapping[str, Sequence[str]] = {
    "agreement": ("ibm", "telecommunications", "adr-certificates", "civil-registry", "justice-2015"),
    "kind": ("agreement", "article", "debate"),
    "language": ("sq", "sr", "en"),
    "place": ("Ferizaj", "North Mitrovica", "Приштина"),
    "person": tuple(f"person-{number}" for number in range(30)),  # more than an engine lists unless told
    "outlet": ("Zëri i Popullit", "danas"),
    "original": ("sq", "sr", "en"),
    "year": ("2011", "2013", "2015"),
}
# Any character that UTF-8 can write, NUL and line ends among them.
_CHARACTERS = (*range(0x250), *range(0x400, 0x460), 0x2029, 0xFFFD, 0x1F54A, 0x10FFFF)
_DATES = (
    "2011",
    "2013-04",
    "2013-04-19",
    "2013-04-19",
    "2013-04-20",
    "2015-08-25",
    "2016-02",
    "2024-02-29",
    None,
    None,
)


def make_document(number: int, dice: random.Random) -> IndexDocument:
    """One document of the made-up corpus."""
    date = dice.choice(_DATES)
    id_ = f"{dice.choice(('doc', 'Doc', 'ć', '10'))}-{number:03}"
    oldest, newest = schema.sort_keys(date, id_)
    return IndexDocument(
        id=id_,
        text={name: _text(name, dice) for name in schema.TEXT_FIELDS if dice.random() < 0.8},
        facets={
            name: [dice.choice(values) for _ in range(dice.randint(1, 3))]  # a value may come twice
            for name, values in _VALUES.items()
            if dice.random() < 0.8
        },
        dates=schema.date_span(date) if date else None,
        oldest=oldest,
        newest=newest,
        card="" if number % 20 == 0 else "".join(map(chr, dice.choices(_CHARACTERS, k=dice.randint(1, 500)))),
        page="" if number % 30 == 0 else f"страница {number} " * dice.randint(1, 300),
    )


def _text(name: str, dice: random.Random) -> str:
    title, summary, body = (" ".join(dice.choices(_WORDS, k=dice.randint(0, 6))) for _ in schema.PARTS)
    between = schema.BREAK if name in schema.WORDS.values() else ""
    return " ".join(filter(None, (title, between, summary, between, body)))


class BruteForce:
    """The same questions as an engine, answered by looking at every document; it knows no scores."""

    def __init__(self, documents: Iterable[IndexDocument]) -> None:
        self._documents = {document.id: document for document in documents}

    def search(
        self,
        query: ask.Query,
        *,
        filters: Mapping[str, Sequence[str]] | None = None,
        dates: ask.Dates | None = None,
        facets: Sequence[str] = (),
        sort: ask.Sort = "relevance",
        offset: int = 0,
        limit: int = 10,
    ) -> ask.Page:
        """Matches come by the sort key asked for, or by id."""
        chosen = filters or {}
        found = [each for each in self._documents.values() if _finds(query, each) and _in_dates(each, dates)]
        left = [each for each in found if _passes(each, chosen)]
        left.sort(key=lambda each: each.id if sort == "relevance" else getattr(each, sort), reverse=sort == "newest")
        return ask.Page(
            tuple(ask.Match(each.id, 0.0) for each in left[offset : offset + limit]),
            len(left),
            {name: _count(name, [each for each in found if _passes(each, _without(chosen, name))]) for name in facets},
        )

    def cards(self, ids: Sequence[str]) -> list[str]:
        return [self._documents[id_].card for id_ in ids]

    def page(self, id: str) -> str | None:
        return self._documents[id].page if id in self._documents else None

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        counted = Counter(term for each in self._documents.values() for term in set(_terms(each, field)))
        return sorted((term, count) for term, count in counted.items() if term.startswith(prefix))[:limit]

    def ids(self) -> Iterator[str]:
        return iter(sorted(self._documents))

    def count(self) -> int:
        return len(self._documents)


def _finds(query: ask.Query, document: IndexDocument) -> bool:  # noqa: PLR0911  one case for each kind of query
    match query:
        case ask.Term(field, term):
            return term in _terms(document, field)
        case ask.Phrase(field, wanted):
            terms = _terms(document, field)
            return any(tuple(terms[at : at + len(wanted)]) == wanted for at in range(len(terms)))
        case ask.AnyOf(field, weights):
            return not weights.keys().isdisjoint(_terms(document, field))
        case ask.Best(queries) | ask.Or(queries):
            return any(_finds(each, document) for each in queries)
        case ask.And(queries):
            return all(_finds(each, document) for each in queries)
        case ask.Boost(inner) | ask.Constant(inner):
            return _finds(inner, document)
        case ask.Not(inner):
            return not _finds(inner, document)
        case ask.All():
            return True
    assert_never(query)


def _terms(document: IndexDocument, field: str) -> list[str]:
    if field in schema.FACET_FIELDS:
        return list(document.facets.get(field, ()))
    return document.text.get(field, "").split(" ") if document.text.get(field) else []


def _in_dates(document: IndexDocument, dates: ask.Dates | None) -> bool:
    if dates is None:
        return True
    return document.dates is not None and document.dates[0] <= dates.last and document.dates[1] >= dates.first


def _passes(document: IndexDocument, filters: Mapping[str, Sequence[str]]) -> bool:
    return all(set(values) & set(document.facets.get(name, ())) for name, values in filters.items())


def _without(filters: Mapping[str, Sequence[str]], name: str) -> Mapping[str, Sequence[str]]:
    return {each: values for each, values in filters.items() if each != name}


def _count(name: str, documents: Sequence[IndexDocument]) -> Mapping[str, int]:
    return Counter(value for each in documents for value in set(each.facets.get(name, ())))


@pytest.fixture(scope="session")
def documents() -> list[IndexDocument]:
    """Two hundred documents, alike on every machine."""
    dice = random.Random(2013)
    return [make_document(number, dice) for number in range(200)]


@pytest.fixture(scope="session")
def answers() -> Callable[[Iterable[IndexDocument]], StoreReader]:
    """What is right, for any documents."""
    return BruteForce


@pytest.fixture(scope="session")
def brute_force(documents: list[IndexDocument]) -> StoreReader:
    """What is right, for ``documents``."""
    return BruteForce(documents)


@pytest.fixture(scope="session", params=NAMES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Every engine in its turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def reader(engine_name: str, documents: list[IndexDocument], tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A snapshot of ``documents``; nobody writes beside it."""
    engine = Generations(open_store(engine_name), tmp_path_factory.mktemp(engine_name))
    with engine.writer() as writer:
        for document in documents:
            writer.upsert(document)
        writer.commit()
    return engine.reader()


@pytest.fixture
def engine(engine_name: str, tmp_path: Path) -> Engine:
    """An engine with nothing in it, for one test to write to."""
    return Generations(open_store(engine_name), tmp_path / "index")


@pytest.fixture
def dice() -> random.Random:
    """Chance that is the same every time."""
    return random.Random(4)
