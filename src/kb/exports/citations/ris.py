"""How is a work written as RIS, which Zotero, EndNote and Mendeley read?

A record is a list of lines, each with a tag of two letters; a text on one line can neither end it nor begin another.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from kb.exports.citations.entries import Citation, Type
from kb.exports.citations.names import parts

RIS = "application/x-research-info-systems"
_TYPES: Mapping[Type, str] = MappingProxyType({"page": "ELEC", "article": "NEWS", "debate": "VIDEO"})


def ris(citations: Iterable[Citation]) -> str:
    """The works as one file."""
    return "".join(f"{tag}  - {value}\r\n" for each in citations for tag, value in _record(each))


def _record(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES[citation.type]
    yield "ID", citation.key
    yield "TI", citation.title
    if citation.type == "page":
        yield "AU", citation.container
    for name in citation.people:
        yield "AU", ", ".join(filter(None, parts(name)))
    if citation.container:
        yield "PB" if citation.type == "page" else "T2", citation.container
    if citation.date:
        yield "PY", citation.date[:4]
        yield "DA", "/".join([*citation.date.split("-"), "", "", ""][:4])
    yield "LA", citation.language
    if citation.url:
        yield "UR", citation.url
    if citation.abstract:
        yield "AB", citation.abstract
    for note in (citation.about, *citation.notes):
        if note:
            yield "N1", note
    yield "ER", ""
