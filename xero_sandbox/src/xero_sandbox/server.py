"""The web application and how it is served: on loopback, always."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any, cast
from uuid import uuid4

from flask import Flask, Response, g, request
from werkzeug.local import LocalProxy

from xero_sandbox import control, pages
from xero_sandbox.books.organisation import Books
from xero_sandbox.clock import Clock
from xero_sandbox.http.callers import stranger
from xero_sandbox.http.calls import API
from xero_sandbox.http.entrance import respond
from xero_sandbox.http.faults import Faults
from xero_sandbox.http.journal import Entry, Journal
from xero_sandbox.identity import web as identity
from xero_sandbox.sandbox import Sandbox
from xero_sandbox.webhooks.deliveries import Webhooks
from xero_sandbox.wire import REPLY, Application, Reply, Server

FOLDED = (
    "/connections",
    "/connect/",
    "/identity/",
    "/.well-known/",
    "/accounts",
    "/contacts/view/",
    "/organisationlogin/",
)
XERO = ("/connections", "/connect/", "/identity/", "/.well-known/")
SANDBOX = "xero_sandbox.sandbox"


def make_app(sandbox: Sandbox) -> Application:
    """Xero's paths, the control plane and the pages, around one sandbox."""
    return _Front(_site(), sandbox)


@cache
def _site() -> Flask:
    """The one Flask application, which finds its sandbox in each request.

    Its rules take 50 ms to compile, and tests start many sandboxes.
    """
    app = Flask("xero_sandbox", template_folder="pages/templates", static_folder="pages/static")
    sandbox = cast(Sandbox, LocalProxy(_sandbox))
    app.register_blueprint(control.blueprint(sandbox))
    app.register_blueprint(identity.blueprint(sandbox))
    app.register_blueprint(pages.blueprint(sandbox))
    app.before_request(_open_entry)
    app.after_request(_close_entry)
    return app


def _sandbox() -> Sandbox:
    found: Sandbox = request.environ[SANDBOX]
    return found


def _open_entry() -> None:
    if request.path.lower().startswith(XERO):
        g.entry = _entry()
        _sandbox().arrive(g.entry, is_accounting=False)


def _close_entry(response: Response) -> Response:
    entry: Entry | None = g.get("entry")
    if entry is not None:
        response.headers["Xero-Correlation-Id"] = str(uuid4())
        entry.told["status"] = response.status_code
        reply: Reply = request.environ[REPLY]
        reply.on_sent = entry.finish
    return response


class _Front:
    """Lets the accounting API's requests in by their own entrance; tells the application which
    sandbox the others are for, and folds the case of those paths that are Xero's."""

    def __init__(self, application: Flask, sandbox: Sandbox) -> None:
        self.application = application
        self.sandbox = sandbox

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if sentence := stranger(environ):
            return Response(f"{sentence}\n", 403, mimetype="text/plain")(environ, start_response)
        environ[SANDBOX] = self.sandbox
        path: str = environ["PATH_INFO"]
        low = path.lower()
        if low.startswith(API):
            return respond(self.sandbox, environ, start_response)
        if low.startswith(FOLDED):
            environ["PATH_INFO"] = low
        return self.application(environ, start_response)


def _entry() -> Entry:
    return Entry(
        request.method,
        request.path,
        request.query_string.decode("latin-1"),
        request.headers.get("Idempotency-Key"),
        request.content_length or 0,
        request.headers.get("xero-tenant-id", "").lower(),
    )


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
    def webhooks(self) -> Webhooks:
        return self.sandbox.webhooks

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
    thread = Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield Running(sandbox, server)
    finally:
        sandbox.faults.clear()
        server.stop()
        thread.join()
        server.close()
        sandbox.close()
