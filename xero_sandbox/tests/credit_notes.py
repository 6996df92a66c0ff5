"""Credit notes as the tests send them."""

from typing import Any

from sandbox_client import JsonObject, Reply, Xero, line


def note(**changes: Any) -> JsonObject:
    """An approved credit note of £120.00 to Acme Logistics. A change to None leaves it out."""
    told = {
        "Type": "ACCRECCREDIT",
        "Status": "AUTHORISED",
        "Contact": {"Name": "Acme Logistics Ltd"},
        "Date": "2026-11-10",
        "LineItems": [line()],
        **changes,
    }
    return {name: value for name, value in told.items() if value is not None}


def supplier_note(**changes: Any) -> JsonObject:
    """An approved credit note of £120.00 from a contractor."""
    lines = [line(AccountCode="320", TaxType="INPUT2", Description="Week 44 again")]
    changes = {"Contact": {"Name": "Priya Shah Consulting"}, "LineItems": lines, **changes}
    return note(**{"Type": "ACCPAYCREDIT", **changes})


def made(xero: Xero, told: JsonObject) -> JsonObject:
    found: JsonObject = xero.put("CreditNotes", told, unitdp=4)["CreditNotes"][0]
    return found


def read(xero: Xero, told: JsonObject) -> JsonObject:
    """A credit note as it is by now."""
    found: JsonObject = xero.get(f"CreditNotes/{told['CreditNoteID']}")["CreditNotes"][0]
    return found


def update(xero: Xero, told: JsonObject, **changes: Any) -> Reply:
    return xero.post(f"CreditNotes/{told['CreditNoteID']}", changes)


def allocate(
    xero: Xero, told: JsonObject, invoice: JsonObject, amount: object, **query: Any
) -> Reply:
    path = f"CreditNotes/{told['CreditNoteID']}/Allocations"
    part = {"Amount": amount, "Invoice": {"InvoiceID": invoice["InvoiceID"]}}
    return xero.api("PUT", path, {"Allocations": [part]}, **query)


def take_back(xero: Xero, told: JsonObject, allocation: JsonObject) -> Reply:
    path = f"CreditNotes/{told['CreditNoteID']}/Allocations/{allocation['AllocationID']}"
    return xero.api("DELETE", path)
