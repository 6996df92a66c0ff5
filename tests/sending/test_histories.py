"""Histories drawn by seed: faults, deaths, duplicates, edits, stops and retries; then all settles.

Whatever happened: each document is in Xero once, nothing is lost, every link is the books' own, the
totals agree to the penny, and no company or item is there twice.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import httpx2
import pytest
from django.conf import settings
from django.test import override_settings

from tests.connected import connected
from tests.sending.desk import Desk
from tests.sending.test_meanwhile import reprice
from tracker.accounts_system.models import Call, CompanyLink, Connection, DocumentLink, Lane
from tracker.documents.models import Document
from tracker.sending import batches
from tracker.sending.models import OPEN, Batch, Delivery, State

SHORT = {
    "CALL_DEADLINE_SECONDS": 0.5,
    "REPLAY_AFTER_SECONDS": (0, 0.2),
    "REPLAY_WINDOW_SECONDS": 0.6,
    "ASK_AFTER_SECONDS": 0.1,
    "DELTA_FRESH_SECONDS": 0,
}
RATES = {
    "lost_reply": 0.06,
    "cut_reply": 0.04,
    "slow": 0.02,
    "http_500": 0.04,
    "http_500_after": 0.04,
    "http_503": 0.04,
    "http_404": 0.03,
    "unparsable": 0.04,
    "token_expired": 0.03,
    "token_revoked": 0.005,
    "reordered": 0.05,
    "unknown_enum": 0.03,
    "rate_concurrent": 0.03,
    "rate_minute": 0.02,
}


@pytest.fixture(autouse=True)
def in_seconds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The protocol in fractions of seconds, and small calls, so that a history has many."""
    for stage, size in (("invoices", 12), ("contacts", 3), ("items", 4)):
        monkeypatch.setattr(f"tracker.xero.{stage}.MAX_PER_CALL", size)
    monkeypatch.setattr("tracker.accounts_system.limits.CALLS_A_MINUTE", 100_000)
    monkeypatch.setattr("tracker.accounts_system.limits.CONCURRENT_PAUSE", timedelta(seconds=0.1))
    with override_settings(SENDING={**settings.SENDING, **SHORT}):
        yield


class Killed(BaseException):
    """A worker that dies: nothing that it had not committed is kept."""


class Deaths:
    """Lets workers die, by chance, inside the transactions of a call and between them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, draw: random.Random) -> None:
        self.chance = 0.02
        for name in (
            "accounts_system.calls.open_call",
            "accounts_system.calls.new_attempt",
            "accounts_system.calls.record",
            "accounts_system.calls.note_limits",
            "sending.outcomes.settle_call",
            "sending.outcomes.save_settled",
        ):
            self._endanger(monkeypatch, draw, f"tracker.{name}")

    def _endanger(self, patch: pytest.MonkeyPatch, draw: random.Random, path: str) -> None:
        module, name = path.rsplit(".", 1)
        work = getattr(import_module(module), name)

        def perhaps(*given: object, **named: object) -> object:
            if draw.random() < self.chance:
                raise Killed
            done = work(*given, **named)
            if draw.random() < self.chance:
                raise Killed
            return done

        patch.setattr(path, perhaps)


@pytest.mark.parametrize("seed", range(4))
def test_everything_is_in_xero_once_whatever_happened(
    desk: Desk, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_through(desk, seed, monkeypatch, _invoice, RATES)


@pytest.mark.parametrize("seed", range(4, 6))
def test_so_are_bills_of_which_xero_refuses_no_second_one(
    desk: Desk, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What takes longer than Xero ever does to be done with a request is no part of the promise.
    with override_settings(SENDING={**settings.SENDING, "ASK_AFTER_SECONDS": 0.7}):
        live_through(desk, seed, monkeypatch, _payment, {**RATES, "slow": 0})


def live_through(
    desk: Desk,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
    drawn: Callable[[Desk, random.Random], Document],
    rates: dict[str, float],
) -> None:
    draw = random.Random(seed)
    deaths = Deaths(monkeypatch, draw)
    httpx2.post(f"{desk.sandbox.url}/_sandbox/limits", json={"tier": "off"})
    httpx2.post(f"{desk.sandbox.url}/_sandbox/faults", json={"seed": seed, "rates": rates})
    documents = [drawn(desk, draw) for _ in range(draw.randint(60, 80))]
    clicked = [desk.click(*_some(draw, documents)) for _ in range(3)]
    for _ in range(8):
        with suppress(Killed):
            desk.work()
        _disturb(desk, draw, clicked, documents)
        _let_time_pass(desk)
    deaths.chance = 0
    desk.end_faults()
    _settle(desk)
    assert not Delivery.objects.filter(state=State.REFUSED, sentence="").exists()
    desk.click(*documents)
    _settle(desk)
    _assert_promises(desk, documents)


def _invoice(desk: Desk, draw: random.Random) -> Document:
    return desk.invoice(
        company=f"Client {draw.randint(1, 9)}",
        product=f"CODE-{draw.randint(1, 9)}",
        price=f"{draw.randint(1, 99999) / 100}",
    )


def _payment(desk: Desk, draw: random.Random) -> Document:
    """Suppliers' numbers are few: different bills have the same one, also of one supplier."""
    return desk.payment(
        company=f"Supplier {draw.randint(1, 9)}",
        product=f"CODE-{draw.randint(1, 9)}",
        price=f"{draw.randint(1, 99999) / 100}",
        supplier_number=draw.choice(["", "7", "8", "9"]),
    )


