"""What are words in three languages, and where does a fact come from?"""

from dataclasses import dataclass
from typing import Literal

LanguageCode = Literal["sq", "sr", "en"]

# Read by the corpus reader: an unknown key is a mistake.
STRICT: dict[str, object] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The same words in each language; any may be missing."""

    __pydantic_config__ = STRICT
    sq: str | None = None
    sr: str | None = None
    en: str | None = None

    def get(self, language: str) -> str | None:
        """The words in ``language``, or None."""
        value: str | None = getattr(self, language)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact comes from."""

    __pydantic_config__ = STRICT
    id: str
    title: str
    publisher: str | None = None
    year: str | None = None
    url: str | None = None
    language: str | None = None
