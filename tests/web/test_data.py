"""Data forms: read by the programs they are for, described by themselves, the same as the page, and only plain text."""

import csv
import json
import re
import urllib.parse
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
import rispy
import schemathesis
from bibtexparser.entrypoint import parse_string
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from sickle import Sickle
from sickle.oaiexceptions import BadArgument, IdDoesNotExist, NoRecordsMatch
from tests.hostile import HOSTILE
from tests.web.conftest import Serve

from kb.config import Settings
from kb.exports.plain import line
from kb.generations import open_engine
from kb.i18n import VIEWS
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.model import Corpus, Renamed
from kb.vocabulary import Vocabulary
from kb.web import create_app
from kb.web.forms import all_forms

LISTS = ("json", "csv", "atom", "ris", "bib")
_ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def hostile_client(hostile: Corpus, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A site whose every text is one that some program takes for more, with a former name for one of its articles."""
    vocabulary = Vocabulary(hostile.concepts, (), [Renamed(id="articles/former", to="articles/h1")])
    kb = KnowledgeBase.open(Settings(var=tmp_path_factory.mktemp("hostile")))
    build(open_engine(kb.settings), hostile.documents, vocabulary)
    return create_app(kb).test_client()


# Every form of a search


def ids_of(client: FlaskClient, asked: str) -> list[str]:
    """What the page of results lists, on all its pages."""
    answer = client.get(f"/en/search.json?size=100&{asked}").get_json()
    return [each["id"] for each in answer["hits"]]


@pytest.mark.parametrize("asked", ["q=targa", "kind=article", "agreement=ibm&sort=oldest", "q=targa&from=2019&to=2019"])
def test_every_form_has_what_the_page_has_in_the_same_order(client: FlaskClient, asked: str) -> None:
    wanted = ids_of(client, asked)
    assert wanted
    table = csv.reader(client.get(f"/en/search.csv?{asked}").text.removeprefix("\ufeff").splitlines())
    assert [row[0] for row in table][1:] == wanted
    records = rispy.loads(client.get(f"/en/search.ris?{asked}").text)
    assert [each["id"] for each in records if each["type_of_reference"] == "ELEC"] == [f"{id_}-en" for id_ in wanted]
    library = parse_string(client.get(f"/en/search.bib?{asked}").text)
    pages = [each.key for each in library.entries if not each.key.endswith("-original")]
    assert pages == [f"{id_}-en" for id_ in wanted]
    feed = feedparser.parse(client.get(f"/en/search.atom?{asked}").data)
    assert {each.link.rpartition("/")[2] for each in feed.entries} == set(wanted)


@pytest.mark.parametrize("view", list(VIEWS))
def test_a_feed_is_sound_and_newest_first(client: FlaskClient, view: str) -> None:
    answer = client.get(f"/{view}/search.atom")
    feed = feedparser.parse(answer.data, response_headers={"content-type": answer.content_type})
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.language == VIEWS[view].tag
    assert len({each.id for each in feed.entries}) == len(feed.entries) > 20
    assert all(each.updated_parsed and each.title and each.link.startswith("http") for each in feed.entries)
    newest = client.get(f"/{view}/search.json?sort=newest&size=100").get_json()["hits"]
    assert [each.link.rpartition("/")[2] for each in feed.entries] == [each["id"] for each in newest]


@pytest.mark.parametrize("ending", ["csv", "atom", "ris", "bib"])
def test_more_than_a_file_has_is_on_further_pages_and_the_answer_says_where(client: FlaskClient, ending: str) -> None:
    seen, address = [], f"/en/search.{ending}?kind=article&size=10"
    while address:
        answer = client.get(address)
        seen += re.findall(r"http://localhost/en/articles/([\w-]+)", answer.text)
        link = answer.headers.get("Link", "")
        assert not link or link.endswith('>; rel="next"')
        address = link[1:].partition(">")[0].removeprefix("http://localhost")
    assert set(seen) == set(ids_of(client, "kind=article"))


def test_files_have_names(client: FlaskClient) -> None:
    answer = client.get("/sq/articles/allo-kosova.ris")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="allo-kosova-sq.ris"'


@pytest.mark.parametrize("view", list(VIEWS))
@pytest.mark.parametrize("path", ["agreements/ibm", "articles/allo-kosova", "debates/benefits-for-citizens"])
def test_a_document_is_cited_in_each_form_and_by_the_same_address(client: FlaskClient, view: str, path: str) -> None:
    address = f"http://localhost/{view}/{path}"
    assert rispy.loads(client.get(f"/{view}/{path}.ris").text)[0]["urls"] == [address]
    assert parse_string(client.get(f"/{view}/{path}.bib").text).entries[0]["url"] == address
    items = client.get(f"/{view}/{path}.csl.json").get_json()
    assert items[0]["URL"] == address
    page = client.get(f"/{view}/{path}").text
    for ending in ("ris", "bib", "csl.json"):
        assert f'href="/{view}/{path}.{ending}"' in page
    assert address in page.partition('class="citing"')[2]


@pytest.mark.parametrize("path", ["agreements", "glossary", "places", "people", "outlets", "timeline", "articles"])
def test_lists_come_as_json_too(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/sr-latn/{path}.json", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.get_json()["view"] == "sr-latn"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


# What all forms have in common


def test_every_form_is_described_to_programs_and_documented(app: Flask, client: FlaskClient) -> None:
    documented = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
    described = client.get("/openapi.json").get_json()["paths"]
    with app.test_request_context():
        forms = list(all_forms())
    assert len(forms) > 12
    for rule, each in forms:
        path = re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"{\1}", rule)
        assert each.protocol or path in described
        assert f"`{path.replace('{view}', 'V')}`" in documented, path
    for parameter in described["/{view}/search.csv"]["get"]["parameters"]:
        assert f"`{parameter['name']}`" in documented or parameter["name"] == "view"


@pytest.mark.parametrize("ending", LISTS)
def test_what_is_unknown_or_said_twice_is_refused_and_not_repeated(client: FlaskClient, ending: str) -> None:
    for asked in ("filter=xyzzy", "q=a&q=xyzzy", "page=xyzzy", "size=7", "exact=xyzzy", "from=xyzzy", "sort=xyzzy"):
        answer = client.get(f"/en/search.{ending}?{asked}")
        assert answer.status_code == 422, asked
        assert answer.get_json()["error"]["status"] == 422
        assert "xyzzy" not in answer.text
    assert client.get(f"/en/search.{ending}?q=targa&utm_source=x").status_code == 200


@pytest.mark.parametrize("path", ["articles/allo-kosova.ris", "places.json", "agreements.json", "timeline.json"])
def test_what_has_no_parameters_takes_none(client: FlaskClient, path: str) -> None:
    assert client.get(f"/en/{path}?q=a").status_code == 422


def test_other_sites_may_read_data_and_nothing_else(client: FlaskClient) -> None:
    for path in (*(f"search.{ending}" for ending in LISTS), "articles/allo-kosova.csl.json", "search.csv?x=1"):
        assert client.get(f"/en/{path}").headers["Access-Control-Allow-Origin"] == "*", path
    assert client.options("/en/search.csv").headers["Access-Control-Allow-Origin"] == "*"
    for path in ("search", "articles/allo-kosova", "data", "embed", ""):
        assert "Access-Control-Allow-Origin" not in client.get(f"/en/{path}").headers, path


@pytest.mark.parametrize(
    "path", ["sq/", "sq/search?q=targa", "sq/search.atom", "en/search.csv", "en/articles/entry-exit"]
)
def test_what_has_not_changed_is_not_sent_again(
    client: FlaskClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(f"/{path}")
    tag = first.headers["ETag"]
    monkeypatch.setattr(KnowledgeBase, "search", None)  # nor is it searched for
    monkeypatch.setattr(KnowledgeBase, "listing", None)
    again = client.get(f"/{path}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"]


def test_another_view_query_or_index_is_something_else(client: FlaskClient, corpus: Corpus, tmp_path: Path) -> None:
    paths = ("/sq/search.csv", "/en/search.csv", "/en/search.csv?q=a", "/en/search.ris")
    tags = [client.get(path).headers["ETag"] for path in paths]
    kb = KnowledgeBase.open(Settings(var=tmp_path))
    build(open_engine(kb.settings), corpus.documents[:1], Vocabulary({}))
    tags.append(create_app(kb).test_client().get(paths[0]).headers["ETag"])
    assert len(set(tags)) == len(tags)


# What was called otherwise


@pytest.mark.parametrize("form", ["", ".json", ".ris", ".csl.json"])
def test_a_former_name_leads_to_the_present_one_in_the_same_view_and_form(
    hostile_client: FlaskClient, form: str
) -> None:
    answer = hostile_client.get(f"/sr-latn/articles/former{form}?beside=sq&a=%C5%A1")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/sr-latn/articles/h1{form}?beside=sq&a=%C5%A1"
    assert hostile_client.get("/sr-latn/events/former").status_code == 404


# The real clients


def test_the_description_holds_whatever_is_asked(app: Flask) -> None:
    accepted = {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "404", "422"]}}}
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app, config=SchemathesisConfig.from_dict(accepted))
    asked = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        for mode in schemathesis.GenerationMode:

            @settings(max_examples=10, suppress_health_check=list(HealthCheck), database=None)
            @given(found.ok().as_strategy(generation_mode=mode))
            def ask(case: schemathesis.Case[Any]) -> None:
                nonlocal asked
                asked += 1
                case.call_and_validate(headers={"Accept-Encoding": "identity"})  # it reads bytes as they come

            ask()
    assert asked >= 200


def test_a_harvester_gets_every_record(serve: Serve, kb: KnowledgeBase) -> None:
    with serve(KB_WORKERS="1") as server:
        client = Sickle(f"http://127.0.0.1:{server.port}/oai")
        assert client.Identify().protocolVersion == "2.0"
        records = list(client.ListRecords(metadataPrefix="oai_dc"))
        assert len(records) > 50  # which is more than one part of the list
        assert {each.header.identifier for each in records} == {f"oai:127.0.0.1:{id_}" for id_ in kb.site.reader.ids()}
        assert all(len(each.metadata["title"]) == len(each.metadata["language"]) for each in records)
        about = list(client.ListIdentifiers(metadataPrefix="oai_dc", set="agreement:ibm"))
        assert all("agreement:ibm" in each.setSpecs for each in about)
        assert 0 < len(about) < len(records)
        assert len(list(client.ListSets())) > 20
        assert len(list(client.ListRecords(metadataPrefix="oai_dc", set="language:sr", **{"from": "2018-01-01"}))) > 50
        with pytest.raises(NoRecordsMatch):
            client.ListRecords(metadataPrefix="oai_dc", until="2001-01-01")
        with pytest.raises(IdDoesNotExist):
            client.GetRecord(metadataPrefix="oai_dc", identifier="oai:127.0.0.1:none")
        with pytest.raises(BadArgument):
            client.ListRecords(metadataPrefix="oai_dc", until="yesterday")


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("", "badVerb"),
        ("verb=List", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&x=1", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01&until=2019-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=x:y", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=x!0!!!", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=<x>", "idDoesNotExist"),
    ],
)
def test_the_protocols_own_word_says_what_is_wrong(client: FlaskClient, asked: str, word: str) -> None:
    answer = client.get(f"/oai?{asked}")
    error = ET.fromstring(answer.data).find("{http://www.openarchives.org/OAI/2.0/}error")
    assert answer.status_code == 200
    assert error is not None
    assert error.get("code") == word


# Two hundred hostile texts


class _Shown(HTMLParser):
    """What a page has that could act."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.acts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        own = tag == "script" and (
            (values.get("src") or "").startswith("/static/") or values.get("type") == "application/ld+json"
        )
        if tag in ("iframe", "object", "embed", "base") or (tag == "script" and not own):
            self.acts.append(tag)
        self.acts += [name for name in values if name.startswith("on")]
        self.acts += [each for each in map(str, values.values()) if re.match(r"\s*(javascript|data):", each.lower())]


