"""Receipts: what settled an invoice, as somebody here said."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests import cast
from tests.cast import Office
from tracker import clock
from tracker.agencies.models import Event
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle, receipts
from tracker.documents.models import Document

A_DAY = date(2026, 11, 4)


@pytest.fixture
def invoice(office: Office) -> Document:
    """1,440.00, approved."""
    return cast.approved_invoice(office, cast.clients(office).acme)


def told(document: Document) -> str:
    return Event.objects.filter(subject_id=document.pk).latest("pk").sentence


def test_marked_paid_is_all_that_is_left_unless_said(office: Office, invoice: Document) -> None:
    receipts.mark_paid(invoice, date=A_DAY, amount=Decimal("440.00"), by=office.colleague)
    assert told(invoice) == "Marked paid in part: 440.00 GBP on 04 Nov 2026."
    assert receipts.still_due(invoice) == Decimal("1000.00")
    rest = receipts.mark_paid(invoice, date=A_DAY, by=office.colleague)
    assert (rest.amount, rest.by_name) == (Decimal("1000.00"), "Farid Khan")
    assert told(invoice) == "Marked paid: 1,000.00 GBP on 04 Nov 2026."
    assert invoice.received == invoice.gross


def test_an_undone_receipt_counts_no_more_and_is_undone_once(
    office: Office, invoice: Document
) -> None:
    receipt = receipts.mark_paid(invoice, date=A_DAY, by=office.colleague)
    receipts.undo(receipt, by=office.colleague)
    invoice.refresh_from_db()
    assert not receipt.counts and invoice.received == 0
    assert told(invoice) == "Receipt of 1,440.00 GBP undone."
    with pytest.raises(NotPossible, match="undone already"):
        receipts.undo(receipt, by=office.colleague)


def test_a_receipt_does_not_change_the_invoice(office: Office, invoice: Document) -> None:
    before = invoice.revision
    receipts.undo(receipts.mark_paid(invoice, date=A_DAY, by=office.colleague), by=office.colleague)
    invoice.refresh_from_db()
    assert invoice.revision == before


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1440.01", "Only 1,440.00 GBP of INV-1001 is left to pay."),
        ("0", "above zero"),
        ("-5", "above zero"),
        ("1.005", "whole pence"),
    ],
)
def test_an_amount_that_cannot_be_is_refused(
    office: Office, invoice: Document, amount: str, words: str
) -> None:
    with pytest.raises(NotPossible, match=words):
        receipts.mark_paid(invoice, date=A_DAY, amount=Decimal(amount), by=office.colleague)
    assert not invoice.receipts.exists()


def test_paid_twice_a_draft_a_void_one_and_tomorrow_are_refused(
    office: Office, invoice: Document
) -> None:
    by = office.colleague
    with pytest.raises(NotPossible, match="in the future"):
        receipts.mark_paid(invoice, date=clock.today() + timedelta(days=1), by=by)
    receipts.mark_paid(invoice, date=A_DAY, by=by)
    with pytest.raises(NotPossible, match="paid already"):
        receipts.mark_paid(invoice, date=A_DAY, by=by)
    draft = cast.draft_invoice(office, invoice.company)
    with pytest.raises(NotPossible, match="is a draft"):
        receipts.mark_paid(draft, date=A_DAY, by=by)
    void = cast.approved_invoice(office, invoice.company)
    lifecycle.void(void, by=by)
    with pytest.raises(NotPossible, match="is void"):
        receipts.mark_paid(void, date=A_DAY, by=by)
