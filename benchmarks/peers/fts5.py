"""How fast is SQLite's FTS5 on the same terms and trees? Words in one table, facet values in another."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import assert_never

from peers.peer import CARDS, Answer, Question

from kb import schema
from kb.engines import contract as tree

# Terms are finished: every character that is no space belongs to one.
_TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Z* C*' separators ' '"


class Fts5:
    """A contentless full-text table; what a query finds is gathered once, then ranked and counted."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "peer.db", isolation_level=None)
        self._db.executescript(
            f"""
            PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -262144;
            CREATE TABLE document(number INTEGER PRIMARY KEY, id TEXT UNIQUE, card BLOB);
            CREATE TABLE facet(name TEXT, value TEXT, number INTEGER,
                PRIMARY KEY(name, value, number)) WITHOUT ROWID;
            CREATE INDEX facet_of ON facet(number, name, value);
            CREATE VIRTUAL TABLE words USING fts5({", ".join(schema.TEXT_FIELDS)},
                content = '', tokenize = "{_TOKENIZER}");
            CREATE TEMP TABLE found(number INTEGER PRIMARY KEY, score REAL);
            BEGIN;
            """
        )
        self._count = 0
        # Contentless tables are told the words; the title counts more than the text, as with us.
        weights = [schema.PART_WEIGHTS.get(name.partition("_")[0], 1.0) for name in schema.TEXT_FIELDS]
        self._rank = f"bm25(words, {', '.join(map(str, weights))})"

    def add(self, document: tree.IndexDocument) -> None:
        """Take one more document."""
        self._count += 1
        self._db.execute("INSERT INTO document VALUES (?, ?, ?)", (self._count, document.id, document.card))
        self._db.executemany(
            "INSERT OR IGNORE INTO facet VALUES (?, ?, ?)",
            [(name, value, self._count) for name, values in document.facets.items() for value in values],
        )
        marks = ", ".join("?" for _ in schema.TEXT_FIELDS)
        words = [document.text.get(name, "") for name in schema.TEXT_FIELDS]
        self._db.execute(
            f"INSERT INTO words(rowid, {', '.join(schema.TEXT_FIELDS)}) VALUES (?, {marks})", (self._count, *words)
        )

    def finish(self) -> None:
        """Make everything added so far searchable."""
        self._db.execute("COMMIT")
        self._db.execute("INSERT INTO words(words) VALUES ('optimize')")
        self._db.execute("ANALYZE")
        self._db.execute("BEGIN")

    def ask(self, question: Question, facets: Sequence[str]) -> Answer:
        """Answer a question."""
        self._db.execute("DELETE FROM found")
        if isinstance(question.query, tree.All):
            self._db.execute("INSERT INTO found SELECT number, 0 FROM document")
        else:
            self._db.execute(
                f"INSERT INTO found SELECT rowid, {self._rank} FROM words WHERE words MATCH ?",
                (_match(question.query),),
            )
        where, values = _within(question.filters)
        (total,) = self._db.execute(f"SELECT count(*) FROM found WHERE {where}", values).fetchone()
        counts = {}
        for name in facets:
            others = {each: chosen for each, chosen in question.filters.items() if each != name}
            without, chosen = _within(others)
            counts[name] = dict(
                self._db.execute(
                    "SELECT facet.value, count(*) FROM found JOIN facet ON facet.number = found.number "
                    f"AND facet.name = ? WHERE {without} GROUP BY facet.value",
                    (name, *chosen),
                )
            )
        cards = self._db.execute(
            f"SELECT card FROM document JOIN (SELECT number FROM found WHERE {where} "
            f"ORDER BY score, number LIMIT {CARDS}) USING (number)",
            values,
        ).fetchall()
        return Answer(total, counts, [card for (card,) in cards])


def _within(filters: Mapping[str, Sequence[str]]) -> tuple[str, list[str]]:
    """The condition that a found document passes all filters, and its values."""
    parts, values = ["1"], []
    for name, chosen in filters.items():
        parts.append(
            "found.number IN (SELECT number FROM facet WHERE name = ? AND value IN (SELECT value FROM json_each(?)))"
        )
        values += [name, json.dumps(list(chosen))]
    return " AND ".join(parts), values


def _match(query: tree.Query) -> str:
    """The tree in FTS5's language, which has no weights: the same set, in FTS5's own order."""
    match query:
        case tree.Term(field, term):
            return f"{field} : {_quoted(term)}"
        case tree.Phrase(field, terms):
            return f"{field} : {_quoted(' '.join(terms))}"
        case tree.AnyOf(field, weights):
            return f"{field} : ({' OR '.join(map(_quoted, weights))})"
        case tree.Boost(inner, _) | tree.Constant(inner, _):
            return _match(inner)
        case tree.Best(queries) | tree.Or(queries):
            return f"({' OR '.join(_match(each) for each in queries if not _is_nothing(each))})"
        case tree.And(queries):
            return _all(queries)
        case tree.Not() | tree.All():
            raise NotImplementedError("FTS5 has neither everything nor what is only negative")
    assert_never(query)


def _all(queries: Sequence[tree.Query]) -> str:
    # What need not be met (an Or with everything in it) cannot help to rank in FTS5.
    wanted = [each for each in queries if not isinstance(each, tree.Not) and not _is_everything(each)]
    ruled_out = "".join(f" NOT {_match(each.query)}" for each in queries if isinstance(each, tree.Not))
    return f"(({' AND '.join(map(_match, wanted))}){ruled_out})"


def _is_nothing(query: tree.Query) -> bool:
    """Whether a query can find nothing: FTS5 has no way to write that."""
    match query:
        case tree.AnyOf(_, weights):
            return not weights
        case tree.Best(queries) | tree.Or(queries):
            return all(map(_is_nothing, queries))
        case tree.Boost(inner, _) | tree.Constant(inner, _):
            return _is_nothing(inner)
    return False


def _is_everything(query: tree.Query) -> bool:
    match query:
        case tree.All():
            return True
        case tree.Constant(inner, _):
            return _is_everything(inner)
        case tree.Or(queries):
            return any(map(_is_everything, queries))
    return False


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
