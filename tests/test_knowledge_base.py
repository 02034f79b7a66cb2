"""One object answers everything, from the published generation, and follows the next by itself."""

import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from kb import KnowledgeBase, Request, Settings
from kb.errors import IndexMissing, NotFound, QueryError
from kb.exports import shapes
from kb.generations import open_engine
from kb.i18n import VIEWS
from kb.indexing import Report, build
from kb.model import Concept, Document, Edition, Facts, Milestone, Names, Note, Source, Status, Text
from kb.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    {
        "agreement": (
            Concept(
                id="roads",
                date="2011",
                type="technical",
                sq=Names(label="Rrugët"),
                sr=Names(label="Путеви"),
                en=Names(label="Roads"),
            ),
            Concept(
                id="tolls",
                parent="roads",
                sr=Names(label="Путарина", also=("Наплата путарине",)),
                en=Names(label="Tolls"),
            ),
        ),
        "person": (Concept(id="ana", sr=Names(label="Ана Љубић"), en=Names(label="Ana Ljubić")),),
    },
    [Note(id="status", mark="*", text=Text(en="A note.", sr="Напомена."))],
)


def roads(body: str = "О путевима на Косову*.") -> Document:
    return Document(
        id="roads",
        kind="agreement",
        facts=Facts(
            revision=2,
            date="2011-12-02",
            agreements=("roads", "tolls"),
            authors=("ana",),
            notes=(Text(sr="Сумња."),),
            status=Status(text=Text(sr="Примењује се.", en="In force."), as_of="2020", sources=("law",)),
            timeline=(Milestone(date="2012", text=Text(sr="Љубав и пут.", en="A road."), sources=("law",)),),
            sources=(Source(id="law", title="The law"),),
        ),
        editions={
            "sr": Edition(
                title="Путеви", summary="Његов пут.", body=f"## Укратко\n\n{body} [@law]\n\n[timeline]", revision=2
            ),
            "en": Edition(title="Roads", body="About roads. See [tolls](../../articles/toll/).", revision=1),
        },
    )


TOLL = Document(
    id="toll",
    kind="article",
    facts=Facts(date="2019", agreements=("roads",)),
    editions={"sq": Edition(title="Pagesa", body="Rruga.")},
)


def publish(settings: Settings, documents: Iterable[Document], *, workers: int = 1) -> Report:
    return build(open_engine(settings), documents, VOCABULARY, workers=workers)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path)


@pytest.fixture
def small(settings: Settings) -> KnowledgeBase:
    publish(settings, [roads(), TOLL])
    return KnowledgeBase.open(settings)


def test_a_document_reads_in_the_script_of_its_view(small: KnowledgeBase) -> None:
    cyrillic = small.document("agreement", "roads", VIEWS["sr-cyrl"])
    latin = small.document("agreement", "roads", VIEWS["sr-latn"])
    assert (cyrillic.title, latin.title) == ("Путеви", "Putevi")
    assert (cyrillic.summary, latin.summary) == ("Његов пут.", "Njegov put.")
    assert "2012" in cyrillic.html
    assert "Љубав и пут." in cyrillic.html
    assert "Ljubav i put." in latin.html
    assert latin.status is not None
    assert latin.status.text == "Primenjuje se."
    assert [each.label for each in latin.authors] == ["Ana Ljubić"]
    assert latin.doubts == ("Sumnja.",)
    assert [(note.text, note.language) for note in latin.footnotes] == [("Napomena.", "sr")]


def test_nothing_is_filled_in_from_another_language(small: KnowledgeBase) -> None:
    english = small.document("agreement", "roads", VIEWS["en"])
    assert english.doubts == ()
    assert english.footnotes == ()
    with pytest.raises(NotFound) as refused:
        small.document("agreement", "roads", VIEWS["sq"])
    assert refused.value.editions == ("sr", "en")
    with pytest.raises(NotFound):
        small.document("article", "roads", VIEWS["en"])


def test_an_edition_below_the_highest_revision_is_behind(small: KnowledgeBase) -> None:
    assert small.document("agreement", "roads", VIEWS["en"]).behind
    assert not small.document("agreement", "roads", VIEWS["sr-cyrl"]).behind


def test_a_hit_says_whether_its_edition_is_behind(small: KnowledgeBase) -> None:
    for view, behind in (("en", True), ("sr-cyrl", False), ("sq", True)):
        found = small.search(Request(view=view))
        assert [hit.behind for hit in found.hits if hit.id == "roads"] == [behind]
        assert [hit["behind"] for hit in shapes.results(found)["hits"] if hit["id"] == "roads"] == [behind]


def test_links_between_documents_stay_in_the_view(small: KnowledgeBase) -> None:
    assert 'href="/en/articles/toll"' in small.document("agreement", "roads", VIEWS["en"]).html


