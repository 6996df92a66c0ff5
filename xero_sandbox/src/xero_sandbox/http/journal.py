"""Every call on Xero's paths, in the order of arrival."""

import time
from threading import Lock
from typing import Any


class Entry:
    """One call. Until it is answered its status is None."""

    def __init__(
        self, method: str, path: str, query: str, key: str | None, bytes_in: int, tenant: str = ""
    ) -> None:
        self.started = time.perf_counter()
        self.told: dict[str, Any] = {
            "at_ms": 0,
            "tenant": tenant,
            "method": method,
            "path": path,
            "query": query,
            "status": None,
            "key": key,
            "bytes_in": bytes_in,
            "bytes_out": 0,
            "ms": 0,
            "fault": None,
        }

    def finish(self, bytes_out: int) -> None:
        self.told["bytes_out"] = bytes_out
        self.told["ms"] = round((time.perf_counter() - self.started) * 1000)


class Journal:
    """Calls as ``{at_ms, tenant, method, path, query, status, key, bytes_in, bytes_out, ms,
    fault}``.

    ``at_ms`` is when it arrived: milliseconds since 1970 by the sandbox's clock.
    ``bytes_out`` is what left the sandbox: head and body, after compression.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: list[Entry] = []

    def arrive(self, entry: Entry) -> Entry:
        with self._lock:
            self._entries.append(entry)
        return entry

    def calls(self) -> list[dict[str, Any]]:
        with self._lock:
            return [dict(entry.told) for entry in self._entries]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
