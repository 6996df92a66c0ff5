"""Access tokens as Xero gives them: a JWT. Signed with a secret of the sandbox's own."""

import base64
import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any


def signed(claims: dict[str, Any], secret: str) -> str:
    head = _packed({"alg": "HS256", "typ": "JWT"})
    body = _packed(claims)
    return f"{head}.{body}.{_signature(head, body, secret)}"


@lru_cache(maxsize=1000)
def claims_of(token: str, secret: str) -> dict[str, Any] | None:
    """The claims of a token that we signed, expired or not; None for any other.

    Known from the first time on: an app shows its token with every call.
    """
    try:
        head, body, signature = token.split(".")
        if not hmac.compare_digest(signature, _signature(head, body, secret)):
            return None
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except ValueError:
        return None
    return claims if isinstance(claims, dict) else None


def _packed(value: dict[str, Any]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _signature(head: str, body: str, secret: str) -> str:
    return _base64(hmac.new(secret.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest())


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
