"""The web application and how it is served: on loopback, always."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from flask import Flask, Response, g, request

from xero_sandbox import control, pages
from xero_sandbox.books.organisation import Books
from xero_sandbox.clock import Clock
from xero_sandbox.http.answers import Answer
from xero_sandbox.http.calls import Call
from xero_sandbox.http.faults import Faults
from xero_sandbox.http.journal import Entry, Journal
from xero_sandbox.http.pipeline import Pipeline
from xero_sandbox.identity import web as identity
from xero_sandbox.sandbox import Sandbox
from xero_sandbox.wire import REPLY, Reply, Server

API = "/api.xro/2.0/"
FOLDED = (
    "/connections",
    "/connect/",
    "/identity/",
    "/.well-known/",
    "/accounts",
    "/contacts/view/",
)
XERO = (API, "/connections", "/connect/", "/identity/", "/.well-known/")
SMALLEST_GZIP = 200


def make_app(sandbox: Sandbox) -> Flask:
    """Xero's paths, the control plane and the pages, around one sandbox."""
    app = Flask("xero_sandbox", template_folder="pages/templates", static_folder="pages/static")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.register_blueprint(control.blueprint(sandbox))
    app.register_blueprint(identity.blueprint(sandbox))
    app.register_blueprint(pages.blueprint(sandbox))

    @app.before_request
    def open_entry() -> None:
        path = request.path
        if path.lower().startswith(XERO):
            g.entry = sandbox.journal.arrive(_entry())

    @app.after_request
    def close_entry(response: Response) -> Response:
        entry: Entry | None = g.get("entry")
        if entry is not None:
            response.headers["Xero-Correlation-Id"] = str(uuid4())
            entry.told["status"] = response.status_code
            reply: Reply = request.environ.get(REPLY, Reply())
            reply.on_sent = entry.finish
        return response

    @app.route(API + "<path:path>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def accounting(path: str) -> Response:
        pipeline = Pipeline(sandbox, _call(path))
        answer = pipeline.answer()
        g.entry.told["fault"] = pipeline.fault.told or None
        return _response(answer)

    app.wsgi_app = _FoldedPaths(app.wsgi_app)  # type: ignore[method-assign]
    return app


class _FoldedPaths:
    """Xero's paths are matched ignoring case; what follows the API's prefix keeps its own."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        path: str = environ["PATH_INFO"]
        low = path.lower()
        if low.startswith(API):
            environ["PATH_INFO"] = API + path[len(API) :]
        elif low.startswith(FOLDED):
            environ["PATH_INFO"] = low
        return self.application(environ, start_response)


def _entry() -> Entry:
    return Entry(
        request.method,
        request.path,
        request.query_string.decode("latin-1"),
        request.headers.get("Idempotency-Key"),
        request.content_length or 0,
    )


def _call(path: str) -> Call:
    raw = request.query_string.decode("latin-1")
    query = {name.lower(): value for name, value in parse_qsl(raw, keep_blank_values=True)}
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Call(request.method, path, raw, query, headers, request.get_data())


def _response(answer: Answer) -> Response:
    body, headers = answer.body.encode(), dict(answer.headers)
    accepted = request.headers.get("Accept-Encoding", "").lower()
    if "gzip" in accepted and len(body) >= SMALLEST_GZIP:
        body = gzip.compress(body, compresslevel=5)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    response = Response(body, answer.status, headers)
    if answer.content_type:
        response.headers["Content-Type"] = answer.content_type
    else:
        del response.headers["Content-Type"]
    reply: Reply = request.environ.get(REPLY, Reply())
    reply.cut = answer.reply.cut
    return response


class Running:
    """A sandbox being served. ``url`` has no slash at its end; the rest are the live objects."""

    def __init__(self, sandbox: Sandbox, server: Server) -> None:
        self.sandbox = sandbox
        self.server = server
        self.url = f"http://127.0.0.1:{server.port}"
        self.port = server.port

    @property
    def journal(self) -> Journal:
        return self.sandbox.journal

    @property
    def faults(self) -> Faults:
        return self.sandbox.faults

    @property
    def clock(self) -> Clock:
        return self.sandbox.clock

    @property
    def books(self) -> Books:
        """The first organisation's books."""
        return next(iter(self.sandbox.organisations.values()))


@contextmanager
def running(
    *,
    port: int = 0,
    data: Path | str | None = None,
    story: str | None = None,
    limits: str = "real",
    latency_ms: int = 0,
) -> Iterator[Running]:
    """Serve a sandbox in this process, on a free port unless one is given, until the block ends."""
    folder = Path(data) if data is not None else None
    sandbox = Sandbox(folder=folder, story=story, limits=limits, latency_ms=latency_ms)
    server = Server(port, make_app(sandbox))
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield Running(sandbox, server)
    finally:
        sandbox.faults.clear()
        server.stop()
        thread.join()
        sandbox.close()