def _some(draw: random.Random, documents: list[Document]) -> list[Document]:
    return draw.sample(documents, draw.randint(20, len(documents)))


def _disturb(
    desk: Desk, draw: random.Random, clicked: list[Batch], documents: list[Document]
) -> None:
    """What people do meanwhile."""
    by, batch = desk.office.colleague, draw.choice(clicked)
    deed = draw.choice(["stop", "pause", "resume", "retry", "edit", "send", "forget"])
    if deed in ("stop", "pause", "resume"):
        getattr(batches, deed)(batch=batch, by=by)
    elif deed == "retry" and batch.deliveries.filter(state__in=batches.RETRIED).exists():
        clicked.append(batches.send(batch=batches.retry(batch=batch, by=by), by=by))
    elif deed == "edit":
        for document in draw.sample(documents, 5):
            reprice(desk, document, f"{draw.randint(1, 9999) / 100}")
    elif deed == "send":
        clicked.append(desk.click(*_some(draw, documents)))
    else:
        desk.forget_freshness()


def _let_time_pass(desk: Desk) -> None:
    """As if the minutes that a limit, a backoff or an illness asks for had gone by.

    Where Xero shut Tracker out, an owner has connected again.
    """
    if Connection.objects.exclude(needs_reconnect="").exists():
        connected(desk.office, desk.sandbox)
    time.sleep(0.1)
    Lane.objects.update(minute_full_until=None)
    Call.objects.filter(settled_at=None).update(wait_until=None)


def _settle(desk: Desk) -> None:
    for batch in Batch.objects.exclude(paused_at=None):
        batches.resume(batch=batch, by=desk.office.colleague)
    give_up_at = time.monotonic() + 10
    while Delivery.objects.filter(state__in=OPEN).exists():
        assert time.monotonic() < give_up_at, _open_rows()
        _let_time_pass(desk)
        desk.work()


def _open_rows() -> list[object]:
    rows = Delivery.objects.filter(state__in=OPEN)
    return list(rows.values_list("document__number", "state", "waiting_until", "call")[:9])


def _assert_promises(desk: Desk, documents: list[Document]) -> None:
    books = desk.books()
    there = Counter(_document_of(each) for each in books["Invoices"])
    wanted = Counter(str(each.pk) for each in documents)
    lost = map(desk.delivery, Document.objects.filter(pk__in=wanted - there))
    assert there == wanted, [(str(row.document), row.state, row.sentence) for row in lost]
    assert sorted(each["InvoiceNumber"] for each in books["Invoices"]) == sorted(
        each.books_number for each in documents
    )
    remote = {_document_of(each): each for each in books["Invoices"]}
    for document in documents:
        document.refresh_from_db()
        link = DocumentLink.objects.get(document=document)
        said = remote[str(document.pk)]
        assert link.remote_id == said["InvoiceID"]
        assert Decimal(str(said["Total"])) == document.gross == link.seen_total
        assert link.accepted_revision == document.revision
        assert desk.delivery(document).state in (State.SENT, State.UNCHANGED)
    names = [each["Name"] for each in books["Contacts"]]
    codes = [each["Code"] for each in books["Items"]]
    assert len(names) == len(set(names)) and len(codes) == len(set(codes))
    contacts = {each["ContactID"] for each in books["Contacts"]}
    assert set(CompanyLink.objects.values_list("contact_id", flat=True)) <= contacts
    assert not Call.objects.filter(settled_at=None).exclude(purpose="read").exists()


def _document_of(said: dict[str, Any]) -> str:
    """The document whose mark it bears."""
    return str(said["Url"].rpartition("/")[2])
