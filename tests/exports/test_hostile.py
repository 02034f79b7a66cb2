"""Whatever an editor or an import wrote into a field is words on paper, and nothing else."""

import pickle
import re
import subprocess
import sys
from collections.abc import Sequence
from html.parser import HTMLParser
from io import BytesIO
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from markdown_it import MarkdownIt
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from kb.config import Settings
from kb.exports.handouts import pdf
from kb.exports.handouts.forms import write
from kb.exports.handouts.packing import Packer, Wishes
from kb.generations import open_engine
from kb.i18n import VIEWS
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.model import Concept, Document, Edition, Facts, Milestone, Names, Source, Status, Text
from kb.vocabulary import Vocabulary

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "</style><iframe src=//evil.example>",
    '#read("/etc/passwd")',
    '#import "@preview/evil:1.0.0": *',
    '#image("/etc/passwd")',
    "#panic(sys.inputs)",
    "$ sum_(x) $ #let x = 1",
    "#{ while true {} }",
    "@label <label> ```typ #x```",
    "\\input{/etc/passwd}",
    "\\write18{id}",
    "=HYPERLINK(1;2)",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "]]><w:r><w:t>x</w:t></w:r>",
    '<!ENTITY xxe SYSTEM "file:///etc/passwd">',
    "&xxe; &#x3c;b&#x3e;",
    "<w:instrText>INCLUDETEXT c:\\a</w:instrText>",
    "{{7*7}} ${jndi:ldap://evil.example}",
    "[words](javascript:alert(1))",
    "![p](file:///etc/passwd)",
    "%(name)s %s {0}",
)
WRAPPED = ("{}", "'{}'", '"{}"', "*{}*", "`{}`", "_{}_ x", "({})", "1. {}")
STRINGS = [wrap.replace("{}", payload) for payload, wrap in product(PAYLOADS, WRAPPED)]
DOCUMENTS = 5
OURS = re.compile(r"https://(example\.org|creativecommons\.org|kept\.example)/|mailto:")


def test_there_are_two_hundred() -> None:
    assert len(set(STRINGS)) == 200


