"""Sales invoices and bills: creating, changing, voiding.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from xero_sandbox.books import fields, locks, paid_edits, statuses, stock
from xero_sandbox.books.invoice_parts import compose
from xero_sandbox.books.money import ZERO
from xero_sandbox.books.organisation import Books, folded, new_id
from xero_sandbox.books.refusals import Problems, UnknownRecord, refuse
from xero_sandbox.books.table import Record
from xero_sandbox.exact_json import Finished

WRONG_TYPE = "Invoice not of valid type for creation"
TYPE_FIXED = "The type of an existing invoice cannot be changed."
NUMBER_TAKEN = "Invoice # must be unique."
LINES_MISSING = "One or more line items must be specified"
CREATE_WITH_ID = "An InvoiceID cannot be given when creating with PUT. Use POST to update."
TYPES = ("ACCREC", "ACCPAY")


class Saved:
    """An invoice as stored, with the warnings that saving it gave."""

    def __init__(self, record: Record, warnings: list[str]) -> None:
        self.record = record
        self.warnings = warnings


def create(books: Books, element: Record, *, places: int, backorders: bool = False) -> Saved:
    """PUT: always a new document. ``places``: decimals kept in unit amounts, 2 or 4.

    ``backorders``: tracked items may be sold that are not on hand.
    """
    if fields.guid(element, "InvoiceID"):
        raise refuse(CREATE_WITH_ID)
    return _create(books, element, places, backorders)


def create_or_update(
    books: Books, element: Record, *, places: int, backorders: bool = False
) -> Saved:
    """POST: found by InvoiceID, sales invoices also by number; else a new document.

    Raises UnknownRecord where the InvoiceID is not there.
    """
    invoice_id = fields.guid(element, "InvoiceID")
    if invoice_id:
        found = books.table("Invoices").get(invoice_id)
        if found is None:
            raise UnknownRecord(invoice_id)
        return update(books, found, element, places=places, backorders=backorders)
    found = sale_numbered(books, element)
    if found is not None:
        return update(books, found, element, places=places, backorders=backorders)
    return _create(books, element, places, backorders)


def sale_numbered(books: Books, element: Record) -> Record | None:
    """The sales invoice with the element's number, deleted and voided ones included."""
    number = folded(fields.text(element, "InvoiceNumber"))
    if element.get("Type") != "ACCREC" or not number:
        return None
    same = books.table("Invoices").find("number", ("ACCREC", number))
    return same[0] if same else None


def _create(books: Books, element: Record, places: int, backorders: bool) -> Saved:
    problems = Problems()
    kind = fields.text(element, "Type")
    if kind not in TYPES:
        raise refuse(WRONG_TYPE)
    status = fields.text(element, "Status") or "DRAFT"
    statuses.check_new(status, problems)
    statuses.check_plan(books, kind, None, status, problems)
    invoice = _blank(books, element, kind, status)
    compose(books, invoice, element, None, places, problems)
    if not fields.parts(element, "LineItems"):
        problems.add(LINES_MISSING)
    _check_number(books, invoice, problems)
    if not invoice.get("InvoiceNumber") and kind == "ACCREC":
        invoice["InvoiceNumber"] = _next_number(books)
    stock.move(books, None, invoice, problems, backorders=backorders)
    return _store(books, invoice, problems, touch=True)


def _blank(books: Books, element: Record, kind: str, status: str) -> Record:
    return {
        "Type": kind,
        "InvoiceID": new_id(),
        "InvoiceNumber": "",
        "Reference": "",
        "AmountDue": ZERO,
        "AmountPaid": ZERO,
        "AmountCredited": ZERO,
        "SentToContact": False,
        "Date": fields.day(element, "Date") or books.clock.today(books.zone),
        "Status": status,
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": books.currency,
        "LineItems": Finished([]),
    }


def update(
    books: Books, found: Record, element: Record, *, places: int, backorders: bool = False
) -> Saved:
    """Change an existing document; what the element leaves out keeps its value."""
    problems = Problems()
    status = fields.text(element, "Status") or found["Status"]
    statuses.check_change(found, status, problems)
    statuses.check_plan(books, found["Type"], found["Status"], status, problems)
    if fields.text(element, "Type") not in (None, found["Type"]):
        problems.add(TYPE_FIXED)
    if found["Status"] in ("AUTHORISED", "PAID"):
        locks.check(books, found["Date"], problems)
    problems.stop_if_any(record_id=found["InvoiceID"])
    invoice = {**found, "Status": status}
    compose(books, invoice, element, found, places, problems)
    if "LineItems" in element and not invoice["LineItems"]:
        problems.add(LINES_MISSING)
    _check_number(books, invoice, problems)
    if statuses.is_settled(found) or found["Status"] == "PAID":
        paid_edits.check(found, invoice, problems)
    stock.move(books, found, invoice, problems, backorders=backorders)
    return _store(books, invoice, problems, touch=not _is_missed_by_delta(found, invoice))


def void(books: Books, found: Record) -> Record:
    """Void an approved document, delete a draft or submitted one. Raises Refused."""
    status = "DELETED" if found["Status"] in ("DRAFT", "SUBMITTED") else "VOIDED"
    return update(books, found, {"Status": status}, places=4).record


def _check_number(books: Books, invoice: Record, problems: Problems) -> None:
    number = folded(invoice.get("InvoiceNumber"))
    if invoice["Type"] != "ACCREC" or not number:
        return
    same = books.table("Invoices").find("number", ("ACCREC", number))
    if any(other["InvoiceID"] != invoice["InvoiceID"] for other in same):
        problems.add(NUMBER_TAKEN)


def _next_number(books: Books) -> str:
    while True:
        number = f"INV-{books.next_number:04d}"
        if not books.table("Invoices").has("number", ("ACCREC", folded(number))):
            return number
        books.next_number += 1


def _store(books: Books, invoice: Record, problems: Problems, *, touch: bool) -> Saved:
    existing = books.table("Invoices").get(invoice["InvoiceID"])
    problems.stop_if_any(record_id=invoice["InvoiceID"] if existing else None)
    return Saved(books.put("Invoices", invoice, touch=touch), problems.warnings)


def _is_missed_by_delta(found: Record, invoice: Record) -> bool:
    """Whether only what Xero does not stamp was changed: due date or sent flag, part-paid.

    https://developer.xero.com/documentation/api/accounting/requests-and-responses
    """
    if not (found["AmountPaid"] and found["AmountDue"]):
        return False
    changed = {
        name for name in found.keys() | invoice.keys() if found.get(name) != invoice.get(name)
    }
    return bool(changed) and changed <= {"DueDate", "SentToContact"}
