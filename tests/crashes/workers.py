"""Worker processes of a test: started, killed, frozen, and ended with the test."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, connection

from tests.crashes.boundaries import End

ROOT = Path(__file__).resolve().parents[2]


class Warmed:
    """The process from which workers are forked; one for the whole run."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crashes.warmed_workers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=dict(environment),
            text=True,
        )

    def ask(self, order: dict[str, Any]) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()


class Worker:
    """A worker process. Its id stays its own until somebody has asked whether it ended."""

    def __init__(self, warmed: Warmed, order: dict[str, Any]) -> None:
        self._warmed = warmed
        self._code: int | None = None
        self.pid: int = warmed.ask({"start": order})

    def poll(self) -> int | None:
        """Its exit code, negative for a signal; None while it lives."""
        if self._code is None:
            self._code = self._warmed.ask({"ended": self.pid})
        return self._code

    def wait(self, seconds: float = 20) -> int:
        give_up_at = time.monotonic() + seconds
        while (code := self.poll()) is None:
            assert time.monotonic() < give_up_at, f"the worker lives on after {seconds} s"
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def stop(self) -> int:
        """SIGTERM; its exit code, once it has finished what it was at."""
        self.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.send_signal(signal.SIGKILL)
        self.wait()


@dataclass(frozen=True)
class Surroundings:
    """What every worker of a test is told: Django's settings, and the protocol's numbers."""

    settings: Mapping[str, Any]
    sending: Mapping[str, Any]


class Workers:
    def __init__(self, warmed: Warmed, surroundings: Surroundings) -> None:
        self._warmed = warmed
        self._surroundings = surroundings
        self._started: list[Worker] = []

    def number(self, **sending: Any) -> None:
        """Give the workers that start from now on other numbers of the protocol."""
        numbers = {**self._surroundings.sending, **sending}
        self._surroundings = replace(self._surroundings, sending=numbers)

    def start(
        self, *, journal: Path | None = None, end: End | None = None, **settings: Any
    ) -> Worker:
        """A worker; with ``journal`` one that writes its boundaries down, and ends at ``end``."""
        order = {
            "settings": {**self._surroundings.settings, **settings},
            "sending": dict(self._surroundings.sending),
            "journal": str(journal) if journal else "",
            "end": asdict(end) if end else None,
        }
        worker = Worker(self._warmed, order)
        self._started.append(worker)
        return worker

    def end(self) -> None:
        for worker in self._started:
            worker.kill()


def eventually(what: Callable[[], bool], *, seconds: float = 60, every: float = 0.03) -> None:
    """Wait until ``what`` is true; fail where it does not become so. The database may be away."""
    give_up_at = time.monotonic() + seconds
    while not _holds(what):
        assert time.monotonic() < give_up_at, f"not within {seconds} s"
        time.sleep(every)


def _holds(what: Callable[[], bool]) -> bool:
    try:
        return what()
    except (InterfaceError, OperationalError):
        connection.close()
        return False
