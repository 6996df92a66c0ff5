"""Which endpoint answers which path, and the scopes that open it.

https://developer.xero.com/faq/granular-scopes
"""

from collections.abc import Callable
from dataclasses import dataclass

from xero_sandbox.accounting import (
    allocations,
    attachments,
    contacts,
    credit_notes,
    history,
    invoice_delivery,
    invoices,
    items,
    lists,
    payments,
    tracking,
)
from xero_sandbox.books.attachments import OWNERS
from xero_sandbox.http.answers import Answer
from xero_sandbox.http.calls import Context

Endpoint = Callable[[Context], Answer]


@dataclass(frozen=True)
class Route:
    """``scopes``: any one of them is enough. ``is_file``: bodies are files, not JSON."""

    method: str
    parts: tuple[str, ...]
    scopes: frozenset[str]
    endpoint: Endpoint
    is_file: bool = False


def _scopes(method: str, *names: str) -> frozenset[str]:
    """The full scopes, and for reading their ``.read`` forms too."""
    full = {f"accounting.{name}" for name in names}
    return frozenset(full | {f"{scope}.read" for scope in full} if method == "GET" else full)


def _route(told: str, endpoint: Endpoint, *names: str) -> Route:
    method, _, path = told.partition(" ")
    return Route(method, tuple(path.lower().split("/")), _scopes(method, *names), endpoint)


def _histories(kind: str, *names: str) -> list[Route]:
    """Reading and adding to the history of one kind of record; POST is exactly the same as PUT."""
    path, add = f"{kind}/{{id}}/history", history.adding(kind)
    return [
        _route(f"GET {path}", history.reading(kind), *names),
        _route(f"PUT {path}", add, *names),
        _route(f"POST {path}", add, *names),
    ]


ROUTES = [
    _route("GET organisation", lists.organisation, "settings"),
    _route("GET organisation/actions", lists.actions, "settings"),
    _route("GET accounts", lists.accounts, "settings"),
    _route("PUT accounts", lists.create_account, "settings"),
    _route("GET accounts/{id}", lists.account, "settings"),
    _route("POST accounts/{id}", lists.update_account, "settings"),
    _route("GET taxrates", lists.tax_rates, "settings"),
    _route("PUT taxrates", lists.create_tax_rate, "settings"),
    _route("POST taxrates", lists.create_or_update_tax_rate, "settings"),
    _route("GET taxrates/{id}", lists.tax_rate, "settings"),
    _route("GET currencies", lists.currencies, "settings"),
    _route("GET brandingthemes", lists.branding_themes, "settings"),
    _route("GET brandingthemes/{id}", lists.branding_theme, "settings"),
    _route("GET trackingcategories", tracking.list_them, "settings"),
    _route("PUT trackingcategories", tracking.create, "settings"),
    _route("GET trackingcategories/{id}", tracking.one, "settings"),
    _route("POST trackingcategories/{id}", tracking.update, "settings"),
    _route("DELETE trackingcategories/{id}", tracking.delete, "settings"),
    _route("PUT trackingcategories/{id}/options", tracking.create_options, "settings"),
    _route("POST trackingcategories/{id}/options/{id}", tracking.update_option, "settings"),
    _route("DELETE trackingcategories/{id}/options/{id}", tracking.delete_option, "settings"),
    _route("GET contacts", contacts.list_them, "contacts"),
    _route("PUT contacts", contacts.create, "contacts"),
    _route("POST contacts", contacts.create_or_update, "contacts"),
    _route("GET contacts/{id}", contacts.one, "contacts"),
    _route("GET contacts/{id}/cissettings", contacts.cis_settings, "settings"),
    _route("POST contacts/{id}", contacts.update_one, "contacts"),
    _route("GET items", items.list_them, "invoices", "settings"),
    _route("PUT items", items.create, "invoices", "settings"),
    _route("POST items", items.create_or_update, "invoices", "settings"),
    _route("GET items/{id}", items.one, "invoices", "settings"),
    _route("POST items/{id}", items.update_one, "invoices", "settings"),
    _route("DELETE items/{id}", items.delete, "invoices", "settings"),
    _route("GET invoices", invoices.list_them, "invoices"),
    _route("PUT invoices", invoices.DOCUMENTS.create, "invoices"),
    _route("POST invoices", invoices.DOCUMENTS.create_or_update, "invoices"),
    _route("GET invoices/{id}", invoices.DOCUMENTS.one, "invoices"),
    _route("POST invoices/{id}", invoices.DOCUMENTS.update_one, "invoices"),
    _route("GET invoices/{id}/onlineinvoice", invoice_delivery.online, "invoices"),
    _route("POST invoices/{id}/email", invoice_delivery.email, "invoices"),
    _route("GET creditnotes", credit_notes.list_them, "invoices"),
    _route("PUT creditnotes", credit_notes.DOCUMENTS.create, "invoices"),
    _route("POST creditnotes", credit_notes.DOCUMENTS.create_or_update, "invoices"),
    _route("GET creditnotes/{id}", credit_notes.DOCUMENTS.one, "invoices"),
    _route("POST creditnotes/{id}", credit_notes.DOCUMENTS.update_one, "invoices"),
    _route("PUT creditnotes/{id}/allocations", allocations.create, "invoices"),
    _route("DELETE creditnotes/{id}/allocations/{id}", allocations.delete, "invoices"),
    *_histories("Invoices", "invoices"),
    *_histories("CreditNotes", "invoices"),
    *_histories("Contacts", "contacts"),
    *_histories("Items", "invoices", "settings"),
    *_histories("Payments", "payments"),
    _route("GET payments", payments.list_them, "payments"),
    _route("PUT payments", payments.create, "payments"),
    _route("POST payments", payments.create, "payments"),
    _route("GET payments/{id}", payments.one, "payments"),
    _route("POST payments/{id}", payments.delete, "payments"),
]


def _files(owner: str) -> list[Route]:
    """Attachments of one kind of record."""
    words = (owner, "{id}", "attachments")
    reading, writing = _scopes("GET", "attachments"), _scopes("PUT", "attachments")
    return [
        Route("GET", words, reading, attachments.list_them),
        Route("GET", (*words, "{id}"), reading, attachments.content, is_file=True),
        Route("PUT", (*words, "{id}"), writing, attachments.save, is_file=True),
        Route("POST", (*words, "{id}"), writing, attachments.save, is_file=True),
    ]


ROUTES += [route for kind in OWNERS for route in _files(kind.lower())]


def find(method: str, path: str) -> tuple[Route, list[str]] | None:
    """The route of a path, matched ignoring case, with the ids in it."""
    given = _words(path)
    for route in ROUTES:
        if route.method == method and len(route.parts) == len(given):
            ids = _ids(route.parts, given)
            if ids is not None:
                return route, ids
    return None


def is_known(path: str) -> bool:
    """Whether the path answers any method at all."""
    given = _words(path)
    return any(
        len(route.parts) == len(given) and _ids(route.parts, given) is not None for route in ROUTES
    )


def _ids(parts: tuple[str, ...], given: list[str]) -> list[str] | None:
    ids = []
    for part, word in zip(parts, given, strict=True):
        if part == "{id}":
            ids.append(word)
        elif part != word.lower():
            return None
    return ids


def _words(path: str) -> list[str]:
    """The path's parts; a file's name is one, even with a slash in it."""
    given = path.strip("/").split("/")
    if len(given) > 4 and given[2].lower() == "attachments":
        return [*given[:3], "/".join(given[3:])]
    return given
