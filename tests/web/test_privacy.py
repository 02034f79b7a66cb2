"""Nothing about a reader is kept: not in the browser, not in a log, not in a count, not in a report of a failure."""

import logging
import re
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.exports import shapes
from kb.knowledge_base import KnowledgeBase
from kb.web import create_app

JOURNEY = [
    *(
        "/",
        "/en/",
        "/en/search?q=plates",
        "/en/search?q=plates&kind=article",
        "/en/agreements/ibm",
        "/sq/agreements/ibm",
    ),
    *("/en/agreements/ibm?beside=sq", "/en/agreements/ibm.json", "/suggest?q=pla&view=en", "/en/help", "/en/about"),
    *("/nowhere", "/en/search?page=x", "/static/suggest.js", "/static/style.css", "/healthz", "/readyz", "/metrics"),
]
SECRETS = [f"secret{number:03}qzx" for number in range(200)]
ADDRESSES = [f"198.51.{100 + number // 250}.{number % 250 + 1}" for number in range(200)]
LOGGED = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\dZ (\d+\.\d+\.\d+\.0/24|[0-9a-f:]+::/48|unknown) [A-Z]+ [\w.]+ \d{3} \d+ ms"
)


def test_a_whole_journey_leaves_nothing_in_the_browser(client: FlaskClient) -> None:
    for path in JOURNEY:
        answer = client.get(path, buffered=True)
        assert "Set-Cookie" not in answer.headers
        assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.", answer.text)
    assert not client._cookies


def test_results_are_private_and_send_no_referrer(client: FlaskClient) -> None:
    for path in ("/en/search?q=plates", "/en/search.json?q=plates"):
        headers = client.get(path).headers
        assert headers["Cache-Control"].startswith("private")
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Referrer-Policy"] == "no-referrer"


def ask_in_secret(client: FlaskClient) -> None:
    others = ("/en/search?{}=1", "/en/articles/{}", "/{}", "/suggest?q={}", "/en/search.json?q={}&page=x")
    for number, (secret, address) in enumerate(zip(SECRETS, ADDRESSES, strict=True)):
        told = {"User-Agent": f"browser-{secret}", "Referer": f"https://{secret}.example/", "X-Forwarded-For": address}
        for path in (f"/en/search?q={secret}", *(each.format(secret) for each in others[number % 5 :][:1])):
            client.get(path, headers=told, environ_base={"REMOTE_ADDR": address})


@pytest.mark.parametrize("request_log", [0, 1])
def test_no_log_and_no_count_holds_what_was_asked_or_by_whom(
    kb: KnowledgeBase, caplog: pytest.LogCaptureFixture, request_log: int
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = replace(kb.settings, request_log=request_log, rate=100_000)
    client = create_app(KnowledgeBase(kb.engine, settings)).test_client()
    ask_in_secret(client)
    kept = caplog.text + client.get("/metrics").text
    assert not [each for each in (*SECRETS, *ADDRESSES) if each in kept]
    lines = [record.getMessage() for record in caplog.records if record.name == "kb.requests"]
    assert len(lines) == (401 if request_log else 0)
    assert all(LOGGED.fullmatch(line) for line in lines), lines[:3]
    assert not request_log or " 198.51.100.0/24 GET search.page 200 " in lines[0]


def test_the_report_of_a_failure_says_where_and_not_what(
    kb: KnowledgeBase, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(found: Any) -> None:
        raise LookupError(found.request.text)

    monkeypatch.setattr(shapes, "results", broken)
    answer = create_app(kb).test_client().get(f"/en/search.json?q={SECRETS[0]}")
    assert answer.status_code == 500
    assert SECRETS[0] not in answer.text
    assert "LookupError" in caplog.text
    assert "in broken" in caplog.text
    assert SECRETS[0] not in caplog.text


def test_the_server_itself_writes_no_line_about_a_request_unless_told_to(serve: Any) -> None:
    secret = SECRETS[0]
    for setting in ("0", "1"):
        with serve(KB_REQUEST_LOG=setting, KB_PROXY_HOPS="1", KB_WORKERS="1") as server:
            server.raw(f"BROKEN /{secret}\r\n\r\n".encode())
            for path in (f"/en/search?q={secret}", f"/{secret}"):
                server.get(
                    path, X_Forwarded_For="2001:db8:1:2::77", User_Agent=secret, Referer=f"https://{secret}.example"
                )
        log = server.log.read_text(encoding="utf-8")
        assert secret not in log
        assert "2001:db8:1:2" not in log
        assert (" 2001:db8:1::/48 GET search.page 200 " in log) == (setting == "1")
