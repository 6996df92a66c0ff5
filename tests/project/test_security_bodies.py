"""Whatever is sent to the real server is capped, and everybody else is answered meanwhile."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests import cast
from tests.cast import Office
from tests.documents.csv_import.files import MAPPING
from tests.project.served import Served, served, status_of
from tests.web.conftest import signed_in
from tracker.web.webhooks import BODY_BYTES_MAX

TOKEN = "a" * 32
ABSENT = {"company_reference", "product"}
CHUNK = b"10000\r\n" + b"x" * 65536 + b"\r\n"


@pytest.fixture
def web(office: Office, process_environment: dict[str, str], tmp_path: Path) -> Iterator[Served]:
    cast.price_list(office)
    with served(process_environment, tmp_path) as found:
        yield found


def head(path: str, *lines: str, method: str = "POST") -> bytes:
    said = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *lines]
    return "\r\n".join([*said, "", ""]).encode()


def test_bodies_that_lie_or_swell_are_refused_and_hold_nobody_up(web: Served) -> None:
    """One server for all of them: starting it takes longer than asking it."""
    before = web.memory_peak()
    _a_length_that_nobody_takes(web)
    _lengths_that_make_no_sense(web)
    _a_webhook_that_is_too_long(web)
    _a_webhook_in_pieces_without_end(web)
    _a_gzip_bomb(web)
    _fields_without_end(web)
    _headers_without_end(web)
    _a_body_that_never_comes(web)
    assert web.process.poll() is None
    assert web.memory_peak() - before < 120_000_000
    assert '"status": 500' not in web.log


def _a_length_that_nobody_takes(web: Served) -> None:
    for path in ("/import/", "/sign-in/", "/webhooks/xero/"):
        assert status_of(web.answered(head(path, "Content-Length: 200000001"))) == 413


def _lengths_that_make_no_sense(web: Served) -> None:
    for length in ("-1", "1e9", "1, 2", "9" * 400):
        answer = web.answered(head("/webhooks/xero/", f"Content-Length: {length}"))
        assert status_of(answer) in (400, 413), length
    both = ("Content-Length: 5", "Transfer-Encoding: chunked")
    assert status_of(web.answered(head("/webhooks/xero/", *both) + b"0\r\n\r\n")) in (400, 401)


def _a_webhook_that_is_too_long(web: Served) -> None:
    body = b"x" * (BODY_BYTES_MAX + 1)
    answer = web.answered(head("/webhooks/xero/", f"Content-Length: {len(body)}") + body)
    assert status_of(answer) == 413


def _a_webhook_in_pieces_without_end(web: Served) -> None:
    """Django reads no body whose length nobody tells; 64 MB of it are not kept anywhere."""
    pieces = head("/webhooks/xero/", "Transfer-Encoding: chunked") + CHUNK * 1000
    assert status_of(web.answered(pieces)) in (400, 401, 413)


def _a_gzip_bomb(web: Served) -> None:
    """What is compressed stays so: it is no webhook, and no form."""
    bomb = gzip.compress(bytes(100_000_000), compresslevel=1)
    told = ("Content-Encoding: gzip", f"Content-Length: {len(bomb)}")
    form = "Content-Type: application/x-www-form-urlencoded"
    assert status_of(web.answered(head("/webhooks/xero/", *told) + bomb)) == 401
    assert status_of(web.answered(head("/sign-in/", form, *told) + bomb)) in (400, 403)


def _fields_without_end(web: Served) -> None:
    """A browser that has been here: without its cookie nobody would look at the fields."""
    form = "Content-Type: application/x-www-form-urlencoded"
    cookie = f"Cookie: {web.csrf_cookie}={'a' * 32}"
    for count, status in ((19_000, 403), (20_002, 400)):
        body = b"&".join(b"f%d=1" % number for number in range(count))
        told = head("/sign-in/", form, cookie, f"Content-Length: {len(body)}")
        assert status_of(web.answered(told + body)) == status


def _headers_without_end(web: Served) -> None:
    endless = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 5_000_000
    assert status_of(web.answered(endless)) in (0, 400, 431)
    many = head("/", *(f"X-{number}: 1" for number in range(1000)), method="GET")
    assert status_of(web.answered(many)) in (400, 431)
    assert status_of(web.answered(b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n")) in (400, 414)


def _a_body_that_never_comes(web: Served) -> None:
    """It holds one thread of eight until the proxy in front ends it; the others answer."""
    with web.opened() as silent:
        silent.sendall(head("/webhooks/xero/", "Content-Length: 1000"))
        for _ in range(10):
            assert status_of(web.answered(head("/sign-in/", method="GET"))) == 200
        silent.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has hung up on it, to answer the others
            silent.recv(1)


def test_a_file_of_20_mb_does_not_swell_a_web_process(web: Served, office: Office) -> None:
    session = signed_in(office.colleague).cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"Cookie: {web.session_cookie}={session}; {web.csrf_cookie}={TOKEN}"
    before = web.memory_peak()
    body = _a_form_with(_a_file(20_000_000))
    told = ("Content-Type: multipart/form-data; boundary=b", f"Content-Length: {len(body)}")
    answer = web.answered(head("/import/", cookies, *told) + body)
    assert status_of(answer) == 302, answer[:2000]
    assert web.memory_peak() - before < 100_000_000
    check = answer.split("Location: ")[1].split("\r\n")[0]
    shown = web.answered(head(check, cookies, method="GET"))
    assert status_of(shown) == 200 and "Import " in shown, shown[:3000]
    assert web.memory_peak() - before < 160_000_000


def _a_file(size: int) -> bytes:
    """Long lines: what a dry run holds goes by the number of documents more than by their bytes."""
    heading = b"Number,Client,Date,Text,Quantity,Price\n"
    row = (
        b"A%07d,Acme Logistics Ltd,2026-11-03,"
        + b"Five days of work at the quay. " * 30
        + b",5,240\n"
    )
    return heading + b"".join(row % number for number in range(size // len(row % 1)))


def _a_form_with(file: bytes) -> bytes:
    mapping = {name: column for name, column in MAPPING.items() if name not in ABSENT}
    parts = {
        b'name="csrfmiddlewaretoken"': TOKEN.encode(),
        b'name="file"; filename="large.csv"\r\nContent-Type: text/csv': file,
        b'name="map_file"; filename="large.json"': json.dumps(mapping).encode(),
    }
    told = [
        b"--b\r\nContent-Disposition: form-data; %b\r\n\r\n%b\r\n" % part for part in parts.items()
    ]
    return b"".join(told) + b"--b--\r\n"
