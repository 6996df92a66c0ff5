"""The worker's process: it is seen while it lives, and stops when asked."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

from tracker.sending.workers import workers_alive

TRACKER = Path(sys.executable).with_name("tracker")


def test_a_worker_is_seen_while_it_lives_and_leaves_when_asked(
    process_environment: dict[str, str],
) -> None:
    assert not workers_alive()
    worker = subprocess.Popen([TRACKER, "worker"], env=process_environment)
    try:
        give_up_at = time.monotonic() + 15
        while not workers_alive():
            assert worker.poll() is None and time.monotonic() < give_up_at
            time.sleep(0.05)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
        assert not workers_alive(), "a worker that stops in order says so"
    finally:
        worker.kill()
        worker.wait()


def test_a_worker_without_tables_says_what_to_run(
    process_environment: dict[str, str], tmp_path: Path
) -> None:
    name = connection.settings_dict["NAME"]
    empty = process_environment["DATABASE_URL"].replace(f"/{name}?", "/postgres?")
    log = tmp_path / "worker.log"
    with log.open("wb") as stderr:
        environment = {**process_environment, "DATABASE_URL": empty}
        worker = subprocess.Popen([TRACKER, "worker"], env=environment, stderr=stderr)
    try:
        give_up_at = time.monotonic() + 15
        while "run `tracker migrate`" not in log.read_text():
            assert worker.poll() is None and time.monotonic() < give_up_at, log.read_text()
            time.sleep(0.05)
    finally:
        worker.kill()
        worker.wait()
