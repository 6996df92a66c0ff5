"""What a bookkeeper does in Xero behind the app's back: ``POST /_sandbox/books/…``.

Each call answers the record as the API would show it afterwards.
"""

from collections.abc import Callable
from typing import Any

from xero_sandbox.accounting import contact_shapes, credit_note_shapes, invoice_shapes, shapes
from xero_sandbox.accounting.lists import about
from xero_sandbox.books import (
    accounts,
    construction,
    contacts,
    credits,
    fields,
    invoices,
    locks,
    payments,
)
from xero_sandbox.books.erasure import erase
from xero_sandbox.books.merging import merge
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.control.naming import (
    account_named,
    contact_called,
    contact_named,
    document_named,
)
from xero_sandbox.control.wishes import BadInput, books_named, sent
from xero_sandbox.sandbox import Sandbox

Deed = Callable[[Books, Record], Any]


def call(deed: Deed) -> Callable[[Sandbox], Any]:
    """A call that does one deed in the organisation that the wish names, and stores it."""

    def act(sandbox: Sandbox) -> Any:
        wish = sent(keep_nulls=deed is lock)
        books = books_named(sandbox, wish.get("tenant"))
        with sandbox.writing(books):
            return deed(books, wish)

    return act


def void(books: Books, wish: Record) -> Any:
    return _document(books, invoices.void(books, document_named(books, wish)))


def edit(books: Books, wish: Record) -> Any:
    changes = fields.part(wish, "changes")
    if not changes:
        raise BadInput("'changes' is an object of fields as in the API, such as Reference.")
    found = document_named(books, wish)
    return _document(books, invoices.update(books, found, changes, places=4).record)


def unpay(books: Books, wish: Record) -> Any:
    """Remove the payment or refund that is named, or a document's newest payment."""
    payment_id = fields.guid(wish, "PaymentID")
    if payment_id is None:
        payment = payments.newest(books, document_named(books, wish))
    else:
        payment = books.table("Payments").get(payment_id)
    if payment is None:
        raise BadInput("There is no payment to remove.")
    payments.delete(books, payment, {"Status": "DELETED"})
    note = books.table("CreditNotes").get(payment["Invoice"]["InvoiceID"])
    if note is not None:
        return credit_note_shapes.note_full(books, note, 4)
    return _document(books, payment["Invoice"])


def credit(books: Books, wish: Record) -> Any:
    """Settle a document by a credit note: all that is due, unless Amount is said."""
    found = document_named(books, wish)
    given = fields.amount(wish, "Amount")
    amount = found["AmountDue"] if given is None else given
    credits.credit(books, found, amount, fields.day(wish, "Date"))
    return _document(books, found)


def pay(books: Books, wish: Record) -> Any:
    """Record a payment: in full, today and into the bank account unless said."""
    found = document_named(books, wish) if "Type" in wish else payments.target(books, wish)
    if found is None:
        raise BadInput("No invoice has that InvoiceID or InvoiceNumber.")
    given = fields.amount(wish, "Amount")
    account = account_named(books, wish) if wish.get("Account") else accounts.bank(books)
    if account is None:
        raise BadInput("There is no bank account to pay into.")
    element = {
        "Invoice": {"InvoiceID": found["InvoiceID"]},
        "Account": {"AccountID": account["AccountID"]},
        "Amount": found["AmountDue"] if given is None else given,
        "Date": wish.get("Date"),
        "Reference": wish.get("Reference"),
    }
    return shapes.payment(books, payments.create(books, element))


def rename(books: Books, wish: Record) -> Any:
    to = fields.text(wish, "to")
    if to is None:
        raise BadInput("'to' is the contact's new name.")
    named = {"ContactID": contact_named(books, wish)["ContactID"], "Name": to}
    return contact_shapes.contact_full(books, contacts.create_or_update(books, named))


def merge_contacts(books: Books, wish: Record) -> Any:
    to = fields.text(wish, "into")
    if not to:
        raise BadInput("'into' is the Name or ContactID of the contact that stays.")
    heir = contact_called(books, to)
    return contact_shapes.contact_full(books, merge(books, contact_named(books, wish), heir))


def cis(books: Books, wish: Record) -> Any:
    """Make a contact a CIS subcontractor at a rate in percent, or no longer one."""
    told = fields.text(wish, "Contact")
    contact = contact_called(books, told) if told else contact_named(books, wish)
    if fields.flag(wish, "enabled") is False:
        return construction.release(books, contact)
    rate = fields.amount(wish, "Rate" if "Rate" in wish else "rate")  # calls spell it as Xero does
    if rate is None:
        raise BadInput("'rate' is the CIS rate in percent; or say 'enabled': false.")
    return construction.make_subcontractor(books, contact, rate)


def archive(books: Books, wish: Record) -> Any:
    """Archive a contact, or the account whose code stands under ``Account``."""
    if "InvoiceNumber" in wish or "InvoiceID" in wish or "Invoice" in wish:
        raise BadInput("A document cannot be archived: void it.")
    if "Account" in wish:
        return accounts.update(books, account_named(books, wish), {"Status": "ARCHIVED"})
    contact_id = contact_named(books, wish)["ContactID"]
    wanted = {"ContactID": contact_id, "ContactStatus": "ARCHIVED"}
    return contact_shapes.contact_full(books, contacts.create_or_update(books, wanted))


def erase_contact(books: Books, wish: Record) -> Any:
    """What Xero does where a person asked to be forgotten."""
    return contact_shapes.contact_full(books, erase(books, contact_named(books, wish)))


def lock(books: Books, wish: Record) -> Any:
    """Set lock dates; None or "" takes one away."""
    days = {name: fields.day(wish, name) for name in locks.LOCKS if name in wish}
    if not days:
        raise BadInput("Say PeriodLockDate or EndOfYearLockDate, as YYYY-MM-DD or null.")
    locks.lock(books, days)
    return about(books)


def _document(books: Books, record: Record) -> Any:
    latest = books.table("Invoices").get(record["InvoiceID"]) or record
    return invoice_shapes.invoice_full(books, latest, 4)


CALLS: dict[str, Callable[..., Any]] = {
    "POST /pay": call(pay),
    "POST /books/void": call(void),
    "POST /books/edit": call(edit),
    "POST /books/unpay": call(unpay),
    "POST /books/credit": call(credit),
    "POST /books/rename": call(rename),
    "POST /books/merge": call(merge_contacts),
    "POST /books/archive": call(archive),
    "POST /books/cis": call(cis),
    "POST /books/erase": call(erase_contact),
    "POST /books/lock": call(lock),
}
