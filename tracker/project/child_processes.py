"""Processes of our own that never outlive us: each in a session of its own."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class SystemUser:
    """Whom a process runs as, where that is not ourselves."""

    user: int
    group: int


def start_child(
    command: Sequence[str | Path],
    *,
    log: Path | None,
    environment: Mapping[str, str] | None = None,
    system_user: SystemUser | None = None,
    kept_files: Iterable[int] = (),
    farewell: signal.Signals = signal.SIGTERM,
) -> "subprocess.Popen[bytes]":
    """Start a process whose words go to the end of `log` (None: to our own), and which gets
    `farewell` when we die.

    Call it from the main thread: the kernel takes a thread that ends for a parent that dies.
    """
    with log.open("ab") if log else nullcontext() as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if log else None,
            cwd="/",
            env=environment,
            start_new_session=True,
            pass_fds=tuple(kept_files),
            preexec_fn=_dies_with_parent(farewell),
            **as_user(system_user),
        )


def as_user(system_user: SystemUser | None) -> dict[str, Any]:
    """The arguments of `subprocess` that run a command as another user; none for ourselves."""
    if system_user is None:
        return {}
    return {"user": system_user.user, "group": system_user.group, "extra_groups": []}


def stop_child(
    child: "subprocess.Popen[bytes]", *, by: signal.Signals = signal.SIGTERM, seconds_max: float
) -> None:
    """Ask a process to end, wait, and kill it when it takes longer than `seconds_max`."""
    if child.poll() is not None:
        return
    child.send_signal(by)
    try:
        child.wait(seconds_max)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _dies_with_parent(farewell: signal.Signals) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, farewell)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask
