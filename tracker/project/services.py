"""The processes that make up Tracker, as services of the supervisor."""

import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tracker.project.child_processes import start_child
from tracker.project.embedded_place import Cluster
from tracker.project.embedded_postgres import STOP_SECONDS_MAX, EmbeddedPostgres
from tracker.project.supervisor import Service

# Also when the supervisor is killed, nothing may stay: the worker is built to be killed, and a
# call that it waits for could keep it for a minute and a half.
WORKER_FAREWELL = signal.SIGKILL


def program(name: str) -> str:
    """A program of the environment that we run in."""
    return str(Path(sys.executable).with_name(name))


def database_service(cluster: Cluster) -> Service:
    return Service(
        "database",
        EmbeddedPostgres(cluster).start,
        stop_by=signal.SIGINT,
        stop_seconds_max=STOP_SECONDS_MAX,
    )


def sandbox_service(port: int, home: Path, logs: Path | None) -> Service:
    command = [program("xero-sandbox"), "--port", str(port), "--data", str(home / "xero-sandbox")]
    return Service(
        "sandbox", lambda: start_child(command, log=_log(logs, "sandbox")), stop_seconds_max=3
    )


def worker_service(environment: Mapping[str, str], logs: Path | None) -> Service:
    def start() -> "subprocess.Popen[bytes]":
        return start_child(
            [program("tracker"), "worker"],
            log=_log(logs, "worker"),
            environment=environment,
            farewell=WORKER_FAREWELL,
        )

    return Service("worker", start)


def web_service(environment: Mapping[str, str], logs: Path | None, *, port: int) -> Service:
    def start() -> "subprocess.Popen[bytes]":
        return start_child(
            [program("tracker"), "web", "--bind", f"127.0.0.1:{port}"],
            log=_log(logs, "web"),
            environment=environment,
        )

    return Service("web", start, stop_seconds_max=5)


def _log(logs: Path | None, name: str) -> Path | None:
    return logs / f"{name}.log" if logs else None
