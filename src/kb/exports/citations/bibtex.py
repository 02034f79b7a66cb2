"""How is a work written as BibTeX, so that its words stay words in LaTeX?"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from kb.exports.citations.entries import Citation, Type
from kb.exports.citations.names import parts

BIBTEX = "application/x-bibtex"
_TYPES: Mapping[Type, str] = MappingProxyType({"page": "misc", "article": "article", "debate": "misc"})
# Braces count for BibTeX even behind a backslash, so they are called by their names.
_COMMANDS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)
# An address is set as it is written; what could end the field is written as addresses write it.
_IN_ADDRESS = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20", '"': "%22", "<": "%3C", ">": "%3E"})


def bibtex(citations: Iterable[Citation]) -> str:
    """The works as one file."""
    return "\n".join(map(_entry, citations))


def _entry(citation: Citation) -> str:
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(citation))
    kind = _TYPES[citation.type] if citation.container else "misc"
    return f"@{kind}{{{citation.key},\n{fields}}}\n"


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    # A second pair of braces keeps capitals as they are, and the name of a site in one piece.
    yield "title", f"{{{_escaped(citation.title)}}}"
    if citation.people:
        yield "author", " and ".join(map(_name, citation.people))
    elif citation.type == "page":
        yield "author", f"{{{_escaped(citation.container)}}}"
    if citation.container:
        place = {"page": "publisher", "article": "journal", "debate": "howpublished"}[citation.type]
        yield place, _escaped(citation.container)
    if citation.date:
        yield "year", citation.date[:4]
        yield "date", citation.date
    yield "language", citation.language
    if citation.url:
        yield "url", citation.url.translate(_IN_ADDRESS)
    if citation.abstract:
        yield "abstract", _escaped(citation.abstract)
    if notes := "; ".join(filter(None, (citation.about, *citation.notes))):
        yield "note", _escaped(notes)


def _name(name: str) -> str:
    """A name in two parts, each in braces: none of its words is taken for what stands between authors."""
    return ", ".join(f"{{{_escaped(part)}}}" for part in parts(name) if part)


def _escaped(text: str) -> str:
    return text.translate(_COMMANDS)
