"""What a bookkeeper does behind the app's back: ``POST /_sandbox/books/…``."""

from typing import Any

import pytest

from sandbox_client import Xero, bill, line

HAS_PAYMENTS = (
    "The status VOIDED cannot be applied to the invoice because it has payments or credit notes"
    " allocated to it."
)
ALLOCATED = "This document cannot be edited as it has a payment or credit note allocated to it."


# Voiding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"), [("AUTHORISED", "VOIDED"), ("DRAFT", "DELETED"), ("SUBMITTED", "DELETED")]
)
def test_voiding_ends_a_document_as_its_status_allows(xero: Xero, before: str, after: str) -> None:
    made = xero.invoice(InvoiceNumber="H-1", Status=before)
    assert xero.deed("void", InvoiceNumber="h-1")["Status"] == after
    assert xero.read(made)["Status"] == after
    assert xero.deed("void", InvoiceNumber="H-1").status == 400


@pytest.mark.parametrize("amount", [20, 120])
def test_a_document_with_payments_is_not_voided(xero: Xero, amount: int) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    xero.pay("H-1", Amount=amount)
    reply = xero.deed("void", InvoiceNumber="H-1")
    assert (reply.status, reply["error"]) == (400, HAS_PAYMENTS)
    assert xero.read(made)["Status"] != "VOIDED"


def test_a_bill_is_named_by_its_type_and_by_id_where_two_share_a_number(xero: Xero) -> None:
    xero.invoice(InvoiceNumber="7")
    one, _ = [xero.put("Invoices", bill(InvoiceNumber="7"))["Invoices"][0] for _ in range(2)]
    reply = xero.deed("void", InvoiceNumber="7", Type="ACCPAY")
    assert reply["error"] == "2 bills have the number 7: name one by its InvoiceID."
    assert xero.deed("void", InvoiceID=one["InvoiceID"])["Type"] == "ACCPAY"
    assert xero.deed("void", InvoiceNumber="7")["Type"] == "ACCREC"


# Editing ----------------------------------------------------------------------------------------


def test_an_edit_changes_what_it_says_and_moves_the_stamp(xero: Xero) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    xero.control("POST", "clock", {"advance_seconds": 1})
    changes = {"Reference": "PO 9", "InvoiceNumber": "H-2", "LineItems": [line(UnitAmount=50)]}
    told = xero.deed("edit", InvoiceNumber="H-1", changes=changes).json
    assert (told["Reference"], str(told["Total"])) == ("PO 9", "60.00")
    assert xero.read(made)["InvoiceNumber"] == "H-2"
    assert xero.read(made)["UpdatedDateUTC"] > made["UpdatedDateUTC"]


def test_an_edit_follows_xeros_rules(xero: Xero) -> None:
    xero.invoice(InvoiceNumber="H-1")
    xero.pay("H-1", Amount=20)
    reply = xero.deed("edit", InvoiceNumber="H-1", changes={"Date": "2026-11-04"})
    assert (reply.status, reply["error"]) == (400, ALLOCATED)
    assert xero.deed("edit", InvoiceNumber="H-1", changes={"Reference": "x"}).status == 200


def test_a_bookkeepers_due_date_on_a_part_paid_document_is_missed_by_the_delta(
    xero: Xero,
) -> None:
    made = xero.invoice(InvoiceNumber="H-1")
    xero.pay("H-1", Amount=20)
    before = xero.read(made)["UpdatedDateUTC"]
    xero.deed("edit", InvoiceNumber="H-1", changes={"DueDate": "2027-01-15"})
    told = xero.read(made)
    assert (told["DueDateString"], told["UpdatedDateUTC"]) == ("2027-01-15T00:00:00", before)


# Contacts ---------------------------------------------------------------------------------------


def test_a_contact_is_renamed_unless_the_name_is_taken(xero: Xero) -> None:
    made = xero.contact("Acme Ltd")
    xero.contact("Bright")
    assert xero.deed("rename", Name="acme ltd", to="Acme Group")["Name"] == "Acme Group"
    path = f"Contacts/{made['ContactID']}"
    assert xero.get(path)["Contacts"][0]["Name"] == "Acme Group"
    reply = xero.deed("rename", ContactID=made["ContactID"], to="BRIGHT")
    assert "already assigned to another contact" in reply["error"]


