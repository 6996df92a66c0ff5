"""Payments: what Xero has as settling an invoice or a bill. Made and deleted, never edited.

https://developer.xero.com/documentation/api/accounting/payments
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from tracker.xero import json, types
from tracker.xero.client import Request
from tracker.xero.types import Payment

MAX_PER_CALL = 50
IDS_PER_CALL = 40
"""Ids travel in the address, whose length is limited."""
PAGE_SIZE_MAX = 1000
DELETED = "DELETED"

Day: TypeAlias = date
"""A calendar date, under a name that the field called ``date`` does not hide."""

_WRITE = (("summarizeErrors", "false"),)


@dataclass(frozen=True)
class PaymentToSend:
    """Money for one approved document, in the document's currency and not above what is due."""

    mark: str
    """Goes as ``Reference``."""
    invoice_id: str
    account_id: str
    """A bank account, or one that payments are enabled for."""
    date: Day
    amount: Decimal


def create(payments: Sequence[PaymentToSend], *, key: str | None = None) -> Request:
    """Create up to 50."""
    body = json.write({"Payments": [_element(payment) for payment in payments]})
    return Request("PUT", "/Payments", _WRITE, body=body, key=key)


def delete(payment_id: str, *, key: str | None = None) -> Request:
    """Take one back: its document is open again by as much. Refused where it was deleted before."""
    body = json.write({"Status": DELETED})
    return Request("POST", f"/Payments/{payment_id}", _WRITE, body=body, key=key)


def list_since(since: datetime | None, *, page: int = 1) -> Request:
    """Payments made or deleted since then (all where None), 1,000 a page."""
    query = (("page", str(page)), ("pageSize", str(PAGE_SIZE_MAX)))
    return Request("GET", "/Payments", query, modified_since=since)


def by_id(payment_id: str) -> Request:
    """One, also where it was deleted."""
    return Request("GET", f"/Payments/{payment_id}")


def of_invoices(invoice_ids: Sequence[str], *, page: int = 1) -> Request:
    """The payments on up to 40 documents, by Xero's ids, deleted ones too; 1,000 a page."""
    condition = " OR ".join(f'Invoice.InvoiceID==guid("{each}")' for each in invoice_ids)
    query = (("where", condition), ("page", str(page)), ("pageSize", str(PAGE_SIZE_MAX)))
    return Request("GET", "/Payments", query)


def parse(raw: Any) -> Payment:
    """Read one record. Raises ``types.Unreadable``."""
    return Payment.read(raw)


def parse_all(data: Any) -> list[Payment]:
    """Read an answer's records; one that cannot be read is left out, and the log says so."""
    return types.read_all(data, "Payments", Payment)


def _element(payment: PaymentToSend) -> dict[str, Any]:
    return {
        "Invoice": {"InvoiceID": payment.invoice_id},
        "Account": {"AccountID": payment.account_id},
        "Date": payment.date,
        "Amount": payment.amount,
        "Reference": payment.mark,
    }
