"""What is voided here is voided in Xero by the next Send, or deleted there while it is a draft."""

import json
import threading
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import httpx2
import pytest
from django.conf import settings
from django.test import override_settings

from tests.sending.desk import Desk
from tests.sending.test_meanwhile import work_and_close
from tests.sending.test_updates import change_reference, sent, what_moved
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.models import Call, DocumentLink
from tracker.accounts_system.settings import save
from tracker.agencies import events
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle, receipts
from tracker.documents.models import Document
from tracker.sending import unsent
from tracker.sending.models import State
from tracker.sending.voids import voiding

pytestmark = pytest.mark.usefixtures("short_deadlines")


def voided(desk: Desk) -> Document:
    """Sent, then voided here; Xero has not heard of that."""
    document = sent(desk)
    voiding.void(document, by=desk.office.colleague)
    return document


def while_its_update_is_out(desk: Desk, act: Callable[[], object]) -> None:
    """Do something while the update is at Xero; then its answer comes."""
    desk.fault("hold", method="POST")
    numbers = {**settings.SENDING, "CALL_DEADLINE_SECONDS": 20}
    with override_settings(SENDING=numbers):
        worker = threading.Thread(target=work_and_close, args=(desk,))
        worker.start()
        while not Call.objects.filter(
            purpose=Call.Purpose.UPDATE_DOCUMENTS, attempts__isnull=False
        ).exists():
            time.sleep(0.02)
        time.sleep(0.2)
        act()
        httpx2.post(f"{desk.sandbox.url}/_sandbox/faults/release")
        worker.join(20)


def posts(desk: Desk) -> int:
    return len([call for call in desk.calls() if call.startswith("POST")])


def test_a_sent_invoice_that_is_void_here_is_voided_in_xero(desk: Desk) -> None:
    document = voided(desk)
    (before,) = desk.in_xero()
    assert list(unsent.to_send(desk.connection, "invoice")) == [document]
    assert desk.foretold(document) == ("void", "voids it in Xero")
    (delivery,) = desk.send(document)
    (after,) = desk.in_xero()
    assert (delivery.state, delivery.intent) == (State.SENT, "void")
    assert after["Status"] == "VOIDED"
    moved = what_moved(before, after)
    assert moved == {"Status", "AmountDue"}
    assert not unsent.to_send(desk.connection, "invoice").exists()
    said = [each.sentence for each in events.history(desk.office.agency, "document", document.pk)]
    assert "Invoice voided in Xero" in said


def test_the_call_says_nothing_but_that_it_is_void(desk: Desk) -> None:
    document = voided(desk)
    desk.send(document)
    call = Call.objects.get(purpose=Call.Purpose.UPDATE_DOCUMENTS)
    (element,) = json.loads(bytes(call.body or b""))["Invoices"]
    assert set(element) == {"InvoiceID", "Url", "Status"}
    assert element["Status"] == "VOIDED"


def test_a_draft_in_xero_is_deleted_there(desk: Desk) -> None:
    save(desk.connection, kind="invoice", by=desk.office.owner, status_on_arrival="DRAFT")
    document = voided(desk)
    assert desk.foretold(document) == ("void", "deletes the draft in Xero")
    desk.send(document)
    assert desk.in_xero()[0]["Status"] == "DELETED"


def test_a_void_goes_in_one_call_with_updates(desk: Desk) -> None:
    documents = [desk.invoice(), desk.invoice()]
    desk.send(*documents)
    desk.forget_freshness()
    voiding.void(documents[0], by=desk.office.colleague)
    change_reference(desk, documents[1])
    before = posts(desk)
    assert {each.state for each in desk.send(*documents)} == {State.SENT}
    assert posts(desk) == before + 1
    assert sorted(each["Status"] for each in desk.in_xero()) == ["AUTHORISED", "VOIDED"]


def test_replies_that_stay_lost_are_settled_by_reading_xero(desk: Desk) -> None:
    document = voided(desk)
    desk.fault("lost_reply", method="POST", times=400)
    desk.click(document)
    desk.work_until_settled(seconds=8)
    assert desk.delivery(document).state == State.SENT
    assert Call.objects.get(purpose=Call.Purpose.UPDATE_DOCUMENTS).verdict == "asked"
    assert DocumentLink.objects.get().seen_status == "VOIDED"


def test_what_was_voided_in_xero_already_is_accepted_without_a_call(desk: Desk) -> None:
    document = voided(desk)
    batch = desk.click(document)
    desk.bookkeeper("void", InvoiceNumber=document.number)
    before = posts(desk)
    desk.forget_freshness()
    desk.work()
    assert batch.deliveries.get().state == State.SENT
    assert posts(desk) == before
    assert not unsent.to_send(desk.connection, "invoice").exists()


def test_voided_in_xero_while_our_own_void_is_out_is_no_refusal(desk: Desk) -> None:
    """Between our reading and our write: Xero says that it cannot be changed any more."""
    document = voided(desk)
    read_heads(desk.connection)
    desk.bookkeeper("void", InvoiceNumber=document.number)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.sentence) == (State.SENT, "")


def test_with_a_payment_known_in_xero_it_cannot_be_voided_here(desk: Desk) -> None:
    document = sent(desk)
    desk.pay_in_xero(document, Amount=10)
    read_heads(desk.connection)
    with pytest.raises(NotPossible, match="has a payment in Xero: undo the receipt here"):
        voiding.void(document, by=desk.office.colleague)
    document.refresh_from_db()
    assert document.is_approved


