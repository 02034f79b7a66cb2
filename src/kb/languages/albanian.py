"""What are the terms of an Albanian word? Its lemmas, from a table of every form; else what its stem tells.

An unknown word is likened to the known nouns and adjectives with the same light stem; failing that, the stem itself
is its term. Nobody publishes an Albanian stemmer, so this one is ours: it takes off the endings of case, definiteness
and number of nouns and adjectives (targa, targat, targave: targ), the longest that leaves three letters, and evens out
what then still differs in a paradigm. Tuned on the development half of public paradigms; `docs/search.md` has figures.
"""

import re
from functools import lru_cache

from kb.languages.language import Language
from kb.languages.lexicon import Lexicon
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


_LEXICON = Lexicon("sq")


def light_stem(word: str) -> str:
    """The light stem of a folded word."""
    stem = _TAIL.sub("", _ENDINGS.sub("", word, count=1))
    stem = _FLEETING.sub("", stem) if len(stem) > 3 else stem
    return stem[:-1] + "k" if stem.endswith("q") else stem


@lru_cache(maxsize=200_000)
def index_terms(word: str) -> tuple[str, ...]:
    """The lemmas of a normalised word, or of words like it, or its stem."""
    # A text may be typed without accents, too.
    return _LEXICON.lemmas(word) or _LEXICON.lemmas_typed_bare(word) or _likened(fold(word))


@lru_cache(maxsize=50_000)
def query_terms(word: str) -> tuple[str, ...]:
    """The same for a word that may have been typed without accents, or with w for ë, as keyboards abroad suggest."""
    folded = fold(word)
    known = _LEXICON.lemmas(word)
    if word == folded or not known:
        known += _LEXICON.lemmas_typed_bare(folded)
    meant = query_terms(folded.replace("w", "e")) if "w" in folded and not known else ()
    return tuple(dict.fromkeys((*(known or _likened(folded)), *meant)))


def _likened(folded: str) -> tuple[str, ...]:
    if not folded.isalpha():
        return (folded,)
    stem = light_stem(folded)
    return _LEXICON.mates(stem) or (stem,)


# Question words, pronouns, auxiliaries and the like, folded.
_LIGHT = frozenset(
    """
    a ai ajo asaj ata ate atij ato atyre cfare cila cilat cilen cilet cili dhe dhene do duhet e edhe eshte i im
    ime ishin ishte ja jam jane jemi jeni jo jone juaj ka kam kame kane kemi keni kesaj keta kete ketij keto
    ketyre kishte kjo ku kur kush ky me mi mua mund na ne nese nga nje nuk pa per perse po pse qe qofte s sa saj
    se sepse si t te ti tij tim time tuaj tyre u une vetem veten yne
    """.split()
)

LANGUAGE = Language(code="sq", index_terms=index_terms, query_terms=query_terms, light=_LIGHT)
