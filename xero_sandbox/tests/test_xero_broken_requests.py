"""Requests that break off or make no sense on the wire, as killed and hostile clients send them."""

import socket

import pytest

from sandbox_client import Xero


def _sent(
    xero: Xero, head: str, body: bytes = b"", *, target: str = "PUT /api.xro/2.0/Contacts"
) -> bytes:
    """What comes back until either side hangs up. Ours does as soon as all is sent."""
    own = f"Authorization: Bearer {xero.token}\r\nxero-tenant-id: {xero.tenant}\r\n"
    whole = f"{target} HTTP/1.1\r\nConnection: close\r\n{own}{head}\r\n".encode("latin-1") + body
    answer = b""
    with socket.create_connection(("127.0.0.1", xero.running.port), timeout=5) as line:
        line.sendall(whole)
        line.shutdown(socket.SHUT_WR)
        while piece := line.recv(65536):
            answer += piece
    return answer


def test_a_body_that_breaks_off_is_not_acted_upon(xero: Xero) -> None:
    assert _sent(xero, "Content-Length: 99\r\n", b'{"Name": "Cut off"}') == b""
    assert xero.get("Contacts")["Contacts"] == []
    assert _sent(xero, "Content-Length: 17\r\n", b'{"Name": "Whole"}').startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("lengths", [["-5"], ["x"], ["1_0"], ["2", "30"], ["9" * 5000]])
def test_a_length_that_is_none_is_refused(xero: Xero, lengths: list[str]) -> None:
    head = "".join(f"Content-Length: {length}\r\n" for length in lengths)
    assert _sent(xero, head, b"{}").startswith(b"HTTP/1.1 400")


def test_letters_that_should_have_been_escaped_are_read_all_the_same(xero: Xero) -> None:
    xero.contact("Élan Ltd")
    xero.contact("Acme Logistics Ltd")
    asked = "GET /api.xro/2.0/Contacts?searchTerm=Élan".encode().decode("latin-1")
    answer = _sent(xero, "", target=asked)
    assert (answer.count(b"ContactID"), answer.count(b"lan Ltd")) == (1, 1)
    assert _sent(xero, "", target="GET /contacts?q=\xff").startswith(b"HTTP/1.1 200")


def test_the_clock_stops_before_there_are_no_more_dates(xero: Xero) -> None:
    for seconds in (99_999_999_999, 1e19):
        reply = xero.control("POST", "clock", {"advance_seconds": seconds})
        assert reply.status == 400
    assert xero.control("POST", "clock", {"advance_seconds": 99 * 365 * 86_400}).status == 200
    assert xero.control("POST", "clock", {"advance_seconds": 365 * 86_401}).status == 400
    assert xero.control("POST", "token", {}).status == 200
