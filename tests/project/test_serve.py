"""`tracker serve`: the pages and the worker together, until they are asked to stop."""

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tracker.sending.workers import workers_alive

TRACKER = Path(sys.executable).with_name("tracker")


def test_serve_has_pages_and_a_worker_and_stops_when_asked(
    process_environment: dict[str, str],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    serve = subprocess.Popen([TRACKER, "serve", "--port", str(port)], env=process_environment)
    try:
        give_up_at = time.monotonic() + 20
        while not (workers_alive() and _signs_in(port)):
            assert serve.poll() is None and time.monotonic() < give_up_at
            time.sleep(0.1)
        serve.send_signal(signal.SIGTERM)
        assert serve.wait(15) == 0
        assert not workers_alive()
        assert not _signs_in(port)
    finally:
        serve.kill()
        serve.wait()


def _signs_in(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=5) as answer:
            policy = answer.headers["Content-Security-Policy"]
            return answer.status == 200 and "default-src 'self'" in policy
    except OSError:
        return False
