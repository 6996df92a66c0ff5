"""The buttons: what a bookkeeper does, through the same rules as the control plane."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, redirect, request

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Refused, Unreadable
from xero_sandbox.books.table import Record
from xero_sandbox.control import bookkeeping
from xero_sandbox.control.bookkeeping import Deed
from xero_sandbox.control.wishes import BadInput
from xero_sandbox.sandbox import Sandbox

Show = Callable[[str, str], str]
"""Shows the page of an id again, with a sentence on it."""

ON_DOCUMENTS: dict[str, Deed] = {
    "pay": bookkeeping.pay,
    "unpay": bookkeeping.unpay,
    "void": bookkeeping.void,
    "edit": bookkeeping.edit,
    "credit": bookkeeping.credit,
}
ON_CONTACTS: dict[str, Deed] = {
    "rename": bookkeeping.rename,
    "merge": bookkeeping.merge_contacts,
    "archive": bookkeeping.archive,
    "cis": bookkeeping.cis,
}
ON_SETTINGS: dict[str, Deed] = {"lock": bookkeeping.lock, "archive": bookkeeping.archive}
NOT_READ = "An amount or a date could not be read: write 120.50 and 2026-11-30."


def add_buttons(
    site: Blueprint, sandbox: Sandbox, document: Show, contact: Show, settings: Show
) -> None:
    """Let the pages' forms be sent. What cannot be done is said on the page, with 400."""

    @site.post("/invoices/<record_id>/<name>")
    def do_to_document(record_id: str, name: str) -> Response:
        books, deed = _holder(sandbox, "Invoices", record_id), ON_DOCUMENTS.get(name)
        wish = {**_filled(), "InvoiceID": record_id}
        if name == "edit":
            wish["changes"] = dict(request.form)
        return _done(sandbox, books, deed, wish, f"/invoices/{record_id}", document, record_id)

    @site.post("/contacts/<record_id>/<name>")
    def do_to_contact(record_id: str, name: str) -> Response:
        books, deed = _holder(sandbox, "Contacts", record_id), ON_CONTACTS.get(name)
        wish = {**_filled(), "ContactID": record_id}
        return _done(sandbox, books, deed, wish, f"/contacts/{record_id}", contact, record_id)

    @site.post("/settings/<tenant>/<name>")
    def do_to_settings(tenant: str, name: str) -> Response:
        books, deed = sandbox.books(tenant), ON_SETTINGS.get(name)
        page = f"/settings?tenant={tenant}"
        return _done(sandbox, books, deed, dict(request.form), page, settings, tenant)


def _filled() -> Record:
    return {name: value for name, value in request.form.items() if value.strip()}


def _holder(sandbox: Sandbox, kind: str, record_id: str) -> Books | None:
    held = sandbox.organisations.values()
    return next((books for books in held if books.table(kind).get(record_id)), None)


def _done(
    sandbox: Sandbox,
    books: Books | None,
    deed: Deed | None,
    wish: Record,
    page: str,
    show: Show,
    shown: str,
) -> Response:
    if books is None or deed is None:
        abort(404)
    try:
        with sandbox.writing(books):
            deed(books, wish)
    except Unreadable:
        return Response(show(shown, NOT_READ), 400)
    except (BadInput, Refused) as refusal:
        return Response(show(shown, str(refusal)), 400)
    return Response(b"", 303, headers={"Location": redirect(page).location or page})
