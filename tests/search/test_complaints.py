"""What readers of other systems complained about, each as a test: here it is found, or rightly not."""

import unicodedata
from pathlib import Path

import pytest

from kb.config import Settings
from kb.generations import open_engine
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.languages import to_latin
from kb.model import Document, Edition, LanguageCode, Request
from kb.vocabulary import Vocabulary

TEXTS: dict[str, tuple[LanguageCode, str]] = {
    "pristina-sr": ("sr", "Sastanak je održan u Prištini."),
    "prishtina-sq": ("sq", "Takimi u mbajt në Prishtinë."),
    "djuric": ("sr", "Пише Марко Ђурић."),
    "djakovica": ("sr", "Путовао је у Ђаковицу."),
    "ljajic": ("sr", "Изјавио је Расим Љајић."),
    "new-york": ("sr", "Састанак у Њујорку, са Џемаилом."),
    "glass": ("sr", "На столу је чаша."),
    "coat": ("sr", "Каса је затворена."),
    "ceku": ("sq", "Flet Agim Çeku për çështjen e gjuhës."),
    "municipalities": ("sr", "Говори се о општинама и о споразумима."),
    "agreement": ("sq", "Zbatimi i marrëveshjes vazhdon; qytetarëve u duhen vulat."),
    "mixed": ("sr", "Kосoвo је овде поменутo са грaницoм."),  # Latin look-alikes inside Cyrillic words
    "soft": ("sq", "Kjo është marrë\u00advesh\u00adje e re."),
    "apart": ("sq", unicodedata.normalize("NFD", "Një çështje tjetër për Gjakovën.")),
    "digraphs": ("sr", "Ǉubav i ǌegoš su u gradu, sa ǆepom."),
    "acronyms": ("sq", "Roli i EULEX-it dhe i OSBE-së, sipas MIK-ut."),
    "licence": ("en", "A driving licence is normalised in colour."),
    "lg": ("en", "The LG phone works."),
    "went": ("en", "They went home after the elections."),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    settings = Settings(var=Path(tmp_path_factory.mktemp("complaints")))
    documents = [
        Document(id=id_, kind="article", editions={language: Edition(title="", body=text, script=None)})
        for id_, (language, text) in TEXTS.items()
    ]
    build(open_engine(settings), documents, Vocabulary({}))
    return KnowledgeBase.open(settings)


@pytest.mark.parametrize("view", ["sq", "sr-latn", "sr-cyrl", "en"])
@pytest.mark.parametrize(
    ("expected", "queries"),
    [
        ("pristina-sr", ["pristina", "Pristini", "PRIŠTINA", "Приштини"]),
        ("prishtina-sq", ["prishtine", "Prishtinës", "prishtinw"]),
        ("djuric", ["djuric", "duric", "Đurić", "Ðurić", "Ђурић", "DJURIC", "Đurića"]),
        ("djakovica", ["dakovica", "djakovica", "Đakovicu"]),
        ("ljajic", ["ljajic", "Ljajić", "Љајић", "Ǉajić"]),
        ("new-york", ["njujork", "Njujork", "Њујорку", "dzemail", "Džemail", "Џемаил"]),
        ("glass", ["casa", "čaša", "чаша", "čaše"]),
        ("ceku", ["ceku", "Çeku", "ceshtje", "çështjes", "cwshtja"]),
        ("municipalities", ["opština", "opstina", "општина", "sporazum", "споразума", "SPORAZUMI"]),
        ("agreement", ["marrëveshje", "marreveshja", "marrwveshjes", "qytetar", "vulë"]),
        ("mixed", ["Косово", "kosovo", "granica"]),
        ("soft", ["marrëveshje"]),
        ("apart", ["çështje", "ceshtje", "Gjakovë"]),
        ("digraphs", ["ljubav", "njegoš", "џеп", "LJUBAV"]),
        ("acronyms", ["EULEX", "eulex-it", "OSBE", "MIK", "mik-ut"]),
        ("licence", ["license", "normalize", "normalized", "color", "licences"]),
        ("went", ["go", "gone", "election"]),
    ],
)
def test_what_is_typed_in_any_way_finds_the_text(
    small: KnowledgeBase, expected: str, queries: list[str], view: str
) -> None:
    for query in queries:
        assert expected in {hit.id for hit in small.search(Request(text=query, view=view)).hits}, query


@pytest.mark.parametrize("query", ["ceta", "vula qz", "teh", "xq", "zzz", "lgg", "casu"])
def test_a_short_word_has_no_slips(small: KnowledgeBase, query: str) -> None:
    hits = small.search(Request(text=query, view="sq")).hits
    assert not any(reason.how == "spelling" for hit in hits for reason in hit.reasons)


def test_latin_text_stays_latin_where_it_is_no_serbian(small: KnowledgeBase) -> None:
    (hit,) = small.search(Request(text="LG", view="sr-cyrl")).hits
    assert "LG" in hit.snippet.text


def test_languages_are_searched_together_or_apart(small: KnowledgeBase) -> None:
    together = {hit.id for hit in small.search(Request(text="pristina OR prishtine", view="en")).hits}
    apart = {
        hit.id
        for hit in small.search(Request(text="pristina OR prishtine", view="en", filters={"language": ("sq",)})).hits
    }
    assert {"pristina-sr", "prishtina-sq"} <= together
    assert apart == {"prishtina-sq"}


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("ЏУГАЊ", "DŽUGANJ"),
        ("Џугањ", "Džuganj"),
        ("инјекција", "injekcija"),
        ("надживети", "nadživeti"),
        ("ЉУБАВ", "LJUBAV"),
        ("Тањуг", "Tanjug"),
        ("Ђурић, Њ. Љајић", "Đurić, Nj. Ljajić"),
    ],
)
def test_cyrillic_is_shown_in_latin_letter_by_letter(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin
