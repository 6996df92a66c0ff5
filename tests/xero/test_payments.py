"""What is sent and read of payments."""

from datetime import UTC, date, datetime
from decimal import Decimal

from tracker.xero import json, payments
from tracker.xero.payments import PaymentToSend


def test_a_payment_names_its_document_and_account_by_id_and_carries_our_mark() -> None:
    wanted = PaymentToSend("TRK-1", "invoice", "bank", date(2026, 11, 3), Decimal("360.00"))
    request = payments.create([wanted], key="k")
    assert (request.method, request.path, request.key) == ("PUT", "/Payments", "k")
    assert request.query == (("summarizeErrors", "false"),)
    assert json.read(request.body or b"")["Payments"] == [
        {
            "Invoice": {"InvoiceID": "invoice"},
            "Account": {"AccountID": "bank"},
            "Date": "2026-11-03",
            "Amount": 360,
            "Reference": "TRK-1",
        }
    ]


def test_deleting_says_nothing_but_the_status() -> None:
    request = payments.delete("abc", key="k")
    assert (request.method, request.path) == ("POST", "/Payments/abc")
    assert request.body == b'{"Status":"DELETED"}'


def test_payments_are_read_since_a_moment_by_id_and_by_their_documents() -> None:
    since = datetime(2026, 11, 3, tzinfo=UTC)
    assert payments.list_since(since, page=2).modified_since == since
    assert payments.by_id("abc").path == "/Payments/abc"
    (where, *_) = payments.of_invoices(["a", "b"]).query
    assert where == (
        "where",
        'Invoice.InvoiceID==guid("a") OR Invoice.InvoiceID==guid("b")',
    )


def test_a_payment_is_read_leniently_and_a_deleted_one_does_not_count() -> None:
    raw = {"PaymentID": "A", "Amount": Decimal("1.5"), "Status": "DELETED", "New": {"x": 1}}
    (found,) = payments.parse_all({"Payments": [raw, {"PaymentID": "B", "Amount": "much"}]})
    assert (found.payment_id, found.amount, found.counts) == ("a", Decimal("1.5"), False)
    assert found.reference == "" and found.invoice.invoice_id == ""
