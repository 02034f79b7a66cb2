"""What a reader of the real corpus can rely on, in every view."""

import pytest

from kb.i18n import VIEWS
from kb.knowledge_base import KnowledgeBase
from kb.languages import fold, normalise, to_latin
from kb.model import LANGUAGE_CODES, Concept, Corpus, Hit, Request, Results

PLATES = "this-constant-move"


def ask(kb: KnowledgeBase, text: str, view: str = "en", **more: object) -> Results:
    return kb.search(Request(text=text, view=view, **more))  # type: ignore[arg-type]


def place(found: Results, id: str) -> int:
    """Where in the list a document stands, from 1."""
    return [hit.id for hit in found.hits].index(id) + 1


def hows(hit: Hit) -> set[str]:
    return {reason.how for reason in hit.reasons}


@pytest.mark.parametrize("view", list(VIEWS))
@pytest.mark.parametrize(
    "text", ["targa", "registarske tablice", "регистарске таблице", "licence plates", "REGISTARSKE TABLICE"]
)
def test_the_article_on_licence_plates_is_found_in_any_language_and_view(
    kb: KnowledgeBase, text: str, view: str
) -> None:
    found = ask(kb, text, view)
    assert place(found, PLATES) <= 3
    hit = found.hits[place(found, PLATES) - 1]
    assert {reason.word for reason in hit.reasons} == set(text.split())


def test_each_reason_says_how_the_word_was_met(kb: KnowledgeBase) -> None:
    def reason(text: str, view: str) -> tuple[str, str]:
        found = ask(kb, text, view)
        first = found.hits[place(found, PLATES) - 1].reasons[0]
        return first.how, first.language

    assert reason("targa", "sr-cyrl") == ("translation", "sr")
    assert reason("регистарским", "sr-cyrl") == ("exact", "sr")
    assert reason("registarskim", "sr-latn") == ("exact", "sr")
    assert reason("registarskim", "sr-cyrl") == ("script", "sr")
    assert reason("регистарске", "sr-cyrl") == ("inflection", "sr")
    assert reason("licence", "en") == ("exact", "en")


@pytest.mark.parametrize("view", list(VIEWS))
@pytest.mark.parametrize(
    "spellings",
    [
        ("Medvedja", "Medveđa", "Медвеђа", "MEDVEDJA", "Medveða"),
        ("Prishtine", "Prishtinë", "Приштина", "Pristina", "Priština"),
    ],
)
def test_every_spelling_finds_the_same(kb: KnowledgeBase, spellings: tuple[str, ...], view: str) -> None:
    answers = {spelling: {hit.id for hit in ask(kb, spelling, view, size=50).hits} for spelling in spellings}
    assert len({frozenset(answer) for answer in answers.values()}) == 1, answers
    assert all(answers.values())


@pytest.mark.parametrize("view", list(VIEWS))
def test_prishtina_is_found_by_any_of_its_names(kb: KnowledgeBase, view: str) -> None:
    assert ask(kb, "Приштина", view).total >= 3


def test_the_title_is_in_the_language_and_script_of_the_view(kb: KnowledgeBase) -> None:
    titles = {view: ask(kb, "IBM", view, filters={"kind": ("agreement",)}).hits[0].title for view in VIEWS}
    assert titles["sr-cyrl"] != titles["sr-latn"]
    assert len(set(titles.values())) == 4


def test_marks_stand_on_what_was_met(kb: KnowledgeBase) -> None:
    for view in VIEWS:
        for text in ("targa", "kufi", "registarske tablice", "freedom of movement"):
            for hit in ask(kb, text, view).hits:
                for start, end in hit.snippet.marks:
                    marked = hit.snippet.text[start:end]
                    assert marked == marked.strip()
                    assert marked[0].isalnum()


def test_a_cyrillic_text_is_marked_for_a_latin_query(kb: KnowledgeBase) -> None:
    found = ask(kb, "tablice", "sr-cyrl")
    snippet = found.hits[place(found, PLATES) - 1].snippet
    assert "таблиц" in " ".join(snippet.text[start:end].lower() for start, end in snippet.marks)


