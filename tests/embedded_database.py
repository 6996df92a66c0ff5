"""A pytest plugin: one embedded PostgreSQL for the run, unless DATABASE_URL names a server.

xdist's workers share the one that the controlling process started. It is gone with that process,
however that ends.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import settings
from tracker.project.embedded_place import SPARE, cluster_in
from tracker.project.embedded_postgres import EmbeddedPostgres, make_database, stop_server

running: list["subprocess.Popen[bytes]"] = []


def pytest_configure(config: pytest.Config) -> None:
    is_worker = hasattr(config, "workerinput")
    if is_worker or os.environ.get("DATABASE_URL") or config.option.collectonly:
        return
    shutil.rmtree(settings.HOME, ignore_errors=True)  # of a run that was killed, long ago
    settings.HOME.mkdir()
    cluster = cluster_in(settings.HOME)
    running.append(EmbeddedPostgres(cluster, is_durable=False).start())
    make_database(cluster)


def pytest_unconfigure(config: pytest.Config) -> None:
    while running:
        stop_server(running.pop())
        spare = settings.HOME / SPARE
        if spare.exists():
            shutil.rmtree(Path(spare.read_text().strip()), ignore_errors=True)
        shutil.rmtree(settings.HOME, ignore_errors=True)
