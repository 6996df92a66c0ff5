"""How much of a receipt is recorded in Xero: pure, from what Xero says of the document.

The preview and the sender ask the same question here. Never more than is due is recorded, and what
somebody else has recorded there already is not recorded again.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tracker.accounts_system.models import DocumentLink, ReceiptLink
from tracker.documents.kinds import words_for
from tracker.documents.models import Document, Receipt
from tracker.sending.refusals import Refusal, refusal
from tracker.xero.invoice_statuses import GONE, PAID, gone_in_words

ZERO = Decimal("0.00")
NEEDS_APPROVAL = {"DRAFT": "a draft", "SUBMITTED": "awaiting approval"}


@dataclass(frozen=True)
class Standing:
    """Where a document stands in Xero. ``explained`` is what of ``paid`` receipts here stand for.

    ``kind`` is that of
    the document, amounts are in its currency.
    """

    number: str
    kind: str
    status: str
    due: Decimal
    paid: Decimal
    credited: Decimal
    explained: Decimal = ZERO

    @property
    def paid_by_others(self) -> Decimal:
        return max(self.paid - self.explained, ZERO)

    def after(self, receipt: Receipt, recorded: Decimal) -> "Standing":
        """The same once ``recorded`` of a receipt is in Xero."""
        return replace(
            self,
            due=self.due - recorded,
            paid=self.paid + recorded,
            explained=self.explained + receipt.amount,
        )

    def without(self, link: ReceiptLink) -> "Standing":
        """The same once a payment of ours is gone from it."""
        return replace(
            self,
            status="AUTHORISED" if self.status == PAID else self.status,
            due=self.due + link.amount,
            paid=self.paid - link.amount,
            explained=self.explained - link.amount,
        )


def standing_of(
    document: Document, link: DocumentLink, receipts: Iterable[ReceiptLink]
) -> Standing:
    """As Xero was last seen; ``receipts`` are the links, with their receipts, of the document."""
    return Standing(
        number=str(document),
        kind=document.kind,
        status=link.seen_status,
        due=link.seen_due or ZERO,
        paid=link.seen_paid or ZERO,
        credited=link.seen_credited or ZERO,
        explained=sum((_explains(each) for each in receipts), ZERO),
    )


def _explains(link: ReceiptLink) -> Decimal:
    if link.removed_at is not None:
        return ZERO
    if link.receipt.counts:
        return link.receipt.amount
    return ZERO if link.agreed else link.amount


def amount_to_record(receipt: Receipt, standing: Standing) -> Decimal | Refusal:
    """What to record of a receipt; zero where Xero has the money from somebody else already."""
    number = standing.number
    if standing.status in GONE:
        what = gone_in_words(standing.status)
        return refusal("voided_in_xero", f"{number} was {what} in Xero.", kind=standing.kind)
    if standing.status in NEEDS_APPROVAL:
        return needs_approval(standing)
    if standing.due > ZERO:
        return min(receipt.amount, standing.due)
    return _nothing_due(receipt, standing) or ZERO


def _nothing_due(receipt: Receipt, standing: Standing) -> Refusal | None:
    """Why a receipt is not simply agreed where nothing is due: nobody has paid it."""
    others = standing.paid_by_others
    if others >= receipt.amount or (others and not standing.credited):
        return None
    if not standing.credited:
        return refusal(
            "nothing_due", f"Nothing is due on {standing.number} in Xero.", kind=standing.kind
        )
    what = f"{standing.credited:,} is credited" + (f" and {others:,} paid" if others else "")
    return refusal(
        "settled_by_credit",
        f"{standing.number} is settled by a credit in Xero ({what}): nothing is left to pay.",
        kind=standing.kind,
    )


def needs_approval(standing: Standing) -> Refusal:
    """Why nothing is recorded of a document that is not approved in Xero."""
    number, what = standing.number, NEEDS_APPROVAL[standing.status]
    in_xero = words_for(standing.kind).in_xero
    return refusal(
        "needs_approval",
        f"{number} is {what} in Xero: payments need an authorised {in_xero}.",
        kind=standing.kind,
    )


def what_was_there(receipt: Receipt, amount: Decimal, standing: Standing) -> str:
    """What keeps a receipt from being recorded whole, as the end of a sentence; else ''."""
    missing = receipt.amount - amount
    if missing <= ZERO:
        return ""
    if standing.paid_by_others >= missing:
        return f"{missing:,} was recorded in Xero already"
    return f"{missing:,} is more than is due in Xero"


def foretell(
    record: Sequence[Receipt], removed: Sequence[ReceiptLink], standing: Standing
) -> str | Refusal:
    """What will happen to a document's receipts, in a few words, or what stands in the way."""
    money = words_for(standing.kind).money
    words = [f"removes the {money} of {_told(each.receipt)}" for each in removed]
    for link in removed:
        standing = standing.without(link)
    for receipt in record:
        amount = amount_to_record(receipt, standing)
        if isinstance(amount, Refusal):
            return amount
        words.append(_recording(receipt, amount, standing))
        standing = standing.after(receipt, amount)
    return " · ".join(words)


def _recording(receipt: Receipt, amount: Decimal, standing: Standing) -> str:
    if amount == ZERO:
        return "Xero has it as paid: nothing is recorded"
    words = f"records {amount:,} paid on {day(receipt.date)}"
    rest = what_was_there(receipt, amount, standing)
    if not rest and standing.paid_by_others:
        rest = f"{standing.paid_by_others:,} is paid in Xero already"
    return f"{words} ({rest})" if rest else words


def _told(receipt: Receipt) -> str:
    return f"{receipt.amount:,} of {day(receipt.date)}"


def day(date: datetime.date) -> str:
    """As in *3 Nov 26*."""
    return f"{date.day} {date:%b %y}"
