"""How invoices and bills look in answers: created, in full, on a page, in a list, as a summary.

https://developer.xero.com/documentation/api/accounting/invoices and recorded answers of 2026.
"""

from decimal import Decimal
from typing import Any

from xero_sandbox.accounting.contact_shapes import contact_stub_of, full_contact_of
from xero_sandbox.accounting.shapes import credit_stub, day_text, moment_text, payment_stub
from xero_sandbox.books import rounding, settlement
from xero_sandbox.books.attachments import has_any
from xero_sandbox.books.money import ZERO, rounded, total
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.exact_json import Finished


def invoice_head(books: Books, invoice: Record, contact: Record) -> Record:
    """What every form of an invoice holds."""
    due = invoice.get("DueDate")
    told: Record = {
        "Type": invoice["Type"],
        "InvoiceID": invoice["InvoiceID"],
        "InvoiceNumber": invoice["InvoiceNumber"],
        "Reference": invoice["Reference"],
        "AmountDue": invoice["AmountDue"],
        "AmountPaid": invoice["AmountPaid"],
        "SentToContact": invoice["SentToContact"],
        "CurrencyRate": invoice["CurrencyRate"],
        "IsDiscounted": _discount(invoice) > 0,
        "HasErrors": False,
        "InvoiceAddresses": [],
        "Contact": contact,
        "DateString": day_text(invoice["Date"]),
        "Date": invoice["Date"],
        **({"DueDateString": day_text(due), "DueDate": due} if due else {}),
        "Status": invoice["Status"],
        "LineAmountTypes": invoice["LineAmountTypes"],
        "SubTotal": invoice["SubTotal"],
        "TotalTax": invoice["TotalTax"],
        "Total": invoice["Total"],
        "UpdatedDateUTC": invoice["UpdatedDateUTC"],
        "UpdatedDateUTCString": moment_text(invoice["UpdatedDateUTC"]),
        "CurrencyCode": invoice["CurrencyCode"],
    }
    for name in _OPTIONAL:
        if invoice.get(name):
            told[name] = invoice[name]
    return told


_OPTIONAL = [
    "BrandingThemeID",
    "Url",
    "FullyPaidOnDate",
    "ExpectedPaymentDate",
    "PlannedPaymentDate",
]


def invoice_created(books: Books, invoice: Record, places: int) -> Record:
    """As a write answers: full contact, lines, no payments."""
    told = invoice_head(books, invoice, full_contact_of(books, invoice)) | _deduction(invoice)
    told |= rounding.shown(books, invoice)
    told["LineItems"] = shown_lines(invoice, places)
    return told


def invoice_full(books: Books, invoice: Record, places: int) -> Record:
    """As asking for one answers: everything."""
    return invoice_created(books, invoice, places) | _money_parts(books, invoice)


def _listed_head(books: Books, invoice: Record) -> Record:
    """As every list has it: a stub of the contact, and nothing of a rounding."""
    told = invoice_head(books, invoice, contact_stub_of(books, invoice))
    if "RoundingAmount" in invoice:
        told["Total"] = rounding.listed_total(invoice)
    return told


def invoice_paged(books: Books, invoice: Record, places: int) -> Record:
    """As a page lists it: lines, payments, and a stub of the contact."""
    told = _listed_head(books, invoice)
    return told | {"LineItems": shown_lines(invoice, places)} | _money_parts(books, invoice)


def invoice_listed(books: Books, invoice: Record, places: int) -> Record:
    """As a list without pages gives it: no lines."""
    told = _listed_head(books, invoice)
    return told | {"LineItems": []} | _money_parts(books, invoice)


def invoice_summary(books: Books, invoice: Record, places: int) -> Record:
    """``summaryOnly``: no lines, payments, attachments or CIS deduction."""
    told = _listed_head(books, invoice)
    return told | {"AmountCredited": invoice["AmountCredited"]}


def _money_parts(books: Books, invoice: Record) -> Record:
    paid = settlement.payments_of(books, invoice["InvoiceID"])
    credited = settlement.credits_of(books, invoice) if invoice["AmountCredited"] else []
    return {
        **_deduction(invoice),
        "Payments": [payment_stub(each) for each in paid],
        "CreditNotes": [credit_stub(note, each) for note, each in credited],
        "Prepayments": [],
        "Overpayments": [],
        "AmountCredited": invoice["AmountCredited"],
        "HasAttachments": has_any(books, invoice["InvoiceID"]),
    }


def _deduction(invoice: Record) -> Record:
    """What is kept back for the Construction Industry Scheme, where anything may be."""
    return {name: invoice[name] for name in ("CISDeduction", "CISRate") if name in invoice}


def _discount(invoice: Record) -> Decimal:
    amounts = [
        rounded(line["Quantity"] * line["UnitAmount"]) - line["LineAmount"]
        for line in invoice["LineItems"]
        if "DiscountRate" in line or "DiscountAmount" in line
    ]
    return total(amounts) if amounts else ZERO


def shown_lines(invoice: Record, places: int) -> list[Any]:
    """The lines, with unit amounts to the places that the call asks for."""
    lines: Finished = invoice["LineItems"]
    if places == 4 or not any(_is_fine(line) for line in lines):
        return lines
    return [
        {**line, "UnitAmount": rounded(line["UnitAmount"])} if _is_fine(line) else line
        for line in lines
    ]


def _is_fine(line: Record) -> bool:
    unit = line.get("UnitAmount")
    return unit is not None and unit.as_tuple().exponent < -2
