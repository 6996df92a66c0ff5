"""A demo of our own: in a folder and on ports of its own, on a morning that is always the same."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tracker.project.configuration_file import file_values

STOP_SECONDS_MAX = 30
TRACKER = str(Path(sys.executable).with_name("tracker"))
# What a person's own configuration says is not for this demo.
FOREIGN = ("XERO_", "TRACKER_", "DATABASE_URL", "DJANGO_", "STORY")


@dataclass(frozen=True)
class Demo:
    """A running demo: where it is, and what Tracker's commands need to find it."""

    url: str
    sandbox_url: str
    environment: dict[str, str]

    def tracker(self, *arguments: str, ends_with: tuple[int, ...] = (0,)) -> str:
        """Run a command of Tracker's, and give back what it prints."""
        done = subprocess.run(
            [TRACKER, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode not in ends_with:
            raise RuntimeError(f"tracker {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def sandbox(self, path: str, **wish: Any) -> Any:
        """A call on the sandbox's control plane, as ``books/void``."""
        request = urllib.request.Request(
            f"{self.sandbox_url}/_sandbox/{path}",
            json.dumps(wish, default=str).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def bookkeeper(self, deed: str, number: str, **what: Any) -> None:
        """Somebody does this to an invoice in Xero, unseen by Tracker."""
        self.sandbox(deed, InvoiceNumber=number, **what)

    def begin_webhooks(self) -> None:
        """As the demo had it: each change in Xero is told at once."""
        key = file_values(Path(self.environment["TRACKER_HOME"]))["XERO_WEBHOOK_KEY"]
        self.sandbox("webhooks", url=f"{self.url}/webhooks/xero/", key=key)

    def end_webhooks(self) -> None:
        """What changes in Xero is seen when the pictures want it, not at once."""
        address = f"{self.sandbox_url}/_sandbox/webhooks"
        urllib.request.urlopen(urllib.request.Request(address, method="DELETE"), timeout=60).close()


@contextmanager
def running_demo(*, story: str = "new_company") -> Iterator[Demo]:
    """A demo, connected to the sandbox, whose books tell ``story``; stopped at the end."""
    offset = int((_morning() - datetime.now(UTC)).total_seconds())
    with _home() as home, _started(home, offset) as it:
        it.end_webhooks()
        it.sandbox("clock", advance_seconds=offset)
        it.sandbox(f"stories/{story}")
        it.tracker("connect", "--sandbox", it.sandbox_url)
        yield it


@contextmanager
def _home() -> Iterator[str]:
    """A folder that is gone afterwards, with the database in it."""
    with tempfile.TemporaryDirectory(prefix="tracker-guide-") as home:
        # Root's database runs as another user, who has to get in; else it would lie elsewhere.
        os.chmod(home, 0o711)
        yield home


def _morning() -> datetime:
    """The next 2 March at ten: a sandbox's clock only moves forward."""
    now = datetime.now(UTC)
    this_year = now.replace(month=3, day=2, hour=10, minute=0, second=0, microsecond=0)
    return this_year if this_year - now > timedelta(hours=1) else _a_year_later(this_year)


def _a_year_later(moment: datetime) -> datetime:
    return moment.replace(year=moment.year + 1)


@contextmanager
def _started(home: str, offset: int) -> Iterator[Demo]:
    port, sandbox_port = _free_ports()
    kept = {name: text for name, text in os.environ.items() if not name.startswith(FOREIGN)}
    environment = {
        **kept,
        "TRACKER_HOME": home,
        "PORT": str(port),
        "SANDBOX_PORT": str(sandbox_port),
        "TRACKER_CLOCK_OFFSET_SECONDS": str(offset),
    }
    process = subprocess.Popen(
        [TRACKER, "demo", "--with-parent"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        _wait_until_up(process)
        yield Demo(f"http://localhost:{port}", f"http://localhost:{sandbox_port}", environment)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(STOP_SECONDS_MAX)


def _wait_until_up(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if "Ctrl-C" in line:
            return
    raise RuntimeError("The demo did not start.")


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("", 0)) as two:
        return one.getsockname()[1], two.getsockname()[1]
