"""The Construction Industry Scheme: what is kept back of a subcontractor's bill for the tax office.

https://developer.xero.com/documentation/api/accounting/contacts (CIS Settings)
https://developer.xero.com/documentation/api/accounting/invoices (CISDeduction, CISRate)
"""

from decimal import Decimal

from xero_sandbox.books.money import HUNDRED, ZERO, rounded
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import refuse
from xero_sandbox.books.table import Record

RATE_FORM = "The CIS rate is a percentage from 0 to 100."


def make_subcontractor(books: Books, contact: Record, rate: Decimal) -> Record:
    """Keep ``rate`` percent back from the contact's bills that are approved from now on.

    Gives the contact's CIS settings. Raises Refused.
    """
    if not ZERO <= rate <= HUNDRED:
        raise refuse(RATE_FORM)
    told = {"ContactID": contact["ContactID"], "CISEnabled": True, "Rate": rounded(rate)}
    return books.put("CISSettings", told)


def release(books: Books, contact: Record) -> Record:
    """Keep nothing back any more. The settings stay, without a rate."""
    return books.put("CISSettings", {"ContactID": contact["ContactID"], "CISEnabled": False})


def settings_of(books: Books, contact_id: str) -> Record | None:
    """None where CIS was never enabled for the contact."""
    return books.table("CISSettings").get(contact_id)


def deduct(books: Books, invoice: Record) -> None:
    """Set what is kept back of a bill that is approved and not yet settled in any part."""
    if invoice["Type"] != "ACCPAY" or invoice["Status"] != "AUTHORISED":
        return
    if invoice["AmountPaid"] or invoice["AmountCredited"]:
        return
    settings = settings_of(books, invoice["Contact"]["ContactID"]) or {}
    invoice.pop("CISRate", None)
    invoice.pop("CISDeduction", None)
    if settings.get("CISEnabled"):
        deduction = rounded(max(invoice["SubTotal"], ZERO) * settings["Rate"] / HUNDRED)
        invoice |= {"CISRate": settings["Rate"], "CISDeduction": deduction}


def kept_back(invoice: Record) -> Decimal:
    """The part of the total that is not due to the supplier."""
    kept: Decimal = invoice.get("CISDeduction", ZERO)
    return kept
