"""Tracker's pages as gunicorn serves them, on this test's database, and raw requests to them."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

TRACKER = Path(sys.executable).with_name("tracker")
ANSWER_SECONDS_MAX = 60


@dataclass(frozen=True)
class Served:
    """``log`` is what the processes have written."""

    port: int
    process: "subprocess.Popen[bytes]"
    written: Path

    @property
    def session_cookie(self) -> str:
        return f"tracker_session_{self.port}"

    @property
    def csrf_cookie(self) -> str:
        return f"tracker_csrf_{self.port}"

    @property
    def log(self) -> str:
        return self.written.read_text(errors="replace")

    def opened(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=ANSWER_SECONDS_MAX)

    def answered(self, request: bytes) -> str:
        """What comes back to these bytes: the head and whatever follows, as far as it comes."""
        with self.opened() as connection:
            # It may hang up on us in the middle, and have said why.
            with suppress(OSError):
                connection.sendall(request)
            return _all_of(connection)

    def memory_peak(self) -> int:
        """The most bytes that any one of its web processes has held so far."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return max(_peak(int(child)) for child in children.split())


@contextmanager
def served(environment: Mapping[str, str], folder: Path) -> Iterator[Served]:
    """`tracker web`, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    written = folder / f"web-{port}.log"
    address = f"http://127.0.0.1:{port}"
    with written.open("wb") as out:
        process = subprocess.Popen(
            [TRACKER, "web", "--bind", f"127.0.0.1:{port}"],
            env={
                **os.environ,
                **environment,
                "TRACKER_URL": address,
                "DJANGO_SETTINGS_MODULE": "tracker.project.settings",
            },
            stdout=out,
            stderr=out,
        )
    try:
        found = Served(port, process, written)
        _wait_for(found)
        yield found
    finally:
        process.terminate()
        process.wait(20)


def status_of(answer: str) -> int:
    """0 where nothing came."""
    found = re.match(r"HTTP/1\.\d (\d{3})", answer)
    return int(found[1]) if found else 0


def _wait_for(found: Served) -> None:
    give_up_at = time.monotonic() + 60
    while True:
        assert found.process.poll() is None and time.monotonic() < give_up_at, found.log
        try:
            if (
                status_of(found.answered(b"GET /sign-in/ HTTP/1.0\r\nHost: localhost\r\n\r\n"))
                == 200
            ):
                return
        except OSError:
            time.sleep(0.1)


def _all_of(connection: socket.socket) -> str:
    pieces = []
    # Where it is reset, what came before counts.
    with suppress(OSError):
        while piece := connection.recv(65536):
            pieces.append(piece)
    return b"".join(pieces).decode(errors="replace")


def _peak(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024