def test_an_empty_query_lists_everything_newest_first(kb: KnowledgeBase) -> None:
    found = ask(kb, "")
    dates = [hit.date for hit in found.hits if hit.date]
    assert found.total == kb.site.documents
    assert dates == sorted(dates, reverse=True)


def test_nonsense_finds_nothing(kb: KnowledgeBase) -> None:
    found = ask(kb, "xqzvwk")
    assert (found.total, found.hits, found.some) == (0, (), ())


def test_an_excluded_word_is_gone(kb: KnowledgeBase) -> None:
    with_it = {hit.id for hit in ask(kb, "agreement", size=100).hits}
    without = {hit.id for hit in ask(kb, "agreement -plates", size=100).hits}
    assert PLATES in with_it
    assert PLATES not in without
    assert without < with_it


def test_a_phrase_is_words_next_to_each_other(kb: KnowledgeBase) -> None:
    assert PLATES in {hit.id for hit in ask(kb, '"licence plates"').hits}
    assert ask(kb, '"plates licence"').total == 0


def test_exact_leaves_only_words_as_they_are_displayed(kb: KnowledgeBase) -> None:
    assert ask(kb, "marrëveshja", "sq", exact=True).total
    assert ask(kb, "marreveshja", "sq", exact=True).total == 0
    assert (
        ask(kb, "registarskim", "sr-cyrl", exact=True).total == ask(kb, "регистарским", "sr-cyrl", exact=True).total > 0
    )


def test_each_widening_can_be_switched_off(kb: KnowledgeBase) -> None:
    def met(text: str, kind: str) -> set[str]:
        return {how for hit in ask(kb, text, "en", without=frozenset({kind})).hits for how in hows(hit)}

    assert "accents" not in met("Prishtine", "accents")
    assert "inflection" not in met("plate", "inflection")
    assert "translation" not in met("targa", "translation")
    assert "name" not in met("Prishtinë", "name")


def test_filters_leave_what_they_say_and_counts_say_what_would_be_left(kb: KnowledgeBase) -> None:
    everything = ask(kb, "")
    for facet, values in everything.facets.items():
        for value in values:
            assert ask(kb, "", filters={facet: (value.value,)}).total == value.count


def test_dates_overlap(kb: KnowledgeBase) -> None:
    found = ask(kb, "", date_from="2019-09", date_to="2019-09", filters={"kind": ("article",)})
    assert {hit.id for hit in found.hits} == {PLATES}
    assert PLATES in {hit.id for hit in ask(kb, "", date_from="2019-09-09", date_to="2019-09-09").hits}


def test_where_few_have_all_words_those_with_some_are_listed_apart(kb: KnowledgeBase) -> None:
    found = ask(kb, "telecommunications xqzvwk")
    assert found.total == 0
    assert "telecommunications" in {hit.id for hit in found.some}
    assert not {hit.id for hit in found.hits} & {hit.id for hit in found.some}


def test_own_words_come_before_concepts(kb: KnowledgeBase) -> None:
    for view in VIEWS:
        by_concept_only = False
        for hit in ask(kb, "targa", view).hits:
            only = hows(hit) <= {"translation", "name"}
            assert only or not by_concept_only
            by_concept_only = only


def spellings(author: Concept) -> set[str]:
    """An author's name without accents, in the other script, and with every misspelling met in the sources."""
    names = [each for code in LANGUAGE_CODES if (each := author.names(code))]
    labels = {name.label for name in names}
    bare = {fold(normalise(label)) for label in labels}
    bare |= {label.replace("dj", "d") for label in bare}
    return labels | {to_latin(label) for label in labels} | bare | {each for name in names for each in name.hidden}


@pytest.mark.parametrize("view", list(VIEWS))
def test_every_article_is_among_the_first_three_for_its_author_however_spelt(
    kb: KnowledgeBase, corpus: Corpus, view: str
) -> None:
    people = {person.id: person for person in corpus.concepts["person"]}
    articles = [document for document in corpus.documents if document.kind == "article"]
    assert len(articles) >= 17
    for article in articles:
        for author in article.facts.authors:
            for name in spellings(people[author]):
                first = [hit.id for hit in ask(kb, name, view).hits[:3]]
                assert article.id in first, (name, first)
