"""What of an edition is running text, and where in its file does a place in it stand?"""

import re

from kb.model import Edition

# Parts of Markdown that are not read: citations, addresses, marks of language, footnote marks, numbers of list items.
_UNREAD = re.compile(
    r"\[@[^\[\]]*\] | (?<=\])\([^()\s]*\) | https?://\S+ | (?<=\])\{[^{}\n]*\} | \[\^[^\s\[\]]*\] | ^\s*\d+[.)]\s",
    re.VERBOSE | re.MULTILINE,
)
_LETTER = re.compile(r"\S")


def covered(text: str, unread: re.Pattern[str]) -> str:
    """``text`` with a dot in place of every character that ``unread`` matches: what is left keeps its place."""
    return unread.sub(lambda found: _LETTER.sub("·", found[0]), text)


def prose(body: str) -> str:
    """The body of an edition, as long as it is, with what is not read covered."""
    return covered(body, _UNREAD)


def place(edition: Edition, at: int) -> tuple[int, int]:
    """The line of the file and the column at which the body has the character numbered ``at``."""
    body = edition.body
    return edition.body_line + body.count("\n", 0, at), at - body.rfind("\n", 0, at)
