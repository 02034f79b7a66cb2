"""What are the terms of a text, in each language?

Every engine indexes what this package gives; no engine analyses text itself. To add a language, write its module and
name it in LANGUAGES.
"""

from collections.abc import Mapping
from types import MappingProxyType

from kb.languages import albanian, english, serbian
from kb.languages.language import Language, Token, tokens
from kb.languages.scripts import fold, has_cyrillic, normalise, to_latin

__all__ = [
    "LANGUAGES",
    "VERSION",
    "Language",
    "Token",
    "fold",
    "has_cyrillic",
    "index_terms",
    "normalise",
    "query_terms",
    "to_latin",
    "tokens",
]

VERSION = 1  # raise it when the terms of any word change: an index of another version is rebuilt

LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {language.code: language for language in (albanian.LANGUAGE, serbian.LANGUAGE, english.LANGUAGE)}
)


def index_terms(word: str, lang: str) -> set[str]:
    """The terms under which ``word``, standing in a text in ``lang`` (sq, sr, en), is found."""
    return {term for token in tokens(word) for term in LANGUAGES[lang].index_terms(token.word)}


def query_terms(word: str, lang: str) -> set[str]:
    """The terms that a query with ``word``, in any script and perhaps without accents, looks for in ``lang``."""
    return {term for token in tokens(word) for term in LANGUAGES[lang].query_terms(token.word)}
