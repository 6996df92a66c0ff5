"""Orders that hurt: the bookkeeper pays first, an answer is lost, two people click at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import override_settings

from tests.connected import connected
from tests.sending.desk import Desk
from tests.sending.test_meanwhile import reprice, while_out
from tests.sending.test_receipts import amounts, link_of, sent, told
from tests.sending.test_time import later
from tracker.accounts_system import heads
from tracker.accounts_system.models import Attempt, Call, ReceiptLink
from tracker.documents import lifecycle, receipts
from tracker.documents.models import Document
from tracker.sending import batches
from tracker.sending.models import Delivery, State
from tracker.sending.unsent import to_send
from tracker.sending.voids import gone

pytestmark = pytest.mark.usefixtures("short_deadlines")


@pytest.fixture
def recording(desk: Desk) -> Iterator[Desk]:
    desk.record_receipts()
    yield desk


def paid_here(desk: Desk, amount: str = "") -> Document:
    """An invoice of 360.00 that Xero has, marked as paid here."""
    document = sent(desk)
    desk.mark_paid(document, amount)
    return document


def undone_here(desk: Desk) -> tuple[Document, str]:
    """One whose payment Xero has and shall lose; and the payment's id."""
    document = paid_here(desk)
    desk.send(document)
    receipts.undo(document.receipts.get(), by=desk.office.colleague)
    return document, str(desk.payments()[0]["PaymentID"])


def test_paid_in_full_by_somebody_else_before_the_click_is_agreed(recording: Desk) -> None:
    document = paid_here(recording)
    recording.pay_in_xero(document)
    (delivery,) = recording.send(document)
    assert delivery.state == State.SENT
    assert len(recording.payments()) == 1
    link = ReceiptLink.objects.get()
    assert (link.agreed, link.remote_id) == (True, "")
    assert "Receipt of 360.00: recorded in Xero already by someone else" in told(document)
    assert not Call.objects.filter(purpose=Call.Purpose.RECORD_RECEIPTS).exists()
    assert recording.foretold(document)[0] == "unchanged"


def test_where_the_preview_knows_it_is_paid_it_says_so(recording: Desk) -> None:
    document = paid_here(recording)
    recording.pay_in_xero(document)
    recording.forget_freshness()
    recording.send(recording.invoice())
    recording.send(paid_here(recording))
    assert recording.foretold(document) == (
        "receipts",
        "Xero has it as paid: nothing is recorded",
    )


def test_paid_in_part_by_somebody_else_between_preview_and_send_the_rest_is_recorded(
    recording: Desk,
) -> None:
    document = paid_here(recording)
    recording.click(document)
    recording.pay_in_xero(document, Amount="200")
    recording.work()
    assert recording.delivery(document).state == State.SENT
    assert amounts(recording) == [Decimal(160), Decimal(200)]
    words = "Receipt of 360.00: 160.00 recorded; 200.00 was recorded in Xero already"
    assert words in told(document)
    assert ReceiptLink.objects.get().amount == 160
    assert link_of(document).seen_status == "PAID"


@pytest.mark.parametrize(("day", "ours"), [("2026-11-03", 0), ("2026-11-01", 1)])
def test_part_of_it_recorded_by_somebody_else_for_the_same_day_is_not_recorded_again(
    recording: Desk, day: str, ours: int
) -> None:
    document = paid_here(recording, "100")
    recording.pay_in_xero(document, Amount="100", Date=day)
    (delivery,) = recording.send(document)
    assert delivery.state == State.SENT
    assert amounts(recording) == [Decimal(100)] * (1 + ours)
    assert ReceiptLink.objects.get().agreed is (not ours)
    document.refresh_from_db()
    recording.mark_paid(document, "100")
    recording.send(document)
    assert amounts(recording) == [Decimal(100)] * (2 + ours), "one payment, one receipt"


