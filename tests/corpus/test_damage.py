"""Every mistake an editor can make is reported where it is, once, and with what to do."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.corpus import load
from kb.errors import CorpusError

TODAY = date(2026, 11, 24)
Change = Callable[[Path], object]
# What is expected: after each "## name of the damage", the lines that `kb check` prints, and no others.
_PARTS = (Path(__file__).parent / "damage.txt").read_text(encoding="utf-8").removeprefix("## ").split("\n## ")
EXPECTED = {part.split("\n")[0]: part.strip().split("\n")[1:] for part in _PARTS}

IBM = "agreements/ibm"
ALLO = "articles/allo-kosova"
EVENT = "events/ferizaj-workshop"


def problems(corpus: Path, **limits: int) -> list[str]:
    try:
        load(corpus, today=TODAY, **limits)
    except CorpusError as error:
        return [str(problem) for problem in error.problems]
    return []


def put(name: str, content: str | bytes) -> Change:
    """Write a file anew."""

    def change(corpus: Path) -> None:
        path = corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    return change


def take_away(*names: str) -> Change:
    """Remove files."""

    def change(corpus: Path) -> None:
        for name in names:
            (corpus / name).unlink()

    return change


def swap(name: str, old: str, new: str) -> Change:
    """Replace a part of a file."""

    def change(corpus: Path) -> None:
        text = (corpus / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} must stand once in {name}"
        (corpus / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


def add(name: str, text: str) -> Change:
    """Put text after the end of a file."""
    return lambda corpus: (corpus / name).write_text((corpus / name).read_text(encoding="utf-8") + text, "utf-8")


def body(text: str) -> Change:
    """Give the Albanian edition of the event, whose body begins on line 4, another body."""
    return swap(f"{EVENT}/sq.md", "Punëtoria u mbajt.\n", text)


def both(text: str) -> Change:
    """Give both editions of the event, whose bodies begin on lines 4 and 5, another body."""

    def change(corpus: Path) -> None:
        body(text)(corpus)
        swap(f"{EVENT}/sr.md", "Радионица је одржана.\n", text)(corpus)

    return change


def fact(line: str) -> Change:
    """Put a line at the end (line 3) of the event's document.yaml."""
    return add(f"{EVENT}/document.yaml", f"{line}\n")


def entry(name: str) -> str:
    """A concept of four lines."""
    return f"- id: {name}\n  sq: {{label: a}}\n  sr: {{label: б}}\n  en: {{label: c}}\n"


def instead_of(name: str, make: Callable[[Path], object]) -> Change:
    """Put something that is not a file where a file was."""

    def change(corpus: Path) -> None:
        (corpus / name).unlink(missing_ok=True)
        make(corpus / name)

    return change


def pipe(path: Path) -> None:
    """A pipe: who opens it waits for ever."""
    os.mkfifo(path)


