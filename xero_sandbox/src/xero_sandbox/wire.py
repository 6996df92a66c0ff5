"""A small threaded HTTP/1.1 server for a WSGI application, close to the socket.

Beside keep-alive it does what no ordinary server will: it loses or cuts a reply on purpose, and
knows to the byte what it sends. The application reaches it through ``environ[REPLY]``.
"""

import re
import socket
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from string import printable
from typing import Any, Literal
from urllib.parse import quote_from_bytes, unquote_to_bytes
from uuid import uuid4

REPLY = "xero_sandbox.reply"
LARGEST_BODY = 10 * 1024 * 1024
LARGEST_TARGET = 8192
MOST_HEARD = 10 * LARGEST_BODY
TOO_LARGE = (
    '{"Title":"RequestEntityTooLarge","Status":413,"Detail":"PayloadTooLarge",'
    '"Instance":"{id}","Extensions":{}}'
)
_LENGTH = re.compile("[0-9]{1,18}")
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class Reply:
    """How the answer to one request is to be sent, set by the application.

    ``cut``: "lost" closes the connection without a byte, "half" in the middle of the body.
    ``on_sent`` hears, just before, how many bytes leave.
    """

    cut: Literal["", "lost", "half"] = ""
    on_sent: Callable[[int], None] | None = None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: "Server"

    def serve(self) -> None:
        body = self._body()
        if body is None:
            return
        reply = Reply()
        status, headers, content = self._ask(body, reply)
        whole = self._head(status, headers, content) + (b"" if self.command == "HEAD" else content)
        if reply.cut == "lost":
            whole = b""
        elif reply.cut == "half":
            whole = whole[: len(whole) - max(1, len(content) // 2)]
        if reply.on_sent is not None:
            reply.on_sent(len(whole))
        self.wfile.write(whole)
        self.wfile.flush()
        if reply.cut:
            self._hang_up()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = serve

    def _body(self) -> bytes | None:
        """The request's body, or None after refusing it."""
        if len(self.path) > LARGEST_TARGET:
            self._refuse(414)
            return None
        if "Transfer-Encoding" in self.headers:
            self._refuse(411)
            return None
        told = self.headers.get_all("Content-Length") or ["0"]
        if len(told) > 1 or not _LENGTH.fullmatch(told[0].strip()):
            self._refuse(400)
            return None
        length = int(told[0])
        if length > LARGEST_BODY:
            self._refuse_large(length)
            return None
        body = self.rfile.read(length) if length else b""
        if len(body) < length:  # the client died while it sent; what is cut off is not acted upon
            self.close_connection = True
            return None
        return body

    def _refuse(self, status: int) -> None:
        self.close_connection = True
        self.send_error(status)

    def _refuse_large(self, length: int) -> None:
        """As recorded (https://github.com/XeroAPI/Xero-Java/issues/349), heard by whoever still
        sends."""
        content = TOO_LARGE.replace("{id}", str(uuid4())).encode()
        headers = [("Content-Type", "application/json; charset=utf-8")]
        self.close_connection = True
        left = min(length, MOST_HEARD)
        while left > 0 and (piece := self.rfile.read(min(left, 1 << 20))):
            left -= len(piece)
        self.wfile.write(self._head("413 Request Entity Too Large", headers, content) + content)
        self.wfile.flush()

    def _ask(self, body: bytes, reply: Reply) -> tuple[str, list[tuple[str, str]], bytes]:
        answer: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            answer[:] = [status, headers]

        chunks = self.server.application(self._environ(body, reply), start_response)
        try:
            content = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        return answer[0], answer[1], content

    def _head(self, status: str, headers: list[tuple[str, str]], content: bytes) -> bytes:
        lines = [f"HTTP/1.1 {status}", f"Date: {self.date_time_string()}"]
        names = {name.lower() for name, _ in headers}
        lines += [f"{name}: {value}" for name, value in headers]
        if "content-length" not in names and not status.startswith(("204", "304")):
            lines.append(f"Content-Length: {len(content)}")
        if self.close_connection:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _environ(self, body: bytes, reply: Reply) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        if not query.isascii():  # as it should have come
            query = quote_from_bytes(query.encode("latin-1"), safe=printable)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": self.server.server_address[0],
            "SERVER_PORT": str(self.server.server_address[1]),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            REPLY: reply,
        }
        for name, value in self.headers.items():
            environ["HTTP_" + name.upper().replace("-", "_")] = value
        return environ

    def _hang_up(self) -> None:
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:  # the client was quicker
            return

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError):  # the client went away, as killed ones do
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the journal holds every call."""


class Server(ThreadingHTTPServer):
    """Serves an application on loopback, one thread a connection."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    allow_reuse_address = True

    def __init__(self, port: int, application: Application) -> None:
        self.application = application
        self._open: set[socket.socket] = set()
        self._stopping = False
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def server_bind(self) -> None:
        """Bind without asking a name server who we are."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def serve(self) -> None:
        """Serve until stopped, without waking up to look whether it is time."""
        while not self._stopping:
            try:
                request, client_address = self.get_request()
            except OSError:  # a caller who hung up before we answered
                continue
            if self._stopping:
                self.shutdown_request(request)
            else:
                self.process_request(request, client_address)

    def stop(self) -> None:
        """Stop serving and hang up on everyone; nothing stays open."""
        self._stopping = True
        socket.create_connection(("127.0.0.1", self.port)).close()  # wakes ``serve``

    def close(self) -> None:
        """Give the port back, after ``serve`` has ended."""
        self.server_close()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # it had gone already
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A broken connection is the client's affair; anything else is shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            traceback.print_exc()
