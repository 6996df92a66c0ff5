"""Servers in processes of their own that know the processor time of each answer."""

import gc
import http.client
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

from xero_sandbox.books import contacts
from xero_sandbox.sandbox import Sandbox
from xero_sandbox.server import make_app
from xero_sandbox.wire import Application, Server

INVOICES = "/api.xro/2.0/Invoices"
SCOPES = ["accounting.invoices", "accounting.contacts"]
NEW_OBJECTS = 50_000


@dataclass
class Offer:
    """An application to be served, the headers that it wants, and contacts to write to."""

    application: Application
    headers: dict[str, str] = field(default_factory=dict)
    contact_ids: list[str] = field(default_factory=list)


Offering = Callable[[], AbstractContextManager[Offer]]
"""What a process opens and serves. It is sent there, so a module holds it by name."""


class Asked:
    """A server in its process, to be asked."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.port, self.headers, self.contact_ids = pipe.recv()

    def ask(
        self, method: str, query: str, body: bytes | None = None, more: dict[str, str] | None = None
    ) -> float:
        """Seconds of processor time that the answer took."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/json", "Connection": "close", **self.headers}
        line.request(method, INVOICES + query, body, headers | (more or {}))
        reply = line.getresponse()
        content = reply.read()
        line.close()
        assert reply.status == 200, content[:500]
        self._pipe.send("how long?")
        seconds: float = self._pipe.recv()
        return seconds


@contextmanager
def served(offering: Offering) -> Iterator[Asked]:
    """Serve it in a new process, which has loaded nothing else, until the block ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(offering, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Asked(ours)
    finally:
        ours.close()
        process.join()


def _serve(offering: Offering, pipe: Connection) -> None:
    with offering() as offer:
        server = _TimedServer(0, offer.application)
        Thread(target=server.serve, daemon=True).start()
        # As the sandbox's own command does, and Tracker's.
        gc.freeze()
        gc.set_threshold(NEW_OBJECTS)
        pipe.send((server.port, offer.headers, offer.contact_ids))
        while _is_asked(pipe):
            while not server.seconds:
                time.sleep(0.0005)
            pipe.send(server.seconds.pop())
        server.stop()


def _is_asked(pipe: Connection) -> bool:
    """Wait for the next question; False where nobody will ask any more."""
    try:
        pipe.recv()
    except EOFError:
        return False
    return True


class _TimedServer(Server):
    """Knows how much processor time each connection's thread took."""

    def __init__(self, port: int, application: Application) -> None:
        super().__init__(port, application)
        self.seconds: list[float] = []

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        super().process_request_thread(request, client_address)
        self.seconds.append(time.thread_time())


@contextmanager
def offered(sandbox: Sandbox) -> Iterator[Offer]:
    """The sandbox, with a token and fifty contacts."""
    tokens = sandbox.issue_token(SCOPES)
    tenant = tokens["tenants"][0]["tenantId"]
    headers = {"Authorization": f"Bearer {tokens['access_token']}", "xero-tenant-id": tenant}
    books = sandbox.organisations[tenant]
    with sandbox.writing(books):
        wishes = [{"Name": f"Client {number}"} for number in range(50)]
        contact_ids = [contacts.create(books, wish)["ContactID"] for wish in wishes]
    try:
        yield Offer(make_app(sandbox), headers, contact_ids)
    finally:
        sandbox.close()
