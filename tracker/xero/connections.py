"""The organisations that a person has connected to our app.

https://developer.xero.com/documentation/guides/oauth2/auth-flow/#connections
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2

from tracker.xero import json, request_log, wire
from tracker.xero.app import App
from tracker.xero.dates import moment

DEADLINE_SECONDS = 30.0

_CONNECTIONS_PATH = "/connections"


@dataclass(frozen=True)
class Failed:
    """A call about connections that did not work."""

    sentence: str
    status: int | None = None

    @property
    def is_unauthorised(self) -> bool:
        """The access token is not (or no longer) accepted."""
        return self.status in (401, 403)


@dataclass(frozen=True)
class ConnectionSeen:
    """One organisation that the person has connected to our app."""

    connection_id: str
    tenant_id: str
    tenant_type: str
    """``ORGANISATION``, or a practice's type, which has no accounts to send to."""
    tenant_name: str
    auth_event_id: str
    created_at: datetime | None
    updated_at: datetime | None


def connections(
    app: App,
    access_token: str,
    *,
    auth_event_id: str = "",
    transport: httpx2.BaseTransport | None = None,
) -> list[ConnectionSeen] | Failed:
    """The organisations connected for this person, or in this one consent alone."""
    params = (("authEventId", auth_event_id),) if auth_event_id else ()
    url = app.api_url.rstrip("/") + _CONNECTIONS_PATH
    reply = _call(app.api_url, "GET", url, access_token, params, transport)
    found = json.read_or_none(reply.body)
    if reply.failure or reply.status != 200 or not isinstance(found, list):
        return _failed(reply)
    return [_connection(row) for row in found if isinstance(row, dict)]


def delete_connection(
    app: App,
    access_token: str,
    connection_id: str,
    *,
    transport: httpx2.BaseTransport | None = None,
) -> bool | Failed:
    """Disconnect one organisation: True if it was connected, False if it was not (any more)."""
    url = f"{app.api_url.rstrip('/')}{_CONNECTIONS_PATH}/{connection_id}"
    reply = _call(app.api_url, "DELETE", url, access_token, (), transport)
    if reply.status not in (200, 204, 404):
        return _failed(reply)
    return reply.status != 404


def _call(
    base_url: str,
    method: str,
    url: str,
    access_token: str,
    params: tuple[tuple[str, str], ...],
    transport: httpx2.BaseTransport | None,
) -> wire.Reply:
    headers = {"Accept": "application/json", "Authorization": f"Bearer {access_token}"}
    with wire.open_client(base_url, transport=transport) as client:
        return request_log.exchange(
            client,
            method,
            url,
            purpose="connections",
            seconds=DEADLINE_SECONDS,
            params=params,
            headers=headers,
        )


def _failed(reply: wire.Reply) -> Failed:
    if reply.failure or reply.status is None:
        return Failed("Xero could not be reached.", reply.status)
    if reply.status in (401, 403):
        return Failed("Xero no longer accepts this connection.", reply.status)
    return Failed(f"Xero could not say which organisations are connected ({reply.status}).")


def _connection(row: Mapping[str, Any]) -> ConnectionSeen:
    return ConnectionSeen(
        connection_id=str(row.get("id") or ""),
        tenant_id=str(row.get("tenantId") or ""),
        tenant_type=str(row.get("tenantType") or ""),
        tenant_name=str(row.get("tenantName") or ""),
        auth_event_id=str(row.get("authEventId") or ""),
        created_at=moment(row.get("createdDateUtc")),
        updated_at=moment(row.get("updatedDateUtc")),
    )
