"""What a person does to a credit note, through the same rules as the API."""

from typing import Any

from xero_sandbox.books import accounts, allocations, credit_notes, payments
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.control.wishes import BadInput


def allocate(books: Books, wish: Record) -> Any:
    """Apply ``Amount`` to the document of that ``InvoiceID``."""
    element = {"Amount": wish.get("Amount"), "Invoice": {"InvoiceID": wish.get("InvoiceID")}}
    return allocations.allocate(books, wish["CreditNoteID"], element)


def take_back(books: Books, wish: Record) -> Any:
    found = books.table("Allocations").get(wish.get("AllocationID", ""))
    if found is None or found["CreditNote"]["CreditNoteID"] != wish["CreditNoteID"]:
        raise BadInput("There is no allocation to take back.")
    return allocations.remove(books, found)


def refund(books: Books, wish: Record) -> Any:
    """Pay ``Amount`` out of the first bank account, or into it where a supplier pays."""
    account = accounts.bank(books)
    if account is None:
        raise BadInput("There is no bank account to refund from.")
    element = {name: wish.get(name) for name in ("Amount", "Date", "Reference")}
    element["CreditNote"] = {"CreditNoteID": wish["CreditNoteID"]}
    element["Account"] = {"AccountID": account["AccountID"]}
    return payments.create(books, element)


def edit(books: Books, wish: Record) -> Any:
    return credit_notes.update(books, _named(books, wish), wish["changes"], places=4)


def void(books: Books, wish: Record) -> Any:
    return credit_notes.void(books, _named(books, wish))


def _named(books: Books, wish: Record) -> Record:
    return books.table("CreditNotes").records[wish["CreditNoteID"]]
