"""Consent and tokens. Tokens are returned to the caller and kept nowhere here.

https://developer.xero.com/documentation/guides/oauth2/auth-flow/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import httpx2
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from tracker.xero import json, request_log, wire
from tracker.xero.app import App
from tracker.xero.connections import ConnectionSeen, Failed, connections, delete_connection
from tracker.xero.tokens import claims

__all__ = [
    "SCOPES",
    "App",
    "ConnectionSeen",
    "Failed",
    "Grant",
    "GrantFailed",
    "GrantFailure",
    "authorisation_url",
    "connections",
    "delete_connection",
    "exchange",
    "new_verifier",
    "refresh",
]

SCOPES = (
    "offline_access",
    "accounting.invoices",
    "accounting.payments",
    "accounting.contacts",
    "accounting.settings.read",
)
"""Granular scopes only: a new app that asks for a broad one is refused.
https://developer.xero.com/faq/granular-scopes"""

CODE_SECONDS = 300
"""An authorisation code lives this long and is good once."""
DEADLINE_SECONDS = 30.0

_AUTHORISE_PATH = "/identity/connect/authorize"
_TOKEN_PATH = "/connect/token"


@dataclass(frozen=True)
class Grant:
    """A pair of tokens. Xero rotates both: the old refresh token dies with the new one's use."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    """Seconds from now."""
    scope: str
    """What was granted, separated by spaces."""
    user_id: str
    """Xero's id of the person who consented; '' where the token does not tell."""
    auth_event_id: str
    """Tells which organisations were connected in this consent; '' where it does not tell."""


class GrantFailure(StrEnum):
    """What a failed exchange or refresh means for the tokens we hold."""

    INVALID_GRANT = "invalid_grant"
    """Final: the code or the refresh token is used up, expired or revoked. Consent again."""
    UNREACHABLE = "unreachable"
    """No usable answer. Tokens may have rotated: the old refresh token works for 30 more minutes.
    https://developer.xero.com/faq/oauth2"""
    OTHER = "other"
    """Answered, and refused for a reason that is not the token: app, secret, address, limit."""


@dataclass(frozen=True)
class GrantFailed:
    """No tokens; ``sentence`` is for people and holds no secret."""

    failure: GrantFailure
    sentence: str
    status: int | None = None
    was_sent: bool = True
    """False where it is certain that Xero never saw the request."""

    @property
    def is_final(self) -> bool:
        return self.failure is GrantFailure.INVALID_GRANT


def new_verifier() -> str:
    """A PKCE code verifier of 64 characters, from the system's randomness."""
    return str(generate_token(64))


def authorisation_url(app: App, state: str, verifier: str) -> str:
    """Where the person's browser goes to consent. ``state`` comes back and must be checked."""
    url = prepare_grant_uri(
        app.login_url.rstrip("/") + _AUTHORISE_PATH,
        client_id=app.client_id,
        response_type="code",
        redirect_uri=app.redirect_uri,
        scope=" ".join(SCOPES),
        state=state,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
    )
    return str(url)


def exchange(
    app: App, code: str, verifier: str, *, transport: httpx2.BaseTransport | None = None
) -> Grant | GrantFailed:
    """Turn the code that came back into tokens. Works once per code, within 5 minutes."""
    body = prepare_token_request(
        "authorization_code", code=code, redirect_uri=app.redirect_uri, code_verifier=verifier
    )
    return _token_call(app, body, transport, purpose="exchange a code")


def refresh(
    app: App, refresh_token: str, *, transport: httpx2.BaseTransport | None = None
) -> Grant | GrantFailed:
    """Turn a refresh token into a new pair. One at a time per token set: copies break each other.

    Ours and not Authlib's, whose client refreshes by itself inside any request, outside the claim
    that keeps two workers apart.
    """
    body = prepare_token_request("refresh_token", refresh_token=refresh_token)
    return _token_call(app, body, transport, purpose="refresh a token")


def _token_call(
    app: App, body: str, transport: httpx2.BaseTransport | None, *, purpose: str
) -> Grant | GrantFailed:
    with wire.open_client(app.identity_url, transport=transport) as client:
        reply = request_log.exchange(
            client,
            "POST",
            app.identity_url.rstrip("/") + _TOKEN_PATH,
            purpose=purpose,
            seconds=DEADLINE_SECONDS,
            headers={
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            body=body.encode("ascii"),
            auth=httpx2.BasicAuth(app.client_id, app.client_secret),
        )
    return _grant(reply)


def _grant(reply: wire.Reply) -> Grant | GrantFailed:
    found = json.read_or_none(reply.body)
    if reply.failure or reply.status is None or reply.status in (408, 429) or reply.status >= 500:
        return _unreachable(reply)
    if reply.status != 200:
        return _refused(reply, found if isinstance(found, dict) else {})
    return _tokens(found) or _unreachable(reply)


def _tokens(found: Any) -> Grant | None:
    if not isinstance(found, dict) or not all(
        isinstance(found.get(name), str) and found[name]
        for name in ("access_token", "refresh_token")
    ):
        return None
    told = claims(found["access_token"])
    seconds = found.get("expires_in")
    return Grant(
        access_token=found["access_token"],
        refresh_token=found["refresh_token"],
        expires_in=seconds if isinstance(seconds, int) and seconds > 0 else 0,
        scope=_scope(found.get("scope") or told.get("scope")),
        user_id=str(told.get("xero_userid") or ""),
        auth_event_id=str(told.get("authentication_event_id") or ""),
    )


def _scope(said: Any) -> str:
    return " ".join(map(str, said)) if isinstance(said, list) else str(said or "")


def _unreachable(reply: wire.Reply) -> GrantFailed:
    return GrantFailed(
        GrantFailure.UNREACHABLE,
        "Xero could not be reached, or its answer was lost.",
        reply.status,
        reply.was_sent,
    )


def _refused(reply: wire.Reply, found: Mapping[str, Any]) -> GrantFailed:
    error = str(found.get("error") or "")
    if error == "invalid_grant":
        return GrantFailed(
            GrantFailure.INVALID_GRANT,
            "Xero’s permission has expired, was used already, or was taken back. Connect again.",
            reply.status,
        )
    reason = f"“{error}”" if error.replace("_", "").isalnum() else f"status {reply.status}"
    return GrantFailed(
        GrantFailure.OTHER,
        f"Xero refused to give Tracker access ({reason}). Check the app's client id and secret.",
        reply.status,
    )
