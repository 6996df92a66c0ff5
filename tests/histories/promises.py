"""What must be true of the books once a history has come to rest, whatever happened in it."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.histories.ledger import Broken, Ledger
from tests.histories.office import KINDS, Place
from tests.histories.promises_restored import restored
from tests.histories.settling import is_open
from tracker.accounts_system import marks
from tracker.accounts_system.models import (
    Call,
    CompanyLink,
    DocumentLink,
    FormerLink,
    ReceiptLink,
)
from tracker.agencies.models import Event
from tracker.documents.models import Document, Receipt
from tracker.sending.models import OPEN, Delivery, State
from tracker.sending.unsent import to_send
from tracker.syncing import differences
from tracker.syncing.models import Sync
from tracker.xero.invoice_statuses import GONE

SEEN = {
    "seen_total": "Total",
    "seen_due": "AmountDue",
    "seen_paid": "AmountPaid",
    "seen_credited": "AmountCredited",
}


def broken(place: Place, *, all_arrives: bool = False) -> list[Broken]:
    """All that is not as promised; nothing where all is well.

    ``all_arrives``: nothing may be refused in the end, for whatever reason.
    """
    ledger = Ledger(place)
    differences.renew(place.connection(), everything=True)
    return [
        *_stuck(),
        *_doubled(ledger),
        *_lost(ledger),
        *restored(ledger),
        *_unshown(ledger),
        *_receipts(ledger),
        *(_not_arrived(ledger) if all_arrives else ()),
        *_other(ledger),
    ]


def refused_in_the_end() -> Counter[str]:
    """The documents whose last word is a refusal, by its cause."""
    rows = Delivery.objects.filter(latest=True, state=State.REFUSED)
    return Counter(rows.values_list("cause", flat=True))


def _stuck() -> Iterator[Broken]:
    if not is_open():
        return
    for each in Delivery.objects.filter(state__in=OPEN).select_related("document"):
        yield Broken("stuck", f"{each.document} is {each.state}, {each.waiting_until}, {each.call}")
    for call in Call.objects.filter(settled_at=None).exclude(purpose=Call.Purpose.READ):
        yield Broken("stuck", f"{call} has no verdict")
    for sync in Sync.objects.filter(ended_at=None):
        yield Broken("stuck", f"{sync} has not ended: {sync.failure}")


def _doubled(ledger: Ledger) -> Iterator[Broken]:
    for document_id, remote in ledger.living.items():
        if len(remote) > 1:
            yield Broken("doubled", f"{ledger.names[document_id]} is in Xero {len(remote)} times")
    active = [each for each in ledger.books["Contacts"] if each["ContactStatus"] == "ACTIVE"]
    for what, names in (
        ("name", [" ".join(each["Name"].casefold().split()) for each in active]),
        ("mark", [each["ContactNumber"] for each in active if each.get("ContactNumber")]),
        ("code", [each["Code"].casefold() for each in ledger.books["Items"]]),
        (
            "number",
            [
                each["InvoiceNumber"].casefold()
                for each in ledger.books["Invoices"]
                if each["Type"] == "ACCREC"
            ],
        ),
    ):
        for name, count in Counter(names).items():
            if count > 1:
                yield Broken("doubled", f"the {what} {name} is there {count} times")


def _lost(ledger: Ledger) -> Iterator[Broken]:
    """Whatever was sent is linked, refused with a way on, or waits for nobody."""
    connection = ledger.place.connection()
    wanted = {each.pk for kind in KINDS for each in to_send(connection, kind)}
    for document in ledger.documents:
        link, refusal = ledger.links.get(document.pk), ledger.refusal(document)
        if refusal is not None and not _has_way_on(refusal):
            yield Broken("lost", f"{document} is refused without a word: {refusal.cause!r}")
        if document.pk in wanted and refusal is None:
            yield Broken("lost", f"{document} is still to be sent, and nothing says why")
        living = ledger.living.get(document.pk, [])
        if link is None and living and not _was_ended(document, living):
            yield Broken("lost", f"{document} is in Xero, and not linked")
        if link is not None and living and link.remote_id not in living:
            yield Broken("doubled", f"{document} is linked to another one than bears its mark")


def _not_arrived(ledger: Ledger) -> Iterator[Broken]:
    """Xero has each as it is here, to the penny."""
    for document in ledger.documents:
        link, refusal = ledger.links.get(document.pk), ledger.refusal(document)
        if refusal is not None:
            yield Broken("lost", f"{document} is refused: {refusal.sentence}")
        elif document.is_approved and (
            link is None
            or link.accepted_revision != document.revision
            or Decimal(str(ledger.remote[link.remote_id]["Total"])) != document.gross
        ):
            yield Broken("lost", f"{document} is not in Xero as it is here")


def _has_way_on(refusal: Delivery) -> bool:
    return bool(refusal.sentence and refusal.fix and refusal.cause)


def _was_ended(document: Document, living: list[str]) -> bool:
    return FormerLink.objects.filter(document=document, remote_id__in=living).exists()


def _unshown(ledger: Ledger) -> Iterator[Broken]:
    """Links show what Xero says; where that is not what is here, the difference is shown."""
    numbers = {each.pk: each for each in ledger.documents}
    for document_id, link in ledger.links.items():
        document, said = numbers[document_id], ledger.remote[link.remote_id]
        if link.seen_status != said["Status"]:
            yield Broken("unshown", f"{document} is {said['Status']}, not {link.seen_status}")
        for ours, theirs in SEEN.items():
            amount = Decimal(str(said[theirs]))
            if getattr(link, ours) != amount:
                yield Broken("unshown", f"{document}: {ours} is not {amount}")
        yield from _difference_unshown(ledger, document, link, said)


def _difference_unshown(
    ledger: Ledger, document: Document, link: DocumentLink, said: dict[str, Any]
) -> Iterator[Broken]:
    is_gone = said["Status"] in GONE
    is_shown = bool(link.differences) or ledger.refusal(document) is not None
    if document.is_void != is_gone and not is_shown:
        yield Broken("unshown", f"{document} is void on one side alone")
    total = Decimal(str(said["Total"]))
    if not is_gone and total != document.gross and not is_shown:
        yield Broken("unshown", f"{document} is {document.gross} here and {total} in Xero")


def _receipts(ledger: Ledger) -> Iterator[Broken]:
    """No receipt is there twice, nor after it was undone; what is linked is really there."""
    payments = ledger.books["Payments"]
    living = [each for each in payments if each["Status"] != "DELETED"]
    for reference, count in Counter(each.get("Reference") for each in living).items():
        if reference and reference.startswith(marks.RECEIPT_PREFIX) and count > 1:
            yield Broken("doubled", f"receipt {reference} is there {count} times")
    for (reference, on), count in Counter(
        (each.get("Reference"), each["Invoice"]["InvoiceID"]) for each in payments
    ).items():
        if reference and reference.startswith(marks.RECEIPT_PREFIX) and count > 1:
            yield Broken("doubled", f"receipt {reference} was recorded {count} times on {on}")
    by_mark = {each.get("Reference"): each for each in living}
    for receipt in Receipt.objects.select_related("document"):
        payment = by_mark.get(marks.of_receipt(receipt.pk))
        if payment is not None:
            yield from _receipt(ledger, receipt, payment)


def _receipt(ledger: Ledger, receipt: Receipt, payment: dict[str, Any]) -> Iterator[Broken]:
    rows = ReceiptLink.objects.filter(receipt=receipt, remote_id=payment["PaymentID"])
    link = rows.filter(removed_at=None).first()
    amount = Decimal(str(payment["Amount"]))
    if link is None:
        yield Broken("lost", f"a receipt of {receipt.document} is in Xero, and not linked")
    elif link.amount != amount or amount > receipt.amount:
        yield Broken("unshown", f"a receipt of {receipt.document} is {amount} in Xero")
    if not receipt.counts and ledger.refusal(receipt.document) is None:
        yield Broken("doubled", f"an undone receipt of {receipt.document} is still in Xero")


def _other(ledger: Ledger) -> Iterator[Broken]:
    for each in ledger.books["Invoices"]:
        due, paid, credited, total = (
            Decimal(str(each[name]))
            for name in ("AmountDue", "AmountPaid", "AmountCredited", "Total")
        )
        if min(due, paid, credited) < 0 or paid + credited > total:
            yield Broken("other", f"{each['InvoiceNumber']}: {due} due, {paid} paid of {total}")
    contacts = {each["ContactID"] for each in ledger.books["Contacts"]}
    linked = set(CompanyLink.objects.values_list("contact_id", flat=True))
    for contact_id in linked - contacts:
        yield Broken("other", f"a company is linked to {contact_id}, which is not in Xero")
    if Event.objects.filter(by_name="").exists():
        yield Broken("other", "an event has no author")
    for problem, count in ledger.place.accidents.limits_passed.items():
        if problem != "concurrent":
            yield Broken("other", f"Xero refused {count} calls: more than it allows a {problem}")
