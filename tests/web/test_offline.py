"""The copy for where there is no network: whole, linked, small, the same each time, and harmless whatever it holds."""

import json
import re
import zipfile
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import cast
from urllib.parse import unquote, urlsplit

import pytest

from kb.config import Settings, root
from kb.errors import KBError
from kb.generations import open_engine
from kb.i18n import VIEWS
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.model import SHELVES, Concept, Corpus, Document, Edition, Names
from kb.vocabulary import Vocabulary
from kb.web.offline import make_copy
from kb.web.offline.folder import LIST, write_folder, write_zip
from kb.web.offline.links import Relinker
from kb.web.offline.pages import file_of
from kb.web.offline.words import MESSAGES

HOSTILE = (
    "</script><script>hurt()</script>",
    "<!--<script>",
    "]]>'\"`${hurt()}\\",
    "\u2028hurt()\u2029",
    "<img src=x onerror=hurt()>",
    "javascript:hurt()",
    "𝔘 {{ 7 * 7 }} %(num)s",
)


def small_kb(var: Path, texts: tuple[str, ...] = HOSTILE) -> KnowledgeBase:
    documents = [
        Document(
            id=f"d{number}",
            kind="article",
            editions={"en": Edition(title=f"Quokka {text}", summary=text, body=f"The quokka saw {text} here.")},
        )
        for number, text in enumerate(texts)
    ]
    terms = tuple(Concept(id=f"t{number}", en=Names(label=f"wombat {text}")) for number, text in enumerate(texts))
    settings = Settings(var=var)
    build(open_engine(settings), documents, Vocabulary({"term": terms}))
    return KnowledgeBase.open(settings)


class Page(HTMLParser):
    """What a page links to, and the places in it that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action", "formaction", "data", "poster", "srcset") and value is not None:
                self.links.append(value)
            if name == "id" and value:
                self.ids.add(value)


@pytest.fixture(scope="module")
def pages(offline_copy: Path) -> dict[str, Page]:
    return {
        file.relative_to(offline_copy).as_posix(): Page(file.read_text(encoding="utf-8"))
        for file in offline_copy.rglob("*.html")
    }


def test_no_link_in_the_whole_copy_is_dead(offline_copy: Path, pages: dict[str, Page]) -> None:
    assert len(pages) > 1000
    for here, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                continue
            assert not parts.netloc, link
            assert not parts.path.startswith("/"), (here, link)
            file = normpath(PurePosixPath(here).parent / unquote(parts.path)) if parts.path else here
            assert (offline_copy / file).is_file(), (here, link)
            if parts.fragment:
                assert unquote(parts.fragment) in pages[file].ids, (here, link)


def test_links_that_leave_the_copy_go_by_https_to_others(pages: dict[str, Page]) -> None:
    absolute = {link for page in pages.values() for link in page.links if urlsplit(link).scheme}
    assert {urlsplit(link).scheme for link in absolute} <= {"https", "http"}
    assert not [link for link in absolute if urlsplit(link).hostname in ("localhost", "127.0.0.1")]


def test_every_document_is_there_in_every_view_that_has_it(
    kb: KnowledgeBase, corpus: Corpus, offline_copy: Path
) -> None:
    for document in corpus.documents:
        for view in VIEWS.values():
            file = offline_copy / view.code / SHELVES[document.kind] / f"{document.id}.html"
            assert file.is_file() == (view.language in document.editions)
    for code in VIEWS:
        for each in kb.site.agreements(VIEWS[code]):
            assert (offline_copy / code / "agreements" / f"{each.id}.html").is_file()


def test_what_needs_a_server_is_left_out_before_its_link_is_lost(offline_links_lost: tuple[str, ...]) -> None:
    assert offline_links_lost == (), "put what leads there within {% if not offline %} in its template"


def test_the_copy_is_small_enough_for_a_stick_and_the_search_for_a_telephone(offline_copy: Path) -> None:
    sizes = {
        file.relative_to(offline_copy).as_posix(): file.stat().st_size
        for file in offline_copy.rglob("*")
        if file.is_file()
    }
    assert sum(sizes.values()) <= 15_000_000
    for view in VIEWS:
        scripts = [name for name in sizes if name.endswith(".js") and name.split("/")[0] in ("search", view)]
        assert sum(sizes[name] for name in scripts) <= 3_000_000


def test_the_scripts_have_no_syntax_that_old_browsers_choke_on() -> None:
    for file in (root() / "web" / "offline").glob("*.js"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(
            r"\?\.\w|\?\?|\(\?<|\bimport\b|\bexport\b|\bfetch\b|XMLHttpRequest|innerHTML|\beval\b", text
        )
        assert not re.search(
            r"\{\s*\.\.\.|#\w+\s*=|\bawait\b|\basync\b|\.(?:flat|flatMap|at|matchAll|replaceAll)\(", text
        )


def test_every_message_of_the_script_is_given_to_it() -> None:
    said = set(re.findall(r'\bsay\(\s*"([^"]+)"', (root() / "web" / "offline" / "page.js").read_text(encoding="utf-8")))
    assert said == {*MESSAGES, "nothing"}


def test_the_readme_speaks_to_readers_of_every_view(offline_copy: Path) -> None:
    text = (offline_copy / "README.txt").read_bytes().decode("utf-8-sig")
    for name in (
        "Arkivi i Dialogut – Shqip",
        "Arhiva dijaloga – Srpski",
        "Архива дијалога – Српски",
        "Dialogue Archive – English",
    ):
        assert name in text
    assert text.count("index.html") == 4
    assert "%(" not in text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The files of a corpus whose every text is a trap."""
    return make_copy(small_kb(tmp_path_factory.mktemp("hostile"))).files


