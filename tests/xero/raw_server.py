"""A server that answers as it is told, byte by byte: for the ways in which a reply can die."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Behaviour = Callable[[socket.socket], None]


@dataclass
class RawServer:
    url: str
    requests: list[bytes] = field(default_factory=list)
    """What arrived on each connection, headers and body."""
    closed_by_client: threading.Event = field(default_factory=threading.Event)
    """Set once the client's end of a connection is gone."""


@contextlib.contextmanager
def serving(behave: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    """Accept connections on loopback until the block ends; read each request, then ``behave``."""
    listener = socket.create_server(("127.0.0.1", 0))
    scheme = "http" if tls is None else "https"
    server = RawServer(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}")

    def accept() -> None:
        while True:
            try:
                opened, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(opened,), daemon=True).start()

    def serve(opened: socket.socket) -> None:
        with opened, contextlib.suppress(OSError):
            wrapped = tls.wrap_socket(opened, server_side=True) if tls else opened
            with wrapped as opened:
                server.requests.append(read_request(opened))
                try:
                    behave(opened)
                except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                    server.closed_by_client.set()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        # Closing alone does not wake a thread that waits in accept().
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def read_request(opened: socket.socket) -> bytes:
    """The whole request: headers, then as many bytes as they announce."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += opened.recv(65536) or _gone()
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower()[:15] == LENGTH), 0
    )
    while len(body) < length:
        body += opened.recv(65536) or _gone()
    return head + b"\r\n\r\n" + body


LENGTH = b"content-length:"


def _gone() -> bytes:
    raise ConnectionResetError


def answer(body: bytes, *, status: str = "200 OK", headers: str = "") -> bytes:
    """A whole HTTP answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    return head.encode() + body


def says(*parts: bytes) -> Behaviour:
    """Send these bytes and close."""

    def behave(opened: socket.socket) -> None:
        for part in parts:
            opened.sendall(part)

    return behave


def drips(parts: bytes, *, seconds_between: float = 0.05) -> Behaviour:
    """Send a byte at a time, far beyond any deadline of the tests: the last byte is repeated."""

    def behave(opened: socket.socket) -> None:
        for byte in parts:
            opened.sendall(bytes([byte]))
            time.sleep(seconds_between)
        for _ in range(200):
            opened.sendall(parts[-1:])
            time.sleep(seconds_between)

    return behave


def waits(opened: socket.socket) -> None:
    """Say nothing until the client gives up, or for far too long."""
    opened.settimeout(10)
    if opened.recv(1) == b"":
        raise BrokenPipeError


def resets(opened: socket.socket) -> None:
    """Close with a reset instead of an end."""
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    opened.close()
