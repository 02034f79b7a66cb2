"""Names that are also everyday words, and words that look like names: what is found in real sentences?"""

import pytest

from kb.indexing.entry import make_entry
from kb.model import Corpus, Document, Edition, LanguageCode
from kb.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def vocabulary(corpus: Corpus) -> Vocabulary:
    return Vocabulary.of(corpus)


def places(vocabulary: Vocabulary, language: LanguageCode, text: str) -> set[str]:
    document = Document(id="x", kind="article", editions={language: Edition(title="", body=text)})
    concepts = make_entry(document, vocabulary).document.text["concept"].split()
    return {each.removeprefix("place:") for each in concepts if each.startswith("place:")}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("sq", "Viti 1999 la boshllëqe. Gjatë viti kaloi.", set()),
        ("sq", "Punëtoria u mbajt në Viti.", {"viti"}),
        ("sq", "Burimi nuk e tregon datën.", set()),
        ("sq", "Ai jeton në Burim.", {"istog"}),
        ("sq", "Istogu është komunë.", {"istog"}),
        ("sr", "Источно од реке; исток је тамо. Исток је страна света.", set()),
        ("sr", "Живи у Истоку.", {"istog"}),
        ("sr", "Стара пећ. Пећ је топла.", set()),
        ("sr", "Отишао је у Пећ.", {"peje"}),
        ("sr", "Извор не наводи годину. Истог дана је почело.", set()),
        ("sq", "Kosova është e përmendur këtu.", {"kosove"}),
        ("sr", "Косова има у тексту, а и Kosova.", {"kosove"}),
        ("sq", "Takimi në Mitrovicë.", {"mitrovice-jug", "mitrovice-veri"}),
        ("sr", "У Северној Митровици и у Јужној Митровици.", {"mitrovice-jug", "mitrovice-veri"}),
        ("sq", "Mitrovica e Veriut është në veri.", {"mitrovice-veri"}),
        ("sr", "Пут за Сремску Митровицу.", {"sremska-mitrovica"}),
        ("sq", "Prishtina u përgjigj. Beogradi jo.", {"prishtine", "belgrade"}),
        ("sr", "Приштина се јавила.", {"prishtine"}),
    ],
)
def test_a_sentence_names_the_places_that_a_reader_sees_in_it(
    vocabulary: Vocabulary, language: LanguageCode, text: str, expected: set[str]
) -> None:
    assert places(vocabulary, language, text) == expected


def test_a_reader_who_types_the_everyday_word_may_mean_the_place(vocabulary: Vocabulary) -> None:
    from kb.languages import tokens

    assert "place:viti" in {each.concept for each in vocabulary.find(tokens("viti"), None)}
    assert "place:peje" in {each.concept for each in vocabulary.find(tokens("пећ"), None)}


def test_a_friend_is_no_agreement(vocabulary: Vocabulary) -> None:
    def concepts(text: str) -> str:
        document = Document(id="x", kind="article", editions={"sq": Edition(title="", body=text)})
        return make_entry(document, vocabulary).document.text["concept"]

    assert "agreement:ibm" not in concepts("Një mik i mirë. Mik!")
    assert "agreement:ibm" in concepts("Zbatimi i MIK-ut vazhdon.")
