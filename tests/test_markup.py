"""Markdown becomes safe HTML and plain text, and says where its parts stand."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.languages.scripts import to_latin
from kb.markup import (
    Citation,
    Heading,
    Link,
    Rendered,
    for_view,
    inline,
    outline,
    render,
    side_by_side,
    to_script,
    with_timeline,
)


def rendered(markdown: str, *sources: str) -> Rendered:
    return render(markdown, cite={name: number for number, name in enumerate(sources, 1)}, latin=to_latin)


def problems(markdown: str) -> list[str]:
    return [str(problem) for problem in rendered(markdown).outline.problems]


class Tags(HTMLParser):
    """Every tag and attribute of some HTML, as a browser sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


# Citations


def test_a_citation_is_a_numbered_link_without_a_space_before_it() -> None:
    assert rendered("Fakt [@b; @a].", "a", "b").html == (
        '<p>Fakt<sup class="cite"><a href="#source-b">2</a>, <a href="#source-a">1</a></sup>.</p>'
    )


def test_a_source_that_is_not_in_the_list_stays_as_text() -> None:
    assert rendered("Fakt [@x].", "a").html == "<p>Fakt [@x].</p>"


def test_citations_have_their_place() -> None:
    found = outline("Një [@a].\n\n> - dy\n>   [@b; @c]\n\n| x | y |\n|---|---|\n| z [@d] | z [@d] |\n", latin=to_latin)
    assert found.citations == (
        Citation("a", 1, 5),
        Citation("b", 4, 5),
        Citation("c", 4, 5),
        Citation("d", 8, 5),
        Citation("d", 8, 14),
    )


def test_nothing_is_cited_in_code_or_in_a_link_text() -> None:
    assert outline("`[@a]`\n\n    [@b]\n\n[@c](https://example.org)", latin=to_latin).citations == ()


# Links and marks


def test_a_link_to_a_document_waits_for_its_view() -> None:
    html = rendered("[IBM](../../agreements/ibm/)").html
    assert html == '<p><a href="/-/agreements/ibm">IBM</a></p>'
    assert for_view(html, "sr-latn") == '<p><a href="/sr-latn/agreements/ibm">IBM</a></p>'


def test_words_that_look_like_a_link_are_left_alone() -> None:
    html = rendered('`<a href="/-/x">` and <a href="/-/x">').html
    assert for_view(html, "sq") == html


def test_links_to_documents_have_their_place() -> None:
    found = outline("A\nb [c](../../articles/allo-kosova) [d](https://x.org)", latin=to_latin)
    assert found.links == (Link("articles", "allo-kosova", 2, 3),)


def test_a_link_out_of_the_site_says_nothing_about_the_reader() -> None:
    html = rendered("[a](https://example.org/x?y=1&z) <mailto:a@example.org>").html
    assert html.count('rel="noopener noreferrer"') == 2
    assert 'href="https://example.org/x?y=1&amp;z"' in html


def test_another_language_is_marked() -> None:
    assert rendered("Lexo [Koha *Ditore*]{lang=sq}.").html == (
        '<p>Lexo <span lang="sq">Koha <em>Ditore</em></span>.</p>'
    )


@pytest.mark.parametrize(
    "mark", ["{.big}", "{#here}", "{onclick=x}", "{lang=sq onclick=x}", "{lang='sq\"'}", "{style=x}"]
)
def test_nothing_else_can_be_marked(mark: str) -> None:
    assert "<span" not in rendered(f"[Koha]{mark}").html
    assert problems(f"[Koha]{mark}")[0].startswith(":1:7: bad-mark: ")


# Headings


def test_headings_have_ids_in_plain_latin() -> None:
    found = outline("## Ђорђе и Đorđe\n\n### Përgjegjësia\n\n## Њ, љ, џ\n\n## ???\n\n## Source x\n", latin=to_latin)
    assert found.headings == (
        Heading(2, "djordje-i-djordje", "Ђорђе и Đorđe", 1),
        Heading(3, "pergjegjesia", "Përgjegjësia", 3),
        Heading(2, "nj-lj-dz", "Њ, љ, џ", 5),
        Heading(2, "section", "???", 7),
        Heading(2, "section-source-x", "Source x", 9),
    )


