"""Accounts and lock dates: one page, and its buttons."""

from flask import Blueprint, Response, abort, request

from xero_sandbox.control import bookkeeping
from xero_sandbox.control.bookkeeping import Deed
from xero_sandbox.pages.deeds import done
from xero_sandbox.pages.rendering import chosen, page
from xero_sandbox.sandbox import Sandbox

DEEDS: dict[str, Deed] = {"lock": bookkeeping.lock, "archive": bookkeeping.archive}


def add_settings(site: Blueprint, sandbox: Sandbox) -> None:
    @site.get("/settings")
    def settings(tenant: str = "", problem: str = "") -> str:
        books = sandbox.books(tenant) if tenant else chosen(sandbox)
        assert books is not None
        told = {"accounts": sorted(books.table("Accounts"), key=lambda each: each["Code"])}
        return page(sandbox, books, "settings.html", **told, about=books.about, problem=problem)

    @site.post("/settings/<tenant>/<name>")
    def do_to_settings(tenant: str, name: str) -> Response:
        books, deed = sandbox.books(tenant) or abort(404), DEEDS.get(name) or abort(404)
        return done(
            sandbox,
            books,
            lambda: deed(books, dict(request.form)),
            page=f"/settings?tenant={tenant}",
            again=lambda problem: settings(tenant, problem),
        )
