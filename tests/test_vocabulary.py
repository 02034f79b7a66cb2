import pytest

from kb.i18n import VIEWS
from kb.languages import tokens
from kb.model import Concept, Names
from kb.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    def names(label: str, *also: str, forms: tuple[str, ...] = (), hidden: tuple[str, ...] = ()) -> Names:
        return Names(label=label, also=also, forms=forms, hidden=hidden)

    return Vocabulary(
        {
            "term": (
                Concept(
                    id="licence-plate", sq=names("targa"), sr=names("регистарска таблица"), en=names("licence plate")
                ),
                Concept(
                    id="customs-stamp", sq=names("vula doganore"), sr=names("царински печат"), en=names("customs stamp")
                ),
                Concept(id="customs", sq=names("dogana"), sr=names("царина"), en=names("customs")),
                Concept(id="ibm", sq=names("MIK"), sr=names("IBM"), en=names("IBM")),
            ),
            "place": (
                Concept(
                    id="viti",
                    sq=names("Viti", forms=("Vitisë",)),
                    sr=names("Витина", forms=("Витини",)),
                    en=names("Viti/Vitina"),
                ),
                Concept(
                    id="mitrovica-north",
                    sq=names("Mitrovica e Veriut", "Mitrovica"),
                    sr=names("Северна Митровица", "Митровица"),
                ),
                Concept(
                    id="mitrovica-south",
                    sq=names("Mitrovica e Jugut", "Mitrovica"),
                    sr=names("Јужна Митровица", "Митровица"),
                ),
            ),
            "person": (
                Concept(id="marko-djuric", sq=names("Marko Đurić"), sr=names("Марко Ђурић"), en=names("Marko Đurić")),
                Concept(id="besfort-dogana", sq=names("Besfort Dogana")),
            ),
        }
    )


def found(vocabulary: Vocabulary, text: str, language: str | None) -> set[str]:
    return {mention.concept for mention in vocabulary.find(tokens(text), language)}


@pytest.mark.parametrize(
    ("text", "language", "concepts"),
    [
        ("Kontrolli i vulave doganore", "sq", {"term:customs-stamp"}),
        ("без регистарских таблица", "sr", {"term:licence-plate"}),
        ("the Customs Stamps", "en", {"term:customs-stamp"}),
        ("jeta në Viti", "sq", {"place:viti"}),
        ("viti i kaluar", "sq", set()),
        ("у Митровици", "sr", set()),
        ("Mitrovica", "sq", {"place:mitrovica-north", "place:mitrovica-south"}),
        ("Mitrovica e Veriut", "sq", {"place:mitrovica-north"}),
        ("MIK-ut", "sq", {"term:ibm"}),
        ("mik i mirë", "sq", set()),
        ("Đurić rekao", "sr", {"person:marko-djuric"}),
        ("Besfort Dogana", "sq", {"person:besfort-dogana"}),
        ("Dogana", "sq", {"term:customs"}),
    ],
)
def test_concepts_are_found_in_a_text(vocabulary: Vocabulary, text: str, language: str, concepts: set[str]) -> None:
    assert found(vocabulary, text, language) == concepts


@pytest.mark.parametrize(
    ("typed", "concept"),
    [
        ("targave", "term:licence-plate"),
        ("registarske tablice", "term:licence-plate"),
        ("РЕГИСТАРСКЕ ТАБЛИЦЕ", "term:licence-plate"),
        ("licence plates", "term:licence-plate"),
        ("carinski pecat", "term:customs-stamp"),
        ("vitise", "place:viti"),
        ("vitina", "place:viti"),
        ("mik", "term:ibm"),
        ("marko djuric", "person:marko-djuric"),
        ("djuric", "person:marko-djuric"),
    ],
)
def test_a_query_finds_concepts_in_any_language_script_and_case(
    vocabulary: Vocabulary, typed: str, concept: str
) -> None:
    assert concept in found(vocabulary, typed, None)


def test_the_longest_name_wins_and_hides_what_is_inside(vocabulary: Vocabulary) -> None:
    mentions = vocabulary.find(tokens("customs stamp at customs"), "en")
    assert [(each.concept, each.first, each.last) for each in mentions] == [
        ("term:customs-stamp", 0, 2),
        ("term:customs", 3, 4),
    ]


@pytest.mark.parametrize(
    ("view", "label", "language"),
    [
        ("sq", "targa", "sq"),
        ("sr-latn", "registarska tablica", "sr"),
        ("sr-cyrl", "регистарска таблица", "sr"),
        ("en", "licence plate", "en"),
    ],
)
def test_a_label_is_in_the_language_and_script_of_the_view(
    vocabulary: Vocabulary, view: str, label: str, language: str
) -> None:
    shown = vocabulary.label("term", "licence-plate", VIEWS[view])
    assert (shown.text, shown.language) == (label, language)


def test_a_missing_label_comes_from_another_language_and_says_so(vocabulary: Vocabulary) -> None:
    shown = vocabulary.label("person", "besfort-dogana", VIEWS["sr-cyrl"])
    assert (shown.text, shown.language) == ("Besfort Dogana", "sq")


def test_an_unknown_id_is_shown_as_it_is(vocabulary: Vocabulary) -> None:
    assert vocabulary.label("place", "nowhere", VIEWS["en"]).text == "nowhere"


def test_every_way_to_look_a_name_up_is_listed(vocabulary: Vocabulary) -> None:
    paths = dict(vocabulary.paths())
    assert paths["djuric",] == ("person:marko-djuric",)
    assert paths["mitrovica",] == ("place:mitrovica-north", "place:mitrovica-south")
    assert paths["sq~vule", "sq~doganor"] == ("term:customs-stamp",)
    assert {key for path in paths for key in path if "~" not in key} == vocabulary.spellings()
    assert "targe" in vocabulary.terms("sq")
