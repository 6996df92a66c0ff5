"""Every address of Tracker, filled in with records of one office: new pages are walked too."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tracker.accounts_system.models import Consent
from tracker.agencies.models import Agency
from tracker.companies.models import Company
from tracker.documents.models import Document, ImportFile, Product, Receipt
from tracker.sending.models import Batch, Delivery
from tracker.syncing.models import Sync


@dataclass(frozen=True)
class Address:
    name: str
    path: str
    needs_sign_in: bool
    names_a_record: bool


def addresses(agency: Agency) -> list[Address]:
    """All addresses; each id in them is that of one of the agency's records."""
    return [
        _address(pattern, agency, kind)
        for pattern in _patterns(get_resolver().url_patterns)
        if pattern.name
        for kind in _kinds(pattern, agency)
    ]


def _kinds(pattern: URLPattern, agency: Agency) -> list[str]:
    """Each kind of document that the agency has, where the address names one."""
    if "kind" not in pattern.pattern.converters:
        return [""]
    return sorted(set(Document.objects.filter(agency=agency).values_list("kind", flat=True)))


def _patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns)
        else:
            yield each


def _address(pattern: URLPattern, agency: Agency, kind: str) -> Address:
    names = list(pattern.pattern.converters)
    values = {name: _value(str(pattern.pattern), name, agency, kind) for name in names}
    return Address(
        name=str(pattern.name),
        path=reverse(str(pattern.name), kwargs=values),
        needs_sign_in=getattr(pattern.callback, "login_required", True),
        names_a_record=bool(set(names) - {"kind"}),
    )


def _value(route: str, name: str, agency: Agency, kind: str) -> Any:
    """The value of one part of a route, by the part of Tracker that the route belongs to.

    A route of a new part must be told here which record it names: the test fails until then.
    """
    if name == "kind":
        return kind
    if name == "id" and kind:
        return Document.objects.filter(agency=agency, kind=kind).latest("pk").pk
    if name in ("token", "installation"):
        return uuid4()
    if name.startswith(("delivery", "document")):
        return _of(agency, Delivery if name.startswith("delivery") else Document)
    part = route.split("/")[0]
    if name == "number" and part == "batches":
        return Batch.objects.filter(agency=agency).latest("pk").number
    return RECORDS[part](agency)


def _of(agency: Agency, model: type[Any]) -> Any:
    owner = {"batch__agency": agency} if model is Delivery else {"agency": agency}
    return model.objects.filter(**owner).latest("pk").pk


def _receipt(agency: Agency) -> Any:
    return Receipt.objects.filter(document__agency=agency).latest("created_at").pk


def _payment(agency: Agency) -> Any:
    return Document.objects.filter(agency=agency, kind="payment").latest("pk").pk


RECORDS = {
    "x": lambda agency: _of(agency, Document),
    "payments": lambda agency: _payment(agency),
    "companies": lambda agency: _of(agency, Company),
    "products": lambda agency: _of(agency, Product),
    "people": lambda agency: agency.people.latest("pk").pk,
    "import": lambda agency: _of(agency, ImportFile),
    "batches": lambda agency: _of(agency, Batch),
    "send": lambda agency: _of(agency, Batch),
    "syncs": lambda agency: _of(agency, Sync),
    "receipts": lambda agency: _receipt(agency),
    "plugins": lambda agency: _of(agency, Consent),
}
