"""Typing documents into Xero by hand: no Url, no reference, one line a sum."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from xero_sandbox.books import contacts, invoices, payments
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record

LAST_PLACE = 39
_TAX_TYPES = {
    "ACCREC": {"": "OUTPUT2", "z": "ZERORATEDOUTPUT", "e": "EXEMPTOUTPUT", "n": "NONE"},
    "ACCPAY": {"": "INPUT2", "z": "ZERORATEDINPUT", "e": "EXEMPTINPUT", "n": "NONE"},
}


def add_contacts(books: Books, names: Iterable[str]) -> None:
    for name in names:
        contacts.create(books, {"Name": name})


def day_at(books: Books, place: int) -> date:
    """Forty places from 58 days ago to yesterday, so that the newest always look recent."""
    return books.clock.today(books.zone) - timedelta(days=58 - place * 57 // LAST_PLACE)


def lines_of(kind: str, words: str, account: str, sums: str) -> list[Record]:
    """A line for each sum: taxed at 20 % unless z (zero-rated), e (exempt) or n (no VAT) follows.

    ``kind``: ACCREC or ACCPAY.
    """
    return [_line(kind, words, account, each) for each in sums.split()]


def _line(kind: str, words: str, account: str, written: str) -> Record:
    figure = written.rstrip("zen")
    return {
        "Description": words,
        "Quantity": 1,
        "UnitAmount": Decimal(figure),
        "AccountCode": account,
        "TaxType": _TAX_TYPES[kind][written.removeprefix(figure)],
    }


def type_in(books: Books, element: Record, after: str) -> None:
    """Make a document; ``after``: nothing, ``draft``, ``voided``, ``paid`` or ``paid 2000``."""
    status = "DRAFT" if after == "draft" else "AUTHORISED"
    made = invoices.create(books, {**element, "Status": status}, places=2).record
    if after == "voided":
        invoices.void(books, made)
    elif after.startswith("paid"):
        _pay(books, made, after.partition(" ")[2])


def _pay(books: Books, document: Record, amount: str) -> None:
    wish = {
        "Invoice": {"InvoiceID": document["InvoiceID"]},
        "Account": {"Code": "090"},
        "Amount": Decimal(amount) if amount else document["AmountDue"],
        "Date": (document["Date"] + timedelta(days=13)).isoformat(),
        "Reference": "Bank transfer",
    }
    payments.create(books, wish)
