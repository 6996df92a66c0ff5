"""Sending a sales invoice by e-mail, as far as the books know of it: nothing leaves this machine.

https://developer.xero.com/documentation/api/accounting/invoices (Emailing an invoice)
"""

from xero_sandbox.books.organisation import Books, new_id
from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.table import Record

ONLY_SALES = "Only sales invoices (ACCREC) can be emailed."
NOT_SENDABLE = "Invoice not of valid status for emailing. It must be SUBMITTED, AUTHORISED or PAID."
NO_ADDRESS = "The contact of this invoice has no email address."
LIMIT_REACHED = "The daily limit of {} invoice emails has been reached."
SENDABLE = ("SUBMITTED", "AUTHORISED", "PAID")
A_DAY, A_DAY_IN_TRIAL, A_DAY_FOR_DEMO = 1000, 20, 0


def send(books: Books, invoice: Record) -> Record:
    """Note an e-mail to the contact, and the invoice as sent where it is approved.

    Gives what was sent: ``To`` and ``Date``. Raises Refused.
    """
    contact = books.table("Contacts").records[invoice["Contact"]["ContactID"]]
    problems = Problems()
    if invoice["Type"] != "ACCREC":
        problems.add(ONLY_SALES)
    elif invoice["Status"] not in SENDABLE:
        problems.add(NOT_SENDABLE)
    if not contact.get("EmailAddress"):
        problems.add(NO_ADDRESS)
    _check_limit(books, problems)
    problems.stop_if_any()
    _mark(books, invoice)
    told = {"To": _addresses(contact), "Date": books.clock.today(books.zone)}
    return books.put("Emails", {"EmailID": new_id(), "InvoiceID": invoice["InvoiceID"], **told})


def _check_limit(books: Books, problems: Problems) -> None:
    most = A_DAY_IN_TRIAL if books.about.get("Class") == "TRIAL" else A_DAY
    if books.about.get("IsDemoCompany"):
        most = A_DAY_FOR_DEMO
    if len(books.table("Emails").find("day", books.clock.today(books.zone))) >= most:
        problems.add(LIMIT_REACHED.format(most))


def _addresses(contact: Record) -> list[str]:
    """The contact's own, then those of its persons who are to be included."""
    others = contact.get("ContactPersons", [])
    included = [each.get("EmailAddress") for each in others if each.get("IncludeInEmails")]
    return [contact["EmailAddress"], *filter(None, included)]


def _mark(books: Books, invoice: Record) -> None:
    """Only approved invoices are marked as sent. On part-paid ones that is no change to tell of.

    https://developer.xero.com/documentation/api/accounting/requests-and-responses
    """
    if invoice["Status"] in ("AUTHORISED", "PAID") and not invoice["SentToContact"]:
        is_part_paid = invoice["AmountPaid"] and invoice["AmountDue"]
        books.put("Invoices", {**invoice, "SentToContact": True}, touch=not is_part_paid)
