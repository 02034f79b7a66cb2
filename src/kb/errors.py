"""In what ways can things go wrong, and who can put them right?

KBError
  CorpusError            the content is wrong: every Problem is listed   exit 1
  QueryError             the reader can fix it                           422
  NotFound               there is no such thing                          404
  EngineError            we can fix it                                   503
    EngineUnavailable      not installed, or not answering
    IndexMissing           nothing is published yet: run "kb index"
    IndexDamaged           what is published is not what was written
    WriterBusy             somebody else is indexing                     exit 75
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in the corpus: where it is, what it is, and what to do about it. Lines and columns count from 1.

    One that does not block is for an editor to mend, and leaves the corpus fit to be published.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    blocks: bool = field(default=True, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code}: {self.message}"


class KBError(Exception):
    """The root of our failures.

    The message is an English sentence with ``%(name)s`` gaps, marked for translation where a reader sees it;
    ``values`` fill the gaps. It never holds what the reader typed.
    """

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = "error"

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class CorpusError(KBError):
    """The content is wrong; ``problems`` holds every mistake found."""

    code = "corpus"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("The corpus has %(count)d problem(s).", count=len(problems))
        self.problems = tuple(sorted(problems))


class QueryError(KBError):
    """The reader asked for something that cannot be; the message says what to change and is safe to show."""

    status = 422
    exit_code = 2
    code = "query"


class NotFound(KBError):
    """There is no such thing; ``editions`` lists the languages in which there is one."""

    status = 404
    code = "not_found"

    def __init__(self, message: str, /, *, editions: Sequence[str] = (), **values: object) -> None:
        super().__init__(message, **values)
        self.editions = tuple(editions)


class EngineError(KBError):
    """Search is away, and it is for us to bring it back."""

    status = 503
    code = "engine"


class EngineUnavailable(EngineError):
    """The engine is not installed here, or does not answer."""

    code = "engine_unavailable"


class IndexMissing(EngineError):
    """Nothing is published yet."""

    code = "index_missing"


class IndexDamaged(EngineError):
    """What is published is not what was written."""

    code = "index_damaged"


class WriterBusy(EngineError):
    """Somebody else is indexing; the message names who."""

    exit_code = 75
    code = "writer_busy"
