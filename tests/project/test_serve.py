"""`tracker serve`: the pages and the worker together, until they are asked to stop."""

import json
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
    process_environment: dict[str, str], tmp_path: Path
) -> None:
    """What its processes say meanwhile is one JSON object a line."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    written = tmp_path / "stderr"
    with written.open("wb") as stderr:
        command = [str(TRACKER), "serve", "--port", str(port)]
        serve = subprocess.Popen(command, env=process_environment, stderr=stderr)
    try:
        give_up_at = time.monotonic() + 20
        while not (workers_alive() and _signs_in(port)):
            assert serve.poll() is None and time.monotonic() < give_up_at
            time.sleep(0.1)
        serve.send_signal(signal.SIGTERM)
        assert serve.wait(15) == 0
        assert not workers_alive()
        assert not _signs_in(port)
        lines = [json.loads(line) for line in written.read_text().splitlines()]
        assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
        assert {"tracker.worker", "gunicorn.error"} <= {line["logger"] for line in lines}
    finally:
        serve.kill()
        serve.wait()


def _signs_in(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=5) as answer:
            policy = answer.headers["Content-Security-Policy"]
            return answer.status == 200 and "default-src 'none'" in policy
    except OSError:
        return False