def test_ids_are_used_once() -> None:
    found = outline("## A\n\n## A\n\n## A 2\n\n## A\n\n## A\n", latin=to_latin)
    ids = [heading.id for heading in found.headings]
    assert ids[0] == "a"
    assert len(set(ids)) == 5


def test_a_page_has_one_heading_of_level_1_and_it_is_not_here() -> None:
    assert rendered("# A").html == '<h2 id="a">A</h2>'


def test_both_scripts_give_the_same_ids() -> None:
    cyrillic, latin = "## Слобода кретања\n\n## Џеп", "## Sloboda kretanja\n\n## Džep"
    assert [h.id for h in outline(cyrillic, latin=to_latin).headings] == [
        h.id for h in outline(latin, latin=to_latin).headings
    ]


# Plain text


def test_text_is_one_paragraph_a_line_with_the_lines_it_came_from() -> None:
    markdown = """## Titulli [@a]

Një *fjali* [@a],
e [gjatë](https://example.org) [Коха]{lang=sr} `kod` &amp; <b>.

- një
- dy

| a | b |
|---|---|
| c |   |

```
x = 1

y
```

Fund[^1].

[^1]: Shënim.
"""
    found = rendered(markdown, "a")
    assert found.text.split("\n") == [
        *("Titulli", "Një fjali, e gjatë Коха kod & <b>.", "një", "dy", "a", "b", "c", "x = 1", "y", "Fund.", "Shënim.")
    ]
    assert found.lines == (1, 3, 6, 7, 9, 9, 11, 14, 16, 19, 21)


def test_an_asterisk_after_a_name_stays() -> None:
    found = rendered("Kosovo* and Kosovo*, *Kosovë*, **Косово***.")
    assert found.text == "Kosovo* and Kosovo*, Kosovë, Косово*."


# The timeline


def test_the_timeline_takes_the_place_of_its_line() -> None:
    rows = [("8. септембар 2013.", "1. јануара\nпочиње *рок*.", ["a", "b"]), ("2016", "Крај.", [])]
    markdown = with_timeline("- пре\n\n[timeline]\nпосле", rows)
    assert rendered(markdown, "a", "b").html == (
        "<ul>\n<li>пре</li>\n</ul>\n<ul>\n"
        "<li><strong>8. септембар 2013.</strong> – 1. јануара почиње <em>рок</em>."
        '<sup class="cite"><a href="#source-a">1</a>, <a href="#source-b">2</a></sup></li>\n'
        "<li><strong>2016</strong> – Крај.</li>\n</ul>\n<p>после</p>"
    )


@pytest.mark.parametrize(
    "markdown", ["```\n[timeline]\n```", "    [timeline]", "> [timeline]", "see [timeline]", "- [timeline]"]
)
def test_what_only_looks_like_a_timeline_is_left_alone(markdown: str) -> None:
    assert with_timeline(markdown, [("2016", "x", [])]) == markdown
    assert outline(markdown, latin=to_latin).timelines == ()


def test_a_timeline_without_rows_is_nothing() -> None:
    assert rendered(with_timeline("a\n\n[timeline]\n\nb", [])).html == "<p>a</p>\n<p>b</p>"
    assert rendered("a\n\n[timeline]\n\nb").html == "<p>a</p>\n<p>b</p>"


# Safety

PROBES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>@import 'https://example.org'</style>",
    "<!-- --><base href=//example.org>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java&NewLine;script:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    '![" onerror="alert(1)](x)',
    '[x](https://example.org "\\" onclick=\\"alert(1)")',
    '[x](https://example.org/"onclick="alert(1))',
    "[x](//example.org)",
    "[x]{onclick=alert(1)}",
    '[x]{lang="\\" onclick=alert(1)"}',
    '[@a"><script>alert(1)</script>]',
    '[^"><script>]: x\n\n[^"><script>]',
    '```"><script>alert(1)</script>\nx\n```',
    "## <script>alert(1)</script>",
    "|<script>|\n|:-:|\n|<img src=x onerror=alert(1)>|",
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


