"""Citations are read by the programs that people cite with, say what is ours and what is not, and stay plain text."""

import json
import re
from collections.abc import Mapping, Sequence

import orjson
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import SeparateCoAuthors
from tests.hostile import HOSTILE

from kb.exports.citations import bibtex, cite, csl, reference, ris
from kb.exports.plain import line
from kb.i18n import VIEWS, Catalogue
from kb.knowledge_base.catalogue import CatalogueEntry, catalogued
from kb.model import Corpus
from kb.vocabulary import Vocabulary

_ESCAPE = re.compile(r"\\(?:(text\w+)\{\}|([&%$#_]))")
ROOT = "https://archive.example"
_WORDS = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
}


@pytest.fixture(scope="module")
def real(corpus: Corpus) -> Mapping[str, CatalogueEntry]:
    vocabulary = Vocabulary.of(corpus)
    return {each.id: catalogued(each, VIEWS["sr-latn"], vocabulary) for each in corpus.documents}


def unescaped(text: str) -> str:
    """What LaTeX sets of a field; whatever is left of a command or a brace is a mistake."""
    assert not set(_ESCAPE.sub("", text)) & set("\\{}~^%$&#_"), text
    return _ESCAPE.sub(lambda found: _WORDS.get(found[1], found[2]), text)


def test_ris_is_read_back_whole(real: Mapping[str, CatalogueEntry], catalogues: Mapping[str, Catalogue]) -> None:
    works = [work for each in real.values() for work in cite(each, catalogues, ROOT)]
    records = rispy.loads(ris(works))
    assert [each["id"] for each in records] == [each.key for each in works]
    assert [each["title"] for each in records] == [each.title for each in works]
    assert [each.get("urls", [None])[0] for each in records] == [each.url for each in works]
    assert {each["type_of_reference"] for each in records} == {"ELEC", "NEWS", "VIDEO"}
    assert {each["language"] for each in records} >= {"sr-Latn", "sq"}


def test_bibtex_is_read_back_whole(real: Mapping[str, CatalogueEntry], catalogues: Mapping[str, Catalogue]) -> None:
    works = [work for each in real.values() for work in cite(each, catalogues, ROOT)]
    library = parse_string(bibtex(works))
    assert not library.failed_blocks
    assert [each.key for each in library.entries] == [each.key for each in works]
    for found, work in zip(library.entries, works, strict=True):
        assert unescaped(found["title"][1:-1]) == work.title
        assert found.get("url") is None or found["url"] == work.url


def test_a_summary_is_ours_and_the_article_is_its_authors(
    real: Mapping[str, CatalogueEntry], catalogues: Mapping[str, Catalogue]
) -> None:
    page, original = cite(real["division-lines"], catalogues, ROOT)
    assert (page.type, page.people, page.container) == ("page", (), "Arhiva dijaloga")
    assert page.url == f"{ROOT}/sr-latn/articles/division-lines"
    assert page.language == "sr-Latn"
    assert (original.type, original.container, original.language) == ("article", "Koha Ditore", "sq")
    assert original.people == ("Kozeta Dervishi",)  # as she is spelt in her own language
    assert original.date == "2019-08-02"
    assert original.url is None  # which is not known: the address of the summary never stands in its place


def test_what_has_no_known_original_is_cited_as_our_page_only(
    real: Mapping[str, CatalogueEntry], catalogues: Mapping[str, Catalogue]
) -> None:
    assert [each.type for each in cite(real["ibm"], catalogues, ROOT)] == ["page"]
    assert [each.type for each in cite(real["perspectives-booklet"], catalogues, ROOT)] == ["page"]


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("sq", "Arkivi i Dialogut: “"),
        ("sr-cyrl", "Архива дијалога: „"),
        ("sr-latn", "Arhiva dijaloga: „"),
        ("en", "Dialogue Archive: “"),
    ],
)
def test_a_reference_in_plain_words_has_who_what_when_and_where(
    corpus: Corpus, catalogues: Mapping[str, Catalogue], view: str, said: str
) -> None:
    document = next(each for each in corpus.documents if each.id == "division-lines")
    entry = catalogued(document, VIEWS[view], Vocabulary.of(corpus))
    works = cite(entry, catalogues, ROOT)
    text = reference(works[0], VIEWS[view], catalogues[view])
    assert text.startswith(said)
    assert text.endswith(f" {ROOT}/{view}/articles/division-lines")
    assert "2026" in text
    assert ".." not in text
    assert "Koha Ditore" in reference(works[1], VIEWS[view], catalogues[view])


def test_no_text_gets_out_of_its_field_in_ris(
    entries: Sequence[CatalogueEntry], catalogues: Mapping[str, Catalogue]
) -> None:
    records = rispy.loads(ris(work for each in entries for work in cite(each, catalogues, ROOT)))
    assert len(records) == 2 * len(HOSTILE)
    for text, page, original in zip(HOSTILE, records[::2], records[1::2], strict=True):
        assert page["title"] == original["title"] == page["abstract"] == line(text)
        assert original["secondary_title"] == line(text)
        assert len(original["authors"]) == 2


def test_no_text_gets_out_of_its_field_in_bibtex(
    entries: Sequence[CatalogueEntry], catalogues: Mapping[str, Catalogue]
) -> None:
    text = bibtex(work for each in entries for work in cite(each, catalogues, ROOT))
    library = parse_string(text, append_middleware=[SeparateCoAuthors()])
    assert not library.failed_blocks
    assert len(library.entries) == len(library.blocks) == 2 * len(HOSTILE)
    for text, page, original in zip(HOSTILE, library.entries[::2], library.entries[1::2], strict=True):
        assert unescaped(page["title"][1:-1]) == unescaped(page["abstract"]) == line(text)
        assert unescaped(original["journal"]) == line(text)
        assert len(original["author"]) == 2
        assert not set(original["url"]) & set('{}\\"<> ')


def test_no_text_gets_out_of_its_field_in_csl(
    entries: Sequence[CatalogueEntry], catalogues: Mapping[str, Catalogue]
) -> None:
    items = json.loads(orjson.dumps(csl(work for each in entries for work in cite(each, catalogues, ROOT))))
    assert len(items) == 2 * len(HOSTILE)
    for text, page in zip(HOSTILE, items[::2], strict=True):
        assert page["title"] == line(text)
