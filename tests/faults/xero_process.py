"""The sandbox as a process of its own: one for each process of tests, begun anew for each cell."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import httpx2

from tracker import clock

Books = dict[str, list[dict[str, Any]]]
NOTHING_UNDER_WAY_SECONDS_MAX = 20


class XeroProcess:
    """A sandbox that is reached over loopback and by nothing else. ``url`` has no slash at its end.

    ``journal`` is itself, so that a desk may ask it as it asks one in the same process.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._client = httpx2.Client(base_url=f"{self.url}/_sandbox", trust_env=False, timeout=30)

    @property
    def journal(self) -> "XeroProcess":
        return self

    def close(self) -> None:
        self._client.close()

    def calls(self) -> list[dict[str, Any]]:
        """Every call on Xero's paths since the cell began."""
        return list(self._get("/journal")["calls"])

    def books(self) -> Books:
        """Everything that the organisation holds."""
        return self._get("/books")

    def begin_anew(self) -> None:
        """Empty books, no faults, no calls counted; only the clock stays where it is."""
        self._post("/reset")

    def fault(self, *faults: dict[str, Any]) -> None:
        """Let calls go wrong, in this order."""
        self._post("/faults", {"faults": list(faults)})

    def end_faults(self) -> None:
        self._client.delete("/faults").raise_for_status()

    def release(self) -> None:
        """Let a held call go on."""
        self._post("/faults/release")

    def ahead_seconds(self) -> float:
        """How far its clock has been moved: it never goes back."""
        told = datetime.fromisoformat(self._get("/clock")["now"])
        return round((told - clock.now()).total_seconds())

    def move_clock(self, seconds: int) -> None:
        self._post("/clock", {"advance_seconds": seconds})

    def wait_until_done(self) -> None:
        """Until no call is under way: of what left long ago Xero is done before any clock moves."""
        give_up_at = time.monotonic() + NOTHING_UNDER_WAY_SECONDS_MAX
        while any(each["status"] is None for each in self.calls()):
            assert time.monotonic() < give_up_at, "a call is still under way in the sandbox"
            time.sleep(0.02)

    def _get(self, path: str) -> dict[str, Any]:
        return dict(self._client.get(path).raise_for_status().json())

    def _post(self, path: str, wish: Any = None) -> dict[str, Any]:
        answer = self._client.post(path, json=wish or {})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@contextmanager
def running_process() -> Iterator[XeroProcess]:
    """Start a sandbox with Xero's real limits on a free port; ended with the block."""
    command = [sys.executable, "-u", "-m", "xero_sandbox", "--port", "0", "--limits", "real"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r":(\d+)$", process.stdout.readline().strip())
        assert found is not None, "the sandbox did not say where it is"
        xero = XeroProcess(int(found[1]))
        try:
            yield xero
        finally:
            xero.close()
            process.terminate()
