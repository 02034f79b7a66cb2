"""The catalogues hold every word of the interface, and nothing else."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from kb.config import root
from kb.i18n import load_catalogues
from kb.languages import has_cyrillic, to_latin

TRANSLATIONS = root() / "translations"
GAPS = re.compile(r"%\(\w+\)[sd]|<[^>]*>")


def catalogue(code: str) -> Catalog:
    with (TRANSLATIONS / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def template(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def ids(messages: Catalog) -> set[object]:
    return {message.id for message in messages if message.id}


def strings(message: Message) -> Iterator[str]:
    yield from [message.string] if isinstance(message.string, str) else message.string or ()


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    target = tmp_path_factory.mktemp("extracted") / "messages.pot"
    babel = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract"]
    options = ["--mapping-file", "translations/babel.cfg", "--keywords", "N_", "--output-file", str(target)]
    subprocess.run([*babel, *options, "."], cwd=root(), check=True, capture_output=True)
    return template(target)


def test_the_template_is_what_the_sources_say(extracted: Catalog) -> None:
    assert ids(template(TRANSLATIONS / "messages.pot")) == ids(extracted), "run: make translations"


@pytest.mark.parametrize("code", ["sq", "sr"])
def test_every_message_is_translated(code: str, extracted: Catalog) -> None:
    translated = catalogue(code)
    assert ids(translated) == ids(extracted)
    for message in translated:
        assert not message.fuzzy, message.id
        assert all(strings(message)), message.id


@pytest.mark.parametrize(("code", "forms"), [("sq", 2), ("sr", 3)])
def test_plural_forms_and_gaps_are_right(code: str, forms: int) -> None:
    for message in catalogue(code):
        if message.id:
            singular = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            said = list(strings(message))
            assert len(said) == (forms if message.pluralizable else 1), message.id
            assert all(sorted(GAPS.findall(each)) == sorted(GAPS.findall(singular)) for each in said), message.id
            assert not list(message.check(catalogue(code)))


def test_serbian_is_written_in_cyrillic() -> None:
    # What stays Latin in Cyrillic text: names of licences and files, what stands in addresses, letters talked of.
    names = r"CC BY 4\.0|Creative Commons Attribution|GPL-3\.0-or-later|KSPAG|\b(sq|sr-latn|sr-cyrl|en)\b"
    forms = "CSL-JSON|JSON|RIS|BibTeX|LaTeX|Zotero|EndNote|Atom|OpenAPI|OAI-PMH|oai_dc|HTML|ETag|If-None-Match|Link"
    forms += r"|index\.html|PDF|ZIP|Word|JavaScript"
    said = r"\{\w+\}|page=2|„exact“|\b(agreement|article|debate|event|publication)\b"
    allowed = re.compile(rf"{GAPS.pattern}|{names}|{forms}|{said}|\b[a-z]{{1,2}}\b|[çčćëšžđ]")
    for message in catalogue("sr"):
        for each in strings(message) if message.id else ():
            assert not re.search("[A-Za-z]", allowed.sub("", each)), each
            assert has_cyrillic(GAPS.sub("", each)) or not re.search(r"\w", GAPS.sub("", str(message.id))), each


def test_serbian_in_latin_letters_is_made_from_the_cyrillic() -> None:
    views = load_catalogues(TRANSLATIONS, to_latin)
    for message in catalogue("sr"):
        if isinstance(message.id, str) and message.id:
            cyrillic, latin = views["sr-cyrl"].gettext(message.id), views["sr-latn"].gettext(message.id)
            assert not has_cyrillic(latin)
            assert GAPS.findall(latin) == GAPS.findall(cyrillic)
            assert GAPS.sub("", latin) == to_latin(GAPS.sub("", cyrillic))
