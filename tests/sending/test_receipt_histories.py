"""Histories of receipts drawn by seed: faults, deaths, bookkeepers, undoing; then all settles.

Whatever happened: no receipt is in Xero twice, none is there that was undone here, nothing is
above what is due, and whatever is linked is really there.
"""

import random
from collections import Counter
from contextlib import suppress
from decimal import Decimal

import httpx2
import pytest

from tests.sending.desk import Desk
from tests.sending.test_histories import (
    RATES,
    Deaths,
    Killed,
    _let_time_pass,
    _settle,
    in_seconds,
)
from tracker.accounts_system import marks
from tracker.accounts_system.models import ReceiptLink
from tracker.agencies.not_possible import NotPossible
from tracker.documents import receipts
from tracker.documents.models import Document, Receipt
from tracker.sending import batches
from tracker.sending.models import Delivery, State
from tracker.sending.unsent import to_send

__all__ = ["in_seconds"]


@pytest.mark.parametrize("seed", range(3))
def test_every_receipt_is_in_xero_once_or_not_at_all_whatever_happened(
    desk: Desk, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(seed)
    monkeypatch.setattr("tracker.xero.payments.MAX_PER_CALL", 3)
    deaths = Deaths(monkeypatch, draw)
    deaths.chance = 0
    desk.record_receipts()
    httpx2.post(f"{desk.sandbox.url}/_sandbox/limits", json={"tier": "off"})
    documents = [desk.invoice() for _ in range(12)]
    desk.send(*documents[:8])
    httpx2.post(f"{desk.sandbox.url}/_sandbox/faults", json={"seed": seed, "rates": RATES})
    deaths.chance = 0.02
    for _ in range(12):
        for _ in range(4):
            _do_something(desk, draw, documents)
        _click(desk, draw, documents)
        with suppress(Killed):
            desk.work()
        _let_time_pass(desk)
    deaths.chance = 0
    desk.end_faults()
    _settle(desk)
    for _ in range(2):
        desk.forget_freshness()
        if to_send(desk.connection, "invoice").exists():
            desk.click(*to_send(desk.connection, "invoice"))
        _settle(desk)
    _assert_promises(desk)


def _do_something(desk: Desk, draw: random.Random, documents: list[Document]) -> None:
    """What the desk and the bookkeeper do meanwhile; what is not possible is not done."""
    document = draw.choice(documents)
    deed = draw.choice(["pay here", "pay here", "undo", "pay there", "unpay there"])
    amount = draw.choice(["", "100", "60.50"])
    wish = {"InvoiceNumber": document.number} | ({"Amount": amount} if amount else {})
    with suppress(NotPossible):
        if deed == "pay here":
            document.refresh_from_db()
            desk.mark_paid(document, amount)
        elif deed == "undo":
            living = list(Receipt.objects.filter(document=document, undone_at=None))
            if living:
                receipts.undo(draw.choice(living), by=desk.office.colleague)
        elif deed == "pay there":
            httpx2.post(f"{desk.sandbox.url}/_sandbox/pay", json=wish)
        elif draw.random() < 0.4:
            httpx2.post(f"{desk.sandbox.url}/_sandbox/books/unpay", json=wish)


def _click(desk: Desk, draw: random.Random, documents: list[Document]) -> None:
    with suppress(NotPossible):
        desk.click(*draw.sample(documents, 6))
    if draw.random() < 0.2:
        batch = Delivery.objects.latest("pk").batch
        getattr(batches, draw.choice(["stop", "pause"]))(batch=batch, by=desk.office.colleague)


def _assert_promises(desk: Desk) -> None:
    books = desk.books()
    living = [each for each in books["Payments"] if each["Status"] != "DELETED"]
    ours = {each["Reference"]: each for each in living if each["Reference"].startswith("TRK-")}
    made = Counter(each["Reference"] for each in books["Payments"] if each["Reference"])
    assert set(made.values()) <= {1}, "no receipt was ever recorded twice"
    for invoice in books["Invoices"]:
        assert Decimal(str(invoice["AmountDue"])) >= 0
    for receipt in Receipt.objects.all():
        link = ReceiptLink.objects.filter(receipt=receipt).first()
        payment = ours.get(marks.of_receipt(receipt.pk))
        if payment is not None:
            assert link is not None and link.remote_id == payment["PaymentID"]
            assert receipt.counts and link.amount == Decimal(str(payment["Amount"]))
        elif receipt.counts and link is None:
            refused = desk.delivery(receipt.document)
            assert (refused.state, bool(refused.sentence)) == (State.REFUSED, True)
