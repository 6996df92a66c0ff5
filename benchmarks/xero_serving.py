"""Servers that know the processor time of each answer: the sandbox's own, for any application."""

import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from xero_sandbox.books import contacts
from xero_sandbox.sandbox import Sandbox
from xero_sandbox.server import make_app
from xero_sandbox.wire import Application, Server

INVOICES = "/api.xro/2.0/Invoices"
SCOPES = ["accounting.invoices", "accounting.contacts"]


class TimedServer(Server):
    """Knows how much processor time each connection's thread took."""

    seconds: list[float]

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        super().process_request_thread(request, client_address)
        self.seconds.append(time.thread_time())


class Asked:
    """A server to be asked, with the headers that it wants."""

    def __init__(
        self, server: TimedServer, headers: dict[str, str], contact_ids: list[str]
    ) -> None:
        self.server = server
        self.headers = headers
        self.contact_ids = contact_ids

    def ask(
        self, method: str, query: str, body: bytes | None = None, more: dict[str, str] | None = None
    ) -> float:
        """Seconds of processor time that the answer took."""
        self.server.seconds = []
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        headers = {"Content-Type": "application/json", "Connection": "close", **self.headers}
        line.request(method, INVOICES + query, body, headers | (more or {}))
        reply = line.getresponse()
        content = reply.read()
        line.close()
        assert reply.status == 200, content[:500]
        while not self.server.seconds:
            time.sleep(0.001)
        return self.server.seconds[0]


@contextmanager
def served(
    application: Application, headers: dict[str, str], contact_ids: list[str]
) -> Iterator[Asked]:
    server = TimedServer(0, application)
    thread = Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield Asked(server, headers, contact_ids)
    finally:
        server.stop()
        thread.join()
        server.close()


@contextmanager
def serve_xero(sandbox: Sandbox) -> Iterator[Asked]:
    """The sandbox served, with a token and fifty contacts."""
    tokens = sandbox.issue_token(SCOPES)
    tenant = tokens["tenants"][0]["tenantId"]
    headers = {"Authorization": f"Bearer {tokens['access_token']}", "xero-tenant-id": tenant}
    books = sandbox.organisations[tenant]
    with sandbox.writing(books):
        wishes = [{"Name": f"Client {number}"} for number in range(50)]
        contact_ids = [contacts.create(books, wish)["ContactID"] for wish in wishes]
    try:
        with served(make_app(sandbox), headers, contact_ids) as asked:
            yield asked
    finally:
        sandbox.close()
