"""In which language and script does a reader read, and how are words, dates and numbers said there?

The only module that knows Babel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True)
class View:
    """What a reader chose: a language and, for Serbian, a script. ``code`` stands in addresses, ``tag`` in HTML."""

    code: str
    language: Literal["sq", "sr", "en"]
    script: Literal["Latn", "Cyrl"]
    tag: str
    locale: str


VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "sq": View("sq", "sq", "Latn", "sq", "sq"),
        "sr-latn": View("sr-latn", "sr", "Latn", "sr-Latn", "sr_Latn"),
        "sr-cyrl": View("sr-cyrl", "sr", "Cyrl", "sr-Cyrl", "sr_Cyrl"),
        "en": View("en", "en", "Latn", "en", "en_GB"),
    }
)


def N_(message: str) -> str:  # noqa: N802  gettext's usual name
    """Mark ``message`` for translation, and leave it as it is."""
    return message
