"""What becomes of a bill in Xero comes back to its payment, whoever asks and however Xero tells."""

from datetime import date
from typing import Any

import pytest
from django.test import override_settings

from tests.sending.desk import Desk
from tests.syncing.bills import (
    at_the_bill,
    link_of,
    move_due_date_unseen,
    pay_bill,
    record_payouts,
    sent_payments,
)
from tests.syncing.office_hours import pay, said, sent, some_seconds_later, sync
from tests.syncing.test_webhooks import KEY, body_of, event, tell
from tracker.accounts_system.changes import WORDS
from tracker.syncing import summary, syncs
from tracker.syncing.models import Sync

LATER = {"DueDate": "2026-12-24"}


@pytest.mark.parametrize(
    ("deed", "wish", "kind", "sentence"),
    [
        ("pay", {"amount": None}, "paid", "Paid in Xero: 288.00."),
        ("pay", {"amount": "100"}, "part_paid", "Part paid in Xero: 100.00 of 288.00."),
        (
            "credit",
            {},
            "credited",
            "Settled in Xero by a credit of 288.00: no money went out.",
        ),
        ("void", {}, "voided", "Voided in Xero."),
        (
            "edit",
            {"changes": LATER},
            "dates",
            "The due date was changed in Xero: 24 Dec 2026 instead of 3 Dec 2026.",
        ),
        (
            "edit",
            {"changes": {"InvoiceNumber": "JC-18"}},
            "number",
            "The number was changed in Xero: JC-18 instead of JC-17.",
        ),
    ],
)
def test_each_deed_comes_back_and_is_said_in_words(
    desk: Desk, deed: str, wish: dict[str, Any], kind: str, sentence: str
) -> None:
    payment, other = (*sent_payments(desk, supplier_number="JC-17"), *sent_payments(desk))
    if deed == "pay":
        pay_bill(desk, payment, wish["amount"])
    else:
        at_the_bill(desk, payment, deed, **wish)
    done = sync(desk, kind="payment")
    assert (done.checked, done.changed, done.summary) == (2, 1, {kind: 1})
    assert said(desk, payment) == [sentence] and said(desk, other) == []
    assert summary.in_words(done) == f"1 of 2 payments changed: 1 {WORDS[kind]}."


def test_a_removed_payout_makes_it_due_again(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    pay_bill(desk, payment)
    sync(desk, kind="payment")
    at_the_bill(desk, payment, "unpay")
    assert sync(desk, kind="payment").summary == {"reopened": 1}
    assert said(desk, payment)[-1] == "A payout was removed in Xero: 288.00 is due again."


def test_who_asks_of_payments_hears_of_payments_and_leaves_the_others_news(desk: Desk) -> None:
    (payment,), (invoice,) = sent_payments(desk), sent(desk)
    pay_bill(desk, payment)
    pay(desk, invoice)
    done = sync(desk, kind="payment")
    assert (done.checked, done.changed, done.summary) == (1, 1, {"paid": 1, "others": 1})
    assert summary.in_words(done) == "1 of 1 payment changed: 1 paid. 1 other changed too."
    later = sync(desk, kind="invoice")
    assert (later.checked, later.changed, later.summary) == (1, 1, {"paid": 1})
    assert sync(desk, kind="payment").changed == 0


def test_tracker_by_itself_counts_both(desk: Desk) -> None:
    (payment,), (invoice,) = sent_payments(desk), sent(desk)
    pay_bill(desk, payment)
    pay(desk, invoice)
    done = sync(desk, why=Sync.Why.POLL)
    assert (done.checked, done.changed, done.summary) == (2, 2, {"paid": 2})
    assert summary.in_words(done) == "2 of 2 changed: 2 paid."
    assert summary.in_words(sync(desk, why=Sync.Why.POLL)) == "None of 2 has changed."


def test_what_did_not_change_is_said_of_payments(desk: Desk) -> None:
    assert summary.in_words(sync(desk, kind="payment")) == "No payment of ours is in Xero yet."
    (payment,) = sent_payments(desk)
    assert summary.in_words(sync(desk, payment, kind="payment")) == "The payment is as it was."
    sent_payments(desk)
    done = sync(desk, kind="payment")
    assert summary.in_words(done) == "None of 2 payments has changed."


@override_settings(XERO_WEBHOOK_KEY=KEY)
def test_xero_tells_of_a_bill_as_of_an_invoice(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    pay_bill(desk, payment)
    told = event(desk.connection.tenant_id, resource=link_of(payment).remote_id)
    assert tell(body_of(told)).status_code == 200
    syncs.work(desk.connection.pk)
    assert Sync.objects.filter(why="webhook", changed=1).exists()
    assert link_of(payment).seen_status == "PAID"
    assert said(desk, payment) == ["Paid in Xero: 288.00."]


@pytest.mark.parametrize("why", [Sync.Why.PERSON, Sync.Why.NIGHTLY])
def test_a_due_date_moved_on_a_part_paid_bill_is_found(desk: Desk, why: str) -> None:
    """Xero does not tell of it; part-paid ones are read one by one."""
    (payment,) = sent_payments(desk)
    pay_bill(desk, payment, "100")
    sync(desk, kind="payment")
    some_seconds_later(desk)
    move_due_date_unseen(desk, payment, date(2026, 12, 24))
    assert sync(desk, why=Sync.Why.POLL).changed == 0
    assert sync(desk, why=why, kind="payment").summary == {"dates": 1}


def test_part_paid_bills_are_not_read_for_who_asks_of_invoices(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    sent(desk)
    pay_bill(desk, payment, "100")
    sync(desk, kind="payment")
    some_seconds_later(desk)
    assert sync(desk, kind="invoice").calls == 1
    assert sync(desk, kind="payment").calls == 2


def test_the_monthly_sweep_reads_every_open_bill(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    some_seconds_later(desk)
    move_due_date_unseen(desk, payment, date(2026, 12, 24))
    assert sync(desk, why=Sync.Why.NIGHTLY).changed == 0
    assert sync(desk, why=Sync.Why.MONTHLY).summary == {"dates": 1}


def test_our_own_payouts_are_no_news(desk: Desk) -> None:
    record_payouts(desk)
    (payment,) = sent_payments(desk)
    desk.mark_paid(payment, on=date(2026, 11, 3))
    desk.send(payment)
    sync(desk, why=Sync.Why.WEBHOOK)
    assert link_of(payment).seen_status == "PAID"
    assert sync(desk, kind="payment").changed == 0
    at_the_bill(desk, payment, "unpay")
    assert sync(desk, kind="payment").summary == {"reopened": 1}
