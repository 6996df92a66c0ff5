"""Reads everything back from the sandbox and holds it against the ledger."""

from decimal import Decimal
from typing import Any

from ledger.books import Ledger
from ledger.documents import Document
from sandbox_client import JsonObject, Xero


def check(xero: Xero, ledger: Ledger) -> None:
    told = xero.get("Invoices", page=1, pageSize=1000)["Invoices"]
    notes = xero.get("CreditNotes", page=1, pageSize=1000)["CreditNotes"]
    found = {each["InvoiceID"]: _invoice(each) for each in told}
    found |= {each["CreditNoteID"]: _note(each) for each in notes}
    assert found == {each.id: _kept(each) for each in ledger.documents}
    people = xero.get("Contacts", includeArchived="true")["Contacts"]
    assert {each["ContactID"]: (each["Name"], each["ContactStatus"]) for each in people} == {
        each.id: (each.name, "ARCHIVED" if each.archived else "ACTIVE") for each in ledger.contacts
    }
    _check_uniqueness(told, notes, people)


def _invoice(told: JsonObject) -> JsonObject:
    left = {"left": told["AmountDue"], "paid": told["AmountPaid"]}
    left |= {"credited": told["AmountCredited"], "payments": _amounts(told["Payments"])}
    return _head(told, told["InvoiceNumber"]) | left


def _note(told: JsonObject) -> JsonObject:
    paid, credited = _amounts(told["Payments"]), _amounts(told["Allocations"])
    left = {"left": told["RemainingCredit"], "paid": sum(paid), "credited": sum(credited)}
    return _head(told, told["CreditNoteNumber"]) | left | {"payments": paid}


def _head(told: JsonObject, number: str) -> JsonObject:
    same = ("Type", "Status", "SubTotal", "TotalTax", "Total")
    more = {"Contact": told["Contact"]["ContactID"], "Reference": told.get("Reference", "")}
    return {name: told[name] for name in same} | more | {"number": number}


def _amounts(records: list[JsonObject]) -> list[Decimal]:
    return sorted(each["Amount"] for each in records)


def _kept(document: Document) -> dict[str, Any]:
    return {
        "Type": document.kind,
        "Status": document.status,
        "SubTotal": document.total - document.tax,
        "TotalTax": document.tax,
        "Total": document.total,
        "Contact": document.contact.id,
        "Reference": document.reference,
        "number": document.number,
        "left": document.left,
        "paid": sum(document.paid.values()),
        "credited": sum(document.credited.values()),
        "payments": sorted(document.paid.values()),
    }


def _check_uniqueness(
    told: list[JsonObject], notes: list[JsonObject], people: list[JsonObject]
) -> None:
    sales = [each["InvoiceNumber"].lower() for each in told if each["Type"] == "ACCREC"]
    credits = [each["CreditNoteNumber"].lower() for each in notes if each["Type"] == "ACCRECCREDIT"]
    active = [each["Name"].lower() for each in people if each["ContactStatus"] == "ACTIVE"]
    for names in (sales, credits, active):
        assert len(names) == len(set(names))
