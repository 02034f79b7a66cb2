"""What does the indexer remember of a folder, so that it need not read again what has not changed?

One file beside the index. It holds for one generation only: whoever publishes anything else in between, from lines or
by hand, makes it worthless, and then everything is read. It can be deleted at any time.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import orjson

from kb.config import PACKAGE
from kb.corpus import CorpusFolder, Trace
from kb.indexing.entry import Told
from kb.indexing.site import make_site
from kb.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered of one document: the trace of its folder, and what the corpus is told of it."""

    trace: Trace
    told: Told


def conditions(folder: CorpusFolder, vocabulary: Vocabulary) -> str:
    """All that an index entry and its soundness follow from besides the document's own files.

    This program, what is installed with it, the vocabulary, the limits, and which folder it is.
    """
    program = sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        program.update(path.read_bytes())
    installed = sorted({path.name for place in sys.path for path in Path(place).glob("*.dist-info")})
    limits = (folder.limits.front_matter_bytes, folder.limits.edition_bytes)
    parts = (program.hexdigest(), installed, limits, str(folder.path.resolve()))
    return sha256(repr(parts).encode() + make_site(vocabulary, {}, {})).hexdigest()


def recall(path: Path, *, generation: str, conditions: str) -> dict[str, Memory]:
    """What is remembered of each document's folder; nothing, where it was of anything else or is damaged."""
    try:
        seal, _, content = path.read_bytes().partition(b"\n")
        if seal != _seal(content):
            return {}
        stored = orjson.loads(content)
        if (stored["generation"], stored["conditions"]) != (generation, conditions):
            return {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {
        name: Memory(trace=Trace(stamp, tuple(links)), told=Told(words, tuple(behind), tuple(changes)))
        for name, (stamp, links, words, behind, changes) in stored["documents"].items()
    }


def remember(path: Path, memories: Mapping[str, Memory], *, generation: str, conditions: str) -> None:
    """Write down what is to be recalled. It need not outlive a power cut, so nothing is waited for. Raises OSError."""
    documents = {
        name: (each.trace.stamp, each.trace.links, each.told.words, each.told.behind, each.told.changes)
        for name, each in memories.items()
    }
    content = orjson.dumps({"generation": generation, "conditions": conditions, "documents": documents})
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.tmp")
    beside.write_bytes(_seal(content) + b"\n" + content)
    beside.replace(path)


def _seal(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode()
