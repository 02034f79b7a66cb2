"""A search may use the processor for so long; waiting is free."""

import time

import pytest

from kb.errors import QueryError
from kb.search.budget import Budget


def test_work_uses_it_up_and_waiting_does_not() -> None:
    budget = Budget(30)
    time.sleep(0.05)
    budget.check()
    end = time.thread_time() + 0.04
    while time.thread_time() < end:
        pass
    with pytest.raises(QueryError, match="asks too much at once"):
        budget.check()
