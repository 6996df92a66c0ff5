"""Files to import, as a desk would have them."""

import io
from pathlib import Path
from typing import Any

from tests.cast import Office
from tracker.documents.csv_import.apply import apply_import
from tracker.documents.csv_import.mapping import mapping_from
from tracker.documents.csv_import.plan import Plan
from tracker.documents.csv_import.planning import plan_import

DATA = Path(__file__).resolve().parents[2] / "data"
HEADING = "Number,Client,Ref,Date,Product,Text,Quantity,Price"
MAPPING: dict[str, Any] = {
    "document": "Number",
    "company": "Client",
    "company_reference": "Ref",
    "date": "Date",
    "product": "Product",
    "description": "Text",
    "quantity": "Quantity",
    "unit_price": "Price",
}


def a_row(**said: str) -> str:
    """One row; 5 days at 240 for Acme unless said otherwise."""
    cells = {
        "number": "A1",
        "client": "Acme Logistics Ltd",
        "ref": "",
        "date": "2026-11-03",
        "product": "TEMP-DAY",
        "text": "Five days",
        "quantity": "5",
        "price": "240",
        **said,
    }
    return ",".join(cells.values())


def a_file(*rows: str) -> bytes:
    return "\n".join([HEADING, *rows, ""]).encode()


def planned(
    office: Office,
    content: bytes,
    mapping: dict[str, Any] | None = None,
    *,
    kind: str = "invoice",
    **options: bool,
) -> Plan:
    """The dry run of a file."""
    return plan_import(
        kind=kind,
        agency=office.agency,
        entity=office.entity,
        file=io.BytesIO(content),
        mapping=mapping_from(MAPPING if mapping is None else mapping, kind=kind),
        **options,
    )


def taken(
    office: Office, content: bytes, mapping: dict[str, Any] | None = None, **options: Any
) -> dict[str, Any]:
    """The file imported; the counts of what was done."""
    plan = planned(office, content, mapping, **options)
    return apply_import(plan, by=office.owner).summary


def refused(
    office: Office, content: bytes, mapping: dict[str, Any] | None = None, **options: Any
) -> list[tuple[int, str, str]]:
    """Line, number and reason of each refusal of a dry run."""
    plan = planned(office, content, mapping, **options)
    return [(each.line, each.number, each.reason.value) for each in plan.refusals]
