"""Webhooks: whether Xero really said it, and what it says changed.

https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tracker.xero import json

SIGNATURE_HEADER = "x-xero-signature"


@dataclass(frozen=True)
class Event:
    """One record of an organisation that was created or updated; it does not say how."""

    tenant_id: str
    category: str
    """``INVOICE``, ``CONTACT``, ``CREDITNOTE``, or whatever Xero adds."""
    resource_id: str
    type: str
    """``CREATE`` or ``UPDATE``."""
    at: datetime
    """Aware, in UTC."""


def is_signed(body: bytes, signature: str, *, key: str) -> bool:
    """Whether ``signature`` is base64(HMAC-SHA256(raw body, webhook key)); never with no key."""
    expected = base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256))
    return bool(key) and hmac.compare_digest(expected, signature.strip().encode())


def events(body: bytes) -> list[Event]:
    """The events of a signed body; what cannot be read is left out.

    Xero asks whether anybody listens with a body that has none (*intent to receive*).
    """
    data = json.read_or_none(body)
    rows = data.get("events") if isinstance(data, dict) else None
    found = [_event(row) for row in rows] if isinstance(rows, list) else []
    return [event for event in found if event is not None]


def _event(row: Any) -> Event | None:
    if not isinstance(row, dict):
        return None
    at = _moment(row.get("eventDateUtc"))
    names = ("tenantId", "eventCategory", "resourceId", "eventType")
    tenant_id, category, resource_id, type_ = (_text(row.get(name)) for name in names)
    if at is None or not (tenant_id and category and resource_id):
        return None
    return Event(tenant_id, category.upper(), resource_id.lower(), type_.upper(), at)


def _moment(text: Any) -> datetime | None:
    """Xero writes UTC without a zone letter."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    try:
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except OverflowError:
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) and value.isprintable() else ""
