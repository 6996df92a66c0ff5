"""What no client should send, and one with a bug does: it is refused, and nothing breaks."""

import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest

from sandbox_client import Xero, sale


@pytest.fixture(autouse=True)
def _nothing_is_left_of_it(xero: Xero) -> Iterator[None]:
    """Whatever was sent, the books are as they were, and the next call is answered."""
    yield
    books = xero.control("GET", "books").json
    assert not any(books.values())
    assert xero.invoice()["Total"] == 120


@pytest.mark.parametrize(
    "number", ["NaN", "-Infinity", "1E999999999", "-1E-999999999", "1E99999999999999999999"]
)
@pytest.mark.parametrize("member", ["Quantity", "Nonsense"])
def test_a_number_that_cannot_be_written_out_makes_a_call_unreadable(
    xero: Xero, number: str, member: str
) -> None:
    line = f'{{"Description": "x", "AccountCode": "200", "{member}": {number}}}'
    wish = json.dumps(sale(LineItems=None, Type="")).rstrip("}") + f', "LineItems": [{line}]}}'
    reply = xero.api("PUT", "Invoices", wish.encode(), timeout=5)
    assert (reply.status, reply["Type"]) == (400, "PostDataInvalidException")


def test_a_large_number_in_a_record_that_is_refused_is_told_again(xero: Xero) -> None:
    reply = xero.api("PUT", "Contacts", b'{"Discount": 1.0E+30}')
    assert reply.status == 400
    assert reply["Elements"][0]["Discount"] == 10**30


@pytest.mark.parametrize(
    "text", [b'"\\ud800"', b'"a\\uDFffb"', b'"\\ude00\\ud83d"', b'"\xed\xa0\x80"', b'"\xff"']
)
def test_half_a_letter_makes_a_call_unreadable(xero: Xero, text: bytes) -> None:
    reply = xero.api("PUT", "Contacts", b'{"Name": ' + text + b"}")
    assert (reply.status, reply["Type"]) == (400, "PostDataInvalidException")
    assert xero.control("POST", "token", b'{"client_id": ' + text + b"}").status == 400


@pytest.mark.parametrize("depth", [900, 100_000])
def test_a_body_that_is_nested_too_deeply_is_unreadable(xero: Xero, depth: int) -> None:
    deep = b'{"Nonsense": ' + b"[" * depth + b"]" * depth + b"}"
    reply = xero.api("PUT", "Contacts", deep)
    assert (reply.status, reply["Type"]) == (400, "PostDataInvalidException")
    assert "nested too deeply" in reply["Message"]


@pytest.mark.parametrize("member", [{}, [], "", 5, True, "\ud800"])
@pytest.mark.parametrize("path", ["Invoices", "CreditNotes"])
def test_a_contact_that_is_none_is_refused(xero: Xero, path: str, member: object) -> None:
    kind = "ACCREC" if path == "Invoices" else "ACCRECCREDIT"
    assert xero.put(path, sale(Type=kind, Contact=member)).status == 400


@pytest.mark.parametrize("number", ["99999999999999999999999999", str(2**63 - 1), "-1", "x"])
def test_a_page_far_beyond_the_last_is_empty(xero: Xero, number: str) -> None:
    reply = xero.get("Invoices", page=number, pageSize=number)
    assert (reply.status, reply["Invoices"]) == (200, [])


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1 Jan 9999999999999999999999999 00:00:00",
        "1 Jan 2020 00:00:00 +9999999999",
    ],
)
def test_a_moment_outside_all_calendars_is_ignored(xero: Xero, moment: str) -> None:
    assert xero.get("Accounts", {"If-Modified-Since": moment})["Accounts"]


@pytest.mark.parametrize(
    "where",
    [
        "Date>=DateTime(99999999999999999999,1,1)",
        "(" * 3000 + "Total>1" + ")" * 3000,
    ],
)
def test_a_filter_that_cannot_be_understood_is_refused(xero: Xero, where: str) -> None:
    target = f"/api.xro/2.0/Invoices?where={quote(where, safe='()>=,')}"
    own = {"Authorization": f"Bearer {xero.token}", "xero-tenant-id": xero.tenant}
    reply = xero.ask("GET", target, headers=own)
    assert (reply.status, reply["Type"]) == (400, "QueryParseException")


@pytest.mark.parametrize("rest", ["99999999/", "x/", "-1/", "80/\r\nSet-Cookie: a=b", "80/\0"])
def test_a_redirect_address_that_is_none_is_refused_on_the_page(xero: Xero, rest: str) -> None:
    link = {"client_id": "a", "response_type": "code", "scope": "openid", "decision": "cancel"}
    form = urlencode({**link, "redirect_uri": f"http://localhost:{rest}"}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = xero.ask("POST", "/identity/connect/authorize", form, headers)
    assert reply.status == 400
    assert b"The redirect_uri is not an address." in reply.body


@pytest.mark.parametrize("depth", [600, 100_000])
@pytest.mark.parametrize("call", ["faults", "token", "pay", "books/lock"])
def test_the_control_plane_says_so_too(xero: Xero, call: str, depth: int) -> None:
    deep = b'{"faults": [{"kind": ' + b"[" * depth + b"]" * depth + b"}]}"
    reply = xero.control("POST", call, deep)
    assert reply.status == (200 if (call, depth) == ("token", 600) else 400)


def test_what_is_no_number_is_no_json_for_the_control_plane(xero: Xero) -> None:
    reply = xero.control("POST", "pay", b'{"Amount": NaN}')
    assert (reply.status, reply["error"]) == (400, "The body is not JSON: NaN is no number.")
