"""What leaves with a request, and what the client refuses to do."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.xero.raw_server import answer, says, serving
from tracker.xero.client import OutcomeKind, Request, Xero

SECRET = "eyJ-the-token"


def headers_of(request: Request) -> tuple[str, dict[str, str]]:
    """The request line and the headers (lower-case names) that arrive for ``request``."""
    with (
        serving(says(answer(b'{"Status":"OK","Invoices":[]}'))) as server,
        Xero(api_url=server.url + "/", access_token=SECRET, tenant_id="tenant-1") as xero,
    ):
        assert xero.send(request).kind is OutcomeKind.ANSWERED
    head = server.requests[0].partition(b"\r\n\r\n")[0].decode()
    line, *rest = head.split("\r\n")
    return line, {name.lower(): value for name, value in (each.split(": ", 1) for each in rest)}


def test_a_read_carries_token_tenant_and_the_moment_it_asks_from() -> None:
    since = datetime(2026, 11, 3, 16, 40, 5, 999, tzinfo=timezone(timedelta(hours=1)))
    line, headers = headers_of(
        Request("GET", "/Invoices", (("where", 'Name=="Ä & B"'), ("page", "1")), None, None, since)
    )
    where = "Name%3D%3D%22%C3%84+%26+B%22"
    assert line == f"GET /api.xro/2.0/Invoices?where={where}&page=1 HTTP/1.1"
    assert headers["authorization"] == f"Bearer {SECRET}"
    assert headers["xero-tenant-id"] == "tenant-1"
    assert headers["accept"] == "application/json"
    assert headers["accept-encoding"] == "gzip"
    assert headers["if-modified-since"] == "2026-11-03T15:40:05"
    assert "idempotency-key" not in headers
    assert "content-type" not in headers


def test_a_write_carries_its_key_and_says_what_it_is() -> None:
    line, headers = headers_of(Request("PUT", "/Items", body="{é}".encode(), key="k" * 128))
    assert line == "PUT /api.xro/2.0/Items HTTP/1.1"
    assert headers["idempotency-key"] == "k" * 128
    assert headers["content-type"].startswith("application/json")
    assert headers["content-length"] == "4"


@pytest.mark.parametrize("key", ["", "k" * 129])
def test_a_key_that_xero_would_refuse_cannot_be_made(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        Request("PUT", "/Items", key=key)


def test_a_read_cannot_carry_a_key() -> None:
    with pytest.raises(ValueError, match="write"):
        Request("GET", "/Items", key="k")


def test_what_is_forbidden_is_asked_before_anything_leaves() -> None:
    def forbid() -> None:
        raise RuntimeError("a transaction is open")

    with (
        serving(says(answer(b"{}"))) as server,
        Xero(api_url=server.url, access_token="t", tenant_id="x", forbid=forbid) as xero,
        pytest.raises(RuntimeError, match="transaction"),
    ):
        xero.send(Request("GET", "/Items"))
    assert server.requests == []


def test_limits_and_correlation_come_with_every_outcome() -> None:
    headers = "Xero-Correlation-Id: c-1\r\nX-MinLimit-Remaining: 3\r\nRetry-After: 26\r\n"
    with (
        serving(says(answer(b"", status="429 Too Many", headers=headers))) as server,
        Xero(api_url=server.url, access_token="t", tenant_id="x") as xero,
    ):
        outcome = xero.send(Request("GET", "/Items"))
    assert outcome.kind is OutcomeKind.LIMITED
    assert outcome.correlation_id == "c-1"
    assert outcome.limits.minute_remaining == 3
    assert outcome.limits.retry_after_seconds == 26


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/Invoices", "Invoices"),
        ("/Payments/1", "Payments"),
        ("/Organisation", "Organisations"),
        ("/Organisation/Actions", "Actions"),
    ],
)
def test_a_reading_without_the_list_that_was_asked_for_is_no_answer(path: str, name: str) -> None:
    said = {b'{"%s":[]}': True, b'{"%s":null}': False, b'{"No%s":[]}': False}
    for body, is_answer in said.items():
        with (
            serving(says(answer(body % name.encode()))) as server,
            Xero(api_url=server.url, access_token=SECRET, tenant_id="tenant-1") as xero,
        ):
            outcome = xero.send(Request("GET", path))
        assert (outcome.kind is OutcomeKind.ANSWERED) == is_answer
        assert is_answer or (outcome.kind, outcome.detail) == (OutcomeKind.NO_ANSWER, "NoRecords")


def test_the_token_is_never_shown() -> None:
    with Xero(api_url="http://127.0.0.1:1", access_token=SECRET, tenant_id="x") as xero:
        outcome = xero.send(Request("GET", "/Items"))
        assert SECRET not in repr(xero)
    assert SECRET not in repr(outcome)