def test_no_hostile_text_acts_on_a_page(hostile_client: FlaskClient) -> None:
    for number in range(len(HOSTILE)):
        for path in (f"articles/h{number}", f"embed?agreement=p{number}"):
            answer = hostile_client.get(f"/sq/{path}")
            assert answer.status_code == 200
            assert _Shown(answer.text).acts == [], HOSTILE[number]


def test_no_hostile_text_gets_out_of_a_feed(hostile_client: FlaskClient) -> None:
    found: dict[str, str] = {}
    for page in ("", "?page=2", "?page=3"):
        tree = ET.fromstring(hostile_client.get(f"/sq/search.atom{page}").data)
        for each in tree.iterfind("a:entry", _ATOM):
            assert len(each.findall("a:title", _ATOM)) == len(each.findall("a:id", _ATOM)) == 1
            address = each.findtext("a:id", "", _ATOM).rpartition("/")[2]
            found[address] = each.findtext("a:title", "", _ATOM)
    assert len(found) == len(HOSTILE)
    for number, words in enumerate(HOSTILE):
        assert line(found[f"h{number}"]) == line(words)


def test_no_hostile_text_gets_out_of_a_harvest(hostile_client: FlaskClient) -> None:
    titles: set[str] = set()
    address = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
    while address:
        tree = ET.fromstring(hostile_client.get(address).data)
        titles |= {line(each.text or "") for each in tree.iter("{http://purl.org/dc/elements/1.1/}title")}
        token = tree.findtext(".//{http://www.openarchives.org/OAI/2.0/}resumptionToken")
        address = f"/oai?verb=ListRecords&resumptionToken={urllib.parse.quote(token)}" if token else ""
    assert {line(each) for each in HOSTILE} <= titles


@pytest.mark.parametrize("ending", ["json", "csv", "atom", "ris", "bib"])
def test_no_hostile_query_gets_out_of_an_answer(hostile_client: FlaskClient, ending: str) -> None:
    for words in HOSTILE[::4]:
        answer = hostile_client.get(f"/sq/search.{ending}", query_string={"q": words[:300]})
        assert answer.status_code in (200, 422)
        if answer.status_code == 200 and ending == "atom":
            title = ET.fromstring(answer.data).findtext("a:title", "", _ATOM)
            assert line(title).startswith(line(words))
        if answer.status_code == 200 and ending == "json":
            json.loads(answer.data)
