"""What are the terms of an English word? Its Snowball stem."""

from functools import lru_cache

import Stemmer

from kb.languages.language import Language
from kb.languages.scripts import fold

_SNOWBALL = Stemmer.Stemmer("english")


@lru_cache(maxsize=200_000)
def terms(word: str) -> tuple[str, ...]:
    """The stem of a normalised word."""
    return (_SNOWBALL.stemWord(fold(word)),)


LANGUAGE = Language(code="en", index_terms=terms, query_terms=terms)