@pytest.mark.parametrize(("amount", "ours"), [("360", []), ("200", [Decimal(160)])])
def test_paid_by_somebody_else_in_the_moment_of_writing_xeros_no_is_a_doubt(
    recording: Desk, amount: str, ours: list[Decimal]
) -> None:
    document = paid_here(recording)
    recording.click(document)
    while_out(recording, "/Payments", lambda: recording.pay_in_xero(document, Amount=amount))
    assert recording.delivery(document).state == State.SENT
    assert amounts(recording) == sorted([*ours, Decimal(amount)])
    assert ReceiptLink.objects.get().agreed is (not ours)


def test_settled_by_a_credit_is_said_and_not_called_paid(recording: Desk) -> None:
    document = paid_here(recording)
    recording.bookkeeper("credit", InvoiceNumber=document.number)
    (delivery,) = recording.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "settled_by_credit")
    assert delivery.sentence == (
        f"{document.number} is settled by a credit in Xero (360.00 is credited):"
        " nothing is left to pay."
    )
    assert not ReceiptLink.objects.exists() and recording.payments() == []
    assert recording.foretold(document)[0] == "blocked"


def test_voided_by_a_bookkeeper_meanwhile_is_said(recording: Desk) -> None:
    document = paid_here(recording)
    recording.click(document)
    recording.bookkeeper("void", InvoiceNumber=document.number)
    recording.work()
    delivery = recording.delivery(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "voided_in_xero")


def test_replies_that_stay_lost_are_settled_by_reading_the_payments(recording: Desk) -> None:
    document = paid_here(recording)
    recording.fault("lost_reply", path="/Payments", times=400)
    recording.click(document)
    recording.work_until_settled(seconds=8)
    assert recording.delivery(document).state == State.SENT
    assert len(recording.payments()) == 1
    assert Call.objects.get(purpose=Call.Purpose.RECORD_RECEIPTS).verdict == "asked"


def test_after_the_keys_life_xero_is_asked_and_the_same_bytes_never_go_again(
    recording: Desk,
) -> None:
    document = paid_here(recording)
    recording.fault("lost_reply", path="/Payments")
    recording.fault("http_503", method="GET", path="/Payments")
    with while_the_protocol_takes_minutes():
        recording.send(document)
        assert recording.delivery(document).state == State.CHECKING
        with later(recording, timedelta(minutes=10)):
            recording.work()
    assert recording.delivery(document).state == State.SENT
    assert len(recording.payments()) == 1
    call = Call.objects.get(purpose=Call.Purpose.RECORD_RECEIPTS)
    assert Attempt.objects.filter(call=call).count() == 1


def test_a_lost_reply_whose_payment_was_removed_in_xero_meanwhile_is_not_recorded_again(
    recording: Desk,
) -> None:
    document = paid_here(recording)
    recording.fault("http_500_after", path="/Payments")
    recording.fault("http_503", method="GET", path="/Payments")
    recording.click(document)
    recording.work()
    assert recording.delivery(document).state == State.CHECKING
    recording.bookkeeper("unpay", InvoiceNumber=document.number)
    Call.objects.filter(settled_at=None).update(wait_until=None)
    recording.work_until_settled()
    assert recording.delivery(document).state == State.SENT
    assert recording.payments() == []
    assert ReceiptLink.objects.get().removed_at is not None
    assert "Receipt of 360.00 recorded, and removed in Xero meanwhile" in told(document)


def test_one_bad_among_three_is_refused_and_the_others_arrive(recording: Desk) -> None:
    good, bad = [paid_here(recording) for _ in range(2)], paid_here(recording)
    recording.click(*good, bad)

    def void() -> None:
        recording.bookkeeper("void", InvoiceNumber=bad.number)

    while_out(recording, "/Payments", void)
    assert {recording.delivery(each).state for each in good} == {State.SENT}
    refused = recording.delivery(bad)
    assert (refused.state, refused.cause) == (State.REFUSED, "voided_in_xero")
    assert amounts(recording) == [Decimal(360)] * 2