@pytest.mark.parametrize("probe", PROBES)
def test_no_script_comes_through(probe: str) -> None:
    html = rendered(f"a\n\n{probe}\n\nb", "a").html
    for tag, attributes in Tags(html).found:
        assert tag not in {"script", "img", "svg", "iframe", "style", "base"}
        assert attributes.keys() <= {"href", "rel", "id", "class", "lang", "scope", "tabindex"}
        assert re.match(r"https://|mailto:|#|/-/|$", attributes.get("href") or "")


def test_raw_html_is_shown_as_text_and_said_to_be() -> None:
    assert rendered("a <b>c</b> <!-- d").html == "<p>a &lt;b&gt;c&lt;/b&gt; &lt;!-- d</p>"
    assert [problem.split(": ")[1] for problem in problems("a <b>c</b> <!-- d")] == ["raw-html"] * 3
    assert problems("1 < 2 > 0, a<b, <https://example.org>, `<b>`") == []


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("[]()@;{}^#*_`~|->!\n\n  \t&<=:.1")))
def test_any_text_is_rendered(markdown: str) -> None:
    found = rendered(markdown, "a")
    ids = [attributes["id"] for _, attributes in Tags(found.html).found if attributes.get("id")]
    assert len(ids) == len(set(ids))
    assert len(found.lines) == (len(found.text.split("\n")) if found.text else 0)
    assert found.outline == outline(markdown, latin=to_latin)


# Scripts and pages


def test_words_change_their_script_and_nothing_else_does() -> None:
    markdown = (
        "## Њива\n\nЉубав & џем [Коха]{lang=sq} [Ћ [ђ]{lang=sr}]{lang=sr-Cyrl} `код` "
        "[ж](https://example.org/ж) <ш> &nbsp;\n\n```\nкод\n```"
    )
    html = rendered(markdown).html
    latin = to_script(html, to_latin)
    assert '<h2 id="njiva">Njiva</h2>' in latin
    assert '<p>Ljubav &amp; džem <span lang="sq">Коха</span>' in latin
    assert '<span lang="sr-Cyrl">Ћ <span lang="sr">đ</span></span>' in latin
    assert "<code>код</code>" in latin
    assert "<pre><code>код\n</code></pre>" in latin
    assert 'href="https://example.org/%D0%B6"' in latin
    assert ">ž</a> &lt;š&gt;" in latin


@given(st.text(st.sampled_from("аЉњ aé&<>\"'\u00a0[](){}=*_`~|->#\n\n1lang=sqhttps:/.")))
def test_changing_the_script_keeps_every_tag_and_attribute(markdown: str) -> None:
    html = rendered(markdown).html
    assert to_script(html, str) == html
    latin = to_script(html, to_latin)
    assert Tags(latin).found == Tags(html).found
    assert re.findall("<[^>]*>", latin) == re.findall("<[^>]*>", html)


def test_two_editions_are_paired_paragraph_by_paragraph() -> None:
    left = '<p>a</p>\n<h2 id="x">A</h2>\n<p>b</p>\n<ul>\n<li>c</li>\n</ul>'
    right = '<p>1</p>\n<h2 id="x">2</h2>\n<p>3</p>\n<ul>\n<li>4</li>\n</ul>'
    rows = side_by_side(left, right)
    assert [_words(f"{ours}|{theirs}") for ours, theirs in rows] == ["a|1", "A|2", "b|3", "c|4"]


def test_sections_that_differ_stand_beside_each_other_whole() -> None:
    left = "<h2>A</h2><p>b</p><p>c</p><h3>D</h3><p>e</p>"
    right = "<h2>1</h2><p>2</p><h3>3</h3><p>4</p>"
    assert side_by_side(left, right) == [
        ("<h2>A</h2>", "<h2>1</h2>"),
        ("<p>b</p><p>c</p>", "<p>2</p>"),
        ("<h3>D</h3>", "<h3>3</h3>"),
        ("<p>e</p>", "<p>4</p>"),
    ]


