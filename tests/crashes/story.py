"""A story in chapters, each with everything that is ever sent to Xero.

A chapter makes three invoices and two payments of new companies and products. It changes what the
chapter before it sent: one invoice is updated, one voided, one paid in part; a payment is paid in
part; its client's details are changed. And it undoes the receipt of the chapter before that.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import F, QuerySet, Value

from tests.sending.desk import MOVING, Desk
from tests.sending.test_payouts import record_payouts
from tracker import clock
from tracker.accounts_system.models import (
    Attempt,
    Call,
    Lane,
    TokenSet,
)
from tracker.companies import companies
from tracker.companies.models import Company
from tracker.documents import lifecycle, receipts
from tracker.documents.models import Document, Receipt
from tracker.sending import contact_updates
from tracker.sending.models import ContactUpdate, Delivery, State
from tracker.sending.voids import voiding
from tracker.syncing import syncs
from tracker.syncing.models import Sync

Books = dict[str, list[dict[str, Any]]]


@dataclass
class Chapter:
    """What one chapter made; ``age`` is how many chapters came after it."""

    number: int
    client: Company
    invoices: list[Document]
    payments: list[Document]
    receipt: Receipt | None = None
    payout: Receipt | None = None
    age: int = 0

    @property
    def documents(self) -> list[Document]:
        return [*self.invoices, *self.payments]


class Story:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.chapters: list[Chapter] = []
        desk.record_receipts()
        desk.payment()  # maps the accounts of payments; nobody sends it
        record_payouts(desk)

    def tell(self) -> None:
        """What people do, up to their clicks: sales, payments, a client's details."""
        self._pass_a_minute()
        for each in self.chapters:
            each.age += 1
        new = self._new_chapter()
        self.chapters.append(new)
        invoices, payments = [*new.invoices], [*new.payments]
        if len(self.chapters) > 1:
            before = self.chapters[-2]
            self._send_details(before.client)
            self._correct(before)
            invoices += before.invoices
            payments += before.payments[:1]
        if len(self.chapters) > 2:
            invoices.append(self._undo(self.chapters[-3]))
        self.desk.click(*invoices)
        self.desk.click(*payments)

    def _pass_a_minute(self) -> None:
        """As if it had gone by since the last call: Tracker makes 60 of them in one, no more."""
        Attempt.objects.update(began_at=F("began_at") - timedelta(minutes=2))

    def _new_chapter(self) -> Chapter:
        number = len(self.chapters) + 1
        client = self.desk.company(f"Client {number} Ltd")
        invoice = partial(
            self.desk.invoice, company=client.name, product=f"DAY-{number}", price="100"
        )
        # Two that are equal in everything: nothing but our mark tells them apart in Xero.
        payment = partial(
            self.desk.payment,
            company=f"Supplier {number} Ltd",
            product=f"PAY-{number}",
            supplier_number=f"JC {number}",
        )
        return Chapter(number, client, [invoice() for _ in range(3)], [payment() for _ in range(2)])

    def _correct(self, chapter: Chapter) -> None:
        by = self.desk.office.colleague
        for each in chapter.documents:
            each.refresh_from_db()
        updated, voided, paid = chapter.invoices
        lifecycle.change(updated, reference=f"PO {chapter.number}", by=by)
        voiding.void(voided, by=by)
        chapter.receipt = self.desk.mark_paid(paid, "100")
        chapter.payout = self.desk.mark_paid(chapter.payments[0], "50")

    def _undo(self, chapter: Chapter) -> Document:
        assert chapter.receipt is not None
        receipts.undo(chapter.receipt, by=self.desk.office.colleague)
        return chapter.invoices[2]

    def _send_details(self, client: Company) -> None:
        by, connection = self.desk.office.owner, self.desk.connection
        companies.change(client, email=f"new@client{client.pk}.example", by=by)
        client.refresh_from_db()
        seen = contact_updates.prepare(client, connection=connection, by=by).seen
        contact_updates.send(client, connection=connection, seen=seen, by=by)

    def ask_for_a_sync(self) -> None:
        """Somebody presses *Sync*."""
        asked = {"connection": self.desk.connection, "why": Sync.Why.PERSON, "kind": "invoice"}
        syncs.ask(**asked, by=self.desk.office.colleague)  # type: ignore[arg-type]

    def make_tokens_old(self) -> None:
        """The next one who needs a token renews it; it still lives, as it does in the wild then."""
        soon = clock.now() + timedelta(seconds=90)
        TokenSet.objects.update(expires_at=soon, refreshing_until=None)

    # How far it is --------------------------------------------------------------------------------

    def is_settled(self) -> bool:
        """Whether nobody has anything to do any more, and has let go of the lane."""
        left = [
            Delivery.objects.filter(state__in=MOVING),
            ContactUpdate.objects.filter(state__in=MOVING),
            open_calls(),
            Sync.objects.filter(ended_at=None),
            held_lanes(),
        ]
        first, *others = [each.order_by().values_list(Value(1)) for each in left]
        return not first.union(*others).exists()

    def what_is_open(self) -> list[object]:
        """What a failed test says."""
        deliveries = Delivery.objects.exclude(state=State.SENT)
        attempts = Attempt.objects.filter(call__settled_at=None).exclude(call__purpose="read")
        return [
            *deliveries.values("document__number", "intent", "state", "sentence", "waiting_until"),
            *ContactUpdate.objects.exclude(state=State.SENT).values("state", "waiting_until"),
            *Sync.objects.filter(ended_at=None).values("began_at", "failure", "waiting_until"),
            *open_calls().values("purpose", "path", "wait_until"),
            *attempts.values("call", "number", "outcome", "message", "began_at", "ended_at"),
            *lanes(),
        ]


def open_calls() -> QuerySet[Call]:
    """What was meant to be written in Xero and has no verdict."""
    return Call.objects.filter(settled_at=None).exclude(purpose=Call.Purpose.READ)


def held_lanes() -> QuerySet[Lane]:
    """Also those that somebody died over, until another has looked at them."""
    return Lane.objects.exclude(owner="", lease_until=None)


def lanes() -> list[dict[str, Any]]:
    rows = Lane.objects.values("owner", "lease_until", "due_at", "reason")
    return [dict(each) for each in rows]
