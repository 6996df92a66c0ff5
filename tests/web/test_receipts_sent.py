"""From *Mark paid* through the send dialog to Xero, and back again."""

from decimal import Decimal

import pytest

from tests.sending.desk import Desk
from tests.web.send_desk import click, finance, open_dialog, sheet
from tests.web.test_void_sent import shown
from tracker.accounts_system import heads
from tracker.documents.models import Document

pytestmark = pytest.mark.django_db


def sent(desk: Desk, document: Document) -> str:
    """Through the dialog; what it said before the click."""
    batch = open_dialog(desk, document)
    row = sheet(desk, batch)
    click(desk, batch)
    desk.work()
    return row


def mark(desk: Desk, document: Document, amount: str) -> str:
    said = {"date": "2026-11-04", "amount": amount}
    answer = finance(desk).post(f"/invoices/{document.pk}/mark-paid/", said, follow=True)
    return answer.content.decode()


def undo(desk: Desk, document: Document) -> None:
    receipt = document.receipts.get(undone_at=None)
    finance(desk).post(f"/receipts/{receipt.pk}/undo/")


def test_a_receipt_goes_to_xero_through_the_dialog(desk: Desk) -> None:
    desk.record_receipts()
    document = desk.invoice()
    desk.send(document)
    assert "Send to Xero to record it there." in mark(desk, document, "60")
    row = sent(desk, document)
    assert ">Receipts<" in row and "records 60.00 paid on 4 Nov 26" in row
    assert desk.in_xero()[0]["AmountPaid"] == Decimal("60.00")
    after = shown(desk, document)
    assert "Recorded" in after and "Part paid" in after and "Not yet" not in after


def test_a_receipt_undone_is_taken_out_of_xero_by_the_next_send(desk: Desk) -> None:
    desk.record_receipts()
    document = desk.invoice()
    desk.send(document)
    mark(desk, document, "360")
    sent(desk, document)
    assert desk.in_xero()[0]["Status"] == "PAID"
    undo(desk, document)
    assert "Approved here · paid in Xero" in shown(desk, document)
    assert "removes the receipt of 360.00" in sent(desk, document)
    assert desk.in_xero()[0]["Status"] == "AUTHORISED" and not desk.payments()
    page = shown(desk, document)
    assert "paid in Xero" not in page and "Undone here" not in page


def test_what_a_bookkeeper_recorded_is_not_recorded_again(desk: Desk) -> None:
    desk.record_receipts()
    document = desk.invoice()
    desk.send(document)
    desk.pay_in_xero(document, Amount="60")
    desk.connection.refresh_from_db()
    heads.read_heads(desk.connection)
    page = finance(desk).get(f"/invoices/{document.pk}/mark-paid/").content.decode()
    assert "£300.00 of £360.00 is due." in page
    mark(desk, document, "300")
    assert "records 300.00 paid on 4 Nov 26" in sent(desk, document)
    assert [each["Amount"] for each in desk.payments()] == [60, 300]
    page = shown(desk, document)
    assert "There already" in page and "Recorded" in page and "Paid here" not in page


def test_without_recording_nothing_is_sent_and_sync_brings_it_back(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    assert "Xero will hear of it from the bank feed" in mark(desk, document, "360")
    assert "Paid here · due in Xero" in shown(desk, document)
    assert "No change" in sent(desk, document)
    assert not desk.payments()
    desk.pay_in_xero(document)
    desk.connection.refresh_from_db()
    heads.read_heads(desk.connection)
    page = shown(desk, document)
    assert "due in Xero" not in page and "Paid in Xero: 360.00." in page
