"""One POST to the app, signed, and the *intent to receive* that precedes all others.

https://developer.xero.com/documentation/webhooks/configuring-your-server
"""

import base64
import hashlib
import hmac
import http.client
import secrets
import socket
import string
import time
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from urllib.parse import urlsplit

from xero_sandbox.books.table import Record
from xero_sandbox.exact_json import write

TIMEOUT_SECONDS = 5.0
NO_ANSWER = 0
BAD_URL = "'url' is an http address on this machine, such as http://localhost:8000/webhooks/xero."
BAD_KEY = "'key' is the text that signs each delivery."


@dataclass(frozen=True)
class Target:
    """Where deliveries go and what signs them. Raises ValueError for an address elsewhere."""

    url: str
    key: str

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError(BAD_KEY)
        if not _is_loopback(self.url):
            raise ValueError(BAD_URL)


def _is_loopback(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_here = host in ("localhost", "::1", "127.0.0.1")
    return parts.scheme == "http" and is_here and port != 0 and not parts.username


def body_of(events: list[Record], first: int, last: int) -> bytes:
    """A delivery's body. ``first`` and ``last``: the sequence numbers of its events."""
    told = {
        "events": events,
        "firstEventSequence": first,
        "lastEventSequence": last,
        "entropy": "".join(secrets.choice(string.ascii_uppercase) for _ in range(20)),
    }
    return write(told).encode()


def signature(body: bytes, key: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def post(target: Target, body: bytes, signed: str) -> int:
    """The status that the app answers, or NO_ANSWER where none came whole in five seconds."""
    parts = urlsplit(target.url)
    line = http.client.HTTPConnection(
        parts.hostname or "", parts.port or 80, timeout=TIMEOUT_SECONDS
    )
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Xero Webhooks Service/2.0",
        "x-xero-signature": signed,
    }
    address = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    patience = Timer(TIMEOUT_SECONDS, _hang_up, [line])
    patience.daemon = True
    began = time.monotonic()
    try:
        line.connect()
        patience.start()
        line.request("POST", address, body, headers)
        status = line.getresponse().status
        return status if time.monotonic() - began < TIMEOUT_SECONDS else NO_ANSWER
    except (OSError, http.client.HTTPException):
        return NO_ANSWER
    finally:
        patience.cancel()
        line.close()


def _hang_up(line: http.client.HTTPConnection) -> None:
    """On who answers a letter at a time: each comes soon enough, and the whole never."""
    if line.sock is not None:
        with suppress(OSError):
            line.sock.shutdown(socket.SHUT_RDWR)


def is_taken(status: int) -> bool:
    return 200 <= status < 300


def problems_of(target: Target) -> list[str]:
    """Ask whether the app intends to receive; what it answered wrongly, in sentences.

    Right and wrong signatures come in turn: the right ones want 2xx, the wrong ones 401.
    """
    problems = []
    for is_right in (True, False, True, False):
        body = body_of([], 0, 0)
        status = post(target, body, signature(body, target.key if is_right else "not the key"))
        if not (is_taken(status) if is_right else status == 401):
            kind, wanted = ("right", "200") if is_right else ("wrong", "401")
            told = f"{status} was answered" if status else "nothing was answered"
            problems.append(f"To a {kind} signature {told}, where {wanted} is expected.")
    return list(dict.fromkeys(problems))
