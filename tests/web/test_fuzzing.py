"""Whatever a reader types or sends, the search page answers, and soon."""

import time

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.i18n import VIEWS

_SYNTAX = [
    "(",
    ")",
    '"',
    "„",
    "“",
    "-",
    "*",
    ":",
    " OR ",
    " NOT ",
    "|",
    "agreement:",
    "year:",
    "\u202e",
    "\u200f",
    "\0",
]
_WORDS = ["targa", "споразум", "marrëveshje", "Kosovo*", "MIK-ut", "ђ", "w"]
_TEXTS = st.one_of(
    st.lists(st.sampled_from([*_SYNTAX, *_WORDS, " "]), max_size=40).map("".join),
    st.text(max_size=320),
    st.sampled_from(_SYNTAX + _WORDS).map(lambda part: part * (10_000 // len(part))),
)
_SECONDS = 0.25  # of the processor, for one answer


def _answered(client: FlaskClient, view: str, text: str) -> tuple[int, float]:
    """The status of an answer, and the seconds of the processor it took."""
    start = time.process_time()
    status = client.get(f"/{view}/search.json", query_string={"q": text}).status_code
    return status, time.process_time() - start


@pytest.mark.parametrize("view", list(VIEWS))
def test_no_query_breaks_the_search_or_keeps_it_long(client: FlaskClient, view: str) -> None:
    client.get(f"/{view}/search.json?q=targaa")  # what is read once a generation

    @settings(max_examples=500, suppress_health_check=list(HealthCheck))
    @given(_TEXTS)
    def ask(text: str) -> None:
        status, spent = _answered(client, view, text)
        assert status in (200, 422), text
        # A machine may be busy once; what is slow by itself is slow again.
        assert spent < _SECONDS or min(_answered(client, view, text)[1] for _ in range(3)) < _SECONDS, text

    ask()


@pytest.mark.parametrize("sent", ["%ed%a0%80", "%ff%fe", "%00", "%u0041", "a%", "%f0%9f%98%80", "%e2%80%ae"])
def test_bytes_that_are_no_text_are_answered_too(client: FlaskClient, sent: str) -> None:
    for path in ("search", "search.json", "suggest"):
        address = f"/suggest?view=sq&q={sent}" if path == "suggest" else f"/sq/{path}?q={sent}"
        assert client.get(address).status_code in (200, 422), address
