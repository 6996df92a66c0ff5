"""What becomes in Xero of an invoice that is void here."""

from collections.abc import Iterator

from tracker.accounts_system.models import DocumentLink
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.context import Context
from tracker.sending.corrections.paid_edits import has_money
from tracker.sending.planned import Planned, Will
from tracker.sending.refusals import Refusal, refusal
from tracker.xero.invoice_statuses import GONE, UNAPPROVED
from tracker.xero.invoices import InvoiceToVoid

FREE_IT = "Undo the {money} here, or remove the payment or credit in Xero; Sync, then void."


def planned(document: Document, link: DocumentLink, context: Context) -> Planned:
    """Void there too, nothing to do, or what is in the way."""
    if link.seen_status in GONE:
        return Planned(document, Will.UNCHANGED, "It is void in Xero too")
    found = next(obstacles(document, link, context), None)
    if found is not None:
        return Planned(document, Will.BLOCKED, found.sentence, found)
    is_draft = link.seen_status in UNAPPROVED
    words = "deletes the draft in Xero" if is_draft else "voids it in Xero"
    return Planned(document, Will.VOID, words)


def obstacles(document: Document, link: DocumentLink, context: Context) -> Iterator[Refusal]:
    """What Xero would refuse it for: https://developer.xero.com/documentation/api/accounting/invoices
    (VOIDED needs an invoice without payments; nothing approved changes in a locked period).
    """
    if has_money(link):
        yield has_payments(document)
    until = context.lock_date
    if until is not None and document.books_date <= until and link.seen_status not in UNAPPROVED:
        yield refusal(
            "period_locked",
            f"{document} cannot be voided in Xero: the books are locked until {until:%d %b %Y}.",
            "Move the lock date in Xero, or credit it there by hand.",
            kind=document.kind,
        )


def has_payments(document: Document) -> Refusal:
    """Why it cannot be voided while money is on it."""
    sentence = f"{document} is void here, but Xero has a payment or a credit on it."
    fix = FREE_IT.format(money=words_for(document.kind).money)
    return refusal("has_payments", sentence, fix, kind=document.kind)


def compose(document: Document, link: DocumentLink, *, mark: str) -> InvoiceToVoid:
    """The end of it, and nothing else."""
    is_draft = link.seen_status in UNAPPROVED
    return InvoiceToVoid(
        mark=mark,
        invoice_id=link.remote_id,
        number=document.number or "",
        status="DELETED" if is_draft else "VOIDED",
    )
