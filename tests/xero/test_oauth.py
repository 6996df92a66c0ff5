"""Consent, tokens and connections, answer by answer, over real sockets."""

from __future__ import annotations

import base64
import hashlib
import socket
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.xero.raw_server import answer, says, serving
from tracker.xero import json, oauth
from tracker.xero.oauth import App, ConnectionSeen, Failed, Grant, GrantFailed, GrantFailure
from tracker.xero.tokens import claims


def app(url: str) -> App:
    return App(
        client_id="client",
        client_secret="the-secret",
        redirect_uri="http://localhost:8000/xero/return",
        login_url=url,
        identity_url=url,
        api_url=url,
    )


def token(**told: Any) -> str:
    body = base64.urlsafe_b64encode(json.write(told)).decode().rstrip("=")
    return f"e30.{body}.signature"


def tokens(**changes: Any) -> bytes:
    access_token = token(xero_userid="user-1", authentication_event_id="event-1", scope=["a", "b"])
    return json.write(
        {
            "access_token": access_token,
            "refresh_token": "the-refresh",
            "expires_in": 1800,
            "scope": "offline_access accounting.invoices",
            "token_type": "Bearer",
        }
        | changes
    )


def test_the_consent_address_asks_for_the_granular_scopes_with_pkce() -> None:
    verifier = oauth.new_verifier()
    address = urlsplit(oauth.authorisation_url(app("https://login.xero.com/"), "st&te", verifier))
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    digest = hashlib.sha256(verifier.encode()).digest()
    assert f"{address.scheme}://{address.netloc}{address.path}" == (
        "https://login.xero.com/identity/connect/authorize"
    )
    assert asked == {
        "response_type": "code",
        "client_id": "client",
        "redirect_uri": "http://localhost:8000/xero/return",
        "scope": "offline_access accounting.invoices accounting.payments accounting.contacts "
        "accounting.settings.read",
        "state": "st&te",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }


def test_verifiers_are_long_and_never_the_same() -> None:
    found = {oauth.new_verifier() for _ in range(50)}
    assert len(found) == 50
    assert all(43 <= len(verifier) <= 128 for verifier in found)


def test_a_code_becomes_tokens() -> None:
    with serving(says(answer(tokens()))) as server:
        grant = oauth.exchange(app(server.url), "the-code", "the-verifier")
    assert isinstance(grant, Grant)
    assert grant.refresh_token == "the-refresh"
    assert grant.expires_in == 1800
    assert grant.scope == "offline_access accounting.invoices"
    assert (grant.user_id, grant.auth_event_id) == ("user-1", "event-1")
    head, _, body = server.requests[0].decode().partition("\r\n\r\n")
    assert head.startswith("POST /connect/token HTTP/1.1")
    basic = base64.b64encode(b"client:the-secret").decode()
    assert f"Basic {basic}" in head
    assert {name: values[0] for name, values in parse_qs(body).items()} == {
        "grant_type": "authorization_code",
        "code": "the-code",
        "redirect_uri": "http://localhost:8000/xero/return",
        "code_verifier": "the-verifier",
    }


def test_a_refresh_token_becomes_a_new_pair() -> None:
    with serving(says(answer(tokens(scope=None)))) as server:
        grant = oauth.refresh(app(server.url), "old+refresh")
    assert isinstance(grant, Grant)
    assert grant.scope == "a b"
    asked = parse_qs(server.requests[0].decode().partition("\r\n\r\n")[2])
    assert asked == {"grant_type": ["refresh_token"], "refresh_token": ["old+refresh"]}


FAILURES = [
    (answer(b'{"error":"invalid_grant"}', status="400 Bad Request"), GrantFailure.INVALID_GRANT),
    (answer(b'{"error":"invalid_client"}', status="400 Bad Request"), GrantFailure.OTHER),
    (answer(b'{"error":"unauthorized_client"}', status="401 No"), GrantFailure.OTHER),
    (answer(b"<html>", status="403 Forbidden"), GrantFailure.OTHER),
    (answer(b"", status="429 Too Many Requests"), GrantFailure.UNREACHABLE),
    (answer(b"{}", status="500 Error"), GrantFailure.UNREACHABLE),
    (answer(b"", status="503 Unavailable"), GrantFailure.UNREACHABLE),
    (answer(b""), GrantFailure.UNREACHABLE),
    (answer(b"[]"), GrantFailure.UNREACHABLE),
    (answer(tokens(refresh_token="")), GrantFailure.UNREACHABLE),
    (answer(tokens(access_token=None)), GrantFailure.UNREACHABLE),
    (answer(tokens())[:-9], GrantFailure.UNREACHABLE),
    (b"", GrantFailure.UNREACHABLE),
]


