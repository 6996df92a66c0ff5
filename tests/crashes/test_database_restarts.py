"""PostgreSQL is restarted in the middle of a batch; each thing arrives once all the same."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.core.management import call_command
from django.db import connection

from tests.crashes.books import assert_told_once
from tests.crashes.moments import CHOSEN, at
from tests.crashes.story import Story
from tests.crashes.workers import Workers, eventually
from tracker.project.embedded_place import SPARE, Cluster, cluster_in
from tracker.project.embedded_postgres import EmbeddedPostgres, make_database, stop_server


class Server:
    """A PostgreSQL of one test's own: the others' would notice."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.start()

    def start(self) -> None:
        self._process: subprocess.Popen[bytes] = EmbeddedPostgres(
            self.cluster, is_durable=False
        ).start()

    def stop(self) -> None:
        stop_server(self._process)


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    """Tracker's database is on this server until the test ends."""
    home = Path(mkdtemp(prefix="tracker-restarts-", dir="/tmp"))
    cluster = cluster_in(home)
    server = Server(cluster)
    make_database(cluster)
    before = connection.settings_dict
    connection.close()
    connection.settings_dict = {
        **before,
        **{"NAME": "tracker", "USER": "postgres", "PASSWORD": ""},
        **{"HOST": str(cluster.sockets), "PORT": "5432"},
    }
    call_command("migrate", interactive=False, verbosity=0)
    yield server
    connection.close()
    connection.settings_dict = before
    server.stop()
    _remove(home)


def _remove(home: Path) -> None:
    spare = home / SPARE
    if spare.exists():
        shutil.rmtree(spare.read_text().strip())
    shutil.rmtree(home)


@pytest.mark.parametrize("when", ["before", "sent"])
def test_a_restart_of_the_database_loses_and_doubles_nothing(
    server: Server, story: Story, workers: Workers, tmp_path: Path, when: str
) -> None:
    for write in CHOSEN:
        worker = at(f"{when} {write}", signal.SIGSTOP, story, workers, tmp_path)
        server.stop()
        worker.send_signal(signal.SIGCONT)
        server.start()
        connection.close()
        eventually(story.is_settled)
        assert worker.poll() is None, "the worker lives on"
        worker.kill()
        assert_told_once(story)
