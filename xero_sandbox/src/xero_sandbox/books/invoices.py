"""Sales invoices and bills: creating, changing, voiding.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from xero_sandbox.books import contacts, fields, invoice_head, lines, locks, paid_edits, statuses
from xero_sandbox.books.money import ZERO, total
from xero_sandbox.books.organisation import Books, folded, new_id
from xero_sandbox.books.refusals import Problems, Refused, UnknownRecord, refuse
from xero_sandbox.books.table import Record
from xero_sandbox.exact_json import Finished

WRONG_TYPE = "Invoice not of valid type for creation"
TYPE_FIXED = "The type of an existing invoice cannot be changed."
NUMBER_TAKEN = "Invoice # must be unique."
CONTACT_MISSING = "A Contact must be specified for this type of transaction"
LINES_MISSING = "One or more line items must be specified"
DUE_DATE_MISSING = "The document DueDate field must be specified."
NEGATIVE_TOTAL = "The total of the document cannot be negative."
CREATE_WITH_ID = "An InvoiceID cannot be given when creating with PUT. Use POST to update."
SENT_WARNING = "Only AUTHORISED invoices may have SentToContact updated."
TYPES = ("ACCREC", "ACCPAY")
APPROVED = ("SUBMITTED", "AUTHORISED", "PAID")


class Saved:
    """An invoice as stored, with the warnings that saving it gave."""

    def __init__(self, record: Record, warnings: list[str]) -> None:
        self.record = record
        self.warnings = warnings


def create(books: Books, element: Record, *, places: int) -> Saved:
    """PUT: always a new document. ``places``: decimals kept in unit amounts, 2 or 4."""
    if fields.guid(element, "InvoiceID"):
        raise refuse(CREATE_WITH_ID)
    return _create(books, element, places)


def create_or_update(books: Books, element: Record, *, places: int) -> Saved:
    """POST: found by InvoiceID, sales invoices also by number; else a new document.

    Raises UnknownRecord where the InvoiceID is not there.
    """
    invoice_id = fields.guid(element, "InvoiceID")
    if invoice_id:
        found = books.table("Invoices").get(invoice_id)
        if found is None:
            raise UnknownRecord(invoice_id)
        return update(books, found, element, places=places)
    found = sale_numbered(books, element)
    if found is not None:
        return update(books, found, element, places=places)
    return _create(books, element, places)


def sale_numbered(books: Books, element: Record) -> Record | None:
    """The sales invoice with the element's number, deleted and voided ones included."""
    number = folded(fields.text(element, "InvoiceNumber"))
    if element.get("Type") != "ACCREC" or not number:
        return None
    same = books.table("Invoices").find("number", ("ACCREC", number))
    return same[0] if same else None


def _create(books: Books, element: Record, places: int) -> Saved:
    problems = Problems()
    kind = fields.text(element, "Type")
    if kind not in TYPES:
        raise refuse(WRONG_TYPE)
    status = fields.text(element, "Status") or "DRAFT"
    statuses.check_new(status, problems)
    statuses.check_plan(books, kind, None, status, problems)
    invoice = _blank(books, kind, status)
    _compose(books, invoice, element, None, places, problems)
    if not fields.parts(element, "LineItems"):
        problems.add(LINES_MISSING)
    _check_number(books, invoice, problems)
    if not invoice.get("InvoiceNumber") and kind == "ACCREC":
        invoice["InvoiceNumber"] = _next_number(books)
    return _store(books, invoice, problems, touch=True)


def _blank(books: Books, kind: str, status: str) -> Record:
    return {
        "Type": kind,
        "InvoiceID": new_id(),
        "InvoiceNumber": "",
        "Reference": "",
        "AmountDue": ZERO,
        "AmountPaid": ZERO,
        "AmountCredited": ZERO,
        "SentToContact": False,
        "Date": books.clock.today(books.zone),
        "Status": status,
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": books.currency,
        "LineItems": Finished([]),
    }


def update(books: Books, found: Record, element: Record, *, places: int) -> Saved:
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
    _compose(books, invoice, element, found, places, problems)
    if "LineItems" in element and not invoice["LineItems"]:
        problems.add(LINES_MISSING)
    _check_number(books, invoice, problems)
    if statuses.is_settled(found):
        paid_edits.check(found, invoice, problems)
    return _store(books, invoice, problems, touch=not _is_missed_by_delta(found, invoice))


def _compose(
    books: Books,
    invoice: Record,
    element: Record,
    old: Record | None,
    places: int,
    problems: Problems,
) -> None:
    """Fill the invoice from the element and report what is wrong with it."""
    contact = _contact(books, invoice, element, problems)
    invoice_head.fill(books, invoice, element, problems)
    _fill_lines(books, invoice, element, old, contact, places, problems)
    _add_up(invoice, problems)
    if invoice["Status"] in APPROVED and invoice.get("DueDate") is None:
        problems.add(DUE_DATE_MISSING)
    if invoice["Status"] == "AUTHORISED":
        locks.check(books, invoice["Date"], problems)


def _fill_lines(
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
    document = lines.Document(
        books, invoice["Type"], invoice["LineAmountTypes"], contact, places, approval, problems
    )
    invoice["LineItems"] = Finished(lines.composed(document, given, old_lines))


def _contact(books: Books, invoice: Record, element: Record, problems: Problems) -> Record | None:
    """The document's contact, set on it; an inline one is created or changed on the way."""
    given = fields.part(element, "Contact")
    if given is None:
        if "Contact" not in invoice:
            problems.add(CONTACT_MISSING)
            invoice["Contact"] = {"ContactID": ""}
        return books.table("Contacts").get(invoice["Contact"]["ContactID"])
    if given.get("ContactID") and given["ContactID"] == invoice.get("Contact", {}).get("ContactID"):
        given = _without_a_repeated_archived_contact(books, given)
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


def _without_a_repeated_archived_contact(books: Books, given: Record) -> Record:
    """Repeating the contact that a document already has is no use of an archived one."""
    contact = books.table("Contacts").get(given["ContactID"])
    if contact is not None and contact["ContactStatus"] != "ACTIVE" and len(given) == 1:
        return {}
    return given


def _add_up(invoice: Record, problems: Problems) -> None:
    amounts = [line["LineAmount"] for line in invoice["LineItems"]]
    tax = total([line["TaxAmount"] for line in invoice["LineItems"]])
    net = total(amounts)
    if invoice["LineAmountTypes"] == "Inclusive":
        net -= tax
    invoice |= {"SubTotal": net, "TotalTax": tax, "Total": net + tax}
    due = invoice["Total"] - invoice["AmountPaid"] - invoice["AmountCredited"]
    invoice["AmountDue"] = ZERO if invoice["Status"] in ("VOIDED", "DELETED") else due
    if invoice["Total"] < 0:
        problems.add(NEGATIVE_TOTAL)


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
