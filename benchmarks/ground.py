"""The ground that everything is measured on: a folder, a PostgreSQL, and what ends with them."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from secrets import token_urlsafe
from types import TracebackType
from typing import Self

import psycopg
from cryptography.fernet import Fernet
from psycopg import sql

from benchmarks.installation import Installation
from benchmarks.sandbox import Sandbox
from tracker.project.child_processes import stop_child
from tracker.project.collecting import collect_less_often
from tracker.project.embedded_place import SPARE, Cluster, cluster_in
from tracker.project.embedded_postgres import EmbeddedPostgres, make_database, stop_server

TEMPLATE = "migrated"
OURS = ("TRACKER_", "XERO_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")


class Ground:
    """A temporary home with a database server of its own. Leaving it ends and removes it all."""

    cluster: Cluster
    environment: dict[str, str]

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="tracker-bench-", dir="/tmp"))
        self._children: list[subprocess.Popen[bytes]] = []
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def _open(self) -> None:
        self.home.chmod(0o755)  # the user whom root runs the database as passes through
        self.cluster = cluster_in(self.home)
        self.environment = self._environment()
        self._server = EmbeddedPostgres(self.cluster).start()
        make_database(self.cluster, TEMPLATE)
        template = Installation(self, TEMPLATE)
        template.run("migrate")
        template.run("seed", "empty")

    def _environment(self) -> dict[str, str]:
        """What every process sees: the machine's own Tracker counts for nothing here."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
        return kept | {
            "TRACKER_HOME": str(self.home),
            "TRACKER_SECRET_KEY": token_urlsafe(48),
            "TRACKER_TOKEN_KEYS": Fernet.generate_key().decode(),
            "XERO_CLIENT_ID": "benchmark",
            "XERO_CLIENT_SECRET": token_urlsafe(24),
            "XERO_WEBHOOK_KEY": token_urlsafe(24),
            "DJANGO_SETTINGS_MODULE": "tracker.project.settings",
        }

    def set_up_django(self) -> None:
        """Make this very process one of Tracker's, on the template's database until it is moved."""
        os.environ.update(self.environment, DATABASE_URL=self.cluster.address(TEMPLATE))
        import django

        django.setup()
        collect_less_often()

    def installation(self, name: str, sandbox: Sandbox | None = None) -> Installation:
        """A Tracker with an empty office on a database of its own, beside ``sandbox``."""
        from django.db import connection

        connection.close()
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(TEMPLATE)
        )
        with psycopg.connect(self.cluster.address("postgres"), autocommit=True) as server:
            server.execute(statement)
        return Installation(self, name, sandbox)

    def sandbox(self, *, latency_ms: int = 0) -> Sandbox:
        """A sandbox of Xero with real limits, in a process of its own on a free port."""
        sandbox = Sandbox.start(self.home, latency_ms=latency_ms)
        self._children.append(sandbox.process)
        return sandbox

    def adopt(self, child: "subprocess.Popen[bytes]") -> None:
        """End this process too when the ground is left."""
        self._children.append(child)

    def _close(self) -> None:
        for child in reversed(self._children):
            stop_child(child, seconds_max=5)
        if self._server is not None:
            stop_server(self._server)
        spare = self.home / SPARE
        if spare.exists():
            shutil.rmtree(Path(spare.read_text().strip()), ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)
