"""What are the terms of an Albanian word? Its light stem: nobody publishes an Albanian stemmer, so this one is ours.

It takes off the endings of case, definiteness and number of nouns and adjectives (targa, targat, targave: targ),
the longest that leaves three letters, and evens out what then still differs in a paradigm. Verbs keep their endings.
Tuned on the development half of public paradigms; `docs/search.md` has the figures.
"""

import re
from functools import lru_cache

from kb.languages.language import Language
from kb.languages.scripts import fold

_ENDINGS = re.compile(
    """
    (?<=...)(?:
        jeve | [aeiou]ve | njve | njte         # plural, oblique and definite: vulave, qeverive
      | je[stn] | jesh | j[ae]                 # marrëveshjes, marrëveshjen, marrëveshja
      | i[snt]e                                # qeverisë, qeverinë, qeveritë
      | [aei]sh                                # plural, ablative: fshatrash
      | [ei][snt] | at | u[nt]                 # kufirit, kufirin, kodet, targat, rrezikut
      | [aeiou]                                # targa, kodi, rreziku
    )$
    """,
    re.VERBOSE,
)
# What a paradigm changes before its endings: a trailing vowel or j, emën and emnit, rrezik and rreziqe.
_TAIL = re.compile("(?<=...)[aeiouyj]+$")
_FLEETING = re.compile("(?<=[^aeiouy])e(?=(?:[nmlr]|rr|ll)$)")


@lru_cache(maxsize=200_000)
def terms(word: str) -> tuple[str, ...]:
    """The light stem of a normalised word."""
    folded = fold(word)
    return (_stem(folded),) if folded.isalpha() else (folded,)


def _stem(word: str) -> str:
    stem = _TAIL.sub("", _ENDINGS.sub("", word, count=1))
    stem = _FLEETING.sub("", stem) if len(stem) > 3 else stem
    return stem[:-1] + "k" if stem.endswith("q") else stem


LANGUAGE = Language(code="sq", index_terms=terms, query_terms=terms)
