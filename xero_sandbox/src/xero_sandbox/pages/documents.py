"""What the pages tell of invoices and bills."""

from collections.abc import Mapping

from xero_sandbox.books import attachments, settlement
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.pages.listing import listed as page_of
from xero_sandbox.pages.rendering import plain, price

States = dict[str, tuple[str, str, str]]
"""By Xero's status: an icon, our word, and the tone that it is written in."""

STATES: States = {
    "DRAFT": ("○", "Draft", "quiet"),
    "SUBMITTED": ("◷", "Awaiting approval", "wait"),
    "AUTHORISED": ("◐", "Awaiting payment", "quiet"),
    "PAID": ("✓", "Paid", "good"),
    "VOIDED": ("✕", "Voided", "bad"),
    "DELETED": ("✕", "Deleted", "bad"),
}


def listed(books: Books, asked: Mapping[str, str]) -> Record:
    """One page of documents, the one changed last first, narrowed by kind and by words."""
    kind = asked.get("type", "")
    found = (
        invoice
        for invoice in reversed(books.table("Invoices").records.values())
        if kind in ("", invoice["Type"])
    )
    told = page_of(
        found,
        asked,
        speaks=lambda invoice: _words(books, invoice),
        row=lambda invoice: row(books, invoice),
    )
    return {**told, "kind": kind}


def _words(books: Books, invoice: Record) -> str:
    return f"{invoice['InvoiceNumber']} {invoice['Reference']} {contact_name(books, invoice)}"


def contact_name(books: Books, document: Record) -> str:
    contact = books.table("Contacts").get(document["Contact"]["ContactID"])
    return str(contact["Name"]) if contact else ""


def row(books: Books, invoice: Record) -> Record:
    icon, state, tone = STATES[invoice["Status"]]
    return {
        "id": invoice["InvoiceID"],
        "kind": "Invoice" if invoice["Type"] == "ACCREC" else "Bill",
        "number": invoice["InvoiceNumber"] or "(no number)",
        "contact": contact_name(books, invoice),
        "date": invoice["Date"],
        "due": invoice.get("DueDate"),
        "total": invoice["Total"],
        "owed": invoice["AmountDue"],
        "currency": invoice["CurrencyCode"],
        "icon": icon,
        "state": state,
        "tone": tone,
    }


def one(books: Books, invoice: Record) -> Record:
    """One document with its lines and payments."""
    return {
        "row": row(books, invoice),
        "invoice": invoice,
        "told_lines": [line(each) for each in invoice["LineItems"]],
        "payments": settlement.payments_of(books, invoice["InvoiceID"]),
        "credits": settlement.credits_of(books, invoice),
        "files": attachments.of(books, invoice["InvoiceID"]),
        "statuses": statuses(invoice, STATES),
        "today": books.clock.today(books.zone),
    }


def statuses(document: Record, states: States) -> list[tuple[str, str]]:
    """What an edit may choose: the present status, and what is neither paid nor the end."""
    found = [document["Status"]]
    if document["Status"] in ("DRAFT", "SUBMITTED"):
        found = ["DRAFT", "SUBMITTED", "AUTHORISED"]
    return [(each, states[each][1]) for each in found]


def line(told: Record) -> Record:
    return {
        "description": told.get("Description", ""),
        "item": told.get("ItemCode", ""),
        "quantity": plain(told.get("Quantity")),
        "unit": price(told.get("UnitAmount")),
        "account": told.get("AccountCode", ""),
        "tax_type": told.get("TaxType", ""),
        "tax": told["TaxAmount"],
        "amount": told["LineAmount"],
    }
