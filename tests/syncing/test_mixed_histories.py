"""Histories of everything at once, drawn by seed: people here, a bookkeeper there, faults, deaths.

Whatever happened, once it has settled: no document is alive in Xero twice, no receipt is there
twice or after it was undone, what links show is what Xero says, and what is not as it should be
was refused in a sentence.
"""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

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
from tests.sending.test_meanwhile import reprice
from tests.syncing.office_hours import sync
from tracker.accounts_system import marks
from tracker.accounts_system.models import Call, DocumentLink, ReceiptLink
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle, receipts
from tracker.documents.models import Document, Receipt
from tracker.sending import batches
from tracker.sending.models import Delivery, State
from tracker.sending.receipts import marking_paid
from tracker.sending.unsent import to_send
from tracker.sending.voids import gone, voiding
from tracker.syncing import taking_theirs

__all__ = ["in_seconds"]

A_DAY = date(2026, 11, 3)
GONE = ("VOIDED", "DELETED")
OFTEN = {**RATES, "http_500_after": 0.15}
"""Done, and said to have failed: what only asking Xero tells."""
SEEN = {
    "seen_total": "Total",
    "seen_due": "AmountDue",
    "seen_paid": "AmountPaid",
    "seen_credited": "AmountCredited",
}


@pytest.mark.parametrize("seed", range(2))
def test_both_sides_agree_in_the_end_whatever_happened(
    desk: Desk, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(seed)
    monkeypatch.setattr("tracker.xero.payments.MAX_PER_CALL", 3)
    monkeypatch.setattr("tracker.xero.invoices.MAX_PER_CALL", 4)
    deaths = Deaths(monkeypatch, draw)
    deaths.chance = 0
    desk.record_receipts()
    httpx2.post(f"{desk.sandbox.url}/_sandbox/limits", json={"tier": "off"})
    documents = [desk.invoice() for _ in range(24)]
    desk.send(*documents[:16])
    # Reads are left alone, or hardly anything would be written meanwhile.
    chance = {"seed": seed, "rates": OFTEN, "method": ("PUT", "POST")[seed % 2]}
    httpx2.post(f"{desk.sandbox.url}/_sandbox/faults", json=chance)
    deaths.chance = 0.015
    for _ in range(14):
        live_through_a_moment(desk, draw, documents)
    deaths.chance = 0
    desk.end_faults()
    bring_to_an_end(desk, documents)
    assert_promises(desk, documents)


def live_through_a_moment(desk: Desk, draw: random.Random, documents: list[Document]) -> None:
    for _ in range(5):
        document = draw.choice(documents)
        document.refresh_from_db()
        with suppress(NotPossible):
            act_here(desk, draw, document)
        act_there(desk, draw, draw.choice(documents))
    with suppress(NotPossible):
        batch = desk.click(*draw.sample(documents, 10))
        if draw.random() < 0.2:
            getattr(batches, draw.choice(["stop", "pause"]))(batch=batch, by=desk.office.owner)
    for work in (desk.work, desk.work, lambda: sync(desk)):
        for step in (work, lambda: _let_time_pass(desk)):
            with suppress(Killed):
                step()


def act_here(desk: Desk, draw: random.Random, document: Document) -> None:
    """What somebody at the desk does; what is not possible is not done."""
    by = desk.office.colleague
    link = DocumentLink.objects.filter(document=document).first()
    settled = document.received or (link and link.seen_paid)
    living = Receipt.objects.filter(document=document, undone_at=None).order_by("pk")
    amount = draw.choice([None, Decimal(100), Decimal("60.50")])
    deeds: list[Callable[[], Any]] = [
        *[lambda: marking_paid.mark_paid(document, date=A_DAY, amount=amount, by=by)] * 3,
        *[lambda: [receipts.undo(each, by=by) for each in living[:1]]] * 2,
        *[lambda: lifecycle.change(document, reference=f"PO {draw.randint(1, 99)}", by=by)] * 2,
        lambda: reprice(desk, document, f"{draw.randint(100, 300)}") if not settled else None,
        lambda: voiding.void(document, by=by) if draw.random() < 0.3 else None,
        lambda: gone.issue_again(document, by=by),
        lambda: gone.accept_void(document, by=by),
        lambda: taking_theirs.take_paid(link, by=desk.office.owner) if link else None,
    ]
    draw.choice(deeds)()


def act_there(desk: Desk, draw: random.Random, document: Document) -> None:
    """What a bookkeeper does, where Xero lets it be done."""
    document.refresh_from_db()
    deeds: list[tuple[str, dict[str, Any]]] = [
        ("pay", {}),
        ("pay", {"Amount": "60.50"}),
        ("books/unpay", {}),
        ("books/credit", {"Amount": "50"}),
        ("books/edit", {"changes": {"Reference": f"PO {draw.randint(1, 99)}"}}),
        ("books/edit", {"changes": {"DueDate": f"2026-12-{draw.randint(10, 28)}"}}),
        ("books/void", {}),
        *[("", {})] * 8,
    ]
    path, wish = draw.choice(deeds)
    if path:
        wish = {"InvoiceNumber": document.number, **wish}
        httpx2.post(f"{desk.sandbox.url}/_sandbox/{path}", json=wish)


def bring_to_an_end(desk: Desk, documents: list[Document]) -> None:
    """What the desk does once nothing goes wrong any more: look, accept, send what is left."""
    _settle(desk)
    for _ in range(4):
        desk.forget_freshness()
        assert sync(desk).failure == ""
        for document in documents:
            with suppress(NotPossible):
                gone.accept_void(document, by=desk.office.colleague)
        if to_send(desk.connection, "invoice").exists():
            desk.click(*to_send(desk.connection, "invoice"))
        _settle(desk)
    desk.forget_freshness()
    assert sync(desk).failure == ""


def assert_promises(desk: Desk, documents: list[Document]) -> None:
    assert not Call.objects.filter(settled_at=None).exclude(purpose=Call.Purpose.READ).exists()
    assert not Delivery.objects.filter(state=State.REFUSED, sentence="").exists()
    books = desk.books()
    installation = marks.installation_id()
    living = [each for each in books["Invoices"] if each["Status"] not in GONE]
    marked = Counter(marks.document_of(each["Url"], installation) for each in living)
    assert set(marked.values()) <= {1}, "no document is alive twice"
    remote = {each["InvoiceID"]: each for each in books["Invoices"]}
    for document in documents:
        document.refresh_from_db()
        link = DocumentLink.objects.filter(document=document).first()
        if link is None:
            assert marked[document.pk] == 0
            assert document.is_void or is_refused(document)
        else:
            assert_seen(document, link, remote[link.remote_id])
    assert_receipts(books["Payments"])


def is_refused(document: Document) -> bool:
    return Delivery.objects.filter(document=document, latest=True, state=State.REFUSED).exists()


def assert_seen(document: Document, link: DocumentLink, said: dict[str, Any]) -> None:
    number = document.number
    assert link.seen_status == said["Status"], number
    for ours, theirs in SEEN.items():
        assert getattr(link, ours) == Decimal(str(said[theirs])), (number, ours)
    assert said["AmountDue"] >= 0
    is_behind = link.accepted_revision != document.revision
    is_alone = document.is_void and said["Status"] not in GONE
    if is_behind or is_alone:
        assert is_refused(document), number
    elif said["Status"] not in GONE:
        assert Decimal(str(said["Total"])) == document.gross, number


def assert_receipts(payments: list[dict[str, Any]]) -> None:
    living = [each for each in payments if each["Status"] != "DELETED"]
    for receipt in Receipt.objects.select_related("document"):
        mine = [each for each in living if each["Reference"] == marks.of_receipt(receipt.pk)]
        if not mine:
            continue
        (payment,) = mine
        link = ReceiptLink.objects.get(receipt=receipt)
        assert (link.remote_id, link.removed_at) == (payment["PaymentID"], None)
        assert link.amount == Decimal(str(payment["Amount"])) <= receipt.amount
        assert receipt.counts or is_refused(receipt.document)
