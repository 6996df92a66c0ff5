"""Money that settled an invoice is told to Xero once, where settings ask for it, and taken back."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from tests.sending.desk import Desk
from tracker.accounts_system import marks
from tracker.accounts_system.models import Call, DocumentLink, ReceiptLink
from tracker.accounts_system.settings import save
from tracker.agencies.models import Event
from tracker.documents import receipts
from tracker.documents.models import Document
from tracker.sending.models import State
from tracker.sending.unsent import to_send

pytestmark = pytest.mark.usefixtures("short_deadlines")

A_DAY = date(2026, 11, 3)


@pytest.fixture
def recording(desk: Desk) -> Iterator[Desk]:
    """A desk whose receipts are recorded in Xero."""
    desk.record_receipts()
    yield desk


def sent(desk: Desk) -> Document:
    """An invoice of 360.00 that Xero has."""
    document = desk.invoice()
    desk.send(document)
    return document


def told(document: Document) -> list[str]:
    rows = Event.objects.filter(subject_id=document.pk).order_by("pk")
    return list(rows.values_list("sentence", flat=True))


def amounts(desk: Desk) -> list[Decimal]:
    return sorted(Decimal(str(each["Amount"])) for each in desk.payments())


def link_of(document: Document) -> DocumentLink:
    return DocumentLink.objects.get(document=document)


def test_a_receipt_is_recorded_once_with_our_reference(recording: Desk) -> None:
    document = sent(recording)
    receipt = recording.mark_paid(document)
    assert recording.foretold(document) == ("receipts", "records 360.00 paid on 3 Nov 26")
    (delivery,) = recording.send(document)
    assert delivery.state == State.SENT
    (payment,) = recording.payments()
    assert payment["Reference"] == marks.of_receipt(receipt.pk)
    assert Decimal(str(payment["Amount"])) == Decimal("360.00")
    link = ReceiptLink.objects.get()
    assert link.remote_id == payment["PaymentID"]
    assert link.amount == 360 and not link.agreed
    assert link_of(document).seen_status == "PAID" and link_of(document).seen_due == 0
    assert "Receipt of 360.00 recorded" in told(document)
    assert recording.foretold(document)[0] == "unchanged"


def test_a_receipt_goes_with_the_invoice_that_xero_does_not_have_yet(recording: Desk) -> None:
    document = recording.invoice()
    recording.mark_paid(document, "100")
    intent, words = recording.foretold(document)
    assert intent == "create" and words.endswith("records 100.00 paid on 3 Nov 26")
    (delivery,) = recording.send(document)
    assert (delivery.state, amounts(recording)) == (State.SENT, [Decimal(100)])
    assert delivery.document_sent_at is not None
    lines = told(document)
    assert lines.index("Invoice created") < lines.index("Receipt of 100.00 recorded")
    assert link_of(document).seen_paid == 100


def test_two_receipts_of_one_invoice_go_in_calls_of_their_own(recording: Desk) -> None:
    document = sent(recording)
    recording.mark_paid(document, "100")
    recording.mark_paid(document)
    (delivery,) = recording.send(document)
    assert delivery.state == State.SENT
    assert amounts(recording) == [Decimal(100), Decimal(260)]
    assert Call.objects.filter(purpose=Call.Purpose.RECORD_RECEIPTS).count() == 2


def test_receipts_of_many_invoices_share_a_call(recording: Desk) -> None:
    documents = [recording.invoice() for _ in range(5)]
    recording.send(*documents)
    for document in documents:
        recording.mark_paid(document)
    before = len(recording.calls())
    done = recording.send(*documents)
    assert {each.state for each in done} == {State.SENT}
    assert len(recording.payments()) == 5
    assert recording.calls()[before:] == [
        "GET /api.xro/2.0/Invoices",
        "PUT /api.xro/2.0/Payments",
        "GET /api.xro/2.0/Invoices",
    ]


def test_a_receipt_undone_here_removes_the_payment_that_tracker_made(recording: Desk) -> None:
    document = sent(recording)
    receipt = recording.mark_paid(document)
    recording.send(document)
    receipts.undo(receipt, by=recording.office.colleague)
    assert recording.foretold(document) == ("receipts", "removes the receipt of 360.00 of 3 Nov 26")
    (delivery,) = recording.send(document)
    assert (delivery.state, recording.payments()) == (State.SENT, [])
    assert ReceiptLink.objects.get().removed_at is not None
    assert "Receipt removed" in told(document)
    assert link_of(document).seen_status == "AUTHORISED"
    assert link_of(document).seen_due == Decimal("360.00")
    assert recording.foretold(document)[0] == "unchanged"


def test_what_tracker_made_is_removed_although_recording_was_switched_off_since(
    recording: Desk,
) -> None:
    document = sent(recording)
    receipt = recording.mark_paid(document)
    recording.send(document)
    recording.record_receipts(yes=False)
    receipts.undo(receipt, by=recording.office.colleague)
    recording.send(document)
    assert recording.payments() == []


def test_one_removed_in_xero_by_somebody_else_is_no_error(recording: Desk) -> None:
    document = sent(recording)
    receipt = recording.mark_paid(document)
    recording.send(document)
    recording.bookkeeper("unpay", InvoiceNumber=document.number)
    receipts.undo(receipt, by=recording.office.colleague)
    (delivery,) = recording.send(document)
    assert delivery.state == State.SENT
    assert "Receipt was removed in Xero already" in told(document)
    assert not Call.objects.filter(purpose=Call.Purpose.REMOVE_RECEIPT).exists()


def test_undone_and_marked_again_removes_the_one_and_records_the_other(recording: Desk) -> None:
    document = sent(recording)
    receipt = recording.mark_paid(document)
    recording.send(document)
    receipts.undo(receipt, by=recording.office.colleague)
    document.refresh_from_db()
    recording.mark_paid(document, "200")
    _, words = recording.foretold(document)
    assert words == ("removes the receipt of 360.00 of 3 Nov 26 · records 200.00 paid on 3 Nov 26")
    (delivery,) = recording.send(document)
    assert (delivery.state, amounts(recording)) == (State.SENT, [Decimal(200)])


def test_nothing_is_sent_where_receipts_are_not_recorded(desk: Desk) -> None:
    document = sent(desk)
    desk.mark_paid(document)
    assert desk.foretold(document)[0] == "unchanged"
    assert not to_send(desk.connection, "invoice").exists()
    desk.send(document)
    assert desk.payments() == []


def test_what_was_received_before_it_was_switched_on_is_the_bank_feeds(desk: Desk) -> None:
    document = sent(desk)
    desk.mark_paid(document, "100")
    desk.record_receipts()
    assert desk.foretold(document)[0] == "unchanged"
    desk.mark_paid(document, "50")
    desk.record_receipts(yes=False)
    desk.record_receipts()
    assert desk.foretold(document)[0] == "unchanged"
    desk.mark_paid(document, "30")
    desk.send(document)
    assert amounts(desk) == [Decimal(30)]


def test_switched_off_after_the_click_nothing_is_recorded(recording: Desk) -> None:
    document = sent(recording)
    recording.mark_paid(document)
    recording.click(document)
    recording.record_receipts(yes=False)
    recording.work()
    assert recording.delivery(document).state == State.UNCHANGED
    assert recording.payments() == []


def test_undone_after_the_click_nothing_is_recorded(recording: Desk) -> None:
    document = sent(recording)
    receipt = recording.mark_paid(document)
    recording.click(document)
    receipts.undo(receipt, by=recording.office.colleague)
    recording.work()
    assert recording.delivery(document).state == State.UNCHANGED
    assert recording.payments() == []


def test_invoices_with_receipts_are_among_those_to_send(recording: Desk) -> None:
    document, other = sent(recording), sent(recording)
    assert not to_send(recording.connection, "invoice").exists()
    receipt = recording.mark_paid(document)
    assert list(to_send(recording.connection, "invoice")) == [document]
    recording.send(document)
    assert not to_send(recording.connection, "invoice").exists()
    receipts.undo(receipt, by=recording.office.colleague)
    assert list(to_send(recording.connection, "invoice")) == [document]
    assert recording.foretold(other)[0] == "unchanged"


@pytest.mark.parametrize(
    ("arrival", "words"), [("DRAFT", "is a draft"), ("SUBMITTED", "is awaiting approval")]
)
def test_a_draft_in_xero_takes_no_receipt(recording: Desk, arrival: str, words: str) -> None:
    save(recording.connection, kind="invoice", by=recording.office.owner, status_on_arrival=arrival)
    document = sent(recording)
    recording.mark_paid(document)
    (delivery,) = recording.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "needs_approval")
    assert delivery.sentence == (
        f"{document.number} {words} in Xero: payments need an authorised invoice."
    )
    fresh = recording.invoice()
    recording.mark_paid(fresh)
    assert recording.foretold(fresh)[0] == "blocked"


def test_without_a_bank_account_nothing_is_recorded(recording: Desk) -> None:
    save(recording.connection, kind="invoice", by=recording.office.owner, receipts_account_id="")
    document = sent(recording)
    recording.mark_paid(document)
    (delivery,) = recording.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "payment_account_invalid")
    assert delivery.sentence == "No bank account is chosen for receipts."


def test_a_bank_account_archived_in_xero_is_said_and_known_from_then_on(recording: Desk) -> None:
    document = sent(recording)
    recording.mark_paid(document)
    (bank,) = [each for each in recording.sandbox.books.table("Accounts") if each["Type"] == "BANK"]
    recording.sandbox.books.put("Accounts", {**bank, "Status": "ARCHIVED"})
    (delivery,) = recording.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "payment_account_invalid")
    assert delivery.sentence.endswith("Xero says: Account could not be found")
    assert recording.foretold(document)[0] == "blocked"


def test_a_receipt_in_a_locked_period_is_said_before(recording: Desk) -> None:
    document = sent(recording)
    recording.mark_paid(document)
    recording.bookkeeper("lock", PeriodLockDate="2026-11-10")
    (delivery,) = recording.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "period_locked")
    assert recording.foretold(document)[0] == "blocked"
