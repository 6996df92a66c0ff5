"""What a bookkeeper does in Xero behind Tracker's back, and how often.

What Xero does not let them do raises ``NotPossible``.
"""

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

from tests.histories.office import CLIENTS, SUPPLIERS, Place, one_of
from tracker.accounts_system.models import DocumentLink
from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.xero.invoice_statuses import GONE
from xero_sandbox.books import contacts, invoices
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Refused

Deed = Callable[[Place, Random], str]
ACCOUNTS = ("200", "260", "320")
COPIED = ("Description", "Quantity", "UnitAmount", "AccountCode")


def pay(place: Place, draw: Random) -> str:
    amount: dict[str, Any] = draw.choice([{}, {}, {"Amount": "60.50"}, {"Amount": "1"}])
    return _to_document(place, draw, "pay", **amount)


def unpay(place: Place, draw: Random) -> str:
    paid = {each["Invoice"]["InvoiceID"] for each in place.books("Payments")}
    return _to_document(place, draw, "books/unpay", among=paid)


def void(place: Place, draw: Random) -> str:
    return _to_document(place, draw, "books/void")


def credit(place: Place, draw: Random) -> str:
    amount: dict[str, Any] = draw.choice([{}, {"Amount": "5"}])
    return _to_document(place, draw, "books/credit", **amount)


def edit(place: Place, draw: Random) -> str:
    changes: list[dict[str, Any]] = [
        {"Reference": f"PO {draw.randint(1, 99)}"},
        {"DueDate": f"2026-12-{draw.randint(10, 28)}"},
        {"Status": "AUTHORISED"},
        {"LineItems": [_typed_line(draw)]},
    ]
    said, found = draw.choice(changes), _document(place, draw)
    _write(place, lambda books: invoices.update(books, found, said, places=4))
    return f"{_named(found)}: {', '.join(said)}"


def rename(place: Place, draw: Random) -> str:
    contact = _contact(place, draw)
    place.ask_books("books/rename", ContactID=contact["ContactID"], to=f"{contact['Name']} Ltd")
    return str(contact["Name"])


def merge(place: Place, draw: Random) -> str:
    one, other = _contact(place, draw), _contact(place, draw)
    if one["ContactID"] == other["ContactID"]:
        raise NotPossible("It is the same contact.")
    place.ask_books("books/merge", ContactID=one["ContactID"], into=other["ContactID"])
    return f"{one['Name']} into {other['Name']}"


def archive_contact(place: Place, draw: Random) -> str:
    contact = _contact(place, draw)
    place.ask_books("books/archive", ContactID=contact["ContactID"])
    return str(contact["Name"])


def restore_contact(place: Place, draw: Random) -> str:
    archived = [each for each in place.books("Contacts") if each["ContactStatus"] == "ARCHIVED"]
    contact = one_of(draw, [each for each in archived if not each.get("MergedToContactID")])
    restore(place, contact["ContactID"])
    return str(contact["Name"])


def restore(place: Place, contact_id: str) -> None:
    """Only Xero's pages can, and not while another active one has its name."""
    books = place.sandbox.books
    with place.sandbox.sandbox.lock:
        contact = books.table("Contacts").get(contact_id)
        if contact is None or contacts.active_named(books, contact["Name"]):
            raise NotPossible("Another contact has its name.")
        books.put("Contacts", {**contact, "ContactStatus": "ACTIVE"})
        books.take_changes()


def archive_account(place: Place, draw: Random) -> str:
    code = draw.choice(ACCOUNTS)
    place.ask_books("books/archive", Account=code)
    return code


def lock(place: Place, draw: Random) -> str:
    day = draw.choice([None, None, "2026-10-25", "2026-10-31"])
    place.ask_books("books/lock", PeriodLockDate=day)
    return day or "nothing"


def add_contact(place: Place, draw: Random) -> str:
    name = draw.choice([*CLIENTS, *SUPPLIERS])
    _write(place, lambda books: contacts.create(books, {"Name": name}))
    return name


