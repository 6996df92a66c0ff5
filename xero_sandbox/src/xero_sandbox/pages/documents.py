"""What the pages tell of invoices and bills."""

from collections.abc import Mapping
from decimal import Decimal

from xero_sandbox.books import settlement
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record

PAGE_SIZE = 100
STATES = {
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
    words = asked.get("q", "").strip()
    found = [
        invoice
        for invoice in reversed(books.table("Invoices").records.values())
        if kind in ("", invoice["Type"]) and _speaks_of(books, invoice, words.casefold())
    ]
    number = _page_number(asked.get("page", ""), len(found))
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return {
        "rows": [row(books, invoice) for invoice in shown],
        "count": len(found),
        "kind": kind,
        "words": words,
        "page": number,
        "last_page": max(1, -(-len(found) // PAGE_SIZE)),
    }


def _page_number(given: str, count: int) -> int:
    last = max(1, -(-count // PAGE_SIZE))
    return min(last, max(1, int(given))) if given.isdecimal() else 1


def _speaks_of(books: Books, invoice: Record, words: str) -> bool:
    if not words:
        return True
    name = contact_name(books, invoice)
    told = f"{invoice['InvoiceNumber']} {invoice['Reference']} {name}"
    return words in told.casefold()


def contact_name(books: Books, invoice: Record) -> str:
    contact = books.table("Contacts").get(invoice["Contact"]["ContactID"])
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
        "lines": [_line(line) for line in invoice["LineItems"]],
        "payments": settlement.payments_of(books, invoice["InvoiceID"]),
        "credits": settlement.credits_of(books, invoice),
        "statuses": _statuses(invoice),
        "today": books.clock.today(books.zone),
    }


def _statuses(invoice: Record) -> list[tuple[str, str]]:
    """What an edit may choose: the present status, and what is neither paid nor the end."""
    found = [invoice["Status"]]
    if invoice["Status"] in ("DRAFT", "SUBMITTED"):
        found = ["DRAFT", "SUBMITTED", "AUTHORISED"]
    return [(each, STATES[each][1]) for each in found]


def _line(line: Record) -> Record:
    return {
        "description": line.get("Description", ""),
        "item": line.get("ItemCode", ""),
        "quantity": plain(line.get("Quantity")),
        "unit": _price(line.get("UnitAmount")),
        "account": line.get("AccountCode", ""),
        "tax_type": line.get("TaxType", ""),
        "tax": line["TaxAmount"],
        "amount": line["LineAmount"],
    }


def plain(value: Decimal | None) -> str:
    """A number without needless zeros."""
    text = "" if value is None else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _price(value: Decimal | None) -> str:
    """A price with its pence, and with more places only where it has them."""
    whole, _, rest = plain(value).partition(".")
    return f"{whole}.{rest.ljust(2, '0')}" if whole else ""
