"""A demo's webhooks: on where the sandbox agrees, and a sentence where it does not."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from tracker.project.demo_webhooks import subscribe
from xero_sandbox.server import running

NOT_ON = "Webhooks are not on (%s): Tracker looks at Xero by itself every few minutes."


@contextmanager
def answering(status: int) -> Iterator[str]:
    """Somebody who answers every POST with one status and nothing else."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_tracker_that_takes_any_signature_is_not_subscribed_and_it_says_so() -> None:
    with answering(200) as tracker, running(limits="off") as sandbox:
        said = subscribe(sandbox.url, tracker_url=tracker, key="key")
        assert sandbox.webhooks.status == "FAILED"
    assert said.startswith("Webhooks are not on (") and "401" in said


def test_a_sandbox_that_refuses_is_named() -> None:
    with answering(503) as sandbox:
        said = subscribe(sandbox, tracker_url="http://localhost:1", key="key")
    assert said == NOT_ON % "the sandbox answered 503"


def test_an_answer_that_is_not_json_is_no_reason_to_stop() -> None:
    with answering(200) as sandbox:
        said = subscribe(sandbox, tracker_url="http://localhost:1", key="key")
    assert said == NOT_ON % "JSONDecodeError"


def test_a_sandbox_that_is_not_there_is_no_reason_to_stop() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    said = subscribe(f"http://127.0.0.1:{port}", tracker_url="http://localhost:1", key="key")
    assert said.startswith("Webhooks are not on (URLError)")
