import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import cards

_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(st.sampled_from(["sq", "sr", "en"]), st.tuples(_TEXT, _TEXT)), _TEXT)
def test_a_card_gives_back_its_facts_and_each_edition(editions: dict[str, tuple[str, str]], title: str) -> None:
    card = cards.Card(cards.write({"title": title}, editions))
    assert card.facts["title"] == title
    assert {language: card.edition(language) for language in editions} == editions


def test_an_edition_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        cards.Card(cards.write({}, {})).edition("sq")
