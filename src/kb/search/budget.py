"""Has a search taken more of the machine than it may?"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time

from kb.errors import QueryError
from kb.i18n import N_


class Budget:
    """So many milliseconds of the processor for one search, by the thread that it runs in.

    Waiting costs nothing: a machine that is busy with others is not the reader's fault. An engine at work cannot be
    stopped, so it is asked in small steps, and before each of them whether there is time left.
    """

    def __init__(self, milliseconds: int) -> None:
        self._end = thread_time() + milliseconds / 1000

    @contextmanager
    def spared(self) -> Iterator[None]:
        """What is done within is not this search's own: it is done once, for all that come."""
        began = thread_time()
        yield
        self._end += thread_time() - began

    def check(self) -> None:
        """Raises QueryError where nothing is left."""
        if thread_time() > self._end:
            raise QueryError(N_("This query asks too much at once. Please use fewer words, or fewer stars."))
