"""The pages of one record, and the buttons on them: forms that do what a bookkeeper does.

What cannot be done is said in a sentence on the page, which is then answered with 400.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.control import bookkeeping
from xero_sandbox.control.bookkeeping import Deed
from xero_sandbox.pages import credit_notes, crediting, documents, people
from xero_sandbox.pages.deeds import done, filled
from xero_sandbox.pages.rendering import found, page
from xero_sandbox.sandbox import Sandbox


@dataclass(frozen=True)
class Shown:
    """One kind of record: what its page tells, in which template, and the buttons by name."""

    kind: str
    id_name: str
    told: Callable[[Books, Record], Record]
    template: str
    deeds: dict[str, Deed]


RECORDS = {
    "/invoices": Shown(
        "Invoices",
        "InvoiceID",
        documents.one,
        "document.html",
        {
            "pay": bookkeeping.pay,
            "unpay": bookkeeping.unpay,
            "void": bookkeeping.void,
            "edit": bookkeeping.edit,
            "credit": bookkeeping.credit,
        },
    ),
    "/credit-notes": Shown(
        "CreditNotes",
        "CreditNoteID",
        credit_notes.one,
        "credit_note.html",
        {
            "allocate": crediting.allocate,
            "take-back": crediting.take_back,
            "refund": crediting.refund,
            "unpay": bookkeeping.unpay,
            "edit": crediting.edit,
            "void": crediting.void,
        },
    ),
    "/contacts": Shown(
        "Contacts",
        "ContactID",
        people.one,
        "contact.html",
        {
            "rename": bookkeeping.rename,
            "merge": bookkeeping.merge_contacts,
            "archive": bookkeeping.archive,
            "cis": bookkeeping.cis,
        },
    ),
}


def add_records(site: Blueprint, sandbox: Sandbox) -> None:
    for address, shown in RECORDS.items():
        _add(site, sandbox, address, shown)


def _add(site: Blueprint, sandbox: Sandbox, address: str, shown: Shown) -> None:
    @site.get(f"{address}/<record_id>", endpoint=f"one of {shown.kind}")
    def show(record_id: str, problem: str = "") -> str:
        books, record = found(sandbox, shown.kind, record_id)
        with sandbox.lock:
            told = shown.told(books, record)
        return page(sandbox, books, shown.template, **told, problem=problem)

    @site.post(f"{address}/<record_id>/<name>", endpoint=f"do to {shown.kind}")
    def do(record_id: str, name: str) -> Response:
        books, record = found(sandbox, shown.kind, record_id)
        deed = shown.deeds.get(name) or abort(404)
        own_id = record[shown.id_name]
        wish = {**filled(), "changes": dict(request.form), shown.id_name: own_id}
        return done(
            sandbox,
            books,
            lambda: deed(books, wish),
            page=f"{address}/{own_id}",
            again=lambda problem: show(own_id, problem),
        )
