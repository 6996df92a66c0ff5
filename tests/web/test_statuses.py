"""What an invoice is called after money, credits and bookkeepers, and where each is found."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from tests import cast
from tests.cast import A_DAY, Clients, Office
from tests.web.xero_says import A_MOMENT, connection_of, sent
from tracker.accounts_system.models import ReceiptLink, Settings
from tracker.documents import lifecycle, receipts
from tracker.documents.models import Document
from tracker.web.document_conditions import in_batch_status, in_status
from tracker.web.document_filters import BATCH_STATUSES, STATUSES, documents_of
from tracker.web.document_rows import Row, row_of

pytestmark = pytest.mark.django_db

WHOLE, PART = Decimal("1440.00"), Decimal("440.00")
PAID = {"seen_status": "PAID", "seen_paid": WHOLE}
CREDITED = {"seen_status": "PAID", "seen_credited": WHOLE}

# What was received here, what Xero says (None: it does not have it), and what it is called.
# Where 1,440.00 less what was paid is more than what is due, the rest is withheld.
SAID = [
    (None, None, "Approved"),
    (PART, None, "Part paid"),
    (WHOLE, None, "Paid"),
    (None, {}, "Approved"),
    (None, {"seen_paid": PART}, "Part paid"),
    (None, PAID, "Paid"),
    (None, CREDITED, "Credited"),
    (None, {"seen_credited": PART}, "Approved · 440.00 credited in Xero"),
    (None, {**PAID, "seen_paid": 1000, "seen_credited": PART}, "Paid · 440.00 of it by a credit"),
    (PART, {}, "Part paid here · due in Xero"),
    (PART, {"seen_paid": PART}, "Part paid"),
    (PART, {"seen_paid": 100}, "Part paid here · 100.00 paid in Xero"),
    (PART, PAID, "Paid in Xero · part paid here"),
    (PART, CREDITED, "Part paid here · credited in Xero"),
    (Decimal(1000), {"seen_credited": PART}, "Paid here · due in Xero"),
    (PART, {"seen_credited": PART}, "Part paid here · due in Xero"),
    (WHOLE, {}, "Paid here · due in Xero"),
    (WHOLE, {"seen_paid": PART}, "Paid here · 440.00 paid in Xero"),
    (WHOLE, PAID, "Paid"),
    (WHOLE, CREDITED, "Paid here · credited in Xero"),
    (None, {"seen_status": "VOIDED"}, "Approved here · voided in Xero"),
    (None, {"seen_due": 1240}, "Approved"),
    (Decimal(1240), {"seen_due": 1240}, "Paid here · due in Xero"),
    (Decimal(1239), {"seen_due": 1240}, "Part paid here · due in Xero"),
    (PART, {"seen_paid": PART, "seen_due": 800}, "Part paid"),
    (Decimal(1240), {**PAID, "seen_paid": 1240, "seen_due": 0}, "Paid"),
    (WHOLE, {"seen_status": "VOIDED"}, "Paid here · voided in Xero"),
    (None, {"seen_status": "DELETED"}, "Approved here · deleted in Xero"),
]
Make = Callable[[Decimal | None, dict[str, object] | None], Document]


@pytest.fixture
def made(the_office: Office, clients: Clients) -> Make:
    def make(received: Decimal | None, seen: dict[str, object] | None) -> Document:
        document = cast.approved_invoice(the_office, clients.acme)
        if received:
            receipts.mark_paid(document, date=A_DAY, amount=received, by=the_office.colleague)
        if seen is not None:
            sent(the_office, document, **{"seen_credited": 0, **seen})
        return document

    return make


def row(document: Document) -> Row:
    document.refresh_from_db()
    return row_of(document)


def found_in(office: Office, document: Document) -> list[str]:
    """The filters of the list that show it."""
    documents = documents_of(office.agency, "invoice").filter(pk=document.pk)
    return [label for name, label in STATUSES if documents.filter(in_status(name)).exists()]


def batch_filters(office: Office, document: Document) -> set[str]:
    documents = documents_of(office.agency, "invoice").filter(pk=document.pk)
    return {name for name, _ in BATCH_STATUSES if documents.filter(in_batch_status(name)).exists()}


def records_receipts(office: Office) -> None:
    Settings.objects.create(
        connection=connection_of(office),
        version=2,
        saved_at=A_MOMENT,
        confirmed=True,
        record_receipts=True,
    )


def recorded(office: Office, document: Document, **others: object) -> ReceiptLink:
    """Tracker made a Payment of its receipt."""
    receipt = document.receipts.get()
    return ReceiptLink.objects.create(
        connection=connection_of(office),
        receipt=receipt,
        remote_id=str(receipt.pk),
        amount=receipt.amount,
        linked_at=A_MOMENT,
        **others,
    )


@pytest.mark.parametrize(("received", "seen", "called"), SAID)
def test_an_approved_invoice_is_what_the_money_says(
    the_office: Office, made: Make, received: Decimal, seen: dict[str, object], called: str
) -> None:
    document = made(received, seen)
    status = row(document).status
    assert str(status) == called
    word = status.text.removesuffix(" here").removesuffix(" in Xero")
    assert found_in(the_office, document) == [word]


def test_void_here_and_still_in_xero_is_said(the_office: Office, made: Make) -> None:
    document = made(None, {})
    lifecycle.void(document, by=the_office.owner)
    assert str(row(document).status) == "Void here · still in Xero"
    assert row(document).batch_status.text == "Changed since sent"
    assert "changed" in batch_filters(the_office, document)
    document.links.update(seen_status="VOIDED")
    assert str(row(document).status) == "Void"
    assert row(document).batch_status.text == "Void in Xero too"
    assert not {"changed", "voided_in_xero"} & batch_filters(the_office, document)


def test_voided_in_xero_is_not_changed_but_waits_for_somebody(
    the_office: Office, made: Make
) -> None:
    document = made(None, {"seen_status": "VOIDED"})
    lifecycle.change(document, reference="PO other", by=the_office.owner)
    assert row(document).batch_status.text == "Voided in Xero"
    assert "voided_in_xero" in batch_filters(the_office, document)
    assert "changed" not in batch_filters(the_office, document)


def test_a_receipt_that_xero_is_to_hear_of_is_a_change(the_office: Office, made: Make) -> None:
    document = made(None, {})
    records_receipts(the_office)
    receipts.mark_paid(document, date=A_DAY, by=the_office.colleague)
    assert row(document).batch_status.text == "Changed since sent"
    assert "changed" in batch_filters(the_office, document)
    recorded(the_office, document)
    assert row(document).batch_status.text == "Sent"
    assert "changed" not in batch_filters(the_office, document)


def test_a_receipt_of_the_bank_feed_is_no_change(the_office: Office, made: Make) -> None:
    document = made(WHOLE, {})
    records_receipts(the_office)
    Settings.objects.filter(version=2).update(saved_at="2999-01-01T00:00Z")
    assert row(document).batch_status.text == "Sent", "it is older than the recording"
    Settings.objects.filter(version=2).update(saved_at=A_MOMENT, record_receipts=False)
    assert row(document).batch_status.text == "Sent", "nothing is recorded"


def test_a_receipt_undone_leaves_xero_and_until_then_what_is_here_counts(
    the_office: Office, made: Make
) -> None:
    document = made(WHOLE, PAID)
    link = recorded(the_office, document)
    receipts.undo(document.receipts.get(), by=the_office.colleague)
    shown = row(document)
    assert str(shown.status) == "Approved here · paid in Xero"
    assert (shown.paid, shown.due) == (Decimal(0), WHOLE)
    assert shown.batch_status.text == "Changed since sent"
    assert found_in(the_office, document) == ["Approved"]
    link.removed_at = A_MOMENT
    link.save()
    assert row(document).batch_status.text == "Sent"


def test_a_part_receipt_undone_says_how_much_xero_has(the_office: Office, made: Make) -> None:
    document = made(PART, {"seen_paid": PART})
    recorded(the_office, document)
    receipts.undo(document.receipts.get(), by=the_office.colleague)
    assert str(row(document).status) == "Approved here · 440.00 paid in Xero"


@pytest.mark.parametrize(
    ("received", "seen", "paid", "due"),
    [
        (None, {}, 0, WHOLE),
        (PART, {"seen_paid": PART}, PART, 1000),
        (PART, {"seen_paid": 1000}, 1000, PART),
        (None, {"seen_paid": 100, "seen_credited": PART}, 100, 900),
        (Decimal(1000), {"seen_credited": PART}, 1000, 0),
        (None, CREDITED, 0, 0),
        (None, {"seen_due": 1240}, 0, 1240),
        (PART, {"seen_paid": PART, "seen_due": 800}, PART, 800),
        (WHOLE, {"seen_status": "VOIDED", "seen_paid": PART}, WHOLE, 0),
    ],
)
def test_paid_and_still_due_follow_both_sides(
    made: Make, received: Decimal, seen: dict[str, object], paid: Decimal, due: Decimal
) -> None:
    shown = row(made(received, seen))
    assert (shown.paid, shown.due) == (paid, due)


def test_what_was_paid_is_a_part_once_the_invoice_has_risen_here(
    the_office: Office, made: Make
) -> None:
    document = made(None, PAID)
    lifecycle.change(document, lines=[cast.a_line(quantity="6")], by=the_office.owner)
    shown = row(document)
    assert str(shown.status) == "Part paid here · paid in Xero"
    assert (shown.paid, shown.due) == (WHOLE, document.gross - WHOLE)
    assert found_in(the_office, document) == ["Part paid"]
    lifecycle.change(document, lines=[cast.a_line(quantity="4")], by=the_office.owner)
    assert str(row(document).status) == "Paid"
    assert found_in(the_office, document) == ["Paid"]


def test_the_list_has_columns_for_the_money(made: Make, olivia: Client) -> None:
    made(PART, {"seen_paid": PART})
    olivia.post("/invoices/columns/", {"column": ["paid", "still_due", "status"], "view": ""})
    page = olivia.get("/invoices/").content.decode()
    assert ">Paid</th>" in page and ">Still due</th>" in page
    assert ">440.00</td>" in page and ">1,000.00</td>" in page
