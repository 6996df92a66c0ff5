"""The pages that list: documents, contacts, items, payments, and the journal of calls."""

from collections.abc import Callable, Mapping

from flask import Blueprint, request

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.pages import credit_notes, documents, items, journal, payments, people
from xero_sandbox.pages.rendering import chosen, page
from xero_sandbox.sandbox import Sandbox

Listed = Callable[[Books, Mapping[str, str]], Record]

LISTS: dict[str, tuple[Listed, str, str]] = {
    "/": (documents.listed, "documents.html", "document"),
    "/credit-notes": (credit_notes.listed, "credit_notes.html", "credit note"),
    "/contacts": (people.listed, "contacts.html", "contact"),
    "/items": (items.listed, "items.html", "item"),
    "/payments": (payments.listed, "payments.html", "payment"),
}
"""By address: what is listed, the template, and what one of it is called."""


def add_lists(site: Blueprint, sandbox: Sandbox) -> None:
    for address, (listed, template, unit) in LISTS.items():
        _add(site, sandbox, address, listed, template, unit)

    @site.get("/journal")
    def calls() -> str:
        told = journal.listed(sandbox.journal.calls(), request.args)
        return page(sandbox, chosen(sandbox), "journal.html", **told, unit="call")


def _add(
    site: Blueprint, sandbox: Sandbox, address: str, listed: Listed, template: str, unit: str
) -> None:
    @site.get(address, endpoint=f"list {unit}")
    def show() -> str:
        books = chosen(sandbox)
        with sandbox.lock:
            told = listed(books, request.args)
        return page(sandbox, books, template, **told, unit=unit)
