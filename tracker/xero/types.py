"""Xero's records as we read them.

Every model ignores what it does not know, so a new member breaks nothing; every enum-like member
is plain text, because Xero adds values about once a month; every number is ``Decimal``. A member
that is absent is '' or None. Field names are Xero's own in snake case: ``InvoiceID`` is
``invoice_id``. Shapes: https://github.com/XeroAPI/Xero-OpenAPI.
"""

from __future__ import annotations

import logging
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from tracker.xero.answers import real_id
from tracker.xero.dates import day, moment

log = logging.getLogger(__name__)

Identifier = Annotated[str, BeforeValidator(real_id)]
Day = Annotated[date | None, BeforeValidator(day)]
Moment = Annotated[datetime | None, BeforeValidator(moment)]

_CAPITALS = {"id": "ID", "utc": "UTC", "cis": "CIS"}


class Unreadable(ValueError):
    """A record of Xero's that does not have the shape we know."""


def _alias(name: str) -> str:
    return "".join(_CAPITALS.get(word, word.capitalize()) for word in name.split("_"))


class Record(BaseModel):
    """What all have in common: lenient about the unknown, strict about the known."""

    model_config = ConfigDict(
        alias_generator=_alias, extra="ignore", frozen=True, coerce_numbers_to_str=True
    )

    @model_validator(mode="before")
    @classmethod
    def null_is_absent(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        return {name: value for name, value in raw.items() if value is not None}

    @classmethod
    def read(cls, raw: Any) -> Self:
        """Raises Unreadable, which names the members at fault and none of their values."""
        try:
            return cls.model_validate(raw)
        except ValidationError as error:
            places = (".".join(map(str, each["loc"])) or "record" for each in error.errors())
            raise Unreadable(f"{cls.__name__}: cannot read {', '.join(places)}") from None


T = TypeVar("T", bound=Record)


def read_all(data: Any, name: str, model: type[T]) -> list[T]:
    """The records under ``name``; one that cannot be read is left out, and the log says so."""
    found = []
    for raw in _records(data, name):
        try:
            found.append(model.read(raw))
        except Unreadable as error:
            log.warning("left out of %s: %s", name, error)
    return found


def unreadable(data: Any, name: str, model: type[T]) -> list[Any]:
    """The records under ``name`` that ``read_all`` leaves out."""
    return [raw for raw in _records(data, name) if not _is_readable(raw, model)]


def count(data: Any, name: str) -> int:
    """How many records there are under ``name``, also of those that cannot be read."""
    return len(_records(data, name))


def _records(data: Any, name: str) -> list[Any]:
    records = data.get(name) if isinstance(data, dict) else None
    return records if isinstance(records, list) else []


def _is_readable(raw: Any, model: type[T]) -> bool:
    try:
        model.read(raw)
    except Unreadable:
        return False
    return True


class Organisation(Record):
    organisation_id: Identifier = ""
    name: str = ""
    legal_name: str = ""
    short_code: str = ""
    base_currency: str = ""
    country_code: str = ""
    class_: str = ""
    """The plan: ``STARTER``, ``PREMIUM``, ``DEMO``, …"""
    edition: str = ""
    timezone: str = ""
    is_demo_company: bool = False
    period_lock_date: Day = None
    end_of_year_lock_date: Day = None


class Action(Record):
    """What the organisation's plan allows, e.g. ``CreateApprovedInvoice``: ``ALLOWED``."""

    name: str = ""
    status: str = ""


class Account(Record):
    account_id: Identifier = ""
    code: str = ""
    name: str = ""
    status: str = ""
    type: str = ""
    class_: str = ""
    tax_type: str = ""
    description: str = ""
    currency_code: str = ""
    system_account: str = ""
    enable_payments_to_account: bool = False


class TaxRate(Record):
    name: str = ""
    tax_type: str = ""
    status: str = ""
    effective_rate: Decimal | None = None
    """Percent."""
    can_apply_to_assets: bool = False
    can_apply_to_equity: bool = False
    can_apply_to_expenses: bool = False
    can_apply_to_liabilities: bool = False
    can_apply_to_revenue: bool = False


class Currency(Record):
    code: str = ""
    description: str = ""


class BrandingTheme(Record):
    branding_theme_id: Identifier = ""
    name: str = ""
    sort_order: int = 0


class TrackingOption(Record):
    tracking_option_id: Identifier = ""
    name: str = ""
    status: str = ""


class TrackingCategory(Record):
    tracking_category_id: Identifier = ""
    name: str = ""
    status: str = ""
    options: tuple[TrackingOption, ...] = ()


ARCHIVED_CONTACT = frozenset({"ARCHIVED", "GDPRREQUEST"})
"""No document goes to a contact of such a status. One that we have never heard of is not among
them: Xero is asked, and says so if it minds."""


class Contact(Record):
    contact_id: Identifier = ""
    contact_number: str = ""
    name: str = ""
    email_address: str = ""
    contact_status: str = ""
    company_number: str = ""
    tax_number: str = ""
    merged_to_contact_id: Identifier = ""
    updated_date_utc: Moment = None

    @property
    def is_archived(self) -> bool:
        return self.contact_status in ARCHIVED_CONTACT


class Item(Record):
    item_id: Identifier = ""
    code: str = ""
    name: str = ""
    description: str = ""
    updated_date_utc: Moment = None


class ContactStub(Record):
    """All that a document in a list tells of its contact."""

    contact_id: Identifier = ""
    name: str = ""


class LineTracking(Record):
    tracking_category_id: Identifier = ""
    tracking_option_id: Identifier = ""
    name: str = ""
    option: str = ""


class Line(Record):
    line_item_id: Identifier = ""
    item_code: str = ""
    description: str = ""
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    discount_rate: Decimal | None = None
    account_code: str = ""
    tax_type: str = ""
    tax_amount: Decimal | None = None
    line_amount: Decimal | None = None
    tracking: tuple[LineTracking, ...] = ()


class Invoice(Record):
    """An invoice (``ACCREC``) or a bill (``ACCPAY``): its head, and its lines where it has them."""

    invoice_id: Identifier = ""
    type: str = ""
    invoice_number: str = ""
    url: str = ""
    """Our mark, where it is ours."""
    contact: ContactStub = ContactStub()
    date: Day = None
    due_date: Day = None
    reference: str = ""
    currency_code: str = ""
    currency_rate: Decimal | None = None
    line_amount_types: str = ""
    status: str = ""
    sub_total: Decimal | None = None
    total_tax: Decimal | None = None
    total: Decimal | None = None
    amount_due: Decimal | None = None
    amount_paid: Decimal | None = None
    amount_credited: Decimal | None = None
    """Absent (None) in the answer to a create."""
    cis_deduction: Decimal | None = None
    """Kept back for the Construction Industry Scheme; read only, and absent from summaries."""
    cis_rate: Decimal | None = None
    branding_theme_id: Identifier = ""
    updated_date_utc: Moment = None
    line_items: tuple[Line, ...] = ()


class InvoiceStub(Record):
    """All that a payment in a list tells of its document: empty lists there mean *not filled*."""

    invoice_id: Identifier = ""
    invoice_number: str = ""


class Payment(Record):
    """Money on one document. ``reference`` is our mark, where it is ours."""

    payment_id: Identifier = ""
    invoice: InvoiceStub = InvoiceStub()
    date: Day = None
    amount: Decimal | None = None
    reference: str = ""
    status: str = ""
    updated_date_utc: Moment = None

    @property
    def counts(self) -> bool:
        """It was not deleted."""
        return self.status != "DELETED"