@pytest.mark.parametrize(("reply", "failure"), FAILURES)
def test_a_failed_refresh_says_what_it_means_for_the_tokens(
    reply: bytes, failure: GrantFailure
) -> None:
    with serving(says(reply)) as server:
        failed = oauth.refresh(app(server.url), "the-refresh")
    assert isinstance(failed, GrantFailed)
    assert failed.failure is failure
    assert failed.is_final is (failure is GrantFailure.INVALID_GRANT)
    assert failed.was_sent
    assert failed.sentence.endswith(".")
    assert "the-refresh" not in failed.sentence
    assert len(server.requests) == 1


def test_a_refresh_that_never_left_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    failed = oauth.refresh(app(f"http://127.0.0.1:{port}"), "the-refresh")
    assert isinstance(failed, GrantFailed)
    assert (failed.failure, failed.was_sent) == (GrantFailure.UNREACHABLE, False)


ROW = b"""[{"id":"c-1","authEventId":"e-1","tenantId":"t-1","tenantType":"ORGANISATION",
"tenantName":"Harbour Talent Ltd","createdDateUtc":"2026-11-03T15:39:59.1234560",
"updatedDateUtc":"2026-11-03T15:39:59.1234567"},{"id":"c-2","tenantId":"t-2",
"tenantType":"ORGANISATION"}]"""


def test_connections_are_read_also_without_the_newer_members() -> None:
    with serving(says(answer(ROW))) as server:
        found = oauth.connections(app(server.url), "the-token", auth_event_id="e-1")
    assert isinstance(found, list)
    first, second = found
    assert (first.connection_id, first.tenant_id, first.tenant_name, first.auth_event_id) == (
        "c-1",
        "t-1",
        "Harbour Talent Ltd",
        "e-1",
    )
    assert first.created_at is not None and first.created_at.tzinfo is not None
    assert second == ConnectionSeen("c-2", "t-2", "ORGANISATION", "", "", None, None)
    assert server.requests[0].startswith(b"GET /connections?authEventId=e-1 HTTP/1.1")
    assert b"Bearer the-token" in server.requests[0]


@pytest.mark.parametrize(
    ("reply", "unauthorised"),
    [
        (answer(b"", status="401 Unauthorized"), True),
        (answer(b"", status="403 Forbidden"), True),
        (answer(b"", status="500 Error"), False),
        (answer(b"{}"), False),
        (b"", False),
    ],
)
def test_connections_that_cannot_be_read_are_a_sentence(reply: bytes, unauthorised: bool) -> None:
    with serving(says(reply)) as server:
        failed = oauth.connections(app(server.url), "the-token")
    assert isinstance(failed, Failed)
    assert failed.is_unauthorised is unauthorised
    assert "the-token" not in repr(failed)


@pytest.mark.parametrize(
    ("status", "expected"), [("204 No Content", True), ("404 Not Found", False)]
)
def test_disconnecting_says_whether_there_was_a_connection(status: str, expected: bool) -> None:
    with serving(says(answer(b"", status=status))) as server:
        assert oauth.delete_connection(app(server.url), "the-token", "c-1") is expected
    assert server.requests[0].startswith(b"DELETE /connections/c-1 HTTP/1.1")


def test_disconnecting_that_did_not_work_is_a_sentence() -> None:
    with serving(says(answer(b"", status="503 Unavailable"))) as server:
        assert isinstance(oauth.delete_connection(app(server.url), "the-token", "c-1"), Failed)


def test_no_secret_is_ever_shown() -> None:
    with serving(says(answer(tokens()))) as server:
        grant = oauth.refresh(app(server.url), "x")
    assert isinstance(grant, Grant)
    shown = f"{grant!r} {grant} {app('x')!r}"
    assert not any(each in shown for each in ("the-refresh", grant.access_token, "the-secret"))


@pytest.mark.parametrize("text", ["", "a.b", "a.!!!.c", "a.e30", "a.W10.c", "a.bm8.c", "a.é.c"])
def test_what_is_no_token_tells_nothing(text: str) -> None:
    assert claims(text) == {}
