"""Does every confirmed number and date of the checked facts stand in every edition of its explainer?

The facts are not part of the project: where they are absent, this is skipped by name. What is left out on purpose
stands in `left_out.yaml`, with the reason.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.config import root
from kb.corpus.checks import texts as texts_of
from kb.corpus.figures import figures
from kb.model import LANGUAGE_CODES, Corpus, Document, LanguageCode

FACTS = root().parent / "shared" / "sources" / "facts.yaml"
LEFT_OUT: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "left_out.yaml").read_text(encoding="utf-8")
)
EXPLAINERS = (
    "adr-certificates",
    "association-2015",
    "cadastral-records",
    "civil-protection",
    "civil-registry",
    "customs-revenue-north",
    "customs-stamps",
    "dialogue-framework",
    "energy",
    "first-agreement-2013",
    "freedom-of-movement",
    "ibm",
    "id-cards-2022",
    "justice-2015",
    "liaison-arrangements",
    "licence-plates",
    "missing-persons-2023",
    "mitrovica-bridge",
    "path-to-normalisation-2023",
    "police-integration",
    "regional-representation",
    "telecommunications",
    "university-diplomas",
    "vehicle-insurance",
    "washington-2020",
)
pytestmark = pytest.mark.skipif(not FACTS.exists(), reason="the checked facts do not lie beside the project")


@pytest.fixture(scope="module")
def records() -> dict[str, dict[str, Any]]:
    """The record of each agreement, by its id."""
    loaded = yaml.load(FACTS.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # everything as it is written
    return {record["id"]: record for record in loaded["agreements"]}


def confirmed(record: dict[str, Any]) -> Iterator[str]:
    """The words of every confirmed entry of a record, without names, sources and notes."""
    yield record["date"]
    for key, entries in record.items():
        for entry in entries if isinstance(entries, list) else ():
            if key != "names" and isinstance(entry, dict) and entry.get("confidence") == "confirmed":
                yield from (entry[name] for name in ("date", "event", "fact", "what", "value", "year") if name in entry)


def given(record: dict[str, Any]) -> set[str]:
    """The confirmed numbers and dates of a record."""
    return {figure.value for words in confirmed(record) for figure in figures(words, "en")}


def disagreements(record: dict[str, Any]) -> Iterator[set[str]]:
    """The days, each as --MM-DD, that sources give for one thing on which they disagree."""
    for entries in record.values():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and entry.get("confidence") == "conflict":
                words = f"{entry.get('date', '')} {entry.get('event', entry.get('fact', ''))}"
                days = {f"--{each.value[-5:]}" for each in figures(words, "en") if each.value.count("-") > 1}
                yield from [days] if days else ()


def stated(document: Document, language: LanguageCode) -> set[str]:
    """The numbers and dates of an edition, with the facts that stand on its page, doubts apart.

    A day also states its month, its year, and itself without a year.
    """
    edition, facts = document.editions[language], document.facts
    texts = [edition.title, edition.summary, re.sub(r"\[@[^\]]*\]", "", edition.body)]
    texts += [text.get(language) or "" for path, text in texts_of(facts) if path[0] not in {"notes", "date_note"}]
    texts += [facts.status.as_of or "" if facts.status else "", *(each.date for each in facts.timeline)]
    found = {figure.value for text in texts for figure in figures(text, language)}
    return {part for value in found for part in (value, value[:7], value[:4], f"--{value[5:]}")}


@pytest.mark.parametrize("language", LANGUAGE_CODES)
@pytest.mark.parametrize("id_", EXPLAINERS)
def test_every_confirmed_number_and_date_stands_in_the_edition(
    records: dict[str, dict[str, Any]], corpus: Corpus, id_: str, language: LanguageCode
) -> None:
    explainer = next(each for each in corpus.documents if (each.kind, each.id) == ("agreement", id_))
    assert given(records[id_]) - stated(explainer, language) - set(LEFT_OUT.get(id_, {})) == set()


def test_what_is_left_out_is_given_left_out_and_explained(records: dict[str, dict[str, Any]], corpus: Corpus) -> None:
    for id_, reasons in LEFT_OUT.items():
        explainer = next(each for each in corpus.documents if (each.kind, each.id) == ("agreement", id_))
        assert set(reasons) <= given(records[id_]), id_
        for language in LANGUAGE_CODES:
            assert not set(reasons) & stated(explainer, language), (id_, language)
        assert all(len(reason.split()) > 3 for reason in reasons.values())


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_what_sources_disagree_on_is_given_from_all_of_them_or_not_at_all(
    records: dict[str, dict[str, Any]], corpus: Corpus, language: LanguageCode
) -> None:
    seen = 0
    for document in corpus.documents:
        for days in (days for id_ in document.facts.agreements for days in disagreements(records.get(id_, {}))):
            assert days & stated(document, language) in (set(), days), document.id
            seen += len(days) > 1
    assert seen


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_the_stamp_is_not_said_to_bear_the_name_of_a_state(corpus: Corpus, language: LanguageCode) -> None:
    """One source says so and does not fit the others: it is not repeated."""
    explainer = next(each for each in corpus.documents if (each.kind, each.id) == ("agreement", "customs-stamps"))
    texts = [explainer.editions[language].body, *(text.get(language) or "" for _, text in texts_of(explainer.facts))]
    assert not re.search(r"Republic of Kosovo|Republik\w+ \w* ?Kosov|Републи\w+ Косов", " ".join(texts))
