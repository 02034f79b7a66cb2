"""What does a word processor's file need that its library does not write: languages, fields, links, bookmarks?"""

import re

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph
from docx.text.run import Run

_REGIONS = {"sq": "sq-AL", "sr": "sr-Latn-RS", "sr-Latn": "sr-Latn-RS", "sr-Cyrl": "sr-Cyrl-RS", "en": "en-GB"}
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
# The order that the format demands of what a style or a paragraph says of itself.
_AFTER_BORDER = tuple(
    f"w:{name}" for name in "shd tabs suppressAutoHyphens spacing ind contextualSpacing jc outlineLvl rPr".split()
)


def add_words(paragraph: Paragraph, words: str, language: str) -> Run:
    """Write words in a language; what XML cannot hold is left out."""
    run = paragraph.add_run(_NOT_XML.sub("", words))
    set_language(run._r.get_or_add_rPr(), language)  # noqa: SLF001  the library names no other way
    return run


def set_language(properties: BaseOxmlElement, language: str) -> None:
    """Say in which language words are, for spelling, hyphens and voices."""
    found = properties.find(qn("w:lang"))
    said = _element("w:lang") if found is None else found
    said.set(qn("w:val"), _REGIONS.get(language, language))
    properties.append(said)


def add_field(paragraph: Paragraph, code: str, shown: str, language: str) -> None:
    """Write what the word processor works out itself, such as the number of a page."""
    begin_field(paragraph, code)
    add_words(paragraph, shown, language)
    end_field(paragraph)


def begin_field(paragraph: Paragraph, code: str) -> None:
    """Begin a field; what is written until its end is what it shows until it is worked out anew."""
    _field_mark(paragraph, "begin")
    instruction = _element("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)  # noqa: SLF001
    _field_mark(paragraph, "separate")


def end_field(paragraph: Paragraph) -> None:
    """End a field."""
    _field_mark(paragraph, "end")


def _field_mark(paragraph: Paragraph, kind: str) -> None:
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType=kind))  # noqa: SLF001


def link(run: Run, paragraph: Paragraph, url: str) -> None:
    """Let words lead to an address."""
    _wrap(run, _element("w:hyperlink"), "r:id", paragraph.part.relate_to(url, _LINK, is_external=True))


def link_inside(run: Run, mark: str) -> None:
    """Let words lead to a bookmark."""
    _wrap(run, _element("w:hyperlink"), "w:anchor", mark)


def _wrap(run: Run, around: BaseOxmlElement, name: str, value: str) -> None:
    around.set(qn(name), value)
    element = run._r  # noqa: SLF001
    element.addprevious(around)
    around.append(element)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Mark a paragraph, so that a table of contents can lead to it."""
    begins = _element("w:bookmarkStart", id=str(number), name=name)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    properties.addnext(begins)
    paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))  # noqa: SLF001


def restart(document: Document, paragraphs: list[Paragraph], style: str, start: int) -> None:
    """Number a list from ``start`` on, and not from where the one before it ended."""
    numbering = document.part.numbering_part.element
    used = document.styles[style].element.find(".//" + qn("w:numId")).get(qn("w:val"))
    abstract = next(each for each in numbering.num_lst if str(each.numId) == used).abstractNumId.val
    own = numbering.add_num(abstract)
    own.add_lvlOverride(ilvl=0).add_startOverride(start)
    for paragraph in paragraphs:
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = own.numId


def border(properties: BaseOxmlElement, side: str, colour: str | None) -> None:
    """Draw a line on one side of paragraphs, or none at all."""
    before = properties.find(qn("w:pBdr"))
    if before is not None:
        properties.remove(before)
    if colour:
        lines = _element("w:pBdr")
        lines.append(_element(f"w:{side}", val="single", sz="18", space="8", color=colour))
        properties.insert_element_before(lines, *_AFTER_BORDER)


def describe(run: Run, words: str) -> None:
    """Say what is on the picture in a run."""
    run._r.find(".//" + qn("wp:docPr")).set("descr", words)  # noqa: SLF001


def _element(tag: str, /, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
