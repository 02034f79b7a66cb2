"""What must a browser know of words: their terms in each language, the names they belong to, how names are spelt?

No dictionary goes along. Every word of the corpus and of its vocabulary, in every spelling, and every form of those
words that a lexicon knows, is analysed beforehand as a reader might type it; only terms that the corpus has are kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from os.path import commonprefix

from kb.languages import LANGUAGES, STEM, bare, fold
from kb.languages.lexicon import Lexicon
from kb.search.spelling import read_names
from kb.vocabulary import Vocabulary

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MOST = 35  # what one digit can say
# Of nouns and adjectives, folded.
_ENDINGS = {
    "sq": "a at e en es et i in it ja je jen jes n s se t u un ut ve".split(),
    "sr": "a ama e em i ih im ima o og oj om ov ova ove ovi u".split(),
}


def base36(number: int) -> str:
    """A number in few letters."""
    found = _DIGITS[number % 36]
    while number := number // 36:
        found = _DIGITS[number % 36] + found
    return found


def knowledge(
    vocabulary: Vocabulary, written: Mapping[str, Iterable[str]], terms: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """The tables of words and names; ``written`` are the words of texts, ``terms`` those that the corpus has."""
    names = read_names(vocabulary)
    spelt = {word for words in written.values() for word in words} | vocabulary.spellings() | names.known
    words = {each for word in spelt for each in (word, fold(word), bare(word))}
    for code, known in terms.items():
        words.update(_inflected(code, frozenset(known), written[code]))
    numbers = {code: {term: base36(number) for number, term in enumerate(known)} for code, known in terms.items()}
    analyses: dict[str, int] = {}
    forms: list[tuple[str, int]] = []
    for word in sorted(words):
        analysis = _analysis(word, numbers)
        # What has accents and says no more than without them is looked up without them.
        if analysis != (_analysis(fold(word), numbers) if word != fold(word) else ""):
            forms.append((word, analyses.setdefault(analysis, len(analyses))))
    return {
        "analyses": "\n".join(analyses),
        "forms": "\n".join(_shortened(forms)),
        **_names(vocabulary),
        "nameWords": "\n".join(
            f"{word}\t{int(word in names.own)}\t{' '.join(names.shown.get(word, ()))}".rstrip("\t")
            for word in sorted(names.known)
        ),
        "light": " ".join(sorted({word for language in LANGUAGES.values() for word in language.light})),
    }


def _inflected(code: str, terms: frozenset[str], written: Iterable[str]) -> Iterator[str]:
    """The forms of words that have any of the terms: from the lexicon; of words it lacks, with the usual endings."""
    lexicon = Lexicon(code)
    stems = {term.removeprefix(STEM) for term in terms if term.startswith(STEM)}
    yield from lexicon.forms_of(terms | {lemma for stem in stems for lemma in lexicon.mates(stem)})
    for word in written:
        if word.isalpha() and not lexicon.lemmas(word) and not lexicon.lemmas_typed_bare(fold(word)):
            bases = {fold(word), *(term.removeprefix(STEM) for term in LANGUAGES[code].query_terms(word))}
            yield from (base + ending for base in bases for ending in _ENDINGS.get(code, ()))


def _analysis(word: str, numbers: Mapping[str, Mapping[str, str]]) -> str:
    """By language: terms asked for (with - those that texts do not give), those that only texts give, and related."""
    parts = []
    for code, known in numbers.items():
        language = LANGUAGES[code]
        asked = [term for term in language.query_terms(word) if term in known]
        held = [term for term in language.index_terms(word) if term in known]
        kinds = (
            ["-" * (term not in held) + known[term] for term in asked],
            [known[term] for term in held if term not in asked],
            [known[term] for term in language.related(word) if term in known],
        )
        parts.append("/".join(map(" ".join, kinds)).rstrip("/"))
    return ";".join(parts).rstrip(";")


def _shortened(forms: Iterable[tuple[str, int]]) -> Iterator[str]:
    """Each word without what it has in common with the one before: how many letters that is, the rest, its analysis."""
    before = ""
    for word, analysis in forms:
        shared = min(len(commonprefix((before, word))), _MOST)
        yield f"{_DIGITS[shared]}{word[shared:]} {base36(analysis)}"
        before = word


def _names(vocabulary: Vocabulary) -> dict[str, str]:
    """The ways to look names up, each a row of numbers of keys, with the numbers of its concepts."""
    paths = sorted(vocabulary.paths())
    keys = {key: base36(number) for number, key in enumerate(sorted({key for path, _ in paths for key in path}))}
    named = {each: base36(number) for number, each in enumerate(sorted({each for _, found in paths for each in found}))}
    rows = (f"{' '.join(keys[key] for key in path)}>{' '.join(named[each] for each in found)}" for path, found in paths)
    return {"keys": "\n".join(keys), "named": "\n".join(named), "names": "\n".join(rows)}
