"""Which apps are connected to which organisations.

https://developer.xero.com/documentation/guides/oauth2/tenants
"""

from datetime import datetime
from threading import RLock
from typing import Any
from uuid import uuid4

from xero_sandbox.clock import Clock
from xero_sandbox.store import Store

NOTE, BEGUN = "connection", "connected"


class Connections:
    """Rows by connection id, kept in the store. An app has at most one to an organisation."""

    def __init__(self, clock: Clock, store: Store) -> None:
        self.clock = clock
        self.store = store
        self._lock = RLock()
        self._rows: dict[str, dict[str, Any]] = store.notes(NOTE)
        self._begun: dict[str, str] = store.notes(BEGUN)

    def add(self, client: str, tenant: str, auth_event: str) -> None:
        """Connect an app to an organisation, or mark the present connection as renewed."""
        with self._lock:
            now = _seven_digits(self.clock.now())
            row = self._find(client, tenant) or {
                "id": str(uuid4()),
                "client": client,
                "tenantId": tenant,
                "createdDateUtc": self._begun.get(f"{client}|{tenant}", now),
            }
            row = {**row, "authEventId": auth_event, "updatedDateUtc": now}
            self._rows[row["id"]] = row
            self.store.keep(NOTE, row["id"], row)
            self._remember(row)

    def _remember(self, row: dict[str, Any]) -> None:
        """When it was first made, which a later connection of the same two still tells.

        As in the recordings of https://github.com/XeroAPI/xero-python (tests).
        """
        name = f"{row['client']}|{row['tenantId']}"
        if name not in self._begun:
            self._begun[name] = row["createdDateUtc"]
            self.store.keep(BEGUN, name, row["createdDateUtc"])

    def _find(self, client: str, tenant: str) -> dict[str, Any] | None:
        return next((row for row in self.of(client) if row["tenantId"] == tenant), None)

    def of(self, client: str) -> list[dict[str, Any]]:
        """An app's connections."""
        with self._lock:
            return [row for row in self._rows.values() if row["client"] == client]

    def has(self, client: str, tenant: str) -> bool:
        return self._find(client, tenant) is not None

    def remove(self, client: str, connection_id: str) -> bool:
        """Remove one connection; False where the app has no such one."""
        with self._lock:
            row = self._rows.get(connection_id)
            if row is None or row["client"] != client:
                return False
            del self._rows[connection_id]
            self.store.forget(NOTE, [connection_id])
            return True


def _seven_digits(moment: datetime) -> str:
    """Seven fractional digits and no zone, as ``/connections`` writes its dates."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0"
