"""Which changes of the books are events, and what is told of each.

Body and categories: https://github.com/XeroAPI/Xero-OpenAPI (xero-webhooks.yaml). Payments have no
events of their own; that the invoice's UPDATE stands for them is relied on by integrators
(https://docs.pipeline.software/kb/xero-integration/payment-tracking-from-xero), not said by Xero.
"""

from datetime import datetime

from xero_sandbox.books.organisation import Books, Change
from xero_sandbox.books.table import Record

API = "https://api.xero.com/api.xro/2.0"
CATEGORIES = {"Contacts": "CONTACT", "Invoices": "INVOICE", "CreditNotes": "CREDITNOTE"}


def events_of(books: Books, changes: list[Change]) -> list[Record]:
    """One event for each record that was made or whose stamp moved, in the order of change."""
    before: dict[tuple[str, str], Record | None] = {}
    for table, record_id, previous in changes:
        if table.kind in CATEGORIES:
            before.setdefault((table.kind, record_id), previous)
    found = []
    for (kind, record_id), previous in before.items():
        record = books.table(kind).get(record_id)
        if record is not None and _has_moved(previous, record):
            found.append(_event(books, kind, record_id, record, is_new=previous is None))
    return found


def _has_moved(previous: Record | None, record: Record) -> bool:
    return previous is None or previous["UpdatedDateUTC"] != record["UpdatedDateUTC"]


def _event(books: Books, kind: str, record_id: str, record: Record, *, is_new: bool) -> Record:
    told: Record = {
        "resourceUrl": f"{API}/{kind}/{record_id}",
        "resourceId": record_id,
        "eventDateUtc": _moment(record["UpdatedDateUTC"]),
        "eventType": "CREATE" if is_new else "UPDATE",
        "eventCategory": CATEGORIES[kind],
        "tenantId": books.tenant_id,
        "tenantType": "ORGANISATION",
    }
    if kind == "CreditNotes":
        told["data"] = {"Type": record["Type"], "Status": record["Status"]}
    return told


def _moment(moment: datetime) -> str:
    """To the millisecond, without a letter for the zone, as recorded answers have it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}"
