"""A process with Tracker loaded, from which workers are forked: each is a real process.

So a worker starts in milliseconds instead of a second. This process holds no connection, no
socket and no thread that a worker could share. It gets orders on stdin and answers on stdout, a
line of JSON each, and ends with whoever started it; a worker dies with it.
"""

import ctypes
import gc
import json
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

from tracker.project.child_processes import PR_SET_PDEATHSIG


def main() -> None:
    import django

    django.setup()
    import procrastinate.worker  # noqa: F401

    import tracker.project.main
    import tracker.project.worker  # noqa: F401

    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        answer = start(order["start"]) if "start" in order else ended(order["ended"])
        print(json.dumps(answer), flush=True)


def start(order: dict[str, Any]) -> int:
    """Fork a worker; its process id."""
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        work(order, parent)
    return child


def ended(child: int) -> int | None:
    """A worker's exit code, negative for a signal; None while it lives."""
    found, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def work(order: dict[str, Any], parent: int) -> None:
    """Be `tracker worker`. Does not return."""
    code = 1
    try:
        _leave_the_parent(parent)
        _set(order)
        code = _run()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _leave_the_parent(parent: int) -> None:
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _set(order: dict[str, Any]) -> None:
    from django.conf import settings

    from tests.crashes.boundaries import Boundaries, End
    from tracker.sending.restored import started

    started.again()  # this process starts now, and not when Tracker was loaded
    for name, value in order["settings"].items():
        setattr(settings, name, value)
    settings.SENDING = {**settings.SENDING, **order["sending"]}
    settings.LOGGING_CONFIG = None  # else `tracker worker` would set the levels once more
    logging.getLogger("tracker").setLevel(logging.WARNING)
    if order["journal"]:
        end = End(**order["end"]) if order["end"] else None
        boundaries = Boundaries(Path(order["journal"]), end)
        boundaries.watch_commits()
        boundaries.watch_requests()
        boundaries.watch_jobs()


def _run() -> int:
    from tracker.project import main as entry

    sys.argv = ["tracker", "worker"]
    try:
        entry.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


if __name__ == "__main__":
    main()