def type_in(place: Place, draw: Random) -> str:
    """One of ours by hand, that Xero does not have yet: the same, or nearly."""
    linked = set(DocumentLink.objects.values_list("document", flat=True))
    document = place.document(draw, lambda each: each.is_approved and each.pk not in linked)
    if draw.random() < 0.3:
        return _type(place, document, {"LineItems": [_typed_line(draw)]})
    return _type(place, document, {} if draw.random() < 0.6 else {"InvoiceNumber": "by hand"})


def copy(place: Place, draw: Random) -> str:
    """One of ours is copied on Xero's own pages, and its mark with it."""
    original = _document(place, draw)
    if not original.get("Url"):
        raise NotPossible("It bears no mark.")
    number = f"COPY-{len(place.copies) + 1}"
    lines = [
        {name: line[name] for name in COPIED if line.get(name) is not None}
        for line in original["LineItems"]
    ]
    body = {
        "Type": original["Type"],
        "Contact": {"ContactID": original["Contact"]["ContactID"]},
        "InvoiceNumber": number,
        "Url": original["Url"],
        "Date": "2026-11-04",
        "DueDate": "2026-12-04",
        "Status": draw.choice(["AUTHORISED", "AUTHORISED", "DRAFT"]),
        "LineItems": lines,
    }

    def write(books: Books) -> None:
        place.copies.add(invoices.create(books, body, places=4).record["InvoiceID"])

    _write(place, write)
    return f"{_named(original)} as {number}"


def _type(place: Place, document: Document, others: dict[str, Any]) -> str:
    body = {
        "Type": "ACCPAY" if document.is_payment else "ACCREC",
        "Contact": {"Name": document.company.name},
        "InvoiceNumber": document.books_number,
        "Date": document.books_date.isoformat(),
        "DueDate": document.due_date.isoformat(),
        "Status": "AUTHORISED",
        "LineItems": [
            {"Description": "Work", "Quantity": 1, "UnitAmount": document.net}
            | {"AccountCode": "400" if document.is_payment else "200"}
        ],
        **others,
    }
    _write(place, lambda books: invoices.create(books, body, places=4))
    return f"{document} as {body['InvoiceNumber']}"


def _typed_line(draw: Random) -> dict[str, Any]:
    price = Decimal(draw.randint(1, 9999)) / 100
    return {"Description": "By hand", "Quantity": 1, "UnitAmount": price, "AccountCode": "200"}


def _to_document(
    place: Place, draw: Random, deed: str, *, among: set[str] | None = None, **wish: Any
) -> str:
    found = _document(place, draw, among)
    place.ask_books(deed, InvoiceID=str(found["InvoiceID"]), **wish)
    return " ".join([_named(found), *map(str, wish.values())])


def _document(place: Place, draw: Random, among: set[str] | None = None) -> dict[str, Any]:
    alive = [each for each in place.books("Invoices") if each["Status"] not in GONE]
    return one_of(draw, [each for each in alive if among is None or each["InvoiceID"] in among])


def _named(record: dict[str, Any]) -> str:
    return f"{record['Type']} {record.get('InvoiceNumber')}"


def _contact(place: Place, draw: Random) -> dict[str, Any]:
    rows = place.books("Contacts")
    return one_of(draw, [each for each in rows if each["ContactStatus"] == "ACTIVE"])


def _write(place: Place, write: Callable[[Books], Any]) -> None:
    """What somebody types in on Xero's own pages: no call of ours, and no fault befalls it."""
    books = place.sandbox.books
    try:
        with place.sandbox.sandbox.writing(books):
            write(books)
    except Refused as problem:
        raise NotPossible(str(problem)) from None


_ALL: dict[Deed, int] = {
    pay: 8,
    unpay: 4,
    void: 4,
    credit: 3,
    edit: 6,
    rename: 3,
    merge: 2,
    archive_contact: 1,
    restore_contact: 4,
    archive_account: 2,
    lock: 2,
    add_contact: 2,
    type_in: 9,
    copy: 3,
}
DEEDS = {deed.__name__.replace("_", " "): (deed, weight) for deed, weight in _ALL.items()}
"""By what each is called: the deed, and its weight."""
