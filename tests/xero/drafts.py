"""A document and a company to send, for tests to vary."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tracker.xero.contacts import ContactToSend
from tracker.xero.invoices import InvoiceToSend, LineToSend


def line(**changes: Any) -> LineToSend:
    """One day's fee of 120.1234 for ten days, at 20 %."""
    values: dict[str, Any] = {
        "line_item_id": None,
        "item_code": "TEMP-DAY",
        "description": "Day",
        "quantity": Decimal("10.0000"),
        "unit_amount": Decimal("120.1234"),
        "discount_rate": None,
        "account_code": "200",
        "tax_type": "OUTPUT2",
        "tax_amount": Decimal("240.25"),
    }
    return LineToSend(**values | changes)


def invoice(**changes: Any) -> InvoiceToSend:
    """An approved invoice to Acme of one line."""
    values: dict[str, Any] = {
        "mark": "https://tracker.example/x/inst/doc-1",
        "invoice_id": None,
        "type": "ACCREC",
        "number": "INV-1042",
        "contact_id": "a91f4b5a-7b32-4a4f-9e42-6a5b3b2f2d10",
        "date": date(2026, 11, 3),
        "due_date": date(2026, 12, 3),
        "reference": "PO 7",
        "currency": "GBP",
        "currency_rate": None,
        "line_amount_types": "Exclusive",
        "status": "AUTHORISED",
        "branding_theme_id": None,
        "sent_to_contact": None,
        "lines": (line(),),
    }
    return InvoiceToSend(**values | changes)


def contact(**changes: Any) -> ContactToSend:
    """A company with everything that a useful contact has."""
    values: dict[str, Any] = {
        "contact_number": "TRK-6f1c",
        "name": "Acme Logistics Ltd",
        "email": "accounts@acme.example",
        "company_number": "01234567",
        "tax_number": "GB123456789",
        "address_lines": ("1 Dock Road", "Unit 4"),
        "city": "Hull",
        "region": "East Yorkshire",
        "postal_code": "HU1 1AA",
        "country": "United Kingdom",
        "phone": "01482 000000",
        "payment_terms_days": 30,
    }
    return ContactToSend(**values | changes)
