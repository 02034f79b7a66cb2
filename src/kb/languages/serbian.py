"""What are the terms of a Serbian word, in either script and with or without accents?

Snowball's Serbian stemmer, with accents folded after it; and, because it cuts a bare "opstinama" elsewhere than
"opštinama", the stem of the folded word beside it.
"""

from functools import lru_cache

import Stemmer

from kb.languages.language import Language
from kb.languages.scripts import fold

_SNOWBALL = Stemmer.Stemmer("serbian")


@lru_cache(maxsize=200_000)
def terms(word: str) -> tuple[str, ...]:
    """The folded stems of a normalised word: of the word itself, and of the word without accents where that differs."""
    of_word = fold(_SNOWBALL.stemWord(word))
    of_folded = fold(_SNOWBALL.stemWord(fold(word)))
    return (of_word,) if of_word == of_folded else (of_word, of_folded)


LANGUAGE = Language(code="sr", index_terms=terms, query_terms=terms)