DAMAGE: dict[str, Change] = {
    # front matter
    "no front matter": put(f"{EVENT}/sq.md", "Punëtoria.\n"),
    "unclosed front matter": put(f"{EVENT}/sq.md", "---\ntitle: P\n\nTekst.\n"),
    "empty front matter": put(f"{EVENT}/sq.md", "---\n---\nTekst.\n"),
    "front matter is text": put(f"{EVENT}/sq.md", "---\nPunëtoria\n---\nTekst.\n"),
    "unknown key": swap(f"{EVENT}/sq.md", "title: Punëtoria", "title: P\ntitle_en: P\nauthor: P"),
    "misspelt key": swap(f"{EVENT}/sq.md", "title:", "titel:"),
    "key of the machine": swap(f"{EVENT}/sq.md", "title: Punëtoria", "title: P\nbody_line: 7\nbody: x"),
    "missing title": swap(f"{EVENT}/sq.md", "title: Punëtoria", "summary: P"),
    "empty title": swap(f"{EVENT}/sq.md", "title: Punëtoria", "title:"),
    "blank title": swap(f"{EVENT}/sq.md", "title: Punëtoria", "title: ' '"),
    "title is a list": swap(f"{EVENT}/sq.md", "title: Punëtoria", "title: [P]"),
    "bad script": swap(f"{EVENT}/sr.md", "Cyrl", "Cyrillic"),
    "bad revision": swap(f"{EVENT}/sr.md", "script: Cyrl", "revision: two"),
    "revision zero": swap(f"{EVENT}/sr.md", "script: Cyrl", "revision: 0"),
    "updated without a day": swap(f"{EVENT}/sr.md", "script: Cyrl", "updated: 2026-11"),
    "updated at a time": swap(f"{EVENT}/sr.md", "script: Cyrl", "updated: 2026-11-24T10:00+02:00"),
    "updated tomorrow week": swap(f"{EVENT}/sr.md", "script: Cyrl", "updated: 2026-12-01"),
    # YAML
    "broken yaml": fact("outlet: [koha"),
    "tab": fact("notes:\n\t- {sq: a, sr: б}"),
    "duplicate key": fact("date: 2019-03-06"),
    "duplicate key inside": fact("date_note: {sq: a, sr: б, sq: c}"),
    "anchor and alias": fact("agreements: &a [ibm]\npeople: *a"),
    "tag": fact("outlet: !!str koha"),
    "python tag": fact("outlet: !!python/object/apply:os.system [ls]"),
    "merge key": fact("<<: {outlet: koha}"),
    "list as key": fact("? [a, b]\n: c"),
    "second document": fact("---\ndate: 2019"),
    "alias bomb": put(f"{EVENT}/document.yaml", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"),
    "ten thousand levels": put(f"{EVENT}/document.yaml", "[" * 10_000),
    "numbers stay text": fact("outlet: NO"),
    "unknown key in facts": fact("outlets: koha"),
    "not a mapping": put(f"{EVENT}/document.yaml", "- date: 2019\n"),
    "text for a list": fact("agreements: ibm"),
    "list for text": fact("outlet: [koha]"),
    "text for keys": fact("date_note: approximately"),
    "unknown language": fact("date_note: {sq: a, sr: б, de: c}"),
    "bad original": fact("original: de"),
    "empty value": fact("outlet:"),
    "empty value in a list": fact("agreements:\n  -"),
    "empty date": swap(f"{EVENT}/document.yaml", "2019-03-05", "''"),
    "empty document.yaml": put(f"{EVENT}/document.yaml", b""),
    "no document.yaml": take_away(f"{EVENT}/document.yaml"),
    "thirty levels": put(f"{EVENT}/document.yaml", "date_note: " + "[" * 30 + "]" * 30 + "\n"),
    # dates
    "no such month": swap(f"{EVENT}/document.yaml", "2019-03-05", "2019-13-05"),
    "no such day": swap(f"{EVENT}/document.yaml", "2019-03-05", "2019-02-29"),
    "date with points": swap(f"{EVENT}/document.yaml", "2019-03-05", "5.3.2019"),
    "date in a hundred years": swap(f"{EVENT}/document.yaml", "2019-03-05", "2119-03-05"),
    "bad date in the timeline": swap(f"{IBM}/document.yaml", '"2012"', "2012-1"),
    "bad date of the status": swap(f"{IBM}/document.yaml", "2023-08", "2023-8"),
    "timeline out of order": swap(f"{IBM}/document.yaml", '"2012"', "2011"),
    # ids
    "unknown agreement": fact("agreements: [mik]"),
    "unknown place": swap(f"{EVENT}/document.yaml", "[ferizaj]", "[ferizaj, peja]"),
    "unknown people": fact("authors: [a-b]\npeople: [edita-tahiri, c-d]"),
    "unknown outlet": fact("outlet: danas"),
    "the same place twice": swap(f"{EVENT}/document.yaml", "[ferizaj]", "[ferizaj, ferizaj]"),
    "explainer of something else": swap(f"{IBM}/document.yaml", "agreements: [ibm]", "agreements: []"),
    "folder name": lambda corpus: (corpus / EVENT).rename(corpus / "events/Ferizaj_1"),
    "the same id in two shelves": lambda corpus: (corpus / EVENT).rename(corpus / "events/allo-kosova"),
    # sources
    "undefined source": body("Fakt [@x].\n"),
    "undefined sources": body("Fakt [@x; @y]. Fakt\ntjetër [@z].\n"),
    "bad citation": body("Fakt [@x, @y] dhe [@].\n"),
    "uncited source": fact("sources: [{id: x, title: X}]"),
    "duplicate source": swap(f"{IBM}/document.yaml", "id: eu_ibm", "id: c_dec11"),
    "undefined source of the status": swap(
        f"{IBM}/document.yaml", "sources: [c_dec11]\ntimeline", "sources: [q]\ntimeline"
    ),
    "undefined source of the timeline": swap(f"{IBM}/document.yaml", "sources: [eu_ibm]", "sources: [eu]"),
    "source without title": swap(f"{IBM}/document.yaml", "    title: Protocol\n", ""),
    "source with an unknown key": swap(f"{IBM}/document.yaml", "title: Protocol", "title: P\n    link: x"),
    "source with a bad id": fact("sources: [{id: 'x y', title: X}]"),
    "source with a bad language": swap(f"{IBM}/document.yaml", "language: en", "language: English"),
    "source with a bad address": swap(f"{IBM}/document.yaml", "https://example.org/ibm", "javascript:alert(1)"),
    "bad original_url": fact("original_url: www.example.org"),
    # editions
    "no edition": take_away(f"{EVENT}/sq.md", f"{EVENT}/sr.md"),
    "empty edition": put(f"{EVENT}/sq.md", b""),
    "empty body": body("\n \n"),
    "text missing for an edition": fact("date_note: {sq: a, en: c}"),
    "no timeline marker": swap(f"{IBM}/sr.md", "[timeline]", "Текст."),
    "marker without timeline": body("[timeline]\n"),
    "two markers": swap(f"{IBM}/sr.md", "[timeline]", "[timeline]\n\n[timeline]"),
    "heading missing": swap(f"{IBM}/en.md", "## Timeline\n\n", ""),
    "heading too many": add(f"{IBM}/en.md", "\n## More\n"),
    "heading of another level": swap(f"{IBM}/en.md", "## Timeline", "### Timeline"),
    "heading of level 1": both("# Titulli\n"),
    "heading jumps": both("## A\n\n#### B\n"),
    "heading without words": both("##\n"),
    # Markdown
    "dead link": body("Shih [këtë](../../articles/allo-serbia/).\n"),
    "link to another folder": body("Shih [këtë](../allo-kosova/) dhe\n[atë](/sq/articles/allo-kosova).\n"),
    "link to a heading that is not there": both("## A\n\n[a](#a) [b](#b)\n"),
    "javascript link": body("[kliko](javascript:alert(1))\n"),
    "data link": body("Shih <data:text/html,x>.\n"),
    "raw HTML": body("<script>alert(1)</script>\n"),
    "picture": body("![a](https://example.org/a.png)\n"),
    "unclosed code": body("Kod:\n\n```\nx = 1\n"),
    "footnote without definition": body("Tekst[^1].\n"),
    "footnote without reference": body("Tekst.\n\n[^1]: Shënim.\n"),
    "footnote twice": body("Tekst[^1].\n\n[^1]: A.\n\n[^1]: B.\n"),
    "bad mark": body("[Koha]{.name}\n"),
    # characters
    "byte order mark": put(f"{EVENT}/sq.md", "\ufeff---\ntitle: P\n---\nTekst.\n"),
    "not UTF-8": put(f"{EVENT}/sq.md", "---\ntitle: P\n---\nPunë".encode("latin-1")),
    "UTF-16": put(f"{EVENT}/sq.md", "---\ntitle: P\n---\nTekst.\n".encode("utf-16")),
    "NUL": body("Tek\0st.\n"),
    "line separator": body("Tek\u2028st.\n"),
    "lost letter": body("Pun\ufffdtoria.\n"),
    "letters apart": body("Puna.\nPune\u0308toria.\n"),
    "Cyrillic letter in a Latin word": body("Kos\u043ev\u043e flet.\n"),
    "Latin letter in a Cyrillic word": swap(f"{EVENT}/sr.md", "одржана", "одржaна"),
    "mixed word in facts": fact('date_note: {sq: a, sr: "б\u0061"}'),
    # files
    "stray file": put(f"{EVENT}/de.md", "---\n"),
    "stray file on a shelf": put("events/readme.txt", "x"),
    "stray folder": put("news/a/sq.md", "x"),
    "folder named sq.md": instead_of(f"{EVENT}/sq.md", Path.mkdir),
    "pipe": instead_of(f"{EVENT}/sq.md", pipe),
    "file linked from outside": instead_of(f"{EVENT}/sq.md", lambda path: path.symlink_to("/etc/passwd")),
    "folder linked from outside": instead_of("events/etc", lambda path: path.symlink_to("/etc")),
    "link to nothing": instead_of(f"{EVENT}/en.md", lambda path: path.symlink_to("nowhere")),
    "link to itself": instead_of(f"{EVENT}/en.md", lambda path: path.symlink_to("en.md")),
    "long edition": body("a" * 1_000_001),
    "long facts": fact("#" + "a" * 64_000),
    "long front matter": swap(f"{EVENT}/sq.md", "title: Punëtoria", "title: P\nsummary: " + "a" * 64_000),
    # vocabulary
    "vocabulary is no list": put("vocabulary/places.yaml", "ferizaj: {}\n"),
    "concept twice": add("vocabulary/people.yaml", entry("edita-tahiri")),
    "concept without id": add("vocabulary/people.yaml", "- sq: {label: a}\n  sr: {label: б}\n  en: {label: c}\n"),
    "concept with a bad id": add("vocabulary/people.yaml", entry("A B")),
    "concept without a language": swap("vocabulary/places.yaml", "  sr: {label: Урошевац, also: [Феризај]}\n", ""),
    "concept without label": swap("vocabulary/places.yaml", "{label: Ferizaj, forms", "{labels: Ferizaj, forms"),
    "concept with an unknown key": swap("vocabulary/places.yaml", "kind: town", "type: town"),
    "unknown kind of place": swap("vocabulary/places.yaml", "kind: town", "kind: city"),
    "latitude in words": swap("vocabulary/places.yaml", "42.37", "north"),
    "latitude too great": swap("vocabulary/places.yaml", "42.37", "420.37"),
    "latitude alone": swap("vocabulary/places.yaml", "  lon: 21.15\n", ""),
    "unknown parent": swap("vocabulary/agreements.yaml", "type: technical", "parent: dialogue"),
    "own parent": swap("vocabulary/agreements.yaml", "type: technical", "parent: ibm"),
    "bad date of an agreement": swap("vocabulary/agreements.yaml", "2011-12-02", "2 December 2011"),
    "note without English": swap("vocabulary/notes.yaml", ", en: Note.", ""),
    "former name of nothing": put("vocabulary/renamed.yaml", "- {id: articles/allo, to: articles/alo-kosova}\n"),
    "former name that is taken": put("vocabulary/renamed.yaml", "- {id: articles/allo-kosova, to: agreements/ibm}\n"),
    "former name twice": put(
        "vocabulary/renamed.yaml",
        "- {id: articles/allo, to: articles/allo-kosova}\n- {id: articles/allo, to: agreements/ibm}\n",
    ),
    "former name without a shelf": put("vocabulary/renamed.yaml", "- {id: allo, to: articles}\n"),
    "stray vocabulary": put("vocabulary/words.yaml", "- id: a\n"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_reported_where_it_is_and_nothing_else(folder: Path, name: str) -> None:
    DAMAGE[name](folder)
    assert problems(folder) == EXPECTED[name]


def test_every_expectation_has_its_damage() -> None:
    assert list(EXPECTED) == list(DAMAGE)
    assert len(EXPECTED) >= 40
