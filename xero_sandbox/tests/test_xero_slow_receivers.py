"""An app that answers its webhooks a letter at a time: each in time, the whole too late."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest

from xero_sandbox.webhooks import posting
from xero_sandbox.webhooks.posting import NO_ANSWER, Target, post


@pytest.fixture
def dripping() -> Iterator[int]:
    """The port of one who answers so, over three seconds."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=_drip, args=[listening], daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def _drip(listening: socket.socket) -> None:
    line, _ = listening.accept()
    with line, suppress(OSError):
        line.recv(65536)
        for letter in b"HTTP/1.1 200 OK\r\nX: yyyyyyyy\r\n\r\n":
            line.sendall(bytes([letter]))
            time.sleep(0.1)


def test_what_is_not_answered_whole_in_time_is_not_answered(
    dripping: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "TIMEOUT_SECONDS", 0.5)
    began = time.monotonic()
    assert post(Target(f"http://localhost:{dripping}/", "k"), b"{}", "s") == NO_ANSWER
    assert time.monotonic() - began < 2
