"""The words of the index, how often they stand, and how they are written."""

from collections.abc import Mapping
from typing import cast

import pytest

from kb.engines.contract import Reader
from kb.i18n import VIEWS
from kb.knowledge_base import KnowledgeBase
from kb.languages import bare, fold
from kb.schema import BREAK, WORDS, WRITTEN
from kb.search import words
from kb.search.words import IndexWords


class Terms:
    """As much of a reader as gives terms."""

    def __init__(self, terms: Mapping[str, int]) -> None:
        self._terms = sorted(terms.items())

    def terms(self, field: str, _prefix: str, limit: int) -> list[tuple[str, int]]:
        return self._terms[:limit] if field == WORDS["sq"] else []


def read(**terms: int) -> IndexWords:
    """The words of an index that has such terms in Albanian; a leading underscore is the mark of written words."""
    marked = {WRITTEN + term[1:] if term.startswith("_") else term: count for term, count in terms.items()}
    return IndexWords(cast("Reader", Terms(marked | {BREAK: 99})))


@pytest.fixture(scope="module")
def index(kb: KnowledgeBase) -> IndexWords:
    return IndexWords(kb.site.reader)


def test_marks_are_no_words(index: IndexWords) -> None:
    for each in index.lists.values():
        assert len(each.words) > 1000
        assert list(each.words) == sorted(each.words)
        assert not [word for word in each.words if word.startswith((WRITTEN, BREAK))]


def test_a_word_is_counted_by_documents(index: IndexWords, kb: KnowledgeBase) -> None:
    assert 0 < index.count("sporazum", "sr") <= kb.site.documents
    assert index.count("xqzvwk", "sr") == 0
    assert index.language("targat", "en") == "sq"
    assert index.language("xqzvwk", "en") is None


def test_only_the_words_of_most_documents_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "CAP", 2)
    kept = read(rare=1, common=9, usual=5, _rare=1, _usüal=5).lists["sq"]
    assert list(kept.words) == ["common", "usual"]
    assert list(kept.counts) == [9, 5]
    assert kept.written == {"usual": "usüal"}


def test_the_commonest_spelling_counts(index: IndexWords) -> None:
    few = read(kose=3, duric=2, djuric=2, _kosë=2, _kose=1, _đurić=2).lists["sq"]
    assert few.written == {"kose": "kosë", "duric": "đurić", "djuric": "đurić"}
    for each in index.lists.values():
        assert all(word in {fold(written), bare(written)} for word, written in each.written.items())


@pytest.mark.parametrize(
    ("word", "view", "shown"),
    [
        ("sq:marreveshja", "sq", "marrëveshja"),
        ("sr:tablice", "sr-cyrl", "таблице"),
        ("sr:tablice", "sr-latn", "tablice"),
        ("sr:tablice", "en", "tablice"),
        ("sr:mitrovice", "sr-cyrl", "Митровице"),
        ("sr:djuric", "sr-cyrl", "Ђурић"),
        ("sr:duric", "sr-latn", "Đurić"),
        ("en:agreement", "en", "agreement"),
        ("en:eulex", "sq", "EULEX"),
    ],
)
def test_a_word_is_shown_as_it_stands_in_texts(index: IndexWords, word: str, view: str, shown: str) -> None:
    language, _, folded = word.partition(":")
    assert index.shown(folded, language, VIEWS[view]) == shown


def test_an_ending_is_no_part_of_an_acronym(index: IndexWords) -> None:
    assert index.shown("eulex", "sq", VIEWS["sq"]) == "EULEX"