def test_a_hit_without_an_edition_in_the_view_says_so_and_links_one_that_exists(small: KnowledgeBase) -> None:
    hit, by_concept = small.search(Request(text="rruga", view="sr-cyrl")).hits
    assert by_concept.id == "roads"
    assert (hit.title, hit.language, hit.url, hit.editions) == ("Pagesa", "sq", "/sq/articles/toll", ("sq",))
    assert hit.snippet.language == "sq"


def test_the_hub_holds_everything_about_an_agreement(small: KnowledgeBase) -> None:
    hub = small.hub("roads", VIEWS["en"])
    assert hub.explainer is not None
    assert [(kind, [hit.id for hit in hits]) for kind, hits in hub.related] == [("article", ["toll"])]
    assert [child.id for child in hub.children] == ["tolls"]
    tolls = small.hub("tolls", VIEWS["sr-latn"])
    assert (tolls.explainer, tolls.names) == (None, ("Naplata putarine",))
    assert tolls.parent is not None
    assert tolls.parent.label == "Putevi"
    assert [hit.id for _, hits in tolls.related for hit in hits] == ["roads"]
    albanian = small.hub("roads", VIEWS["sq"])
    assert (albanian.explainer, albanian.explainer_languages) == (None, ("sr", "en"))
    with pytest.raises(NotFound):
        small.hub("none", VIEWS["en"])


def test_a_new_generation_is_followed_without_opening_anew(small: KnowledgeBase, settings: Settings) -> None:
    before = small.site
    assert small.search(Request(text="мостови", view="sr-cyrl")).total == 0
    report = publish(settings, [roads("О мостовима."), TOLL])
    assert (report.added, report.changed, report.removed, report.unchanged) == ((), ("roads",), (), 1)
    assert small.search(Request(text="мостови", view="sr-cyrl")).total == 1
    # Who still holds the old one goes on reading it.
    assert "Косову" in before.document("agreement", "roads", VIEWS["sr-cyrl"]).text


def test_whoever_follows_opens_what_is_new_with_its_spelling_before_it_is_asked(
    small: KnowledgeBase, settings: Settings
) -> None:
    small.follow()
    before = small.site
    small.follow()
    assert small.site is before
    publish(settings, [TOLL])
    small.follow()
    assert small._site is not before
    assert {"_every", "_own_names"} <= set(vars(small.site.speller))
    assert small.site.documents == 1


def test_before_anything_is_published_every_question_says_what_to_do(settings: Settings) -> None:
    empty = KnowledgeBase.open(settings)
    with pytest.raises(IndexMissing, match='run "kb index"'):
        empty.search(Request(text="x"))


@pytest.mark.parametrize(
    "request_",
    [Request(size=7), Request(page=0), Request(filters={"colour": ("red",)}), Request(without=frozenset({"x"}))],
)
def test_what_cannot_be_is_refused(small: KnowledgeBase, request_: Request) -> None:
    with pytest.raises(QueryError):
        small.search(request_)


def test_a_view_may_be_written_in_any_case_and_must_exist(small: KnowledgeBase) -> None:
    assert small.search(Request(text="putevi", view="sr-Latn")).request.view == "sr-latn"
    with pytest.raises(NotFound):
        small.search(Request(text="putevi", view="de"))


def test_workers_end_with_an_indexer_that_is_killed(tmp_path: Path) -> None:
    code = """
import os, signal, sys, time
from pathlib import Path
from kb import Settings
from kb.generations import open_engine
from kb.indexing import build
from kb.model import Document, Edition
from kb.vocabulary import Vocabulary
def documents():
    for number in range(2000):
        yield Document(id=f"d{number}", kind="article", editions={"en": Edition(title="T", body="Roads.")})
def told(count):
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    print(children, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
build(open_engine(Settings(var=Path(sys.argv[1]))), documents(), Vocabulary({}), workers=2, progress=told)
"""
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    workers = [int(pid) for pid in killed.stdout.split()]
    assert workers
    for _ in range(100):
        left = [pid for pid in workers if Path(f"/proc/{pid}").exists()]
        if not left:
            return
        time.sleep(0.1)
    pytest.fail(f"workers {left} live on")


def test_many_workers_publish_what_one_does(tmp_path: Path) -> None:
    documents = [
        Document(
            id=f"d{number}", kind="article", editions={"en": Edition(title=f"No {number}", body="Roads and tolls.")}
        )
        for number in range(620)
    ]
    one, many = Settings(var=tmp_path / "one"), Settings(var=tmp_path / "many")
    digests = {publish(one, documents).generation.digest, publish(many, documents, workers=2).generation.digest}
    assert len(digests) == 1