def test_editions_with_other_headings_are_one_row() -> None:
    assert side_by_side("<h2>A</h2><p>b</p>", "<p>1</p>") == [("<h2>A</h2><p>b</p>", "<p>1</p>")]


def test_ids_of_the_second_column_are_its_own_and_sources_are_shared() -> None:
    text = '<p id="n">a &lt; b id="n" <a href="#n">c</a><sup><a href="#source-x">1</a></sup><br>&nbsp;</p>'
    assert side_by_side(text, text) == [
        (text, text.replace('<p id="n"', '<p id="b-n"').replace('href="#n"', 'href="#b-n"'))
    ]


@given(st.lists(st.text(max_size=20), max_size=6), st.lists(st.text(max_size=20), max_size=6))
def test_nothing_is_lost_between_the_columns(left: list[str], right: list[str]) -> None:
    ours, theirs = (rendered("\n\n".join(parts)).html for parts in (left, right))
    rows = side_by_side(ours, theirs)
    for html, number in ((ours, 0), (theirs, 1)):
        assert _words("".join(row[number] for row in rows)) == _words(html)


def _words(html: str) -> str:
    return re.sub(r"<[^>]+>|\s", "", html)


# Readings of a disputed point

DISPUTED = "::: readings\n- **A** (x [y]{lang=sq}, 2013): one (two) [@a].\n- **B:** none\n:::\n"


def test_readings_become_a_list_with_who_holds_and_who_says_them() -> None:
    assert rendered(DISPUTED, "a").html == (
        '<ul class="readings">\n'
        '<li><strong>A</strong> <span class="by">(x <span lang="sq">y</span>, 2013):</span> one (two)'
        '<sup class="cite"><a href="#source-a">1</a></sup>.</li>\n'
        "<li><strong>B:</strong> none</li>\n</ul>"
    )


def test_readings_are_plain_text_line_by_line_and_have_their_place() -> None:
    found = rendered(f"Before\n\n{DISPUTED}after", "a")
    assert (found.text, found.lines) == ("Before\nA (x y, 2013): one (two).\nB: none\nafter", (1, 4, 5, 7))
    (block,) = found.outline.readings
    assert [(each.holder, each.by, each.text, each.cited, each.line) for each in block] == [
        ("A", "x y, 2013", "one (two).", True, 4),
        ("B", "", "none", False, 5),
    ]
    assert [each.line for each in found.outline.citations] == [4]


@pytest.mark.parametrize(
    ("markdown", "code"),
    [
        ("::: readings\n- **A** (x): y\n- **B** (x): y\n", "unclosed-readings"),
        ("::: readings\n- **A** (x): y\n:::\n", "readings"),
        ("::: readings\n- **A** (x): y\n- B: y\n:::\n", "readings"),
        ("::: readings\n- **A** (x): y\n- **B** (x): y\n\nMore\n:::\n", "readings"),
        ("::: readings\n:::\n", "readings"),
    ],
)
def test_a_block_of_readings_that_is_none_is_a_mistake(markdown: str, code: str) -> None:
    assert [problem.code for problem in rendered(f"Text.\n\n{markdown}").outline.problems] == [code]


def test_readings_stand_beside_those_of_another_language_and_in_another_script() -> None:
    html = rendered("::: readings\n- **Приштина** (Б92, 2013): граница\n- **Београд:** линија\n:::").html
    assert side_by_side(html, html) == [(html, html)]
    assert "<strong>Priština</strong>" in to_script(html, to_latin)


@given(
    st.lists(st.sampled_from(["::: readings", ":::", "- **A** (x): y", "- **B:** y", "  ", "", "> ", "- x", "::::"]))
)
def test_readings_never_raise_however_they_are_written(lines: list[str]) -> None:
    assert "container" not in rendered("\n".join(lines)).html


def test_a_line_of_the_facts_has_marks_of_language_and_no_blocks() -> None:
    assert inline("1. Мердаре/[Merdarë]{lang=sq} & <i>") == (
        "1. Мердаре/Merdarë & <i>",
        '1. Мердаре/<span lang="sq">Merdarë</span> &amp; &lt;i&gt;',
    )
    assert inline("a < b") == ("a < b", "a &lt; b")
