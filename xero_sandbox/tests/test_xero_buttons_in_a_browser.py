"""Every button of the pages, pressed in a browser that has no JavaScript."""

from typing import Any

import credit_notes
from browsing import CONSENT, needs_a_browser, press, problem, state, unfold

from sandbox_client import JsonObject, Xero

pytestmark = needs_a_browser


def money(told: JsonObject, *names: str) -> list[str]:
    return [str(told[name]) for name in names]


def test_a_payment_is_recorded_and_removed(desk: Any, xero: Xero) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    desk.goto(f"/invoices/{made['InvoiceID']}")
    unfold(desk, "Record payment")
    desk.get_by_label("Reference").first.fill("BACS 7")
    press(desk, "Record")
    assert "Paid" in state(desk)
    assert xero.read(made)["Status"] == "PAID"
    desk.goto("/payments?q=bacs")
    desk.get_by_role("link", name="H-1").click()
    press(desk, "Remove payment")
    assert "Awaiting payment" in state(desk)
    assert money(xero.read(made), "AmountDue") == ["120.00"]


def test_a_document_is_edited_credited_and_voided(desk: Any, xero: Xero) -> None:
    made = xero.bill(InvoiceNumber="PS-1")
    desk.goto(f"/invoices/{made['InvoiceID']}")
    unfold(desk, "Edit")
    desk.get_by_label("Number").fill("PS-2")
    desk.get_by_label("Due date").fill("2027-01-15")
    press(desk, "Save")
    assert desk.get_by_role("heading", level=1).inner_text() == "Bill PS-2"
    assert xero.read(made)["DueDateString"] == "2027-01-15T00:00:00"
    unfold(desk, "Credit")
    desk.get_by_label("Amount with VAT").fill("20")
    press(desk, "Make a credit note")
    assert money(xero.read(made), "AmountCredited", "AmountDue") == ["20.00", "100.00"]
    press(desk, "Void")
    assert "payments or credit notes" in problem(desk)
    other = xero.invoice()
    desk.goto(f"/invoices/{other['InvoiceID']}")
    press(desk, "Void")
    assert ("Voided" in state(desk), xero.read(other)["Status"]) == (True, "VOIDED")
    assert desk.locator("main button").count() == 0


def test_a_credit_note_is_allocated_taken_back_and_refunded(desk: Any, xero: Xero) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    note = credit_notes.made(xero, credit_notes.note(CreditNoteNumber="CN-7"))
    desk.goto("/credit-notes?q=cn-7")
    desk.get_by_role("link", name="CN-7").click()
    unfold(desk, "Allocate")
    desk.get_by_label("Invoice").select_option(made["InvoiceID"])
    desk.get_by_label("Amount").first.fill("130")
    press(desk, "Allocate credit")
    assert "amount is greater than amount outstanding" in problem(desk)
    unfold(desk, "Allocate")
    press(desk, "Allocate credit")
    assert "Used up" in state(desk)
    assert xero.read(made)["Status"] == "PAID"
    press(desk, "Void")
    assert "cannot be edited" in problem(desk)
    press(desk, "Take back")
    assert "Approved" in state(desk)
    assert money(xero.read(made), "AmountDue") == ["120.00"]
    unfold(desk, "Refund")
    desk.get_by_label("Reference").first.fill("BACS 9")
    press(desk, "Record refund")
    assert credit_notes.read(xero, note)["Status"] == "PAID"
    desk.goto("/payments?q=bacs")
    desk.get_by_role("link", name="CN-7").click()
    press(desk, "Remove refund")
    assert money(credit_notes.read(xero, note), "RemainingCredit") == ["120.00"]
    press(desk, "Void")
    assert ("Voided" in state(desk), credit_notes.read(xero, note)["Status"]) == (True, "VOIDED")
    assert desk.locator("main button").count() == 0


