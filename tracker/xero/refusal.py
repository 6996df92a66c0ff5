"""The plain text in a refusal of a whole call, wherever Xero put it this time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

TEXT_LENGTH_MAX = 1000
KEY_REUSED = "IdempotencyKeyReused"
SCOPE_MISSING = "AuthorizationUnsuccessful"

_TEXT_MEMBERS = ("Message", "Detail", "Title", "error_description", "error")


def refusal_text(data: Any, body: bytes) -> str:
    """Xero's own words: Message, Detail or title of a JSON body (in any case), or plain text."""
    if isinstance(data, dict):
        members = {str(name).lower(): value for name, value in data.items()}
        texts = (members.get(name.lower()) for name in _TEXT_MEMBERS)
        return next((_clean(text) for text in texts if isinstance(text, str) and text.strip()), "")
    return _clean(body.decode("utf-8", "replace"))


def refusal_detail(data: Any, headers: Mapping[str, str], body: bytes) -> str:
    """One word for machines: ``TokenExpired``, ``ValidationException``, …; '' where there is none.

    ``headers`` have lower-case names. A reused key is told from its text alone, because the shape
    around it is not documented:
    https://developer.xero.com/documentation/guides/idempotent-requests/idempotency/
    """
    if b"is used with a different request" in body:
        return KEY_REUSED
    word = _first_word(data)
    if not word and "insufficient_scope" in headers.get("www-authenticate", ""):
        return SCOPE_MISSING
    return word


def _first_word(data: Any) -> str:
    if not isinstance(data, dict):
        return ""
    members = {str(name).lower(): value for name, value in data.items()}
    for name in ("detail", "type", "error"):
        word = re.match(r"([A-Za-z_]{3,60})(?:: |$)", str(members.get(name) or "").strip())
        if word:
            return word[1]
    return ""


def _clean(text: str) -> str:
    without_tags = re.sub(r"<[^<>]*>", " ", text) if text.lstrip().startswith("<") else text
    return " ".join(unescape(without_tags).split())[:TEXT_LENGTH_MAX]
