"""A corpus of three documents, all of it right: an explainer, an article without Serbian, and an event."""

from pathlib import Path
from textwrap import dedent

import pytest

FILES = {
    "agreements/ibm/document.yaml": """\
        revision: 2
        date: 2011-12-02
        date_note: {sq: Afërsisht., sr: Приближно., en: Approximately.}
        agreements: [ibm]
        people: [edita-tahiri]
        places: [ferizaj]
        notes:
          - {sq: Burimet ndryshojnë., sr: Извори се разликују., en: Sources differ.}
        status:
          text: {sq: E zbatuar., sr: Спроведен., en: Implemented.}
          as_of: 2023-08
          sources: [c_dec11]
        timeline:
          - date: 2011-12-02
            text: {sq: Arrihet., sr: Постигнут., en: Reached.}
            sources: [c_dec11]
          - date: "2012"
            text: {sq: Fillon., sr: Почиње., en: It begins.}
            sources: [eu_ibm]
        sources:
          - id: c_dec11
            title: "Agreed conclusions: IBM"
            publisher: EU
            year: 2011
            url: https://example.org/ibm
            language: en
          - id: eu_ibm
            title: Protocol
        reviewed: 2026-11-24
        """,
    "agreements/ibm/sq.md": """\
        ---
        title: Menaxhimi i integruar
        summary: Si kalohet kufiri/vija administrative.
        updated: 2026-11-24
        ---
        ## Shkurt

        Pikat e kalimit hapen [@c_dec11; @eu_ibm].

        ## Kronologjia

        [timeline]
        """,
    "agreements/ibm/sr.md": """\
        ---
        title: Интегрисано управљање
        ---
        ## Укратко

        Прелази се отварају [@c_dec11]. Видети [Koha Ditore]{lang=sq}.

        ## Хронологија

        [timeline]
        """,
    "agreements/ibm/en.md": """\
        ---
        title: Integrated management
        ---
        ## In short

        Crossing points open [@c_dec11]. See [the article](../../articles/allo-kosova/).

        ## Timeline

        [timeline]
        """,
    "articles/allo-kosova/document.yaml": """\
        date: 2016-12
        agreements: [ibm]
        authors: [edita-tahiri]
        outlet: koha
        original: sq
        original_url: https://example.org/allo
        """,
    "articles/allo-kosova/sq.md": """\
        ---
        title: Allo Kosova!
        ---
        Kosova* flet [për marrëveshjen](../../agreements/ibm/).
        """,
    "articles/allo-kosova/en.md": """\
        ---
        title: Hello Kosovo!
        ---
        Kosovo* speaks.
        """,
    "events/ferizaj-workshop/document.yaml": """\
        date: 2019-03-05
        places: [ferizaj]
        """,
    "events/ferizaj-workshop/sq.md": """\
        ---
        title: Punëtoria
        ---
        Punëtoria u mbajt.
        """,
    "events/ferizaj-workshop/sr.md": """\
        ---
        title: Радионица
        script: Cyrl
        ---
        Радионица је одржана.
        """,
    "vocabulary/agreements.yaml": """\
        - id: ibm
          sq: {label: MIK}
          sr: {label: ИУГ}
          en: {label: IBM}
          date: 2011-12-02
          type: technical
        """,
    "vocabulary/places.yaml": """\
        - id: ferizaj
          sq: {label: Ferizaj, forms: [Ferizaji]}
          sr: {label: Урошевац, also: [Феризај]}
          en: {label: Ferizaj/Uroševac}
          kind: town
          lat: 42.37
          lon: 21.15
        """,
    "vocabulary/people.yaml": """\
        - id: edita-tahiri
          sq: {label: Edita Tahiri}
          sr: {label: Едита Тахири}
          en: {label: Edita Tahiri}
        """,
    "vocabulary/outlets.yaml": """\
        - id: koha
          sq: {label: Koha}
          sr: {label: Коха}
          en: {label: Koha}
          kind: newspaper
          language: sq
        """,
    "vocabulary/notes.yaml": """\
        - id: kosovo
          mark: Kosovo*
          text: {sq: Shënim., sr: Напомена., en: Note.}
        """,
}

# What may be known besides of the agreement and of the event.
STATED = {
    "agreements/ibm/document.yaml": """\
        agreement:
          form: {type: conclusions, text: {sq: Pa nënshkrim., sr: Без потписа., en: Unsigned.}, sources: [c_dec11]}
          place: {id: ferizaj, sources: [c_dec11]}
          facilitator: {text: {sq: BE-ja, sr: ЕУ, en: The EU}, sources: [c_dec11]}
          named_by:
            - {side: belgrade, text: {sq: Kalimet, sr: Прелази, en: Crossings}, sources: [c_dec11]}
          provisions:
            - {article: "7", text: {sq: Hapen., sr: Отварају се., en: They open.}, sources: [c_dec11, eu_ibm]}
          open_points:
            - {text: {sq: Emri., sr: Назив., en: The name.}, sources: [eu_ibm]}
          related:
            - {agreement: trade, relation: see-also}
        """,
    "events/ferizaj-workshop/document.yaml": """\
        event:
          type: workshop
          organisers: {text: {sq: KSPAG, sr: KSPAG, en: KSPAG}, sources: [summary]}
          participants: {text: {sq: 22 veta, sr: 22 особе, en: 22 people}, sources: [summary]}
        sources: [{id: summary, title: Project summary}]
        """,
    "vocabulary/agreements.yaml": """\
        - {id: trade, sq: {label: Tregtia}, sr: {label: Трговина}, en: {label: Trade}}
        """,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the good corpus lies."""
    corpus = tmp_path / "corpus"
    for name, text in FILES.items():
        path = corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return corpus


@pytest.fixture
def stated(folder: Path) -> Path:
    """Where the good corpus lies, with all that may be known of an agreement and of an event."""
    for name, text in STATED.items():
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(dedent(text))
    return folder
