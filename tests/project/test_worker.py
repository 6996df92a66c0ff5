"""The worker's process: it is seen while it lives, and stops when asked."""

import signal
import subprocess
import sys
import time
from pathlib import Path

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
