"""Nobody but this machine's programs, and the sandbox's own pages, gets anything done here."""

import http.client
import json
import socket

import pytest

from sandbox_client import Xero
from xero_sandbox.server import Running

FORM = "/identity/connect/authorize"


def asked(
    sandbox: Running, method: str, path: str, headers: dict[str, str], body: bytes = b"{}"
) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
    try:
        connection.request(method, path, body, {"Content-Type": "text/plain", **headers})
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example", "[::1", "10.0.0.1"]
)
@pytest.mark.parametrize("path", ["/_sandbox/books", "/", "/connections", "/invoices"])
def test_a_name_that_was_bent_to_this_machine_is_not_answered(
    sandbox: Running, host: str, path: str
) -> None:
    headers = {"Host": host.format(port=sandbox.port)}
    assert asked(sandbox, "GET", path, headers) == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1", "file://"])
@pytest.mark.parametrize("path", ["/_sandbox/reset", "/_sandbox/token", FORM])
def test_a_page_of_another_site_changes_nothing(
    sandbox: Running, xero: Xero, origin: str, path: str
) -> None:
    made = xero.invoice()
    assert asked(sandbox, "POST", path, {"Origin": origin}) == 403
    assert asked(sandbox, "DELETE", "/_sandbox/journal", {"Origin": origin}) == 403
    assert [each["InvoiceID"] for each in xero.control("GET", "books").json["Invoices"]] == [
        made["InvoiceID"]
    ]


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1:{port}", "LOCALHOST", "[::1]:9"])
def test_its_own_pages_and_programs_are_heard(sandbox: Running, host: str) -> None:
    here = host.format(port=sandbox.port)
    assert asked(sandbox, "GET", "/_sandbox/clock", {"Host": here}) == 200
    own = {"Host": here, "Origin": f"http://{here}", "Content-Type": "application/json"}
    assert (
        asked(sandbox, "POST", "/_sandbox/clock", own, json.dumps({"advance_seconds": 1}).encode())
        == 200
    )


def test_it_listens_on_loopback_alone(sandbox: Running) -> None:
    assert sandbox.server.socket.getsockname()[0] == "127.0.0.1"
    assert sandbox.server.socket.family == socket.AF_INET