def test_with_a_credit_known_in_xero_it_cannot_be_voided_here(desk: Desk) -> None:
    document = sent(desk)
    desk.bookkeeper("credit", InvoiceNumber=document.number, Amount=10)
    read_heads(desk.connection)
    with pytest.raises(NotPossible, match="is credited in Xero: remove the credit there"):
        voiding.void(document, by=desk.office.colleague)


def test_with_a_receipt_here_it_cannot_be_voided(desk: Desk) -> None:
    document = sent(desk)
    receipts.mark_paid(
        document, date=date(2026, 11, 3), amount=Decimal(10), by=desk.office.colleague
    )
    with pytest.raises(NotPossible, match="undo the receipt"):
        voiding.void(document, by=desk.office.colleague)


def test_what_is_on_its_way_cannot_be_voided(desk: Desk) -> None:
    document = desk.invoice()
    batch = desk.click(document)
    with pytest.raises(NotPossible, match=f"on its way in batch {batch.number}"):
        voiding.void(document, by=desk.office.colleague)


def test_what_was_never_sent_is_void_and_there_is_nothing_to_send(desk: Desk) -> None:
    document = desk.invoice()
    voiding.void(document, by=desk.office.colleague)
    assert document.is_void
    assert not unsent.to_send(desk.connection, "invoice").exists()
    assert desk.foretold(document)[0] == "blocked"


def test_paid_in_xero_before_the_click_is_blocked_in_the_preview(desk: Desk) -> None:
    document = voided(desk)
    desk.pay_in_xero(document)
    read_heads(desk.connection)
    assert desk.foretold(document)[0] == "blocked"
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "has_payments")
    assert "Sync, then void" in delivery.fix


def test_paid_in_xero_between_preview_and_send_is_refused_and_stays_void_here(desk: Desk) -> None:
    document = voided(desk)
    batch = desk.click(document)
    desk.pay_in_xero(document)
    desk.forget_freshness()
    desk.work()
    delivery = batch.deliveries.get()
    assert (delivery.state, delivery.cause) == (State.REFUSED, "has_payments")
    document.refresh_from_db()
    assert document.is_void and desk.in_xero()[0]["Status"] == "PAID"


@pytest.mark.parametrize("amount", [10, 360], ids=["in part", "in full"])
def test_paid_between_our_reading_and_our_write_is_refused_by_xero(desk: Desk, amount: int) -> None:
    document = voided(desk)
    read_heads(desk.connection)
    desk.pay_in_xero(document, Amount=amount)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "has_payments")
    assert "Xero has a payment or a credit on it" in delivery.sentence
    desk.bookkeeper("unpay", InvoiceNumber=document.number)
    desk.forget_freshness()
    read_heads(desk.connection)
    (again,) = desk.send(document)
    assert again.state == State.SENT
    assert desk.in_xero()[0]["Status"] == "VOIDED"


def test_a_payment_behind_a_void_that_never_arrived_is_said(desk: Desk) -> None:
    document = voided(desk)
    desk.fault("http_503", method="POST", times=400)
    desk.click(document)
    desk.work()
    desk.pay_in_xero(document)
    desk.work_until_settled(seconds=8)
    delivery = desk.delivery(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "has_payments")


def test_a_locked_period_is_said_before_sending(desk: Desk) -> None:
    document = voided(desk)
    desk.bookkeeper("lock", PeriodLockDate="2026-11-30")
    desk.refresh_lists()
    intent, _ = desk.foretold(document)
    assert intent == "blocked"
    (delivery,) = desk.send(document)
    assert delivery.cause == "period_locked" and "30 Nov 2026" in delivery.sentence


def test_voided_here_while_its_update_is_out_is_sent_after_it(desk: Desk) -> None:
    document = sent(desk)
    change_reference(desk, document)
    desk.click(document)
    while_its_update_is_out(desk, lambda: lifecycle.void(document, by=desk.office.colleague))
    assert desk.delivery(document).state == State.SENT
    desk.forget_freshness()
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.intent) == (State.SENT, "void")
    assert desk.in_xero()[0]["Status"] == "VOIDED"


def test_a_void_stopped_before_it_left_can_be_sent_again(desk: Desk) -> None:
    document = voided(desk)
    desk.fault("rate_day", method="POST")
    desk.click(document)
    desk.work()
    assert desk.delivery(document).state in (State.WAITING, State.READY)
    assert desk.in_xero()[0]["Status"] == "AUTHORISED"


def test_voided_in_xero_behind_an_update_in_doubt_is_for_a_person(desk: Desk) -> None:
    document = sent(desk)
    change_reference(desk, document)
    desk.fault("http_503", method="POST", times=400)
    desk.click(document)
    desk.work()
    desk.bookkeeper("void", InvoiceNumber=document.number)
    desk.work_until_settled(seconds=8)
    delivery = desk.delivery(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "voided_in_xero")


def test_lines_keep_their_ids_through_a_void(desk: Desk) -> None:
    document = sent(desk)
    before = DocumentLink.objects.get().line_ids
    voiding.void(document, by=desk.office.colleague)
    desk.send(document)
    assert before and DocumentLink.objects.get().line_ids == before
