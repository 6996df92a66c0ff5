"""The embedded database: nobody but its owner gets to it, and no folder above it is touched."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

from tracker.project.embedded_place import SPARE, Cluster, cluster_in
from tracker.project.embedded_postgres import EmbeddedPostgres, make_database, stop_server

OPEN, LONG, CLOSED = "open", "long" + "x" * 100, "closed"


@pytest.fixture(params=[OPEN, LONG, CLOSED])
def started(request: pytest.FixtureRequest) -> Iterator[tuple[Cluster, Path]]:
    """Its socket beside its data; a path too long for that; a folder that root alone may enter."""
    above = Path(mkdtemp(prefix="tracker-home-", dir="/tmp"))
    above.chmod(0o700 if request.param == CLOSED else 0o755)
    home = above / request.param
    home.mkdir(mode=0o755)
    before = {folder: _seen(folder) for folder in _above(home)}
    cluster = cluster_in(home)
    process = EmbeddedPostgres(cluster, is_durable=False).start()
    make_database(cluster)
    yield cluster, home
    stop_server(process)
    after = {folder: _seen(folder) for folder in before}
    if (home / SPARE).exists():
        shutil.rmtree((home / SPARE).read_text().strip())
    shutil.rmtree(above)
    assert after == before


def test_it_lies_where_its_user_and_its_socket_can_be(started: tuple[Cluster, Path]) -> None:
    cluster, home = started
    is_moved = home.name == CLOSED and os.getuid() == 0
    assert (cluster.data.parent == home) == (not is_moved)
    assert (cluster.sockets == cluster.data) == (home.name != LONG)


def test_only_its_owner_gets_to_it(started: tuple[Cluster, Path]) -> None:
    """No port, and a socket in a folder that is closed to everybody else."""
    cluster, home = started
    owner = cluster.system_user.user if cluster.system_user else os.getuid()
    for folder in {cluster.data, cluster.sockets}:
        assert (folder.stat().st_mode & 0o777, folder.stat().st_uid) == (0o700, owner), folder
    if (home / SPARE).exists():
        spare = Path((home / SPARE).read_text().strip())
        assert spare.stat().st_mode & 0o777 == 0o711 and spare.stat().st_uid == os.getuid()
    with psycopg.connect(cluster.address()) as connection:
        told = connection.execute("SHOW listen_addresses").fetchone()
        process = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
        ).fetchone()
    assert told == ("",) and process
    assert _listening_on_the_network(_parent_of(process[0])) == []


def _above(home: Path) -> list[Path]:
    """Every folder that could be opened wider to let the database in, its own home among them."""
    return [home, *home.parents, Path.home(), Path("/var/tmp"), Path("/var"), Path("/tmp")]


def _seen(folder: Path) -> tuple[int, int, int]:
    found = folder.stat()
    return found.st_mode, found.st_uid, found.st_gid


def _parent_of(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("PPid:")[1].split()[0])


def _listening_on_the_network(process: int) -> list[str]:
    """Its sockets among those of the kernel that listen on TCP, of both versions of IP."""
    links = [_link(each) for each in Path(f"/proc/{process}/fd").iterdir()]
    inodes = {text[8:-1] for text in links if text.startswith("socket:[")}
    rows = [line.split() for name in ("tcp", "tcp6") for line in _table(name)]
    return [row[1] for row in rows if row[3] == "0A" and row[9] in inodes]


def _table(name: str) -> list[str]:
    path = Path(f"/proc/{os.getpid()}/net/{name}")
    return path.read_text().splitlines()[1:] if path.exists() else []


def _link(path: Path) -> str:
    try:
        return os.readlink(path)
    except OSError:  # closed since it was listed
        return ""
