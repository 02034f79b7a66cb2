"""How good is search?

    python benchmarks/quality

Prints the table of `docs/search.md` and rewrites `scores.json`, with which a test compares. The judged queries are
always measured; the development sets only where they lie in `shared` beside the checkout, else their figures stay.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from quality.measures import (
    PASSAGE_SETS,
    WORD_SETS,
    Score,
    commit,
    committed,
    judged_scores,
    passage_scores,
    table,
    word_scores,
)

from kb.config import Settings
from kb.corpus import load
from kb.generations import open_engine
from kb.indexing import build
from kb.knowledge_base import KnowledgeBase
from kb.vocabulary import Vocabulary


def main() -> None:
    """Measure everything that is at hand."""
    scores = _judged()
    for folder, prefix, measure in ((WORD_SETS, "words:", word_scores), (PASSAGE_SETS, "passages:", passage_scores)):
        if folder.exists():
            scores += measure(folder)
        else:
            print(f"{folder.name} is not here: its figures are the old ones", file=sys.stderr)
            scores += [each for each in committed() if each.name.startswith(prefix)]
    commit(scores)
    print(table(scores))


def _judged() -> list[Score]:
    with tempfile.TemporaryDirectory(prefix="kb-judged-") as var:
        settings = Settings(var=Path(var))
        corpus = load(settings.corpus)
        build(open_engine(settings), corpus.documents, Vocabulary.of(corpus))
        return judged_scores(KnowledgeBase.open(settings))


main()
