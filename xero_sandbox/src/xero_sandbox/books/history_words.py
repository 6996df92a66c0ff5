"""What the history says of each change.

The words are those of the examples on Xero's page and in its OpenAPI file, as far as these go:
https://developer.xero.com/documentation/api/accounting/historyandnotes
https://github.com/XeroAPI/Xero-OpenAPI (HistoryRetrieved)
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record

MONTHS = "January February March April May June July August September October November December"
STAMP = {"UpdatedDateUTC", "_on_hand", "_cost"}
SETTLED = {
    *STAMP,
    "Status",
    "FullyPaidOnDate",
    "AmountPaid",
    "AmountCredited",
    "AmountDue",
    "RemainingCredit",
}
ENDS = {"SUBMITTED": "Submitted", "VOIDED": "Voided", "DELETED": "Deleted"}
APPROVED = ("AUTHORISED", "PAID")
PUT_AWAY = {"ARCHIVED": "Archived", "GDPRREQUEST": "Redacted"}


class Change(NamedTuple):
    """A record before and after; None: it was not there, or is no longer."""

    kind: str
    record_id: str
    before: Record | None
    now: Record | None


class Entry(NamedTuple):
    """``of``: the id of the record in whose history it stands."""

    of: str
    changes: str
    details: str


def changed(books: Books, change: Change, app: str | None, emailed: set[str]) -> Iterator[Entry]:
    """The entries that one change makes. ``emailed``: invoices whose e-mail tells that already."""
    about = _about(books, change) if app is None else ""
    if change.kind in ("Invoices", "CreditNotes"):
        quiet = SETTLED | {"SentToContact"} if change.record_id in emailed else SETTLED
        yield from _of_record(change, _document_word(change, app, quiet), app, about)
    elif change.kind in ("Contacts", "Items"):
        yield from _of_record(change, _plain_word(change, app), app, about)
    elif change.kind == "Payments":
        yield from _of_payment(books, change, app)
    elif change.kind == "Allocations":
        yield from _of_allocation(books, change)
    elif change.kind == "Attachments" and change.now:
        yield _of_file(change.now, app)
    elif change.kind == "Emails" and change.now:
        addresses = ", ".join(change.now["To"])
        sent = f"This invoice has been sent to {addresses}."
        yield Entry(change.now["InvoiceID"], "Invoice sent", sent)


def _of_record(change: Change, word: str, app: str | None, about: str) -> Iterator[Entry]:
    if word:
        details = about if app is None else f"Received through the Xero API from {app}"
        yield Entry(change.record_id, word, details)


def _document_word(change: Change, app: str | None, quiet: set[str]) -> str:
    """What became of a document; nothing where it was only paid or credited."""
    before, now = change.before or {}, change.now or {}
    was, status = before.get("Status"), now.get("Status")
    if status in APPROVED and was not in APPROVED:
        return "Approved"
    if not before:
        return "Created"
    if status != was and status in ENDS:
        return ENDS[status]
    if status != was and status not in APPROVED:
        return _edited(app)
    if before["UpdatedDateUTC"] == now["UpdatedDateUTC"]:
        quiet = quiet | {"LineItems"}  # the new name of a tracking option is no edit
    return _edited(app) if _differs(before, now, quiet) else ""


def _plain_word(change: Change, app: str | None) -> str:
    before, now = change.before, change.now
    if before is None or now is None:
        return "Created" if now else ""
    if "MergedToContactID" in now and "MergedToContactID" not in before:
        return "Merged"
    if now.get("ContactStatus") != before.get("ContactStatus"):
        return PUT_AWAY[now["ContactStatus"]]
    return _edited(app) if _differs(before, now, STAMP) else ""


def _edited(app: str | None) -> str:
    return "Edited" if app is None else "Updated"


def _differs(before: Record, now: Record, quiet: set[str]) -> bool:
    names = (before.keys() | now.keys()) - quiet
    return any(before.get(name) != now.get(name) for name in names)


def _about(books: Books, change: Change) -> str:
    """What a person reads there: ``INV-0041 to ABC Furniture for 100.00.``"""
    record = change.now or change.before or {}
    if "Contact" not in record:
        return f"{record.get('Name') or record.get('Code', '')}."
    way = "to" if record["Type"].startswith("ACCREC") else "from"
    name = _contact_name(books, record)
    return f"{number_of(record)} {way} {name} for {record['Total']}.".strip()


def _contact_name(books: Books, record: Record) -> str:
    contact = books.table("Contacts").get(record["Contact"]["ContactID"])
    return str(contact["Name"]) if contact else ""


def number_of(record: Record) -> str:
    return str(record.get("InvoiceNumber") or record.get("CreditNoteNumber") or "")


def _of_payment(books: Books, change: Change, app: str | None) -> Iterator[Entry]:
    """A payment stands in its own history and in its document's."""
    payment = change.now or {}
    gone = payment.get("Status") == "DELETED"
    if change.before and not gone:
        return
    document_id = payment["Invoice"]["InvoiceID"]
    document = books.table("Invoices").get(document_id) or books.table("CreditNotes").get(
        document_id
    )
    if document is None:
        return
    told = f"Payment of {payment['Amount']} on {_day(payment['Date'])} for {number_of(document)}"
    yield from _of_record(change, "Deleted" if gone else "Created", app, f"{told.strip()}.")
    if gone:
        yield Entry(document_id, "Payment Deleted", f"{_paid(books, document, payment)}.")
    else:
        full = " This document has been fully paid." if document["Status"] == "PAID" else ""
        yield Entry(document_id, "Paid", f"{_paid(books, document, payment)}.{full}")


def _paid(books: Books, document: Record, payment: Record) -> str:
    way = "received from" if document["Type"] in ("ACCREC", "ACCPAYCREDIT") else "made to"
    name = _contact_name(books, document)
    return f"Payment {way} {name} on {_day(payment['Date'])} for {payment['Amount']}"


def _of_allocation(books: Books, change: Change) -> Iterator[Entry]:
    """What is applied stands in both histories."""
    part = change.now or change.before or {}
    note_id, invoice_id = part["CreditNote"]["CreditNoteID"], part["Invoice"]["InvoiceID"]
    note = books.table("CreditNotes").get(note_id) or {}
    invoice = books.table("Invoices").get(invoice_id) or {}
    word = "Credit Applied" if change.now else "Credit Removed"
    told = f"Credit note {number_of(note)} on {number_of(invoice)}, {_day(part['Date'])},"
    for each in (note_id, invoice_id):
        yield Entry(each, word, f"{told} for {part['Amount']}.")


def _of_file(file: Record, app: str | None) -> Entry:
    """In the words of Xero's example."""
    through = f" through the Xero API using {app}" if app else ""
    return Entry(
        file["_owner"], "Attached a file", f"Attached the file {file['FileName']}{through}"
    )


def _day(day: date) -> str:
    """As Xero's examples write it: November 12, 2016."""
    return f"{MONTHS.split()[day.month - 1]} {day.day}, {day.year}"
