"""How long do did-you-mean and suggestions take, and how much memory do they need?

    python benchmarks/typing_help.py [NUMBER OF WORDS, 50000 unless told]

The words are Serbian forms, which are long and near to one another; each question is one of them with one slip, or with
two if it has nine letters or more. Suggestions are asked of the real corpus, letter by letter. Milliseconds are of CPU.
"""

import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import marisa_trie

from kb.config import Settings
from kb.corpus import load
from kb.generations import open_engine
from kb.i18n import VIEWS
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.languages.lexicon import BARE, DATA
from kb.search.neighbours import Neighbours
from kb.search.words import IndexWords
from kb.vocabulary import Vocabulary

QUESTIONS = 1000
TYPED = ("registarske tablice", "marreveshja per targat", "freedom of movement", "Djuric", "северна митровица")
MISTYPED = ("registarkse tablice", "marrveshja per targtat", "freedm of movment", "Djurci", "Mitrovcia")


def main(count: int) -> None:
    """Print the figures."""
    dice = random.Random(7)
    forms = marisa_trie.BytesTrie().mmap(str(DATA / "sr.marisa")).keys(BARE)
    words = dice.sample(sorted({form.removeprefix(BARE) for form in forms}), count)
    tracemalloc.start()
    neighbours = Neighbours(words)
    held = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    _, made = timed(lambda: Neighbours(words))
    print(f"{count} words: made ready in {made:.0f} ms, {held:.1f} MB beside the words")
    for most, asked in ((1, [word for word in words if 5 <= len(word) < 9]), (2, [w for w in words if len(w) >= 9])):
        typed = [slip(word, most, dice) for word in asked[:QUESTIONS]]
        show(
            f"  {most} slip(s)",
            [timed(partial(_within, neighbours, word, most)) for word in typed],
        )
    with tempfile.TemporaryDirectory() as folder:
        real_corpus(Path(folder))


def real_corpus(folder: Path) -> None:
    """What readers of the real corpus wait for."""
    corpus = load(Settings().corpus)
    settings = Settings(var=folder)
    build(open_engine(settings), corpus.documents, Vocabulary.of(corpus))
    kb = KnowledgeBase.open(settings)
    lists, made = timed(lambda: IndexWords(kb.site.reader).lists)
    print(f"real corpus: {sum(len(each.words) for each in lists.values())} words read in {made:.0f} ms")
    beginnings = [text[:end] for text in TYPED for end in range(2, len(text) + 1)]
    for name, ask, asked in (
        ("  suggestions", kb.suggest, beginnings),
        ("  did you mean", kb.site.speller.mended, MISTYPED),
    ):
        for turn in ("first", "again"):
            show(
                f"{name}, {turn}",
                [timed(partial(ask, text, view)) for text in asked for view in VIEWS.values()],
            )


def _within(neighbours: Neighbours, word: str, most: int) -> list[tuple[str, int]]:
    return list(neighbours.within(word, most))


def slip(word: str, times: int, dice: random.Random) -> str:
    """The word with so many slips of the keyboard."""
    for _ in range(times):
        at = dice.randrange(len(word) - 1)
        before, letter, following, after = word[:at], word[at], word[at + 1], word[at + 2 :]
        word = dice.choice(
            (
                before + following + letter + after,
                before + "x" + following + after,
                before + following + after,
                before + letter + "e" + following + after,
            )
        )
    return word


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What ``work`` gives, and the CPU it took, in milliseconds."""
    start = time.process_time()
    given = work()
    return given, (time.process_time() - start) * 1000


def show(name: str, measured: Sequence[tuple[Any, float]]) -> None:
    """One line of figures."""
    times = sorted(each for _, each in measured)
    high = times[int(len(times) * 0.95)]
    print(f"{name}: mean {statistics.mean(times):.2f} ms, 95 % {high:.2f} ms, longest {times[-1]:.2f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
