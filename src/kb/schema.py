"""Which fields does the index have, and how much does each weigh?

For each language there is one field of words as written (`words_sq`: folded, and with a leading "=" unfolded) and three
of analysed terms (`title_sq`, `summary_sq`, `body_sq`); besides, `concept` holds what is meant in any language.
One word of a query is searched in at most twelve text fields.
"""

from kb.model import FACETS, LANGUAGE_CODES

PARTS = ("title", "summary", "body")
WORDS = {language: f"words_{language}" for language in LANGUAGE_CODES}
ANALYSED = {language: tuple(f"{part}_{language}" for part in PARTS) for language in LANGUAGE_CODES}
CONCEPT = "concept"
TEXT_FIELDS: tuple[str, ...] = (*WORDS.values(), *(name for names in ANALYSED.values() for name in names), CONCEPT)
FACET_FIELDS: tuple[str, ...] = FACETS

# Stands between title, summary and body in a field of words, so that no phrase crosses from one into the next.
BREAK = "\u2029"
# Before a word with its accents kept, in a field of words.
WRITTEN = "="

VERSION = 1  # raise it when fields or terms change: an index of another version is rebuilt
