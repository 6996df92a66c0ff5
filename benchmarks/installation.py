"""One Tracker: a database, its commands, its worker, its pages, and the sandbox it talks to."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.sandbox import Sandbox, address_in
from tracker.project.child_processes import start_child, stop_child
from tracker.project.services import program

if TYPE_CHECKING:
    from benchmarks.ground import Ground

COMMAND_SECONDS_MAX = 300
WORKER_SECONDS_MAX = 30
QUIET_SECONDS = 1.5


class Installation:
    def __init__(self, ground: Ground, name: str, sandbox: Sandbox | None = None) -> None:
        self.ground = ground
        self.name = name
        self.address = ground.cluster.address(name)
        self._sandbox = sandbox
        # Nobody listens on the discard port: what needs a sandbox is given one.
        url = sandbox.url if sandbox else "http://127.0.0.1:9"
        names = ("XERO_API_URL", "XERO_IDENTITY_URL", "XERO_LOGIN_URL", "XERO_WEB_URL")
        self.environment = {
            **ground.environment,
            "DATABASE_URL": self.address,
            **dict.fromkeys(names, url),
        }

    @property
    def sandbox(self) -> Sandbox:
        assert self._sandbox is not None
        return self._sandbox

    def run(self, *arguments: str) -> str:
        """Run one of Tracker's commands to its end and give back what it printed."""
        done = subprocess.run(
            [program("tracker"), *arguments],
            env=self.environment,
            capture_output=True,
            check=False,
            text=True,
            timeout=COMMAND_SECONDS_MAX,
        )
        if done.returncode:
            raise RuntimeError(f"tracker {arguments[0]} failed: {done.stderr.strip()}")
        return done.stdout

    def told(self, *arguments: str) -> dict[str, Any]:
        """The same with ``--json``, read."""
        found: dict[str, Any] = json.loads(self.run(*arguments, "--json"))
        return found

    def take_file(self, file: Path, mapping: Path, *, kind: str = "invoices") -> dict[str, Any]:
        """Import invoices, or payments; what the command tells."""
        return self.told("import", kind, str(file), "--map", str(mapping))

    def connect(self) -> None:
        self.run("connect", "--sandbox", self.sandbox.url)

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """A worker process that has started and is idle."""
        log = self.ground.home / f"worker-{self.name}.log"
        command = [program("tracker"), "worker"]
        process = start_child(command, log=log, environment=self.environment)
        self.ground.adopt(process)
        try:
            self._wait_for_worker()
            time.sleep(QUIET_SECONDS)
            yield process
        finally:
            stop_child(process, seconds_max=10)

    @contextmanager
    def web(self) -> Iterator[str]:
        """A web process on a free port; where it is."""
        log = self.ground.home / f"web-{self.name}.log"
        command = [program("tracker"), "web", "--bind", "127.0.0.1:0"]
        process = start_child(command, log=log, environment=self.environment)
        self.ground.adopt(process)
        try:
            yield address_in(log, process)
        finally:
            stop_child(process, seconds_max=10)

    def _wait_for_worker(self) -> None:
        self.use()
        from django.db import connection

        from tracker.sending.workers import workers_alive

        give_up_at = time.monotonic() + WORKER_SECONDS_MAX
        while not workers_alive():
            if time.monotonic() > give_up_at:
                raise RuntimeError("the worker does not start")
            time.sleep(0.1)
        connection.close()

    def use(self) -> None:
        """Let this process read and write this installation's database from now on.

        The name is changed where Django's own test runner changes it.
        """
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = self.name
