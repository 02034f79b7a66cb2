"""A search may use the processor for so long; waiting is free."""

import time

import pytest

from kb.errors import QueryError
from kb.search.budget import Budget


def test_what_is_done_once_for_all_searches_costs_none_of_them() -> None:
    budget = Budget(30)
    with budget.spared():
        end = time.thread_time() + 0.05
        while time.thread_time() < end:
            pass
    budget.check()


def test_work_uses_it_up_and_waiting_does_not() -> None:
    budget = Budget(30)
    time.sleep(0.05)
    budget.check()
    end = time.thread_time() + 0.04
    while time.thread_time() < end:
        pass
    with pytest.raises(QueryError, match="asks too much at once"):
        budget.check()
