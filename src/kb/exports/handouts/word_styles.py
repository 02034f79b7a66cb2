"""How do the styles of a handout look in a word processor, and what stands at the head and foot of its pages?"""

from datetime import UTC, datetime
from typing import cast

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

from kb.exports.handouts.blocks import Handout, Span
from kb.exports.handouts.word_parts import add_field, add_words, border, set_language

_TEXT, _HEADS = "Cambria", "Calibri"
_INK, _SOFT, _ACCENT = (RGBColor.from_string(each) for each in ("20292B", "4D585B", "1C5458"))
# Name, size against the text, colour, font.
_OWN = {
    "Facts": (0.88, _SOFT, _HEADS),
    "Lead": (1.1, _SOFT, _TEXT),
    "Warning": (0.9, _INK, _HEADS),
    "Small": (0.82, _SOFT, _HEADS),
    "Aside": (0.96, _INK, _TEXT),
    "Code": (0.9, _INK, "Consolas"),
    "toc 1": (1, _ACCENT, _TEXT),
    "toc 2": (1, _ACCENT, _TEXT),
}
_WIDTH = Mm(210)  # of A4
_HEADINGS = (1.9, 1.3, 1.12, 1, 1, 1)
_THEME = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
_WHEN = datetime(2000, 1, 1, tzinfo=UTC)  # whenever it is made, the same file


def prepare(document: Document, handout: Handout) -> None:
    """Give a new document its paper, its styles, its head and foot, and what it says of itself."""
    facing = any(len(row.cells) > 1 for row in handout.rows)
    size, margin = (9.5, Mm(16)) if facing else (11.0, Mm(24))
    _paper(document, margin)
    _styles(document, size)
    set_language(document.styles.element.find(qn("w:docDefaults")).find(".//" + qn("w:rPr")), handout.language)
    _head_and_foot(document, handout, margin)
    _modern(document)
    about = document.core_properties
    about.title, about.author, about.language = handout.title[:255], handout.heading, handout.language
    about.comments, about.created, about.modified, about.last_modified_by = "", _WHEN, _WHEN, handout.heading


def _paper(document: Document, margin: Mm) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = _WIDTH, Mm(297)
    section.left_margin = section.right_margin = margin
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    section.header_distance = section.footer_distance = Mm(9)


def _styles(document: Document, size: float) -> None:
    normal = _style(document, "Normal")
    _dress(normal, _TEXT, size, _INK)
    normal.paragraph_format.space_after = Pt(size * 0.6)
    for level, share in enumerate(_HEADINGS, 1):
        heading = _style(document, f"Heading {level}")
        _dress(heading, _HEADS, size * share, _INK if level == 1 else _ACCENT)
        heading.font.italic, heading.font.bold = False, True
        heading.paragraph_format.space_before = Pt(size * (0.4 if level == 1 else 1.1))
        heading.paragraph_format.space_after = Pt(size * 0.5)
    title = _style(document, "Title")
    _dress(title, _HEADS, size * 2.2, _INK)
    title.font.bold = True
    border(title.element.get_or_add_pPr(), "bottom", None)
    for name, (share, colour, font) in _OWN.items():
        style = _style(document, name)
        _dress(style, font, size * share, colour)
    for name in ("Facts", "toc 1", "toc 2"):
        _style(document, name).paragraph_format.space_after = Pt(2)
    for name, line in (("Aside", "1C5458"), ("Warning", "B98A3C")):
        border(_style(document, name).element.get_or_add_pPr(), "left", line)
        _style(document, name).paragraph_format.left_indent = Mm(3)
    link = cast("CharacterStyle", document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER))
    link.font.color.rgb = _ACCENT
    link.font.underline = True


def _style(document: Document, name: str) -> ParagraphStyle:
    """The paragraph style of a name, made if need be."""
    if name not in document.styles:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    return cast("ParagraphStyle", document.styles[name])


def _dress(style: ParagraphStyle, font: str, size: float, colour: RGBColor) -> None:
    style.font.name, style.font.size, style.font.color.rgb = font, Pt(round(size * 2) / 2), colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in _THEME:  # which would be stronger
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:cs"), font)


def _head_and_foot(document: Document, handout: Handout, margin: int) -> None:
    section = document.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for paragraph, spans in ((head, (Span(handout.heading),)), (foot, handout.footing)):
        paragraph.style = _style(document, "Small")
        for span in spans:
            add_words(paragraph, span.text, span.language or handout.language)
    foot.paragraph_format.tab_stops.add_tab_stop(_WIDTH - 2 * margin, WD_TAB_ALIGNMENT.RIGHT)
    add_words(foot, "\t", handout.language)
    add_field(foot, "PAGE", "1", handout.language)
    add_words(foot, " / ", handout.language)
    add_field(foot, "NUMPAGES", "1", handout.language)


def _modern(document: Document) -> None:
    """Let word processors use what they can do today, and not what they could do when the template was made."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
