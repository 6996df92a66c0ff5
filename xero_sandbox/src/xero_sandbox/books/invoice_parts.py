"""Putting an invoice together from a request: its contact, its head, its lines, its totals."""

from xero_sandbox.books import (
    construction,
    contacts,
    fields,
    invoice_head,
    lines,
    locks,
    rounding,
)
from xero_sandbox.books.line_document import Document
from xero_sandbox.books.money import ZERO, total
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Problems, Refused
from xero_sandbox.books.table import Record
from xero_sandbox.exact_json import Finished

CONTACT_MISSING = "A Contact must be specified for this type of transaction"
DUE_DATE_MISSING = "The document DueDate field must be specified."
NEGATIVE_TOTAL = "The total of the document cannot be negative."
APPROVED = ("SUBMITTED", "AUTHORISED", "PAID")


def compose(
    books: Books,
    invoice: Record,
    element: Record,
    old: Record | None,
    places: int,
    problems: Problems,
) -> None:
    """Fill the invoice from the element and report what is wrong with it."""
    contact = contact_of(books, invoice, element, problems)
    invoice_head.fill(books, invoice, element, problems)
    fill_lines(books, invoice, element, old, contact, places, problems)
    _add_up(books, invoice, element, problems)
    if invoice["Status"] in APPROVED and invoice.get("DueDate") is None:
        problems.add(DUE_DATE_MISSING)
    if invoice["Status"] == "AUTHORISED":
        locks.check(books, invoice["Date"], problems)
        _settle_nothing(invoice)


def _settle_nothing(invoice: Record) -> None:
    """A document without anything to pay is paid as soon as it is approved."""
    if not invoice["Total"]:
        invoice |= {"Status": "PAID", "FullyPaidOnDate": invoice["Date"]}


def fill_lines(
    books: Books,
    invoice: Record,
    element: Record,
    old: Record | None,
    contact: Record | None,
    places: int,
    problems: Problems,
) -> None:
    """Take the lines given; where none are, look at the old ones again if that is called for."""
    if invoice["Status"] in ("VOIDED", "DELETED"):
        return
    old_lines = old["LineItems"] if old else []
    given = fields.parts(element, "LineItems")
    approval = invoice["Status"] in APPROVED
    retaxed = old is not None and old["LineAmountTypes"] != invoice["LineAmountTypes"]
    if retaxed:
        old_lines = [{k: v for k, v in line.items() if k != "TaxAmount"} for line in old_lines]
    if given is None:
        newly_approved = approval and old is not None and old["Status"] not in APPROVED
        if not (retaxed or newly_approved):
            return
        given, places = [{"LineItemID": line["LineItemID"]} for line in old_lines], 4
    document = Document(
        books, invoice["Type"], invoice["LineAmountTypes"], contact, places, approval, problems
    )
    invoice["LineItems"] = Finished(lines.composed(document, given, old_lines))


def contact_of(books: Books, invoice: Record, element: Record, problems: Problems) -> Record | None:
    """The document's contact, set on it; an inline one is created or changed on the way."""
    given = fields.part(element, "Contact")
    if not given:
        if "Contact" not in invoice:
            problems.add(CONTACT_MISSING)
            invoice["Contact"] = {"ContactID": ""}
        return books.table("Contacts").get(invoice["Contact"]["ContactID"])
    if given.get("ContactID") and given["ContactID"] == invoice.get("Contact", {}).get("ContactID"):
        given = _without_a_repeated_archivedcontact_of(books, given)
    try:
        contact = contacts.for_document(books, given) if given else None
    except Refused as refusal:
        problems.contact += refusal.problems.errors
        for message in refusal.problems.errors:
            problems.add(message)
        invoice.setdefault("Contact", {"ContactID": ""})
        return None
    if contact is not None:
        invoice["Contact"] = {"ContactID": contact["ContactID"]}
    return contact or books.table("Contacts").get(invoice["Contact"]["ContactID"])


def _without_a_repeated_archivedcontact_of(books: Books, given: Record) -> Record:
    """Repeating the contact that a document already has is no use of an archived one."""
    contact = books.table("Contacts").get(given["ContactID"])
    if contact is not None and contact["ContactStatus"] != "ACTIVE" and len(given) == 1:
        return {}
    return given


def _add_up(books: Books, invoice: Record, element: Record, problems: Problems) -> None:
    amounts = [line["LineAmount"] for line in invoice["LineItems"]]
    tax = total([line["TaxAmount"] for line in invoice["LineItems"]])
    net = total(amounts)
    if invoice["LineAmountTypes"] == "Inclusive":
        net -= tax
    invoice |= {"SubTotal": net, "TotalTax": tax}
    invoice["Total"] = net + tax + rounding.adjustment(books, invoice, element, problems)
    construction.deduct(books, invoice)
    settled = invoice["AmountPaid"] + invoice["AmountCredited"]
    due = invoice["Total"] - construction.kept_back(invoice) - settled
    invoice["AmountDue"] = ZERO if invoice["Status"] in ("VOIDED", "DELETED") else due
    if invoice["Total"] < 0:
        problems.add(NEGATIVE_TOTAL)
