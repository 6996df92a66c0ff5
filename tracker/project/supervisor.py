"""Keeps a few processes running: starts them in order, again when they die, stops them in order."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from tracker.project.child_processes import stop_child
from tracker.project.configuration import ConfigurationError

LOOK_SECONDS = 0.2
# A process that died is back well within 5 seconds, yet a hopeless one does not spin.
AGAIN_SECONDS = 1.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopRequested(BaseException):
    """Somebody asked us to stop: Ctrl-C or SIGTERM."""


@dataclass
class Service:
    """One process that is kept running, and how it is asked to stop."""

    name: str
    start: "Callable[[], subprocess.Popen[bytes]]"
    stop_by: signal.Signals = signal.SIGTERM
    stop_seconds_max: float = 10
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    again_at: float = field(default=0, init=False)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Holds services in the order they were started; stops them in the order of `stop_order`."""

    def __init__(self, *, say: Callable[[str], None]) -> None:
        self.say = say
        self.services: list[Service] = []

    def start(self, service: Service) -> None:
        """Start a service and keep it from now on."""
        service.process = service.start()
        self.services.append(service)

    def service(self, name: str) -> Service:
        """The service called `name`."""
        return next(service for service in self.services if service.name == name)

    def keep_running(self, *, with_parent: bool = False) -> None:
        """Look after every service until `StopRequested`, or until our parent is gone."""
        parent = os.getppid()
        while not (with_parent and os.getppid() != parent):
            for service in self.services:
                self._look_after(service)
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Stop what was started, the last one first."""
        for service in reversed(self.services):
            if service.process:
                stop_child(
                    service.process, by=service.stop_by, seconds_max=service.stop_seconds_max
                )
        self.services.clear()

    def _look_after(self, service: Service) -> None:
        if service.process and service.process.poll() is not None:
            self.say(f"{service.name} stopped ({_how(service.process.returncode)}); starting it.")
            service.process = None
            service.again_at = time.monotonic() + AGAIN_SECONDS
        if service.process is None and time.monotonic() >= service.again_at:
            self._start_again(service)

    def _start_again(self, service: Service) -> None:
        try:
            service.process = service.start()
        except (ConfigurationError, OSError) as problem:
            self.say(f"{service.name} cannot be started yet: {problem}")
            service.again_at = time.monotonic() + AGAIN_SECONDS


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Turn Ctrl-C and SIGTERM into `StopRequested` once; later ones do not disturb the stopping."""
    before = {number: signal.signal(number, _request_stop) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _request_stop(_number: int, _frame: FrameType | None) -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise StopRequested


def _how(returncode: int) -> str:
    return f"signal {-returncode}" if returncode < 0 else f"exit {returncode}"
