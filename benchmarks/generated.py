"""What does a large trilingual corpus look like? Documents made from a seed, alike on every machine."""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate

from kb.model import KINDS, Concept, Document, Edition, Facts, LanguageCode

_SYLLABLES: dict[LanguageCode, Sequence[str]] = {
    "sq": ("sha", "që", "mar", "vesh", "ti", "gjo", "ku", "fir", "do", "gan", "lë", "viz", "pro", "tar", "ndë"),
    "sr": ("спо", "ра", "зум", "гра", "ни", "ца", "вла", "да", "љу", "ђу", "пре", "ла", "жи", "по", "че"),
    "en": ("bor", "der", "ag", "ree", "ment", "plo", "tra", "vel", "cus", "tom", "po", "lice", "jus", "ti", "ce"),
}
_PLATES: dict[LanguageCode, list[str]] = {
    "sq": ["targat"],
    "sr": ["регистарске", "таблице"],
    "en": ["licence", "plates"],
}
_WORDS = 30_000  # types a language
_ENDINGS: dict[LanguageCode, Sequence[str]] = {
    "sq": ("", "i", "it", "et", "ve", "a"),
    "sr": ("", "а", "у", "е", "ом", "има"),
    "en": ("", "s", "ed"),
}


def documents(count: int, concepts: Sequence[Concept], *, words: int = 250, seed: int = 7) -> Iterator[Document]:
    """So many documents, each in three editions of about so many words, about some of the agreements ``concepts``.

    Words follow a Zipf law over 30,000 types a language; every tenth document names a licence plate in each language.
    """
    dice = random.Random(seed)
    types = {code: _types(code, dice) for code in _SYLLABLES}
    weights = list(accumulate(1 / (rank + 3) ** 1.07 for rank in range(_WORDS)))
    for number in range(count):
        drawn = {
            code: _words(code, types[code], weights, dice.randint(words // 2, words * 3 // 2), dice) for code in types
        }
        yield Document(
            id=f"generated-{number:07}",
            kind=KINDS[1 + number % 4],
            facts=Facts(
                date=f"{2008 + number % 19}-{1 + number % 12:02}-{1 + number % 28:02}",
                agreements=tuple(dict.fromkeys(concept.id for concept in dice.choices(concepts, k=dice.randint(1, 3)))),
                original=("sq", "sr", "en")[number % 3],
            ),
            editions={code: _edition(_PLATES[code] * (number % 10 == 0) + drawn[code]) for code in types},
        )


def _types(code: LanguageCode, dice: random.Random) -> list[str]:
    return ["".join(dice.choices(_SYLLABLES[code], k=dice.randint(1, 4))) for _ in range(_WORDS)]


def _words(
    code: LanguageCode, types: Sequence[str], weights: Sequence[float], count: int, dice: random.Random
) -> list[str]:
    endings = dice.choices(_ENDINGS[code], k=count)
    return [
        word + ending for word, ending in zip(dice.choices(types, cum_weights=weights, k=count), endings, strict=True)
    ]


def _edition(words: Sequence[str]) -> Edition:
    paragraphs = [" ".join(words[at : at + 60]) + "." for at in range(0, len(words), 60)]
    return Edition(title=" ".join(words[:5]), summary=" ".join(words[5:25]), body="\n\n".join(paragraphs))
