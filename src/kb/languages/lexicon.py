"""Which words may a form belong to? Asked of a table that holds every form of a language.

The tables are tries, read from one file each and shared between processes by the operating system. A key is a form, a
form without its accents, or a stem; its values are rules that turn it into folded lemmas. `building` makes them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import marisa_trie

from kb.languages.scripts import fold

DATA = Path(__file__).parent / "data"
# What a key is: a form as it is written, a form typed without accents, a stem.
EXACT, BARE, MATES = "=", "~", "*"


@dataclass(frozen=True)
class Lexicon:
    """The lexicon of one language; it is opened when it is first asked.

    Ask it of words as `tokens` gives them: marisa_trie takes a NUL for the end of a key.
    """

    code: str
    folder: Path = DATA

    @cached_property
    def _trie(self) -> marisa_trie.BytesTrie:
        return marisa_trie.BytesTrie().mmap(str(self.folder / f"{self.code}.marisa"))

    def lemmas(self, word: str) -> tuple[str, ...]:
        """The folded lemmas of a normalised form, in no order of likelihood; none if it is unknown."""
        return self._ask(EXACT, word, fold(word))

    def lemmas_typed_bare(self, folded: str) -> tuple[str, ...]:
        """The folded lemmas of the forms that look like ``folded`` without their accents; đ may be dj or d."""
        return self._ask(BARE, folded, folded)

    def mates(self, stem: str) -> tuple[str, ...]:
        """The folded lemmas of the known words with this stem."""
        return self._ask(MATES, stem, stem)

    def forms_of(self, lemmas: Collection[str]) -> Iterator[str]:
        """The folded forms of words with any of these folded lemmas; one may come twice."""
        for key, rule in self._trie.iteritems():
            # A form with accents stands without them, too.
            if key[0] != MATES and key.isascii():
                form = key[1:]
                if form[: len(form) - rule[0]] + rule[1:].decode() in lemmas:
                    yield form

    def _ask(self, kind: str, key: str, start: str) -> tuple[str, ...]:
        rules = self._trie.get(kind + key)
        if not rules:
            return ()
        return tuple([start[: len(start) - rule[0]] + rule[1:].decode() for rule in rules])
