"""What an access token says about itself."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from typing import Any

from tracker.xero import json


def claims(access_token: str) -> dict[str, Any]:
    """The claims of a JWT, or {} for what is none.

    Read without checking the signature, on purpose: the token came straight from Xero's token
    endpoint over our own TLS connection, nobody else can hand us one, and nothing here decides
    who may do what. It only names the person and the consent. Xero checks the signature each time.
    """
    parts = access_token.split(".")
    if len(parts) != 3:
        return {}
    try:
        found = json.read(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, ArithmeticError):
        return {}
    return found if isinstance(found, dict) else {}
