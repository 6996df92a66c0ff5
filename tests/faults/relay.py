"""A wire between Tracker and the sandbox's process that can be cut: a small TCP relay.

It passes bytes on as they come, one request a connection. Closed, its port refuses; jammed, its
queue of connections is full, and whoever connects hears nothing.
"""

import contextlib
import selectors
import socket
import threading
from collections.abc import Callable
from typing import Protocol

PLENTY = 128
CHUNK = 65536


class Watcher(Protocol):
    """Hears of each request before it is passed on."""

    def leaves(self, method: str, path: str) -> None: ...


class Relay:
    """Passes on what arrives at ``port`` to another one of this machine."""

    def __init__(self, to: int) -> None:
        self._to = to
        self.watcher: Watcher | None = None
        # Bound for good, never listening: while the relay is closed nobody else gets the port.
        self._keeper = _bound(0)
        self.port = int(self._keeper.getsockname()[1])
        self._listener: socket.socket | None = None
        self._crowd: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.open()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Pass on again what arrives."""
        self._hang_up()
        self._listener = _bound(self.port)
        self._listener.listen(PLENTY)
        self._start(self._accept, self._listener)

    def close(self) -> None:
        """Refuse every connection from now on."""
        self._hang_up()

    def jam(self) -> None:
        """Let every connection wait for an answer that does not come.

        Linux drops what knocks at a full queue, and one of length 0 is full with one in it.
        """
        self._hang_up()
        self._listener = _bound(self.port)
        self._listener.listen(0)
        self._crowd = [_knocking(self.port) for _ in range(3)]

    def end(self) -> None:
        self._hang_up()
        self._keeper.close()
        for thread in self._threads:
            thread.join(10)

    def _hang_up(self) -> None:
        for each in self._crowd:
            each.close()
        self._crowd = []
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
            self._listener.close()
            self._listener = None

    def _start(self, what: Callable[[socket.socket], None], on: socket.socket) -> None:
        self._threads = [each for each in self._threads if each.is_alive()]
        thread = threading.Thread(target=what, args=(on,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                arrived, _ = listener.accept()
            except OSError:
                return
            self._start(self._pass_on, arrived)

    def _pass_on(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError):
            request = _request(near)
            if not request:
                return
            method, target = request.decode("latin-1").split(" ", 2)[:2]
            if self.watcher is not None:
                self.watcher.leaves(method, target.partition("?")[0])
            with socket.create_connection(("127.0.0.1", self._to)) as far:
                far.sendall(request)
                _pump(near, far)


def _bound(port: int) -> socket.socket:
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    found.bind(("127.0.0.1", port))
    return found


def _knocking(port: int) -> socket.socket:
    found = socket.socket()
    found.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        found.connect(("127.0.0.1", port))
    return found


def _request(near: socket.socket) -> bytes:
    """One whole request; b"" where the caller hung up before its end."""
    found = b""
    while b"\r\n\r\n" not in found:
        more = near.recv(CHUNK)
        if not more:
            return b""
        found += more
    head, _, body = found.partition(b"\r\n\r\n")
    length = next(
        (
            int(line[15:])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        more = near.recv(CHUNK)
        if not more:
            return b""
        body += more
        found += more
    return found


def _pump(near: socket.socket, far: socket.socket) -> None:
    """Pass on what comes from either side until one of them hangs up."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(near, selectors.EVENT_READ, far)
        waiting.register(far, selectors.EVENT_READ, near)
        while True:
            for ready, _ in waiting.select():
                said = ready.fileobj.recv(CHUNK)  # type: ignore[union-attr]
                if not said:
                    return
                ready.data.sendall(said)
