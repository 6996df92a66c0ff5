"""The embedded database works wherever its folder lies, and belongs to one owner at a time."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tracker.project import embedded_place, embedded_postgres
from tracker.project.configuration import ConfigurationError
from tracker.project.embedded_place import SPARE, Cluster, cluster_in
from tracker.project.embedded_postgres import EmbeddedPostgres, make_database, stop_server


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    made = []

    def make(name: str) -> Path:
        made.append(tmp_path / name)
        made[-1].mkdir(parents=True)
        return made[-1]

    yield make
    for home in made:
        if (home / SPARE).exists():
            shutil.rmtree((home / SPARE).read_text().strip())


@pytest.fixture
def start() -> Iterator[Callable[[Cluster], "subprocess.Popen[bytes]"]]:
    started = []

    def start_server(cluster: Cluster) -> "subprocess.Popen[bytes]":
        started.append(EmbeddedPostgres(cluster, is_durable=False).start())
        return started[-1]

    yield start_server
    for process in started:
        stop_server(process)


def asked(cluster: Cluster, question: str) -> object:
    with psycopg.connect(cluster.address(), autocommit=True) as connection:
        cursor = connection.execute(question)
        return cursor.fetchone() if cursor.description else None


@pytest.mark.parametrize("name", ["plain", "with a space", "Größe, 100%", "long/" + "x" * 100])
def test_any_folder_will_do(
    homes: Callable[[str], Path],
    start: Callable[[Cluster], "subprocess.Popen[bytes]"],
    name: str,
) -> None:
    cluster = cluster_in(homes(name))
    start(cluster)
    make_database(cluster)
    make_database(cluster)  # what is there already is left alone
    assert asked(cluster, "SELECT current_database()") == ("tracker",)


def test_data_stay_when_it_is_stopped_and_when_it_is_killed(
    homes: Callable[[str], Path], start: Callable[[Cluster], "subprocess.Popen[bytes]"]
) -> None:
    home = homes("home")
    first = start(cluster_in(home))
    make_database(cluster_in(home))
    asked(cluster_in(home), "CREATE TABLE kept AS SELECT 1 AS one")
    stop_server(first)
    second = start(cluster_in(home))
    second.send_signal(signal.SIGKILL)
    second.wait()
    start(cluster_in(home))
    assert asked(cluster_in(home), "SELECT one FROM kept") == (1,)


def test_a_second_owner_is_refused(
    homes: Callable[[str], Path],
    start: Callable[[Cluster], "subprocess.Popen[bytes]"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cluster = cluster_in(homes("home"))
    start(cluster)
    monkeypatch.setattr(embedded_postgres, "OWNER_SECONDS_MAX", 0.2)
    with pytest.raises(ConfigurationError, match="Another process holds"):
        start(cluster)


def test_programs_closed_to_its_user_are_copied(
    homes: Callable[[str], Path],
    start: Callable[[Cluster], "subprocess.Popen[bytes]"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    really = embedded_place._succeeds

    def only_spare_programs(command: list[str | Path], user: object) -> bool:
        return "site-packages" not in str(command[0]) and really(command, user)  # type: ignore[arg-type]

    monkeypatch.setattr(embedded_place, "_succeeds", only_spare_programs)
    home = homes("home")
    cluster = cluster_in(home)
    assert cluster.binaries.is_relative_to((home / SPARE).read_text().strip())
    start(cluster)
    make_database(cluster)
    assert asked(cluster, "SELECT 1") == (1,)


@pytest.mark.skipif(os.getuid() != 0, reason="only root runs it as somebody else")
def test_root_keeps_its_parents_closed(homes: Callable[[str], Path]) -> None:
    home = homes("closed/home")
    home.parent.chmod(0o700)
    cluster = cluster_in(home)
    assert cluster.data.is_relative_to((home / SPARE).read_text().strip())
    assert home.parent.stat().st_mode & 0o777 == 0o700
    assert cluster == cluster_in(home), "the same folder is found again"