def test_a_suppliers_credit_note_is_edited_approved_and_deleted(desk: Any, xero: Xero) -> None:
    wish = credit_notes.supplier_note(Status="DRAFT")
    note, other = (credit_notes.made(xero, wish) for _ in range(2))
    desk.goto(f"/credit-notes/{note['CreditNoteID']}")
    unfold(desk, "Edit")
    desk.get_by_label("Number").fill("PSC-1")
    desk.get_by_label("Date").fill("2026-11-12")
    desk.get_by_label("Status").select_option("Approved")
    press(desk, "Save")
    assert desk.get_by_role("heading", level=1).inner_text() == "Credit note PSC-1"
    told = credit_notes.read(xero, note)
    assert (told["Status"], told["DateString"]) == ("AUTHORISED", "2026-11-12T00:00:00")
    unfold(desk, "Allocate")
    assert "has no approved bill to pay" in desk.locator("main").inner_text()
    desk.goto(f"/credit-notes/{other['CreditNoteID']}")
    press(desk, "Delete")
    assert credit_notes.read(xero, other)["Status"] == "DELETED"


def test_a_draft_is_approved_and_another_deleted(desk: Any, xero: Xero) -> None:
    made, other = (xero.invoice(Status="DRAFT") for _ in range(2))
    desk.goto(f"/invoices/{made['InvoiceID']}")
    unfold(desk, "Edit")
    desk.get_by_label("Status").select_option("Awaiting payment")
    press(desk, "Save")
    assert xero.read(made)["Status"] == "AUTHORISED"
    desk.goto(f"/invoices/{other['InvoiceID']}")
    press(desk, "Delete")
    assert ("Deleted" in state(desk), xero.read(other)["Status"]) == (True, "DELETED")


def test_a_contact_is_renamed_merged_and_archived(desk: Any, xero: Xero) -> None:
    xero.invoice()
    xero.contact("Acme")
    desk.goto("/contacts")
    desk.get_by_role("link", name="Acme", exact=True).click()
    unfold(desk, "Rename")
    desk.get_by_label("New name").fill("Acme Group")
    press(desk, "Rename")
    assert desk.get_by_role("heading", level=1).inner_text() == "Acme Group"
    desk.goto("/contacts")
    desk.get_by_role("link", name="Acme Logistics Ltd").click()
    unfold(desk, "Merge into")
    desk.get_by_label("The contact that stays").fill("Acme Group")
    press(desk, "Merge")
    desk.get_by_role("link", name="Acme Group").click()
    assert "120.00" in desk.locator("table").inner_text()
    press(desk, "Archive")
    assert "Archived contact" in desk.locator("main").inner_text()
    told = xero.get("Contacts", includeArchived="true", page=1)["Contacts"]
    assert {each["ContactStatus"] for each in told} == {"ARCHIVED"}


def test_a_supplier_becomes_a_subcontractor_and_no_longer_is_one(desk: Any, xero: Xero) -> None:
    contact = xero.contact("Priya Shah Consulting")["ContactID"]
    desk.goto(f"/contacts/{contact}")
    unfold(desk, "CIS rate")
    desk.get_by_label("Percent kept back").fill("20")
    press(desk, "Set the rate")
    assert "20 % kept back of bills" in desk.locator("main").inner_text()
    press(desk, "End CIS")
    assert "No longer a subcontractor" in desk.locator("main").inner_text()


def test_an_account_is_archived_and_a_period_locked(desk: Any, xero: Xero) -> None:
    desk.goto("/settings")
    desk.get_by_role("button", name="Archive account 210").click()
    (account,) = xero.get("Accounts", where='Code=="210"')["Accounts"]
    assert account["Status"] == "ARCHIVED"
    assert desk.get_by_role("button", name="Archive account 210").count() == 0
    desk.get_by_label("Period locked up to").fill("2026-10-31")
    press(desk, "Lock period")
    assert desk.get_by_label("Period locked up to").input_value() == "2026-10-31"
    assert xero.running.books.about["PeriodLockDate"].isoformat() == "2026-10-31"


def test_access_is_allowed(desk: Any, xero: Xero) -> None:
    back = xero.running.url.replace("127.0.0.1", "localhost") + "/came-back"
    desk.goto(CONSENT.replace("http://localhost:8000/cb", back))
    desk.get_by_label("Harbour Talent Ltd").check()
    press(desk, "Allow access")
    assert desk.url.startswith(f"{back}?code=")
    assert desk.url.endswith("state=s-1")