def test_two_indices_of_the_same_corpus_make_the_same_bytes(hostile: Mapping[str, bytes], tmp_path: Path) -> None:
    one, other = hostile, make_copy(small_kb(tmp_path / "other")).files
    assert one == other
    write_zip(one, tmp_path / "one.zip")
    write_zip(other, tmp_path / "other.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert {name.split("/")[0] for name in packed.namelist()} == {"dialogue-archive"}


def test_nothing_in_a_corpus_breaks_out_of_the_data(hostile: Mapping[str, bytes]) -> None:
    for name in ("search/index.js", "en/words.js", "sr-cyrl/words.js"):
        text = hostile[name].decode()
        assert not set(text) & set("<>&\u2028\u2029")
        assert text.count("\n") == 2
        data = json.loads(text.split(" = ", 1)[1].rstrip(";\n"))
        if name == "en/words.js":
            assert [each["title"] for each in data["documents"]] == [f"Quokka {text}" for text in HOSTILE]
    for name, content in hostile.items():
        if name.endswith(".html"):
            assert b"hurt()</script>" not in content
            assert b"<img" not in content


def test_another_folder_is_never_replaced_and_an_old_copy_is(tmp_path: Path) -> None:
    files = {"index.html": b"new", "en/a.html": b"a"}
    holiday = tmp_path / "photos"
    holiday.mkdir()
    (holiday / "beach.jpg").write_bytes(b"beach")
    with pytest.raises(KBError, match="no copy of the site"):
        write_folder(files, holiday)
    assert [each.name for each in holiday.iterdir()] == ["beach.jpg"]
    target = tmp_path / "deep" / "copy"
    write_folder({"index.html": b"old", "gone.html": b"gone"}, target)
    write_folder(files, target)
    assert {each.relative_to(target).as_posix() for each in target.rglob("*") if each.is_file()} == {*files, LIST}
    assert [each.name for each in target.parent.iterdir()] == ["copy"]


def test_a_copy_that_cannot_be_written_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    broken = {"index.html": b"new", "later.html": cast("bytes", None)}
    write_folder({"index.html": b"old"}, tmp_path / "copy")
    write_zip({"index.html": b"old"}, tmp_path / "copy.zip")
    before = (tmp_path / "copy.zip").read_bytes()
    for write, target in ((write_folder, tmp_path / "copy"), (write_zip, tmp_path / "copy.zip")):
        with pytest.raises(TypeError):
            write(broken, target)
    assert (tmp_path / "copy" / "index.html").read_bytes() == b"old"
    assert (tmp_path / "copy.zip").read_bytes() == before
    assert {each.name for each in tmp_path.iterdir()} == {"copy", "copy.zip"}


def test_where_no_file_can_be_the_reason_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for write in (write_folder, write_zip):
        with pytest.raises(KBError, match="could not be written"):
            write({"index.html": b""}, tmp_path / "file" / "copy")


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/en/", "en/index.html"),
        ("/en/agreements/", "en/agreements/index.html"),
        ("/sr-latn/agreements/ibm", "sr-latn/agreements/ibm.html"),
        ("/en/search?q=a/b&kind=article", "en/search.html"),
        ("/static/style.css?v=1", "static/style.css"),
    ],
)
def test_an_address_has_one_file(address: str, file: str) -> None:
    assert file_of(address) == file


def test_a_page_is_written_again_as_it_was_but_for_its_links() -> None:
    kept = (
        '<!doctype html>\n<p title="a &amp; b">x &lt; y &#8217; <br>\n<svg><path d="M0"/></svg>\n<pre>  a\n   b</pre>'
    )
    files = {"/en/places?x=1": "en/places.html", "/en/search?q=%C3%AB": "en/search.html"}
    page = Relinker(
        "en/agreements/ibm.html",
        lambda address: next((f for a, f in files.items() if a.split("?")[0] == address.split("?")[0]), None),
    )
    assert page.rewrite(kept) == kept
    links = (
        '<a href="/en/places#a">1</a><a href="/en/search?q=%C3%AB&amp;kind=x">2</a><a href="https://e.org/">3</a>'
        '<a href="#s">4</a><a href="/no"><b>5</b></a>'
    )
    again = Relinker(
        "en/agreements/ibm.html",
        lambda address: next((f for a, f in files.items() if a.split("?")[0] == address.split("?")[0]), None),
    )
    assert again.rewrite(links) == (
        '<a href="../places.html#a">1</a><a href="../search.html?q=%C3%AB&amp;kind=x">2</a><a href="https://e.org/">3</a>'
        '<a href="#s">4</a><span><b>5</b></span>'
    )
