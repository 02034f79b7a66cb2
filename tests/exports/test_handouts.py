"""A handout says what its document says, in every form, and is the same file each time."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import permutations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NullObject

from kb.exports.handouts import workshop
from kb.exports.handouts.forms import PACKED, SINGLE, Order, write
from kb.i18n import VIEWS
from kb.knowledge_base import KnowledgeBase

Make = Callable[..., Order]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EVERY_KIND = "ibm allo-kosova benefits-for-citizens roundtable-peja perspectives-booklet"
REGIONS = {"sq": "sq-AL", "sr-latn": "sr-Latn-RS", "sr-cyrl": "sr-Cyrl-RS", "en": "en-GB"}


def said(pdf: bytes) -> str:
    """The words of a PDF in the order in which they are read, a space between them."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def word_xml(docx: bytes, part: str = "word/document.xml") -> ET.Element:
    with ZipFile(BytesIO(docx)) as archive:
        return ET.fromstring(archive.read(part))


def runs(docx: bytes) -> Iterator[tuple[str, str]]:
    """Each run of a DOCX that has words, with its language."""
    for part in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
        for run in word_xml(docx, part).iter(f"{W}r"):
            words = "".join(text.text or "" for text in run.iter(f"{W}t"))
            language = run.find(f"{W}rPr/{W}lang")
            if words:
                yield words, "" if language is None else str(language.get(f"{W}val"))


@pytest.fixture(scope="session")
def ibm(alone: Make) -> bytes:
    return write(alone("ibm", "sq", "sr-cyrl"))


@pytest.fixture(scope="session")
def every_kind(packed: Make) -> bytes:
    """A DOCX with one document of each kind."""
    return write(packed(EVERY_KIND, "sq", "sr-cyrl", form="docx"))


@pytest.fixture(scope="session")
def two(packed: Make) -> bytes:
    return write(packed("energy ibm", "en"))


def test_a_pdf_is_read_in_order_with_its_own_letters(ibm: bytes) -> None:
    words = said(ibm)
    # Heading beside heading, paragraph beside paragraph: the left column of a row before the right one.
    places = [words.index(each) for each in ("Menaxhimi i integruar", "Интегрисано", "Shkurt", "Укратко", "Kosovës*")]
    assert places == sorted(places)
    for letters in ("ë", "ç", "Ђ" if "Ђ" in words else "ђ", "љ", "Končulj"):
        assert letters in words


def test_serbian_in_latin_letters_and_albanian_keep_their_accents(alone: Make) -> None:
    words = said(write(alone("ibm", "sr-latn", "sq")))
    for letter in "šđčćžëç":
        assert letter in words


def test_a_pdf_is_tagged_accessible_and_has_its_fonts_inside(ibm: bytes) -> None:
    reader = PdfReader(BytesIO(ibm))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("sq")
    assert "/StructTreeRoot" in root
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Menaxhimi i integruar i kufirit (MIK)"
    pages: list[Any] = list(reader.pages)
    fonts = {name: font for page in pages for name, font in page["/Resources"]["/Font"].items()}
    for font in fonts.values():
        assert "Noto" in font["/BaseFont"]
        assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]


def test_no_explainer_in_two_views_is_a_large_file(kb: KnowledgeBase, alone: Make) -> None:
    explainers = [each for each in kb.site.explainers if each != "ibm"]
    longest = max(explainers, key=lambda id_: len(kb.document("agreement", id_, VIEWS["sr-cyrl"]).html))
    assert len(write(alone(longest, "sq", "sr-cyrl"))) <= 200_000


@pytest.mark.parametrize("form", [*SINGLE, "html"])
def test_the_same_handout_is_the_same_file(packed: Make, form: str) -> None:
    assert write(packed("energy ibm", "en", "sq", form=form)) == write(packed("energy ibm", "en", "sq", form=form))


@pytest.mark.parametrize("views", list(permutations(VIEWS, 2)), ids="-".join)
def test_a_pack_is_made_in_every_pair_of_views(kb: KnowledgeBase, packed: Make, views: tuple[str, str]) -> None:
    ids = EVERY_KIND.split()[1:4]
    words = said(write(packed(" ".join(ids), *views)))
    for view in views:
        for hit in kb.site.listed(ids, VIEWS[view]):
            assert squeezed(hit.title) in squeezed(words), hit.id


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_each_document_carries_what_it_must(ibm: bytes) -> None:
    words = said(ibm)
    for each in (
        "rishikimi 1, 25 nëntor 2026",
        "ревизија 1, 25. новембар 2026.",
        "https://example.org/sq/agreements/ibm?beside=sr-cyrl",
        "Burimet · Извори",
        "Deri ku ka arritur",
        "Докле се стигло",
        "* This designation is without prejudice",
        "* Овај назив не доводи у питање",
        "CC BY 4.0",
        "Kronologjia",
        "Питања за разговор",
    ):
        assert each in words, each
    root: Any = PdfReader(BytesIO(ibm)).trailer["/Root"]
    figures = [each for each in parts(root["/StructTreeRoot"]) if "/Alt" in each]
    assert [str(each["/Alt"]) for each in figures] == ["https://example.org/sq/agreements/ibm?beside=sr-cyrl"]


def parts(node: Any) -> Iterator[DictionaryObject]:
    """Every part of a tagged PDF, as a screen reader walks through them."""
    node = node.get_object()
    if isinstance(node, DictionaryObject):
        yield node
        yield from parts(node.get("/K", NullObject()))
    elif isinstance(node, ArrayObject):
        for each in node:
            yield from parts(each)


