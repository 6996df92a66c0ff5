"""One HTTP exchange with an end: nothing lives longer than its deadline.

A timeout in an HTTP library is per read, so a reply that drips a byte a second lives for ever
under it. Here a watch shuts the socket down when the time is over, whatever it is doing; the
thread that waits on it wakes up and finds the end of the stream.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self

import httpx2

CONNECT_SECONDS_MAX = 10.0
"""No byte of a request leaves later than this after its sending began."""

A_MOMENT_SECONDS = 0.001

_NEVER_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


@dataclass(frozen=True)
class Reply:
    """What came back. ``failure`` is '' for a whole answer, else one word for what cut it."""

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    bytes_received: int = 0
    elapsed_ms: int = 0
    failure: str = ""
    was_sent: bool = True
    """False only where it is certain that no byte of the request left."""


class TooLate(Exception):
    """The connection opened after its time; raised before the first byte of the request."""


class _Watch:
    """Shuts a socket down at the deadline. Sees the socket through httpx2's trace extension."""

    def __init__(self, seconds: float, leave_by: float) -> None:
        self.started = time.monotonic()
        self.expired = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._leave_by = leave_by
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Called by httpx2 at each step; https://www.encode.io/httpcore/extensions/#trace."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            # Wrapping in TLS detaches the first socket, so the second one takes its place.
            self._hold(info["return_value"].get_extra_info("socket"))
        elif event.endswith(".send_request_headers.started"):
            self._not_too_late()

    def elapsed_ms(self) -> int:
        return round((time.monotonic() - self.started) * 1000)

    def _not_too_late(self) -> None:
        if self.expired or time.monotonic() > self._leave_by:
            raise TooLate

    def _hold(self, opened: socket.socket | None) -> None:
        with self._lock:
            self._socket = opened
            if self.expired:
                _shut(opened)

    def _expire(self) -> None:
        with self._lock:
            self.expired = True
            _shut(self._socket)


def _shut(opened: socket.socket | None) -> None:
    if opened is not None:
        with contextlib.suppress(OSError):
            # The plain socket's own method: a TLS socket's would first forget its encryption
            # while another thread is reading.
            socket.socket.shutdown(opened, socket.SHUT_RDWR)


def open_client(base_url: str, *, transport: httpx2.BaseTransport | None = None) -> httpx2.Client:
    """A client that never repeats, never follows, never reuses a connection.

    A kept connection may have been closed by the server meanwhile, and whether a request on it
    arrived cannot be told. A server on loopback is reached directly, whatever proxy is set.
    """
    return httpx2.Client(
        transport=transport,
        verify=_tls(),
        trust_env=not is_loopback(base_url),
        follow_redirects=False,
        limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
    )


def is_loopback(url: str) -> bool:
    """Whether the address is this machine's own (``localhost``, ``127.0.0.0/8``, ``::1``)."""
    host = httpx2.URL(url).host
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@cache
def _tls() -> ssl.SSLContext:
    # Reading the certificates takes longer than a call's own work, so it is done once.
    return httpx2.create_ssl_context()


def exchange(
    client: httpx2.Client,
    method: str,
    url: str,
    *,
    seconds: float,
    params: tuple[tuple[str, str], ...] = (),
    headers: Mapping[str, str],
    body: bytes | None = None,
    auth: httpx2.Auth | None = None,
    leave_by: float | None = None,
) -> Reply:
    """Send one request and read its whole answer within ``seconds``. Never raises for the wire.

    Its first byte leaves within 10 s, and not after the moment ``leave_by`` of
    ``time.monotonic``: whoever is frozen on the way here and thaws later finds it gone by.
    """
    now = time.monotonic()
    moments = [now + seconds, now + CONNECT_SECONDS_MAX, *([] if leave_by is None else [leave_by])]
    timeout = httpx2.Timeout(seconds, connect=max(min(moments) - now, A_MOMENT_SECONDS))
    with _Watch(seconds, min(moments)) as watch:
        request = client.build_request(
            method,
            url,
            params=httpx2.QueryParams(params) if params else None,
            headers=dict(headers),
            content=body,
            timeout=timeout,
            extensions={"trace": watch.trace},
        )
        return _read(client, request, auth, watch)


def _read(
    client: httpx2.Client, request: httpx2.Request, auth: httpx2.Auth | None, watch: _Watch
) -> Reply:
    response: httpx2.Response | None = None
    body = bytearray()
    try:
        response = client.send(request, stream=True, auth=auth)
        with contextlib.closing(response):
            for chunk in response.iter_bytes():
                body += chunk
        failure, was_sent = "", True
    except (TooLate, *_NEVER_SENT) as error:
        failure, was_sent = type(error).__name__, False
    except (httpx2.RequestError, OSError) as error:
        failure, was_sent = type(error).__name__, True
    if watch.expired and was_sent:
        # Also where the body looks whole: one without a length ends where the socket does.
        failure = "Deadline"
    return _reply(response, bytes(body), watch, failure, was_sent)


def _reply(
    response: httpx2.Response | None, body: bytes, watch: _Watch, failure: str, was_sent: bool
) -> Reply:
    return Reply(
        status=response.status_code if response is not None else None,
        headers=dict(response.headers) if response is not None else {},
        body=body,
        bytes_received=response.num_bytes_downloaded if response is not None else 0,
        elapsed_ms=watch.elapsed_ms(),
        failure=failure,
        was_sent=was_sent,
    )
