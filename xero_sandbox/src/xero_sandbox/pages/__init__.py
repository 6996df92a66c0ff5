"""Pages for people: what the books hold, and where *Open in Xero* leads.

They are plain HTML and work without JavaScript.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.pages import documents, people
from xero_sandbox.pages.deeds import add_buttons
from xero_sandbox.pages.documents import plain
from xero_sandbox.sandbox import Sandbox


def blueprint(sandbox: Sandbox) -> Blueprint:
    site = Blueprint("pages", __name__)
    site.add_app_template_filter(money)
    site.add_app_template_filter(short_day)
    site.add_app_template_filter(plain)
    site.add_app_template_filter(percent)
    _add_pages(site, sandbox)
    _add_links(site)

    @site.app_errorhandler(404)
    def lost(_: Exception) -> tuple[str, int]:
        return _page(sandbox, _chosen(sandbox), "lost.html"), 404

    return site


def _add_pages(site: Blueprint, sandbox: Sandbox) -> None:
    """The pages, and the buttons on them."""

    @site.get("/")
    def front() -> str:
        books = _chosen(sandbox)
        with sandbox.lock:
            listed = documents.listed(books, request.args)
        return _page(sandbox, books, "documents.html", **listed)

    @site.get("/invoices/<invoice_id>")
    def invoice(invoice_id: str, problem: str = "") -> str:
        books, found = _found(sandbox, "Invoices", invoice_id)
        with sandbox.lock:
            told = documents.one(books, found)
        return _page(sandbox, books, "document.html", **told, problem=problem)

    @site.get("/contacts/<contact_id>")
    def contact(contact_id: str, problem: str = "") -> str:
        books, found = _found(sandbox, "Contacts", contact_id)
        with sandbox.lock:
            told = people.one(books, found)
        return _page(sandbox, books, "contact.html", **told, problem=problem)

    @site.get("/settings")
    def settings(tenant: str = "", problem: str = "") -> str:
        books = sandbox.books(tenant) if tenant else _chosen(sandbox)
        assert books is not None
        told = {"accounts": sorted(books.table("Accounts"), key=lambda each: each["Code"])}
        return _page(sandbox, books, "settings.html", **told, about=books.about, problem=problem)

    add_buttons(site, sandbox, invoice, contact, settings)


def _add_links(site: Blueprint) -> None:
    """Xero's own addresses, which lead on to the pages."""

    @site.get("/accountsreceivable/view.aspx")
    @site.get("/accountspayable/view.aspx")
    def open_document() -> Response:
        given = {name.lower(): value for name, value in request.args.items()}
        return _to(f"/invoices/{given.get('invoiceid', 'none')}")

    @site.get("/organisationlogin/default.aspx")
    def open_in_organisation() -> Response:
        """A deep link: the page that it names, in the organisation of its short code."""
        page = request.args.get("redirecturl", "")
        is_ours = page.startswith("/") and not page.startswith(("//", "/\\"))
        return _to(page if is_ours else "/")

    @site.get("/contacts/view/<contact_id>")
    def open_contact(contact_id: str) -> Response:
        return _to(f"/contacts/{contact_id}")


def _to(path: str) -> Response:
    return Response(b"", 302, headers={"Location": redirect(path).location or path})


def _page(sandbox: Sandbox, books: Books, template: str, /, **told: Any) -> str:
    return render_template(template, **_shared(sandbox, books), **told)


def _found(sandbox: Sandbox, kind: str, record_id: str) -> tuple[Books, Record]:
    for books in sandbox.organisations.values():
        found = books.table(kind).get(record_id.lower())
        if found is not None:
            return books, found
    return abort(404)


def _chosen(sandbox: Sandbox) -> Books:
    found = sandbox.books(request.args.get("tenant") or None) or sandbox.books()
    assert found is not None
    return found


def _shared(sandbox: Sandbox, books: Books) -> Record:
    return {
        "organisation": books.about["Name"],
        "tenant": books.tenant_id,
        "organisations": [(each.tenant_id, each.about["Name"]) for each in _all(sandbox)],
    }


def _all(sandbox: Sandbox) -> list[Books]:
    return list(sandbox.organisations.values())


def money(value: Decimal) -> str:
    return f"{value:,.2f}"


def percent(value: Decimal) -> str:
    return f"{plain(value)} %"


def short_day(value: date | None) -> str:
    return f"{value:%d %b %Y}" if value else "–"