def test_a_word_document_says_the_language_of_every_run(every_kind: bytes) -> None:
    spoken = dict.fromkeys(REGIONS.values(), "")
    for words, language in runs(every_kind):
        assert language, words
        spoken[language] = spoken.get(language, "") + words
    assert "Menaxhimi i integruar i kufirit" in spoken["sq-AL"]
    assert "Интегрисано управљање" in spoken["sr-Cyrl-RS"]
    assert not re.search("[\u0400-\u045f]", spoken["sq-AL"] + spoken["sr-Latn-RS"] + spoken["en-GB"])


def test_a_word_document_has_real_styles_columns_contents_and_page_numbers(every_kind: bytes) -> None:
    document = word_xml(every_kind)
    styles = [str(style.get(f"{W}val")) for style in document.iter(f"{W}pStyle")]
    assert styles.count("Heading1") == 2 * 5
    assert {"Title", "Heading2", "ListBullet", "ListNumber", "Facts", "Lead", "Aside", "Small"} <= set(styles)
    for row in document.iter(f"{W}tr"):
        assert len(row.findall(f"{W}tc")) == 2
    fields = [text.text or "" for text in document.iter(f"{W}instrText")]
    assert [field.split()[0] for field in fields] == ["TOC"]
    foot = "".join(text.text or "" for text in word_xml(every_kind, "word/footer1.xml").iter(f"{W}instrText"))
    assert foot.split() == ["PAGE", "NUMPAGES"]
    assert "Arkivi i Dialogut" in "".join(word_xml(every_kind, "word/header1.xml").itertext())
    anchors = {str(link.get(f"{W}anchor")) for link in document.iter(f"{W}hyperlink") if link.get(f"{W}anchor")}
    marks = {str(mark.get(f"{W}name")) for mark in document.iter(f"{W}bookmarkStart")}
    assert anchors == marks != set()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_word_document_opens_in_libreoffice(packed: Make, tmp_path: Path) -> None:
    file = tmp_path / "pack.docx"
    file.write_bytes(write(packed("ibm allo-kosova", "sq", "sr-cyrl", form="docx")))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    words = said((tmp_path / "pack.pdf").read_bytes())
    places = [words.index(each) for each in ("Menaxhimi i integruar", "Shkurt", "Укратко", "Pse u desh")]
    assert places == sorted(places)


def test_markdown_begins_with_the_title_and_has_one_view_after_the_other(alone: Make) -> None:
    lines = write(alone("ibm", "sq", "en", form="md")).decode().split("\n")
    assert lines[0] == "# Menaxhimi i integruar i kufirit (MIK)"
    heads = [line for line in lines if line.startswith("#")]
    assert heads.index("# Integrated border/boundary management (IBM)") > heads.index("## Shkurt")
    assert heads.index("## In short") > heads.index("## Pyetje për diskutim")
    assert "<https://example.org/sq/agreements/ibm?beside=en>" in "\n".join(lines)


def test_a_page_needs_nothing_but_itself(packed: Make) -> None:
    page = write(packed("ibm energy", "en", "sq", form="html")).decode()
    assert not re.search(r'src="(?!data:)', page)
    assert not re.search(r"<(script|link|iframe|object)|@import|url\(", page)
    assert page.count('lang="sq"') > 10
    assert '<li><a href="#part-2">' in page
    assert 'id="part-2"' in page


def test_a_pack_keeps_its_order_and_has_a_cover(two: bytes) -> None:
    words = said(two)
    assert words.index("Handout pack") < words.index("Contents") < words.index("Agreements on energy")
    assert words.rindex("org/en/agreements/energy") < words.rindex("org/en/agreements/ibm")


def test_the_pack_of_editors_keeps_its_name_and_lines_of_ones_own_stand_on_the_cover(
    kb: KnowledgeBase, packed: Make
) -> None:
    youth = next(each for each in kb.site.packs(VIEWS["sq"]) if each.id == "group-youth")
    ids = " ".join(hit.id for hit in youth.documents)
    assert write(packed(ids, "sq", "en", form="html")).decode().count("<h1>Për të rinjtë</h1>") == 1
    own = said(write(packed("energy", "en", titles=("Workshop in Peja",), lines=("Saturday, room 4",))))
    assert own.index("Workshop in Peja") < own.index("Saturday, room 4") < own.index("Contents")


def test_an_archive_has_the_whole_pack_and_each_document(packed: Make) -> None:
    with ZipFile(BytesIO(write(packed("energy ibm", "en", "sq", form="zip")))) as archive:
        assert archive.namelist() == [
            *("pack.pdf", "pack.docx", "pack.html", "documents/01-energy.pdf", "documents/01-energy.md"),
            *("documents/02-ibm.pdf", "documents/02-ibm.md"),
        ]
        assert archive.read("documents/02-ibm.md").startswith(b"# Integrated")


def test_made_apart_it_is_the_same_file_and_what_takes_too_long_or_too_much_is_given_up(alone: Make) -> None:
    order = alone("energy", "en", "sq", form="md")
    assert workshop.made(order, seconds=60, megabytes=1000) == write(order)
    for seconds, megabytes in ((0, 1000), (60, 8)):
        with pytest.raises(workshop.Unfinished):
            workshop.made(order, seconds=seconds, megabytes=megabytes)


def test_every_form_of_a_pack_can_be_made(packed: Make) -> None:
    for form in PACKED:
        assert write(packed("energy", "sr-latn", form=form))
