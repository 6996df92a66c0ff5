"""What a bookkeeper typed into Xero by hand, for the tests of adopting."""

from typing import Any

import httpx2

from tests.connected import a_grant
from tests.sending.desk import Desk
from tracker.accounts_system import contacts
from tracker.accounts_system.heads import read_heads
from tracker.documents.models import Document


def in_xero(desk: Desk, method: str, path: str, body: object) -> dict[str, Any]:
    """What somebody else writes in Xero; the first record of the answer."""
    headers = {
        "Authorization": f"Bearer {a_grant(desk.sandbox).access_token}",
        "xero-tenant-id": desk.connection.tenant_id,
        "Accept": "application/json",
    }
    url = f"{desk.sandbox.url}/api.xro/2.0/{path}"
    answer = httpx2.request(method, url, json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return next(iter(answer.json()[path.split("/")[0]]))


def keyed_in(desk: Desk, document: Document, **others: Any) -> dict[str, Any]:
    """The same invoice, entered in Xero by hand; ``others`` are members that shall differ."""
    body = {
        "Type": "ACCREC",
        "Contact": {"Name": document.company.name},
        "InvoiceNumber": document.number,
        "Date": document.date.isoformat(),
        "DueDate": document.due_date.isoformat(),
        "Status": "AUTHORISED",
        "LineItems": [
            {"Description": "Work", "Quantity": 3, "UnitAmount": 100, "AccountCode": "200"}
        ],
        **others,
    }
    return in_xero(desk, "PUT", "Invoices", {"Invoices": [body]})


def keyed_in_line(price: object) -> list[dict[str, Any]]:
    return [{"Description": "Work", "Quantity": 3, "UnitAmount": price, "AccountCode": "200"}]


def read(desk: Desk) -> None:
    """Tracker reads Xero's heads and contacts."""
    read_heads(desk.connection)
    contacts.read_contacts(desk.connection)