def document(number: int, strings: Sequence[str]) -> Document:
    """A document with hostile strings in every field that is shown."""
    some = cycle(strings)
    every = tuple(Text(sq=each, sr=each, en=each) for each in strings)
    body = "\n\n".join(["## Begin", *(each.replace("]", "\\]") for each in strings), "[timeline]"])
    sources = tuple(
        Source(id=f"s{at}", title=each, publisher=each, year=each, url="https://kept.example/")
        for at, each in enumerate(strings)
    )
    return Document(
        id=f"d{number}",
        kind="article",
        facts=Facts(
            date="2020",
            date_note=Text(sq=next(some), en=next(some)),
            agreements=("roads",),
            authors=("ana",),
            places=("town",),
            outlet="paper",
            notes=every,
            status=Status(text=Text(sq=" ".join(strings), en=" ".join(strings)), as_of="2020", sources=("s1",)),
            timeline=tuple(Milestone(date="2020", text=each) for each in every),
            sources=sources,
        ),
        editions={
            "sq": Edition(title=" ".join(strings), summary=" ".join(strings), body=body, revision=1),
            "en": Edition(title=" ".join(strings), summary=" ".join(strings), body=body, revision=2),
        },
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    settings = Settings(var=tmp_path_factory.mktemp("hostile"))
    names = Names(label=" ".join(STRINGS[:40]))
    concepts = {
        "agreement": (Concept(id="roads", sq=names, en=names),),
        "person": (Concept(id="ana", sq=names, en=names),),
        "place": (Concept(id="town", sq=names, en=names),),
        "outlet": (Concept(id="paper", sq=names, en=names),),
    }
    each = len(STRINGS) // DOCUMENTS
    documents = [document(number, STRINGS[number * each : (number + 1) * each]) for number in range(DOCUMENTS)]
    build(open_engine(settings), documents, Vocabulary(concepts))  # type: ignore[arg-type]  # as the keys are few
    return KnowledgeBase.open(settings)


def made(kb: KnowledgeBase, form: str) -> bytes:
    lines = tuple(islice(STRINGS, 20))
    wishes = Wishes(
        views=(VIEWS["sq"], VIEWS["en"]), root="https://example.org", titles=(STRINGS[0], STRINGS[5]), lines=lines
    )
    packer = Packer(kb.site, kb.catalogues, wishes)
    if form == "md":
        return write(packer.single("article", "d0", form))
    return write(packer.pack([f"d{number}" for number in range(DOCUMENTS)], form, most=50))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_in_html_they_are_words(hostile: KnowledgeBase) -> None:
    page = _Page()
    page.feed(made(hostile, "html").decode())
    assert not page.tags & {"script", "iframe", "svg", "object", "embed", "form", "b"}
    for name, value in page.attributes:
        assert not name.startswith("on")
        if name in ("href", "src"):
            assert OURS.match(value) or value.startswith(("#part-", "data:image/svg+xml")), value
    text = squeezed(page.text)
    for each in STRINGS:
        assert squeezed(each) in text, each


def test_an_edition_that_is_behind_says_so_in_the_text_and_at_the_foot(hostile: KnowledgeBase) -> None:
    page = made(hostile, "html").decode()
    assert page.count("Ky version është më i vjetër se një tjetër") == DOCUMENTS
    assert page.count("rishikimi 1 (më i vjetër se një version tjetër)") == DOCUMENTS
    assert "This edition is older" not in page


def test_in_a_pdf_they_are_words(hostile: KnowledgeBase) -> None:
    reader = PdfReader(BytesIO(made(hostile, "pdf")))
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    for each in STRINGS:
        assert squeezed(each) in text, each
    for name, value in entries(reader):
        assert name not in {"/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/GoToR", "/AA"}
        if name == "/URI" and isinstance(value, str):
            assert OURS.match(value), value


def entries(reader: PdfReader) -> list[tuple[str, Any]]:
    """The entries of every dictionary of a PDF."""
    found: list[tuple[str, Any]] = []

    def walk(value: Any) -> None:
        if isinstance(value, DictionaryObject):
            for name in value:
                found.append((name, value.raw_get(name)))
                walk(value.raw_get(name))
        elif isinstance(value, ArrayObject):
            for each in list.__iter__(value):
                walk(each)

    size: Any = reader.trailer["/Size"]
    for number in range(1, size):
        walk(IndirectObject(number, 0, reader).get_object())
    return found


def test_in_a_word_document_they_are_words(hostile: KnowledgeBase) -> None:
    text = ""
    with ZipFile(BytesIO(made(hostile, "docx"))) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if not name.endswith((".xml", ".rels")):
                assert name.endswith((".png", ".jpeg")), name
                continue
            assert b"<!ENTITY" not in content
            assert b"<!DOCTYPE" not in content
            root = ET.fromstring(content)
            if name == "word/document.xml":
                text = squeezed("".join(each.text or "" for each in root.iter() if each.tag.endswith("}t")))
                fields = [(each.text or "").split()[0] for each in root.iter() if each.tag.endswith("}instrText")]
                assert set(fields) == {"TOC"}
            for each in root.iter():
                if each.get("TargetMode") == "External":
                    assert OURS.match(each.get("Target", "")), each.get("Target")
    for string in STRINGS:
        assert squeezed(string) in text, string


def test_in_markdown_they_are_words(hostile: KnowledgeBase) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).parse(made(hostile, "md").decode())
    inline = [child for token in tokens for child in (token, *(token.children or ()))]
    assert not [each.content for each in inline if each.type.startswith("html") or each.type == "image"]
    for each in inline:
        if each.type == "link_open":
            assert OURS.match(str(each.attrs["href"])), each.attrs
    text = squeezed("".join(each.content for each in inline if each.type in ("text", "code_inline")))
    for string in STRINGS[: len(STRINGS) // DOCUMENTS]:
        assert squeezed(string) in text, string


def test_what_makes_handouts_opens_no_socket_and_no_file_but_its_own(alone: Any, tmp_path: Path) -> None:
    order = tmp_path / "order"
    order.write_bytes(pickle.dumps([alone("ibm", "sq", "en", form=form) for form in ("pdf", "docx", "html", "md")]))
    watched = (
        "import pickle, sys, kb.exports.handouts.pdf, kb.exports.handouts.word, kb.exports.handouts.page\n"
        "import kb.exports.handouts.markdown\n"
        "from kb.exports.handouts.forms import write\n"
        "orders = pickle.load(open(sys.argv[1], 'rb'))\n"
        "[write(order) for order in orders]\n"  # what is loaded once is loaded now
        "def hook(event, args):\n"
        "    own = event == 'open' and '/docx/' in str(args[0])\n"
        "    if not own and event.startswith(('socket.', 'open', 'subprocess.', 'os.system', 'os.exec', 'urllib.')):\n"
        "        sys.stdout.write(f'{event} {args}\\n')\n"
        "sys.addaudithook(hook)\n"
        "[write(order) for order in orders]\n"
        "print('done')\n"
    )
    done = subprocess.run([sys.executable, "-c", watched, str(order)], check=True, capture_output=True, text=True)
    assert done.stdout == "done\n"


def test_the_template_reads_nothing() -> None:
    template = pdf._TEMPLATE
    assert [each.name for each in template.iterdir()] == ["handout.typ"]
    words = (template / "handout.typ").read_text(encoding="utf-8")
    assert not re.search(r"#?\b(import|include|read|eval|plugin|yaml|csv|toml|xml|cbor)\b\s*[(\"]", words)
