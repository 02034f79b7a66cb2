"""How is Serbian written in its other script, and when are two letters the same?

Only Cyrillic to Latin is ever computed: that way is a table, the other way is not (injekcija, nadživeti).
"""

import re
import unicodedata

_LETTERS = dict(
    zip(
        "абвгдђежзијклмнопрстћуфхцчшАБВГДЂЕЖЗИЈКЛМНОПРСТЋУФХЦЧШ",
        "abvgdđežzijklmnoprstćufhcčšABVGDĐEŽZIJKLMNOPRSTĆUFHCČŠ",
        strict=True,
    )
)
_SMALL_DIGRAPHS = {"љ": "lj", "њ": "nj", "џ": "dž"}
_LARGE_DIGRAPHS = {"Љ": ("Lj", "LJ"), "Њ": ("Nj", "NJ"), "Џ": ("Dž", "DŽ")}
# Pre-accented letters of careful Serbian print; their Latin twins.
_ACCENTED = {"ѝ": "ì", "Ѝ": "Ì", "ѐ": "è", "Ѐ": "È"}
_TABLE = str.maketrans(_LETTERS | _SMALL_DIGRAPHS | _ACCENTED)
# The accented letters of our languages, so that most words need no more than this.
_OURS = str.maketrans("ëçčćšž", "ecccsz") | {ord("đ"): "dj"}
# The same for words in small letters, with the look-alikes of đ.
_SMALL = str.maketrans(_LETTERS | _SMALL_DIGRAPHS | _ACCENTED | {"ð": "đ", "ɖ": "đ"})
_LARGE = re.compile("[ЉЊЏ]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
# Letters that carry no detachable mark, and their usual typing without one. Ð and Ɖ stand for Đ in real text.
_FOLDED = str.maketrans(
    {"đ": "dj", "ð": "dj", "ɖ": "dj", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)


def has_cyrillic(text: str) -> bool:
    """Whether any letter of ``text`` is Cyrillic."""
    return _CYRILLIC.search(text) is not None


def to_latin(text: str) -> str:
    """Serbian Cyrillic as Serbian Latin, letter by letter; everything else stays as it is.

    Љ, Њ and Џ become two capitals inside a word in capitals (ЉУБАВ, LJUBAV), else one (Љубав, Ljubav).
    """
    if not has_cyrillic(text):
        return text
    return _LARGE.sub(_large_digraph, text).translate(_TABLE)


def _large_digraph(found: re.Match[str]) -> str:
    text, at = found.string, found.start()
    after, before = text[at + 1 : at + 2], text[at - 1 : at] if at else ""
    shouted = after.isupper() if after.isalpha() else before.isupper()
    return _LARGE_DIGRAPHS[found.group()][shouted]


def normalise(text: str) -> str:
    """A word as it is compared: composed (NFKC), without soft hyphens, in small Latin letters; accents stay."""
    if text.isascii():
        return text.lower()
    plain = text.replace("\u00ad", "")
    if not unicodedata.is_normalized("NFKC", plain):
        plain = unicodedata.normalize("NFKC", plain)
    latin = plain.lower().translate(_SMALL)
    # Lower-casing may leave a detached dot (İ).
    return latin if latin.isascii() or unicodedata.is_normalized("NFC", latin) else unicodedata.normalize("NFC", latin)


def fold(word: str) -> str:
    """A normalised word without accents: ë and ç as e and c, š as s, đ as dj. Folding twice is folding once."""
    if word.isascii() or (word := word.translate(_OURS)).isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return "".join([letter for letter in parts if not unicodedata.combining(letter)]).translate(_FOLDED)


def bare(word: str) -> str:
    """A normalised word as hasty fingers type it: folded, but with đ as d (Duric for Đurić)."""
    return fold(word.replace("đ", "d"))
