"""What users have granted to apps: connections, codes and tokens.

https://developer.xero.com/faq/oauth2
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import RLock
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from xero_sandbox.clock import Clock
from xero_sandbox.identity import jwt
from xero_sandbox.identity.connections import Connections
from xero_sandbox.store import Store

ACCESS_SECONDS = 1800
ID_TOKEN_SECONDS = 300
CODE_SECONDS = 300
REFRESH_SECONDS = 60 * 86_400
GRACE_SECONDS = 1800
USER_ID = str(uuid5(NAMESPACE_URL, "xero-sandbox/user"))


class InvalidGrant(Exception):
    """A code or refresh token that is unknown, used, too old, or not this app's."""


@dataclass
class Code:
    client: str
    redirect_uri: str
    scope: str
    challenge: str
    auth_event: str
    made_at: float


class Grants:
    """One user's grants. Connections, scopes and refresh tokens are kept in the store."""

    def __init__(self, clock: Clock, store: Store) -> None:
        self.clock = clock
        self.store = store
        self._lock = RLock()
        self._codes: dict[str, Code] = {}
        self.connections = Connections(clock, store)
        self._refresh: dict[str, dict[str, Any]] = store.notes("refresh")
        self._scopes: dict[str, Any] = store.notes("scopes")
        self.secret = self._kept_secret()

    def _kept_secret(self) -> str:
        kept = self.store.notes("secret").get("jwt")
        if kept is None:
            kept = secrets.token_urlsafe(32)
            self.store.keep("secret", "jwt", kept)
        return str(kept)

    # Codes ------------------------------------------------------------------------------------

    def make_code(
        self, *, client: str, redirect_uri: str, scope: str, challenge: str, tenant: str
    ) -> str:
        """Record a consent: connect the organisation and give the code for its tokens.

        Scopes add up: a later consent never takes an earlier one's away.
        """
        with self._lock:
            auth_event, code = str(uuid4()), secrets.token_urlsafe(32)
            self.connections.add(client, tenant, auth_event)
            granted = list(dict.fromkeys([*self._scopes.get(client, []), *scope.split()]))
            self._scopes[client] = granted
            self.store.keep("scopes", client, granted)
            self._codes[code] = Code(
                client,
                redirect_uri,
                " ".join(granted),
                challenge,
                auth_event,
                self.clock.timestamp(),
            )
            return code

    def take_code(self, code: str, client: str, redirect_uri: str, verifier: str) -> dict[str, Any]:
        """Tokens for a code, once. Raises InvalidGrant."""
        with self._lock:
            found = self._codes.pop(code, None)
        if found is None or self.clock.timestamp() - found.made_at > CODE_SECONDS:
            raise InvalidGrant
        if (found.client, found.redirect_uri) != (client, redirect_uri):
            raise InvalidGrant
        if bool(verifier) != bool(found.challenge) or (
            verifier and _challenge_for(verifier) != found.challenge
        ):
            raise InvalidGrant
        return self.issue(client, found.scope, found.auth_event)

    # Tokens -----------------------------------------------------------------------------------

    def issue(
        self, client: str, scope: str, auth_event: str, *, parent: str | None = None
    ) -> dict[str, Any]:
        """A token response. Without ``offline_access`` it has no refresh token."""
        now = int(self.clock.timestamp())
        told = {
            "access_token": self._access_token(client, scope, auth_event, now),
            "expires_in": ACCESS_SECONDS,
            "token_type": "Bearer",
            "scope": scope,
        }
        if "openid" in scope.split():
            told["id_token"] = self._id_token(client, now)
        if "offline_access" in scope.split():
            told["refresh_token"] = self._new_refresh(client, scope, auth_event, parent, now)
        return told

    def _access_token(self, client: str, scope: str, auth_event: str, now: int) -> str:
        claims = {
            "nbf": now,
            "exp": now + ACCESS_SECONDS,
            "iss": "https://identity.xero.com",
            "aud": "https://identity.xero.com/resources",
            "client_id": client,
            "sub": USER_ID.replace("-", ""),
            "auth_time": now,
            "xero_userid": USER_ID,
            "authentication_event_id": auth_event,
            "jti": uuid4().hex,
            "scope": scope.split(),
        }
        return jwt.signed(claims, self.secret)

    def _id_token(self, client: str, now: int) -> str:
        claims = {
            "nbf": now,
            "exp": now + ID_TOKEN_SECONDS,
            "iss": "https://identity.xero.com",
            "aud": client,
            "iat": now,
            "sub": USER_ID.replace("-", ""),
            "xero_userid": USER_ID,
            "email": "owner@example.com",
            "given_name": "Sandbox",
            "family_name": "Owner",
        }
        return jwt.signed(claims, self.secret)

    def _new_refresh(
        self, client: str, scope: str, auth_event: str, parent: str | None, now: int
    ) -> str:
        token = secrets.token_urlsafe(32)
        row = {
            "client": client,
            "scope": scope,
            "auth_event": auth_event,
            "made_at": now,
            "used_at": None,
            "parent": parent,
        }
        with self._lock:
            self._refresh[token] = row
            self.store.keep("refresh", token, row)
        return token

    def refresh(self, token: str) -> dict[str, Any]:
        """A new pair for a refresh token. Raises InvalidGrant.

        A used token works for 30 more minutes, in case the answer was lost, but no longer than
        until its successor is used: two copies of one set break each other.
        """
        with self._lock:
            row, now = self._refresh.get(token), int(self.clock.timestamp())
            if row is None or now - row["made_at"] > REFRESH_SECONDS:
                raise InvalidGrant
            if row["used_at"] is not None and now - row["used_at"] > GRACE_SECONDS:
                raise InvalidGrant
            if row["parent"]:
                self._refresh.pop(row["parent"], None)
                self.store.forget("refresh", [row["parent"]])
            row = {**row, "used_at": row["used_at"] or now, "parent": None}
            self._refresh[token] = row
            self.store.keep("refresh", token, row)
            return self.issue(row["client"], row["scope"], row["auth_event"], parent=token)

    def revoke(self, token: str) -> None:
        """Forget a refresh token's whole grant: every token and connection of its app."""
        with self._lock:
            row = self._refresh.get(token)
            if row is None:
                return
            client = row["client"]
            gone = [each for each, other in self._refresh.items() if other["client"] == client]
            for each in gone:
                del self._refresh[each]
            self.store.forget("refresh", gone)
            for connection in self.connections.of(client):
                self.connections.remove(client, connection["id"])
            self._scopes.pop(client, None)
            self.store.forget("scopes", [client])

    def claims(self, access_token: str) -> dict[str, Any] | None:
        """The claims of an access token of ours, expired or not."""
        claims = jwt.claims_of(access_token, self.secret)
        return claims if claims and "scope" in claims else None


def expiry(claims: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(claims["exp"], UTC)


def _challenge_for(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
