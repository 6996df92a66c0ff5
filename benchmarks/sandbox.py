"""A sandbox of Xero in a process of its own, and its control plane."""

import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tracker.project.child_processes import start_child
from tracker.project.services import program

START_SECONDS_MAX = 20
WRITES = ("PUT", "POST")
API = "/api.xro/"
ADDRESS = re.compile(r"http://(?:localhost|127\.0\.0\.1):(\d+)")


@dataclass(frozen=True)
class Traffic:
    """Calls as the sandbox's journal tells them; bytes in bodies (out: what Xero bills)."""

    calls: list[dict[str, Any]]

    @property
    def writes(self) -> list[dict[str, Any]]:
        return [each for each in self.calls if each["method"] in WRITES]

    @property
    def bytes_in(self) -> int:
        return sum(each["bytes_in"] for each in self.calls)

    @property
    def bytes_out(self) -> int:
        return sum(each["bytes_out"] for each in self.calls)

    def count(self, ending: str) -> int:
        """Calls to paths that end so."""
        return sum(each["path"].endswith(ending) for each in self.calls)


@dataclass(frozen=True)
class Sandbox:
    url: str
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, home: Path, *, latency_ms: int) -> "Sandbox":
        """Start one on a free port, with real limits, and wait until it says where it is."""
        log = home / f"sandbox-{time.monotonic_ns()}.log"
        command = [program("xero-sandbox"), "--port", "0", "--latency-ms", str(latency_ms)]
        process = start_child(command, log=log)
        return cls(address_in(log, process), process)

    def control(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One request to the control plane, and its answer."""
        reply = httpx2.request(
            method, f"{self.url}/_sandbox/{path}", json=body, timeout=60, trust_env=False
        )
        return reply.raise_for_status().json()

    def take_journal(self) -> Traffic:
        """Xero's calls since the last time, and empty the journal."""
        calls = self.control("GET", "journal")["calls"]
        self.control("DELETE", "journal")
        return Traffic(calls)

    def books(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = self.control("GET", "books")
        return found


def address_in(log: Path, process: "subprocess.Popen[bytes]") -> str:
    """Where a server listens, as its log says once it does."""
    give_up_at = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < give_up_at and process.poll() is None:
        found = ADDRESS.search(log.read_text()) if log.exists() else None
        if found:
            return f"http://127.0.0.1:{found[1]}"
        time.sleep(0.05)
    raise RuntimeError(f"it does not start: {log.name}")
