"""The site is told what changed when, the latest first, whether a document was read again or not."""

from kb.i18n import VIEWS
from kb.indexing.news import News, changes
from kb.knowledge_base.news import news
from kb.model import Correction, Document, Edition, Facts, Text

CORRECTED = Correction(date="2026-03-02", text=Text(sq="Data ishte e gabuar.", sr="Датум је био погрешан."))
DOCUMENT = Document(
    id="one",
    kind="article",
    facts=Facts(corrections=(CORRECTED,)),
    editions={
        "sq": Edition(title="Një", body="…", updated="2026-01-01"),
        "sr": Edition(title="Један", body="…", updated="2026-03-02", revision=2),
        "en": Edition(title="One", body="…"),
    },
)


def test_a_reader_is_told_of_editions_and_corrections_in_their_language() -> None:
    told = News()
    told.add(changes(DOCUMENT))
    latin = news(told.stored(), VIEWS["sr-latn"])
    assert [(each.date, each.title, each.url, each.revised) for each in latin.texts] == [
        ("2026-03-02", "Jedan", "/sr-latn/articles/one", True)
    ]
    assert [each.text for each in latin.corrections] == ["Datum je bio pogrešan."]
    albanian = news(told.stored(), VIEWS["sq"])
    assert [(each.date, each.revised) for each in albanian.texts] == [("2026-01-01", False)]
    english = news(told.stored(), VIEWS["en"])
    assert (english.texts, english.corrections) == ((), ())


def test_of_many_texts_the_latest_are_kept_and_corrections_all() -> None:
    told = News()
    for number in range(1000):
        day = f"{2000 + number % 50}-01-01"
        edition = Edition(title=str(number), body="…", updated=day)
        facts = Facts(corrections=(Correction(date=day, text=Text(en="Wrong.")),))
        told.add(changes(Document(id=f"d{number:03}", kind="event", facts=facts, editions={"en": edition})))
    stored = told.stored()
    assert len(stored["corrections"]) == 1000
    dates = [each["date"] for each in stored["texts"]]
    assert len(dates) == 200
    assert dates == sorted(dates, reverse=True)
    assert dates[-1] == "2040-01-01"
    assert [each["id"] for each in stored["texts"][:2]] == ["d049", "d099"]