def test_a_call_turned_away_as_a_whole_is_halved_until_the_one_at_fault_is_left(
    recording: Desk,
) -> None:
    documents = [paid_here(recording) for _ in range(3)]
    recording.fault("http_404", path="/Payments")
    recording.click(*documents)
    recording.work_until_settled()
    assert {recording.delivery(each).state for each in documents} == {State.SENT}
    assert len(recording.payments()) == 3


def test_after_reconnecting_what_was_on_its_way_is_recorded_once(recording: Desk) -> None:
    document = paid_here(recording)
    recording.fault("token_revoked", path="/Payments")
    recording.click(document)
    recording.work()
    assert recording.delivery(document).state == State.RECONNECT
    connected(recording.office, recording.sandbox)
    recording.work_until_settled()
    assert recording.delivery(document).state == State.SENT
    assert len(recording.payments()) == 1


@pytest.mark.parametrize("act", [batches.stop, batches.pause])
def test_what_xero_had_no_room_for_is_taken_back(recording: Desk, act: object) -> None:
    document = paid_here(recording)
    batch = recording.click(document)
    recording.fault("rate_day", path="/Payments")
    recording.work()
    assert recording.delivery(document).state == State.WAITING
    act(batch=batch, by=recording.office.colleague)  # type: ignore[operator]
    recording.work()
    state = recording.delivery(document).state
    assert state == (State.STOPPED if act is batches.stop else State.READY)
    assert not Call.objects.filter(settled_at=None).exists()
    assert recording.payments() == []


def test_stopped_while_the_first_of_two_is_out_the_second_stays_here(recording: Desk) -> None:
    document = paid_here(recording, "100")
    recording.mark_paid(document)
    batch = recording.click(document)
    by = recording.office.colleague
    while_out(recording, "/Payments", lambda: batches.stop(batch=batch, by=by))
    assert recording.delivery(document).state == State.STOPPED
    assert amounts(recording) == [Decimal(100)]
    assert list(to_send(recording.connection, "invoice")) == [document]
    recording.send(document)
    assert amounts(recording) == [Decimal(100), Decimal(260)]


def test_undone_while_it_is_out_it_is_recorded_and_removed_by_the_next_send(
    recording: Desk,
) -> None:
    document = paid_here(recording)
    recording.click(document)
    receipt = document.receipts.get()
    by = recording.office.colleague
    while_out(recording, "/Payments", lambda: receipts.undo(receipt, by=by))
    assert recording.delivery(document).state == State.SENT
    assert len(recording.payments()) == 1
    recording.send(document)
    assert recording.payments() == []


def test_two_who_click_at_once_record_it_once(recording: Desk) -> None:
    document = paid_here(recording)
    wanted = Document.objects.filter(pk=document.pk)
    by, agency = recording.office.colleague, recording.office.agency
    prepared = [
        batches.prepare(kind="invoice", agency=agency, documents=wanted, by=by) for _ in range(2)
    ]
    for batch in prepared:
        batches.send(batch=batch, by=by)
    recording.work()
    recording.work()
    assert [Delivery.objects.get(batch=each).state for each in prepared] == [
        State.SENT,
        State.LEFT_OUT,
    ]
    assert len(recording.payments()) == 1


def test_one_prepared_twice_and_sent_twice_is_recorded_once(recording: Desk) -> None:
    document = paid_here(recording)
    wanted = Document.objects.filter(pk=document.pk)
    by, agency = recording.office.colleague, recording.office.agency
    prepared = [
        batches.prepare(kind="invoice", agency=agency, documents=wanted, by=by) for _ in range(2)
    ]
    for batch in prepared:
        batches.send(batch=batch, by=by)
        recording.work()
    assert {Delivery.objects.get(batch=each).state for each in prepared} == {State.SENT}
    assert len(recording.payments()) == 1


