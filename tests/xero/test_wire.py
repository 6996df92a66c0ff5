"""How a reply can die, over real sockets: each way has one outcome, in bounded time."""

from __future__ import annotations

import datetime
import gzip
import socket
import ssl
import threading
import time
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.xero.raw_server import (
    Behaviour,
    answer,
    drips,
    read_request,
    resets,
    says,
    serving,
    waits,
)
from tracker.xero import wire
from tracker.xero.client import Outcome, OutcomeKind, Request, Xero

WRITE = Request("PUT", "/Invoices", body=b'{"Invoices":[]}', key="key-1")
BODY = b'{"Status":"OK","DateTimeUTC":"\\/Date(1789344000000)\\/","Invoices":[]}'
DEADLINE = 0.4
SLACK = 3.0
"""A busy machine may be late; the slow servers go on for longer than both."""
TLS_DEADLINE = 1.5
"""Opening a connection under TLS takes time of its own on a busy machine."""


def send(url: str, *, deadline_seconds: float = DEADLINE, request: Request = WRITE) -> Outcome:
    with Xero(
        api_url=url, access_token="secret", tenant_id="tenant", deadline_seconds=deadline_seconds
    ) as xero:
        return xero.send(request)


CUTS: dict[str, Behaviour] = {
    "closed before a byte": says(b""),
    "reset before a byte": resets,
    "headers cut": says(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "headers cut at a line's end": says(b"HTTP/1.1 200 OK\r\n"),
    "body cut": says(answer(BODY)[:-5]),
    "chunked body cut": says(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}   \r\n"
    ),
    "body without length cut": says(b"HTTP/1.1 200 OK\r\n\r\n" + BODY[:-5]),
    "compressed body that is none": says(
        answer(BODY, headers="Content-Encoding: gzip\r\n"),
    ),
    "not HTTP": says(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "whole but not JSON": says(answer(b"<html>Welcome</html>")),
    "whole but empty": says(answer(b"")),
    "whole but no object": says(answer(b"[1]")),
}

DRIPS: dict[str, Behaviour] = {
    "never answers": waits,
    "drips its headers": drips(b"HTTP/1.1 200 OK\r\nX-Slow: aaaa"),
    "drips its body": drips(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n{ "),
    "drips a body without length": drips(b"HTTP/1.1 200 OK\r\n\r\n" + BODY + b" "),
    "drips continuations": drips(b"HTTP/1.1 100 Continue\r\n\r\n" * 200),
}


@pytest.mark.parametrize("behave", CUTS.values(), ids=CUTS)
def test_a_reply_that_dies_is_no_answer_and_is_asked_for_once(behave: Behaviour) -> None:
    with serving(behave) as server:
        outcome = send(server.url, deadline_seconds=5)
    assert outcome.kind is OutcomeKind.NO_ANSWER
    assert outcome.detail
    assert outcome.data is None
    assert len(server.requests) == 1


@pytest.mark.parametrize("behave", DRIPS.values(), ids=DRIPS)
def test_a_reply_that_takes_too_long_ends_at_the_deadline_and_the_socket_is_closed(
    behave: Behaviour,
) -> None:
    with serving(behave) as server:
        started = time.monotonic()
        outcome = send(server.url)
        seconds = time.monotonic() - started
        assert server.closed_by_client.wait(2)
    assert outcome.kind is OutcomeKind.NO_ANSWER
    assert outcome.detail == "Deadline"
    assert DEADLINE <= seconds < DEADLINE + SLACK
    assert len(server.requests) == 1


@pytest.mark.parametrize("behave", [DRIPS["drips its headers"], DRIPS["drips its body"], waits])
def test_the_deadline_holds_under_tls(behave: Behaviour, certificate: Path) -> None:
    server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_tls.load_cert_chain(certificate)
    client_tls = ssl.create_default_context(cafile=certificate)
    with serving(behave, server_tls) as server:
        started = time.monotonic()
        with Xero(
            api_url=server.url,
            access_token="secret",
            tenant_id="tenant",
            deadline_seconds=TLS_DEADLINE,
            transport=httpx2.HTTPTransport(verify=client_tls),
        ) as xero:
            outcome = xero.send(WRITE)
        seconds = time.monotonic() - started
        assert server.closed_by_client.wait(2)
    assert (outcome.kind, outcome.detail) == (OutcomeKind.NO_ANSWER, "Deadline")
    assert seconds < TLS_DEADLINE + SLACK


def test_a_server_that_does_not_read_the_request_is_left_at_the_deadline() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with listener:
        started = time.monotonic()
        huge = Request("PUT", "/Invoices", body=b" " * 50_000_000)
        outcome = send(f"http://127.0.0.1:{listener.getsockname()[1]}", request=huge)
        assert outcome.kind is OutcomeKind.NO_ANSWER
        assert time.monotonic() - started < DEADLINE + SLACK


def test_a_refused_connection_was_never_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    outcome = send(f"http://127.0.0.1:{port}")
    assert outcome.kind is OutcomeKind.NOT_SENT
    assert outcome.detail == "ConnectError"
    assert outcome.bytes_sent == 0


def test_a_certificate_that_is_not_trusted_was_never_sent(certificate: Path) -> None:
    server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_tls.load_cert_chain(certificate)
    with serving(says(answer(BODY)), server_tls) as server:
        outcome = send(server.url, deadline_seconds=5)
    assert outcome.kind is OutcomeKind.NOT_SENT
    assert server.requests == []


def test_a_connection_that_opens_after_its_time_carries_no_byte(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wire, "CONNECT_SECONDS_MAX", 0.1)
    really_connect = socket.create_connection

    def connect_slowly(*args: object, **kwargs: object) -> socket.socket:
        # As when the name takes long to resolve, or the first of several addresses is dead.
        time.sleep(0.2)
        return really_connect(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", connect_slowly)
    arrived = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            opened, _ = listener.accept()
            with opened:
                if opened.recv(1):
                    arrived.set()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        outcome = send(f"http://127.0.0.1:{listener.getsockname()[1]}", deadline_seconds=5)
        thread.join(2)
    assert (outcome.kind, outcome.detail) == (OutcomeKind.NOT_SENT, "TooLate")
    assert not arrived.is_set()


def test_no_byte_leaves_after_the_moment_that_the_request_names() -> None:
    with serving(says(answer(BODY))) as server:
        gone_by = replace(WRITE, leave_by=time.monotonic() - 0.01)
        assert send(server.url, request=gone_by).kind == OutcomeKind.NOT_SENT
        assert not any(server.requests)
        in_time = replace(WRITE, leave_by=time.monotonic() + 60)
        assert send(server.url, request=in_time, deadline_seconds=20).kind == OutcomeKind.ANSWERED


def test_connections_are_not_reused() -> None:
    with (
        serving(says(answer(BODY))) as server,
        Xero(api_url=server.url, access_token="secret", tenant_id="tenant") as xero,
    ):
        first, second = xero.send(WRITE), xero.send(WRITE)
    assert first.kind is second.kind is OutcomeKind.ANSWERED
    assert len(server.requests) == 2


def test_a_kept_alive_connection_is_closed_by_us_after_its_answer() -> None:
    hung_up = threading.Event()

    def answer_and_wait(opened: socket.socket) -> None:
        opened.sendall(answer(BODY))
        if opened.recv(1) == b"":
            hung_up.set()

    with (
        serving(answer_and_wait) as server,
        Xero(api_url=server.url, access_token="secret", tenant_id="tenant") as xero,
    ):
        xero.send(WRITE)
        assert hung_up.wait(2)


def test_a_redirect_is_not_followed_and_is_no_answer() -> None:
    with (
        serving(says(answer(BODY))) as elsewhere,
        serving(
            says(answer(b"", status="302 Found", headers=f"Location: {elsewhere.url}/\r\n"))
        ) as server,
    ):
        outcome = send(server.url)
    assert (outcome.kind, outcome.status) == (OutcomeKind.NO_ANSWER, 302)
    assert elsewhere.requests == []


def test_bytes_are_counted_as_transferred_and_the_body_is_given_decompressed() -> None:
    large = b'{"Status":"OK","Invoices":[' + b",".join([b"{}"] * 500) + b"]}"
    small = gzip.compress(large)
    with serving(says(answer(small, headers="Content-Encoding: gzip\r\n"))) as server:
        outcome = send(server.url)
    assert outcome.kind is OutcomeKind.ANSWERED
    assert outcome.bytes_sent == len(WRITE.body or b"")
    assert outcome.bytes_received == len(small) < len(large)
    assert outcome.body == large


def test_a_proxy_of_the_environment_is_not_used_for_loopback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with serving(says(answer(b"", status="502 Bad Gateway"))) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        with serving(says(answer(BODY))) as server:
            outcome = send(server.url)
    assert outcome.kind is OutcomeKind.ANSWERED
    assert proxy.requests == []


def test_the_server_helper_reads_whole_requests() -> None:
    near, far = socket.socketpair()
    with near, far:
        near.sendall(b"PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\na")
        near.sendall(b"bc")
        assert read_request(far).endswith(b"abc")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8001", True),
        ("http://127.0.0.1:9", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:80", True),
        ("https://api.xero.com", False),
        ("https://localhost.example.com", False),
    ],
)
def test_loopback_is_told_from_the_address(url: str, expected: bool) -> None:
    assert wire.is_loopback(url) is expected


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a self-signed certificate for 127.0.0.1, in one file."""
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path
