"""What are the terms of a text, in each language?

Every engine indexes what this package gives; no engine analyses text itself. To add a language, write its module and
name it in LANGUAGES.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import islice, product
from types import MappingProxyType

from kb.languages import albanian, english, serbian
from kb.languages.language import STEM, Language, Token, tokens
from kb.languages.scripts import bare, fold, has_cyrillic, normalise, to_latin

__all__ = [
    "LANGUAGES",
    "STEM",
    "VERSION",
    "Language",
    "Token",
    "bare",
    "find_names_with",
    "fold",
    "has_cyrillic",
    "index_terms",
    "normalise",
    "query_terms",
    "to_latin",
    "tokens",
]

# Finds in a word or name, standing in a text of a language or (None) typed in a query, the concepts that it names.
NameFinder = Callable[[str, str | None], Iterable[str]]

_COMBINATIONS = 64  # of the terms of a word of several parts: enough for any real one

VERSION = 4  # raise it when the terms of any word change: an index of another version is rebuilt

LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {language.code: language for language in (albanian.LANGUAGE, serbian.LANGUAGE, english.LANGUAGE)}
)
# At most one; whoever has a vocabulary puts it here.
_finders: list[NameFinder] = []


def find_names_with(finder: NameFinder) -> None:
    """Let ``index_terms`` and ``query_terms`` know the names that ``finder`` finds."""
    _finders[:] = [finder]


def index_terms(word: str, lang: str) -> set[str]:
    """The terms under which ``word``, standing in a text in ``lang`` (sq, sr, en), is found.

    A name of the vocabulary, which may have several words, is found under its concept, too.
    """
    return _terms(word, LANGUAGES[lang].index_terms, [name for find in _finders for name in find(word, lang)])


def query_terms(word: str, lang: str) -> set[str]:
    """The terms that a query with ``word``, in any script and perhaps without accents, looks for in ``lang``."""
    return _terms(word, LANGUAGES[lang].query_terms, [name for find in _finders for name in find(word, None)])


def _terms(word: str, terms: Callable[[str], tuple[str, ...]], concepts: Collection[str]) -> set[str]:
    """The concepts of a name and the terms of a word; what has several words and is no name needs all of them."""
    parts = [terms(token.word) for token in tokens(word)]
    if len(parts) == 1:
        return {*parts[0], *concepts}
    return set(concepts) or {" ".join(each) for each in islice(product(*parts), _COMBINATIONS)}
