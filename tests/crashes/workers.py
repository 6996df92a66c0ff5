"""Worker processes of a test: started, killed, frozen, and ended with the test."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from django.db import connection

TRACKER = Path(sys.executable).with_name("tracker")


class Workers:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self) -> "subprocess.Popen[bytes]":
        worker = subprocess.Popen([TRACKER, "worker"], env=self._environment)
        self._started.append(worker)
        return worker

    def end(self) -> None:
        for worker in self._started:
            worker.kill()
            worker.wait()


def eventually(what: Callable[[], bool], *, seconds: float = 40) -> None:
    """Wait until ``what`` is true; fail where it does not become so."""
    give_up_at = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < give_up_at, f"not within {seconds} s"
        connection.close()
        time.sleep(0.1)
