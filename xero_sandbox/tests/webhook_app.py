"""An app that receives webhooks, as strict or as careless as a test wants it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

KEY = "the webhook key"


class App:
    """``answers`` are given in turn to rightly signed calls with events; after them, 200."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.answers: list[int] = []
        self.checks = True
        self.may_answer = Event()
        self.may_answer.set()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/webhooks/xero?a=1"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for body in self.bodies for event in body["events"]]

    def answer(self, body: bytes, signed: str) -> int:
        right = base64.b64encode(hmac.new(KEY.encode(), body, hashlib.sha256).digest()).decode()
        if self.checks and signed != right:
            return 401
        told = json.loads(body)
        if not told["events"]:
            assert (told["firstEventSequence"], told["lastEventSequence"]) == (0, 0)
            return 200
        self.bodies.append(told)
        self.may_answer.wait(30)
        return self.answers.pop(0) if self.answers else 200


@contextmanager
def listening() -> Iterator[App]:
    app = App()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(app.answer(body, self.headers["x-xero-signature"]))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    app.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield app
    finally:
        app.may_answer.set()
        server.shutdown()
        thread.join()
        server.server_close()