def test_a_correction_goes_once_the_receipt_that_stood_in_its_way_is_removed(
    recording: Desk,
) -> None:
    document = paid_here(recording)
    recording.send(document)
    receipts.undo(document.receipts.get(), by=recording.office.colleague)
    reprice(recording, document, "7")
    for _ in range(2):
        recording.forget_freshness()
        (delivery,) = recording.send(document)
        assert delivery.state == State.SENT
    document.refresh_from_db()
    assert recording.payments() == []
    assert Decimal(str(recording.in_xero()[0]["Total"])) == document.gross


def test_voided_here_after_the_click_nothing_is_recorded(recording: Desk) -> None:
    document = paid_here(recording)
    recording.click(document)
    lifecycle.void(document, by=recording.office.colleague)
    recording.work()
    assert recording.payments() == []


def test_a_change_that_xero_allows_goes_together_with_the_receipts(recording: Desk) -> None:
    document = paid_here(recording)
    recording.send(document)
    receipts.undo(document.receipts.get(), by=recording.office.colleague)
    lifecycle.change(document, reference="PO 7", by=recording.office.colleague)
    recording.mark_paid(document, "50")
    recording.forget_freshness()
    (delivery,) = recording.send(document)
    assert (delivery.intent, delivery.state) == ("update", State.SENT)
    assert amounts(recording) == [Decimal(50)]
    assert recording.in_xero()[0]["Reference"] == "PO 7"
    assert [each for each in told(document) if each.startswith(("Receipt", "Invoice up"))][1:] == [
        "Receipt of 360.00 GBP undone.",
        "Receipt removed",
        "Invoice updated",
        "Receipt of 50.00 recorded",
    ]


@contextmanager
def while_the_protocol_takes_minutes() -> Iterator[None]:
    """Its real numbers, beside a clock that jumps."""
    long = {"REPLAY_AFTER_SECONDS": (0, 30), "REPLAY_WINDOW_SECONDS": 240, "ASK_AFTER_SECONDS": 180}
    with override_settings(SENDING={**settings.SENDING, **long}):
        yield


@pytest.mark.parametrize("fault", ["http_404", "no_records", "unreadable_record"])
def test_a_page_that_is_not_xeros_does_not_make_a_payment_gone(recording: Desk, fault: str) -> None:
    document, payment_id = undone_here(recording)
    recording.fault("http_500", method="POST", path=f"/Payments/{payment_id}")
    recording.fault(fault, method="GET", path=f"/Payments/{payment_id}")
    recording.click(document)
    recording.work_until_settled()
    assert recording.delivery(document).state == State.SENT
    assert recording.payments() == []


def test_stopped_between_the_invoice_and_its_receipt_it_says_what_xero_has(
    recording: Desk,
) -> None:
    document = recording.invoice()
    recording.mark_paid(document)
    batch = recording.click(document)
    by = recording.office.colleague
    while_out(recording, "/Invoices", lambda: batches.stop(batch=batch, by=by))
    delivery = recording.delivery(document)
    assert (delivery.state, delivery.sentence) == (
        State.STOPPED,
        "Xero has it; the batch was stopped before its receipts were recorded.",
    )
    assert recording.payments() == []
    recording.send(document)
    assert amounts(recording) == [Decimal(360)]


def test_a_payment_on_the_invoice_that_was_voided_is_not_taken_for_the_new_ones(
    recording: Desk,
) -> None:
    document = paid_here(recording)
    recording.send(document)
    recording.bookkeeper("unpay", InvoiceNumber=document.number)
    recording.bookkeeper("void", InvoiceNumber=document.number)
    heads.read_heads(recording.connection)
    gone.issue_again(document, by=recording.office.colleague)
    recording.fault("http_500", path="/Payments")
    recording.click(document)
    recording.work_until_settled()
    assert recording.delivery(document).state == State.SENT
    assert amounts(recording) == [Decimal(360)]
    assert ReceiptLink.objects.get().removed_at is None
