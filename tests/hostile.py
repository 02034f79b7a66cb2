"""Two hundred texts that some program takes for more than text: markup, scripts, commands, formulas, ends of things."""

from itertools import product

from kb.model import Concept, Corpus, Document, Edition, Facts, Names, Text

_BARE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>a</a>",
    '"><b onmouseover="alert(1)">b</b>',
    "' autofocus onfocus=alert(1) x='",
    "<!-- a --> b",
    "]]> a",
    "<![CDATA[ a ]]>",
    "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x;",
    "<?xml version='1.0'?>",
    "&lt;b&gt; &amp; &#60;",
    "</title></entry></feed>",
    "</dc:title></oai_dc:dc>",
    "</textarea><iframe src=//example.org>",
    "{{ 7*7 }} {% raw %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "\\input{/etc/passwd}",
    "\\write18{ls}",
    "\\immediate\\openout\\a=a",
    "} , author = {Someone Else",
    "}}\n@misc{other, title = {x}}",
    "a } b",
    "a { b",
    "{a} and {b",
    "\\",
    "a \\ b",
    "50 % & $5 #1 a_b ~ ^",
    '@string{a = "b"}',
    "a and b and others",
    "=1+1",
    '=HYPERLINK("https://example.org","a")',
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "=cmd|' /C calc'!A0",
    "a;=1+1",
    "a,=1+1",
    '","=1+1',
    "＝1+1",
    "a\r\nER  - \r\nTY  - JOUR",
    "a\nTY  - JOUR\nTI  - b",
    "ER  - ",
    "TY  - ELEC",
    "a\u2028b\u2029c\u0085d",
    "a\x00b\x07c\x1bd\x7fe",
    "a\ufffeb\uffffc",
    "\u202eabc\u202c",
    "# heading\n- item",
    "[a](javascript:alert(1))",
    "`a` *b* _c_",
)
_AROUND = (("", ""), ("Таблице ", " е ë"), ("a ", " b"), ("“", "”"))
HOSTILE = tuple(before + text + after for text, (before, after) in product(_BARE, _AROUND))
assert len(HOSTILE) >= 200


def _document(number: int, text: str) -> Document:
    """An article with ``text`` in every field that has words, in every language."""
    edition = Edition(title=text, summary=text, body=text, updated="2026-11-24")
    return Document(
        id=f"h{number}",
        kind="article",
        facts=Facts(
            date="2019-08",
            authors=(f"p{number}", f"p{number}"),
            places=(f"p{number}",),
            agreements=(f"p{number}",),
            outlet=f"p{number}",
            original="sq",
            original_url="https://example.org/" + text.replace("\n", ""),
            notes=(Text(sq=text, sr=text, en=text),),
        ),
        editions={"sq": edition, "sr": edition, "en": edition},
    )


def hostile_corpus() -> Corpus:
    """An article for each of the texts, with names of the same kind."""
    names = [(f"p{number}", Names(label=text)) for number, text in enumerate(HOSTILE)]
    concepts = tuple(Concept(id=id_, sq=name, sr=name, en=name) for id_, name in names)
    return Corpus(
        documents=tuple(_document(number, text) for number, text in enumerate(HOSTILE)),
        concepts={"person": concepts, "place": concepts, "agreement": concepts, "outlet": concepts},
    )
