"""Receipts: what settled an invoice, or a payment (a payout), as somebody here said.

Xero hears of it by *Send* alone.
"""

import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from tracker import clock
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents.kinds import named, words_for
from tracker.documents.models import Document, Receipt
from tracker.money import rounded

ZERO = Decimal("0.00")


@transaction.atomic
def mark_paid(
    document: Document, *, date: datetime.date, amount: Decimal | None = None, by: By
) -> Receipt:
    """Say that money came in, or went out: ``amount``, or all that is left.

    Brings ``document`` up to date. Raises ``NotPossible`` with a sentence.
    """
    locked = _lock(document)
    left = still_due(locked)
    amount = left if amount is None else amount
    _check(locked, date, amount, left)
    made = Receipt.objects.create(
        document=locked,
        date=date,
        amount=amount,
        by=by if isinstance(by, Person) else None,
        by_name=str(by),
        created_at=clock.now(),
    )
    _keep_sum(locked)
    words = "paid" if amount == left else "paid in part"
    _record(locked, f"Marked {words}: {amount:,.2f} {locked.currency} on {date:%d %b %Y}.", by)
    document.refresh_from_db()
    return made


@transaction.atomic
def undo(receipt: Receipt, *, by: By) -> None:
    """Take a receipt back. Raises ``NotPossible`` where that was done already."""
    document = _lock(receipt.document)
    undone = Receipt.objects.filter(pk=receipt.pk, undone_at=None).update(undone_at=clock.now())
    money = words_for(document.kind).money
    if not undone:
        raise NotPossible(f"This {money} was undone already.")
    _keep_sum(document)
    sentence = f"{money.capitalize()} of {receipt.amount:,} {document.currency} undone."
    _record(document, sentence, by)
    receipt.refresh_from_db()


def still_due(document: Document) -> Decimal:
    """What no receipt has settled yet, by what Tracker knows itself."""
    return document.gross - document.received


def _check(document: Document, date: datetime.date, amount: Decimal, left: Decimal) -> None:
    words = words_for(document.kind)
    if not document.is_approved:
        what = "void" if document.is_void else "a draft"
        rule = f"a {words.money} needs an approved {words.one}"
        raise NotPossible(f"{named(document)} is {what}: {rule}.")
    if left <= 0:
        raise NotPossible(f"{named(document)} is paid already.")
    if amount <= 0 or amount != rounded(amount):
        raise NotPossible("The amount must be above zero, in whole pence.")
    if amount > left:
        raise NotPossible(f"Only {left:,} {document.currency} of {document} is left to pay.")
    if date > clock.today():
        raise NotPossible(f"The date of a {words.money} may not lie in the future.")


def _lock(document: Document) -> Document:
    return Document.objects.select_for_update(of=("self",)).get(pk=document.pk)


def _keep_sum(document: Document) -> None:
    living = Receipt.objects.filter(document=document, undone_at=None)
    document.received = living.aggregate(sum=Sum("amount"))["sum"] or ZERO
    document.save(update_fields=["received"])


def _record(document: Document, sentence: str, by: By) -> None:
    events.record(document.agency, "document", document.pk, sentence, by=by)