def test_merging_moves_documents_and_leaves_a_pointer(xero: Xero) -> None:
    made = xero.invoice(Contact={"Name": "Acme Ltd"})
    heir = xero.contact("Acme Group")
    xero.control("POST", "clock", {"advance_seconds": 1})
    told = xero.deed("merge", Name="Acme Ltd", into="Acme Group").json
    assert (told["ContactStatus"], told["MergedToContactID"]) == ("ARCHIVED", heir["ContactID"])
    moved = xero.read(made)
    assert moved["Contact"]["Name"] == "Acme Group"
    assert moved["UpdatedDateUTC"] > made["UpdatedDateUTC"]
    old = made["Contact"]["ContactID"]
    single = xero.get(f"Contacts/{old}")["Contacts"][0]
    (paged,) = xero.get("Contacts", IDs=old, page=1)["Contacts"]
    (listed,) = xero.get("Contacts", IDs=old)["Contacts"]
    assert single["MergedToContactID"] == paged["MergedToContactID"] == heir["ContactID"]
    assert "MergedToContactID" not in listed


def test_only_two_active_contacts_are_merged(xero: Xero) -> None:
    xero.contact("Acme")
    xero.contact("Bright")
    assert xero.deed("merge", Name="Acme", into="Acme").status == 400
    xero.deed("archive", Name="Bright")
    assert "is archived" in xero.deed("merge", Name="Acme", into="Bright")["error"]


def test_contacts_and_accounts_are_archived_and_documents_are_not(xero: Xero) -> None:
    made = xero.contact("Acme", ContactNumber="C-1")
    assert xero.deed("archive", ContactNumber="C-1")["ContactStatus"] == "ARCHIVED"
    assert xero.deed("archive", ContactID=made["ContactID"]).status == 400
    assert xero.deed("archive", Account="200")["Status"] == "ARCHIVED"
    assert xero.deed("archive", Account="610").status == 400
    xero.invoice(InvoiceNumber="H-1", LineItems=[line(AccountCode="210")])
    assert "void it" in xero.deed("archive", InvoiceNumber="H-1")["error"]


# Around -----------------------------------------------------------------------------------------


def test_a_refused_deed_leaves_nothing_behind(xero: Xero) -> None:
    xero.invoice(InvoiceNumber="H-1")
    contact = {"Name": "Ghost Ltd"}
    changes = {"Contact": contact, "LineItems": [line(AccountCode="999")]}
    assert xero.deed("edit", InvoiceNumber="H-1", changes=changes).status == 400
    names = [each["Name"] for each in xero.get("Contacts")["Contacts"]]
    assert names == ["Acme Logistics Ltd"]


def test_a_deed_is_done_in_the_organisation_that_is_named(xero: Xero) -> None:
    tenants = xero.control("POST", "stories/two_organisations")["tenants"]
    xero.deed("lock", PeriodLockDate="2026-11-30", tenant=tenants[1])
    first, second = (xero.running.sandbox.books(each) for each in tenants)
    assert first is not None and "PeriodLockDate" not in first.about
    assert second is not None and "PeriodLockDate" in second.about


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("void", {}),
        ("void", {"InvoiceNumber": "none"}),
        ("void", {"InvoiceID": "no id"}),
        ("void", {"InvoiceNumber": "H-1", "Type": "QUOTE"}),
        ("edit", {"InvoiceNumber": "H-1"}),
        ("edit", {"InvoiceNumber": "H-1", "changes": "all"}),
        ("edit", {"InvoiceNumber": "H-1", "changes": {"DueDate": "soon"}}),
        ("rename", {"Name": "Acme Logistics Ltd"}),
        ("rename", {"Name": "Acme Logistics Ltd", "to": ""}),
        ("rename", {"to": "B"}),
        ("merge", {"Name": "Acme Logistics Ltd"}),
        ("merge", {"Name": "Acme Logistics Ltd", "into": "Nobody"}),
        ("archive", {}),
        ("archive", {"Account": "12345"}),
        ("lock", {}),
        ("lock", {"PeriodLockDate": "never"}),
        ("credit", {"InvoiceNumber": "H-1", "Amount": "lots"}),
        ("credit", {"InvoiceNumber": "H-1", "Amount": 0}),
        ("unpay", {"PaymentID": "11111111-1111-1111-1111-111111111111"}),
        ("void", {"InvoiceNumber": "H-1", "tenant": ["x"]}),
    ],
)
def test_bad_input_gets_one_sentence(xero: Xero, name: str, wish: dict[str, Any]) -> None:
    xero.invoice(InvoiceNumber="H-1")
    reply = xero.deed(name, **wish)
    assert (reply.status, list(reply.json)) == (400, ["error"])
    assert reply["error"]
