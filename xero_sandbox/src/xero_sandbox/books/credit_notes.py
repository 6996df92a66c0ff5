"""Credit notes to customers and of suppliers: creating, changing, voiding.

https://developer.xero.com/documentation/api/accounting/creditnotes
"""

from xero_sandbox.books import credit_note_parts, fields, locks, settlement, statuses, stock
from xero_sandbox.books.invoices import Saved
from xero_sandbox.books.organisation import Books, new_id
from xero_sandbox.books.paid_edits import ALLOCATED
from xero_sandbox.books.refusals import Problems, refuse
from xero_sandbox.books.table import Record
from xero_sandbox.exact_json import Finished

WRONG_TYPE = "Credit Note not of valid type for creation"
TYPE_FIXED = "The type of an existing credit note cannot be changed."
NOT_CREATABLE = "Credit Note not of valid status for creation"
NOT_MODIFIABLE = "Credit Note not of valid status for modification"
NOT_FOUND = "An existing Credit Note with the specified CreditNoteID could not be found"
CREATE_WITH_ID = "A CreditNoteID cannot be given when creating with PUT. Use POST to update."


def create(books: Books, element: Record, *, places: int) -> Saved:
    """PUT: always a new credit note. ``places``: decimals kept in unit amounts, 2 or 4.

    ``Allocations`` in the element are ignored, as Xero does: allocating is a call of its own
    (https://github.com/calcinai/xero-php/issues/438).
    """
    note_id = fields.guid(element, "CreditNoteID")
    if note_id:
        there = books.table("CreditNotes").get(note_id)
        raise refuse(CREATE_WITH_ID if there else NOT_FOUND)
    return _create(books, element, places)


def create_or_update(books: Books, element: Record, *, places: int) -> Saved:
    """POST: found by CreditNoteID, those to customers also by number; else a new one."""
    note_id = fields.guid(element, "CreditNoteID")
    if note_id:
        found = books.table("CreditNotes").get(note_id)
        if found is None:
            raise refuse(NOT_FOUND)
        return update(books, found, element, places=places)
    same = credit_note_parts.numbered(
        books, fields.text(element, "Type"), fields.text(element, "CreditNoteNumber")
    )
    if same:
        return update(books, same[0], element, places=places)
    return _create(books, element, places)


def _create(books: Books, element: Record, places: int) -> Saved:
    problems = Problems()
    kind = fields.text(element, "Type")
    if kind not in credit_note_parts.TYPES:
        raise refuse(WRONG_TYPE)
    status = fields.text(element, "Status") or "DRAFT"
    if status not in statuses.CREATABLE:
        problems.add(NOT_CREATABLE)
    note = _blank(books, kind, status)
    credit_note_parts.compose(books, note, element, None, places, problems)
    if kind == "ACCRECCREDIT" and not note["CreditNoteNumber"]:
        note["CreditNoteNumber"] = credit_note_parts.next_number(books)
    stock.move(books, None, note, problems, backorders=False)
    problems.stop_if_any()
    return Saved(books.put("CreditNotes", note), problems.warnings)


def _blank(books: Books, kind: str, status: str) -> Record:
    return {
        "Type": kind,
        "CreditNoteID": new_id(),
        "CreditNoteNumber": "",
        "Reference": "",
        "SentToContact": False,
        "Date": books.clock.today(books.zone),
        "Status": status,
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": books.currency,
        "LineItems": Finished([]),
    }


def update(books: Books, found: Record, element: Record, *, places: int) -> Saved:
    """Change a credit note; what is left out keeps its value. None of it may be used yet.

    That nothing of an allocated one changes: https://github.com/waynerobinson/xeroizer/pull/211
    """
    problems = Problems()
    status = fields.text(element, "Status") or found["Status"]
    if settlement.is_used(books, found) or found["Status"] == "PAID":
        problems.add(ALLOCATED)
    elif status not in statuses.ALLOWED[found["Status"]]:
        problems.add(NOT_MODIFIABLE)
    if fields.text(element, "Type") not in (None, found["Type"]):
        problems.add(TYPE_FIXED)
    if found["Status"] == "AUTHORISED":
        locks.check(books, found["Date"], problems)
    problems.stop_if_any(record_id=found["CreditNoteID"])
    note = {**found, "Status": status}
    credit_note_parts.compose(books, note, element, found, places, problems)
    stock.move(books, found, note, problems, backorders=False)
    problems.stop_if_any(record_id=found["CreditNoteID"])
    return Saved(books.put("CreditNotes", note), problems.warnings)


def void(books: Books, found: Record) -> Record:
    """Void an approved credit note, delete a draft or submitted one. Raises Refused."""
    status = "DELETED" if found["Status"] in ("DRAFT", "SUBMITTED") else "VOIDED"
    return update(books, found, {"Status": status}, places=4).record
