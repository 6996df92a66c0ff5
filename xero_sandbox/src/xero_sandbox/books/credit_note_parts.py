"""Putting a credit note together from a request: its number, head, lines and totals.

https://developer.xero.com/documentation/api/accounting/creditnotes
"""

from xero_sandbox.books import fields, invoice_head, invoice_parts, locks
from xero_sandbox.books.invoices import LINES_MISSING
from xero_sandbox.books.money import ZERO, total
from xero_sandbox.books.organisation import Books, folded
from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.table import Record

NUMBER_TAKEN = "Credit Note # must be unique."
NEGATIVE_TOTAL = "The total of the credit note cannot be negative."
TYPES = ("ACCRECCREDIT", "ACCPAYCREDIT")


def compose(
    books: Books,
    note: Record,
    element: Record,
    old: Record | None,
    places: int,
    problems: Problems,
) -> None:
    """Fill the credit note from the element and report what is wrong with it."""
    contact = invoice_parts.contact_of(books, note, element, problems)
    _head(books, note, element, problems)
    invoice_parts.fill_lines(books, note, element, old, contact, places, problems)
    if note["Status"] in invoice_parts.APPROVED and not note["LineItems"]:
        problems.add(LINES_MISSING)
    _add_up(note, problems)
    if note["Status"] == "AUTHORISED":
        locks.check(books, note["Date"], problems)
        if not note["Total"]:
            note |= {"Status": "PAID", "FullyPaidOnDate": note["Date"]}


def _head(books: Books, note: Record, element: Record, problems: Problems) -> None:
    number = fields.bounded_text(element, "CreditNoteNumber", 255, problems)
    if number is not None:
        note["CreditNoteNumber"] = number
    same = numbered(books, note["Type"], note["CreditNoteNumber"])
    if any(each["CreditNoteID"] != note["CreditNoteID"] for each in same):
        problems.add(NUMBER_TAKEN)
    reference = fields.bounded_text(element, "Reference", 255, problems)
    if reference is not None and note["Type"] == "ACCRECCREDIT":
        note["Reference"] = reference
    for name in ("Date", "DueDate"):
        given = fields.day(element, name)
        if given is not None:
            note[name] = given
    invoice_head.amount_types(note, element, problems)
    invoice_head.currency(books, note, element, problems)
    invoice_head.theme(books, note, element, problems)


def _add_up(note: Record, problems: Problems) -> None:
    tax = total([line["TaxAmount"] for line in note["LineItems"]])
    net = total([line["LineAmount"] for line in note["LineItems"]])
    if note["LineAmountTypes"] == "Inclusive":
        net -= tax
    gone = note["Status"] in ("VOIDED", "DELETED")
    note |= {"SubTotal": net, "TotalTax": tax, "Total": net + tax}
    note["RemainingCredit"] = ZERO if gone else note["Total"]
    if note["Total"] < 0:
        problems.add(NEGATIVE_TOTAL)


def numbered(books: Books, kind: str | None, number: str | None) -> list[Record]:
    """Credit notes to customers of that number, deleted and voided ones included."""
    if kind != "ACCRECCREDIT" or not number:
        return []
    return books.table("CreditNotes").find("number", (kind, folded(number)))


def next_number(books: Books) -> str:
    """The first number that no credit note of either kind has, from their count on."""
    notes = books.table("CreditNotes")
    count = len(notes) + 1
    while any(notes.has("number", (kind, folded(f"CN-{count:04d}"))) for kind in TYPES):
        count += 1
    return f"CN-{count:04d}"
