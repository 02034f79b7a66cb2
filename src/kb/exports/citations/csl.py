"""How is a work written as CSL-JSON, which citation styles are applied to?"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NotRequired, TypedDict

from kb.exports.citations.entries import Citation, Type
from kb.exports.citations.names import parts

CSL = "application/vnd.citationstyles.csl+json"
_TYPES: Mapping[Type, str] = MappingProxyType(
    {"page": "webpage", "article": "article-newspaper", "debate": "broadcast"}
)


class Name(TypedDict):
    """A person by two names, or anybody else by one."""

    family: NotRequired[str]
    given: NotRequired[str]
    literal: NotRequired[str]


# "date-parts" is no name that a class could give to a field.
Issued = TypedDict("Issued", {"date-parts": list[list[int]]})
Item = TypedDict(
    "Item",
    {
        "id": str,
        "type": str,
        "title": str,
        "language": str,
        "author": NotRequired[list[Name]],
        "container-title": NotRequired[str],
        "publisher": NotRequired[str],
        "issued": NotRequired[Issued],
        "URL": NotRequired[str],
        "abstract": NotRequired[str],
        "genre": NotRequired[str],
        "note": NotRequired[str],
    },
)


def csl(citations: Iterable[Citation]) -> list[Item]:
    """The works as items."""
    return [_item(each) for each in citations]


def _item(citation: Citation) -> Item:
    item: Item = {
        "id": citation.key,
        "type": _TYPES[citation.type],
        "title": citation.title,
        "language": citation.language,
    }
    if citation.people:
        item["author"] = [_name(each) for each in citation.people]
    elif citation.type == "page":
        item["author"] = [{"literal": citation.container}]
    if citation.container:
        item["container-title"] = citation.container
    if citation.date:
        item["issued"] = {"date-parts": [[int(part) for part in citation.date.split("-")]]}
    if citation.url:
        item["URL"] = citation.url
    if citation.abstract:
        item["abstract"] = citation.abstract
    if citation.about:
        item["genre"] = citation.about
    if citation.notes:
        item["note"] = "; ".join(citation.notes)
    return item


def _name(name: str) -> Name:
    family, given = parts(name)
    return {"family": family, "given": given} if given else {"literal": family}
