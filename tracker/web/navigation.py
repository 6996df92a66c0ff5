"""What stands on top of every page: where one can go, whose desk it is, and Xero's health."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from tracker.accounts_system.models import Connection
from tracker.agencies.models import Agency, Person
from tracker.documents.kinds import KindWords, words_for

PAGES = [
    ("Home", "home", ""),
    ("Invoices", "documents", "invoice"),
    ("Payments", "documents", "payment"),
    ("Companies", "companies", ""),
    ("Products", "products", ""),
    ("Batches", "batches", ""),
    ("Differences", "differences", "invoice"),
]
PAGES_OF_WRITERS = [("Import", "import", "invoice")]
MY_SETTINGS = [("Name and password", "my_settings", ""), ("PlugIns", "plugins", "")]
TOOLS = [
    ("Invoice Settings", "document_settings", "invoice"),
    ("Payment Settings", "document_settings", "payment"),
]
TOOLS_OF_OWNERS = [("People", "people", "")]


@dataclass(frozen=True)
class Place:
    """Somewhere to go, and whether this page is there."""

    label: str
    address: str
    is_here: bool


@dataclass(frozen=True)
class Health:
    """How the agency's link to Xero is. `tone` is good, bad or none."""

    tone: str
    label: str
    sentence: str


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context of `base.html`; empty for somebody who has not signed in."""
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return {}
    pages = PAGES + (PAGES_OF_WRITERS if person.may_write else [])
    tools = TOOLS + (TOOLS_OF_OWNERS if person.may_own else [])
    return {
        "kind": kind_of(request),
        "person": person,
        "agency": person.agency,
        "places": _places(pages, request.path),
        "my_settings_places": _places(MY_SETTINGS, request.path),
        "tools_places": _places(tools, request.path),
        "plugins_address": address_of("plugins"),
        "health": health(person.agency),
    }


def kind_of(request: HttpRequest) -> KindWords:
    """The kind of document that a page is about; invoices where its address names none."""
    match = request.resolver_match
    return words_for(match.kwargs.get("kind", "invoice") if match else "invoice")


def health(agency: Agency) -> Health:
    """From our own record of the connection: nothing is asked of Xero for a page."""
    connection = Connection.objects.filter(agency=agency, disconnected_at=None).first()
    if connection is None:
        return Health("none", "Xero: not connected", "Tracker is not connected to Xero.")
    if connection.needs_reconnect:
        return Health("bad", "Xero: reconnect", connection.needs_reconnect)
    return Health("good", "Xero", f"Connected to {connection.tenant_name}.")


def address_of(name: str, kind: str = "") -> str:
    """The address of the page `name`, or nothing where there is no such page."""
    try:
        return reverse(name, args=[kind] if kind else [])
    except NoReverseMatch:
        return ""


def _places(pages: list[tuple[str, str, str]], path: str) -> list[Place]:
    known = [(label, address_of(name, kind)) for label, name, kind in pages]
    return [Place(label, to, _is_here(to, path)) for label, to in known if to]


def _is_here(address: str, path: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))
