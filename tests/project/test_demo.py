"""The demo: its processes come back when they die, and nothing stays when it ends."""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tracker.project.embedded_place import SPARE

NAMES = r"gunicorn|worker|xero-sandbox|postgres"
TRACKER = Path(sys.executable).with_name("tracker")


@dataclass
class Demo:
    home: Path
    port: int
    sandbox_port: int
    process: "subprocess.Popen[str]"

    def children(self) -> dict[str, int]:
        """The process ids by name, from the table of processes."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and _parent(entry) == self.process.pid:
                for name in re.findall(NAMES, _command(entry))[:1]:
                    found[name] = int(entry.name)
        return found


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Demo]]:
    started: list[Demo] = []

    def start_demo(name: str = "a home") -> Demo:
        port, sandbox_port = _free_ports()
        home = tmp_path / name
        started.append(Demo(home, port, sandbox_port, _process(home, port, sandbox_port)))
        return started[-1]

    yield start_demo
    for demo in started:
        demo.process.kill()
        demo.process.communicate()
        _remove_spare(demo.home)


def test_the_demo_heals_itself_ends_with_its_supervisor_and_stops_in_order(
    start: Callable[..., Demo],
) -> None:
    demo = start()
    words = _words_until_up(demo)
    assert f"Tracker       http://localhost:{demo.port}" in words
    assert f"Xero sandbox  http://localhost:{demo.sandbox_port}" in words
    assert _answers(demo.port) and _answers(demo.sandbox_port)
    assert "Webhooks are not on" not in words and _webhooks(demo)["status"] == "OK"

    # A second one on the same home is told so.
    other = _process(demo.home, *_free_ports())
    assert "already running" in other.communicate(timeout=20)[1]
    assert other.returncode == 1

    # Each child that dies is back within 5 seconds; the others stay up.
    before = demo.children()
    assert set(before) == {"gunicorn", "worker", "xero-sandbox", "postgres"}
    for name in ("worker", "gunicorn", "xero-sandbox"):
        os.kill(before[name], signal.SIGKILL)
    _wait(lambda: _all_new(demo, before, {"worker", "gunicorn", "xero-sandbox"}), seconds=5)
    assert demo.children()["postgres"] == before["postgres"]
    _wait(lambda: _answers(demo.port) and _answers(demo.sandbox_port), seconds=10)

    # Killed, it leaves nothing; started again on the same home, it is up again.
    left = list(demo.children().values())
    demo.process.kill()
    _wait(lambda: not any(_is_alive(process) for process in left), seconds=10)
    again = start()
    _words_until_up(again)

    # Asked to stop, it stops everything.
    left = list(again.children().values())
    again.process.send_signal(signal.SIGINT)
    assert again.process.wait(15) == 0
    assert not any(_is_alive(process) for process in left)


def test_a_used_port_gets_a_sentence(tmp_path: Path) -> None:
    port, sandbox_port = _free_ports()
    with socket.create_server(("127.0.0.1", sandbox_port)):
        process = _process(tmp_path / "home", port, sandbox_port)
        said = process.communicate(timeout=20)[1]
    assert said.startswith(f"tracker: Port {sandbox_port} is in use")
    assert said.count("\n") == 1


def _remove_spare(home: Path) -> None:
    """Remove the folder that root's database is given where it may not enter the tests' own."""
    note = home / SPARE
    if note.exists():
        _wait(lambda: _is_unheld(Path(note.read_text().strip()) / "postgres.lock"), seconds=10)
        shutil.rmtree(note.read_text().strip())
        note.unlink()


def _is_unheld(lock: Path) -> bool:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _process(home: Path, port: int, sandbox_port: int) -> "subprocess.Popen[str]":
    mine = {name: text for name, text in os.environ.items() if not name.startswith("XERO_")}
    for name in ("TRACKER_URL", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        mine.pop(name, None)
    ports = {"PORT": str(port), "SANDBOX_PORT": str(sandbox_port), "STORY": "empty"}
    return subprocess.Popen(
        [TRACKER, "demo"],
        env={**mine, **ports, "TRACKER_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _words_until_up(demo: Demo) -> str:
    words = ""
    assert demo.process.stdout and demo.process.stderr
    for line in demo.process.stdout:
        words += line
        if "Ctrl-C" in line:
            return words
    pytest.fail(f"{words}\n{demo.process.stderr.read()}")


def _all_new(demo: Demo, before: dict[str, int], names: set[str]) -> bool:
    now = demo.children()
    return names <= set(now) and all(now[name] != before[name] for name in names)


def _wait(is_so: Callable[[], bool], *, seconds: float) -> None:
    give_up_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up_at, f"not so after {seconds} seconds"
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://localhost:{port}/", timeout=5).close()
    except urllib.error.HTTPError as answer:
        answer.close()
    except OSError:
        return False
    return True


def _webhooks(demo: Demo) -> dict[str, Any]:
    address = f"http://localhost:{demo.sandbox_port}/_sandbox/webhooks"
    with urllib.request.urlopen(address, timeout=5) as answer:
        return dict(json.load(answer))


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("", 0)) as two:
        return one.getsockname()[1], two.getsockname()[1]


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _command(entry: Path) -> str:
    try:
        return (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _is_alive(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False
