"""The Construction Industry Scheme on contacts and bills.

https://developer.xero.com/documentation/api/accounting/contacts (CIS Settings)
"""

from pathlib import Path
from typing import Any

import pytest

from sandbox_client import JsonObject, Xero, line, update
from xero_sandbox.server import running

PRIYA = "Priya Shah Consulting"
NAMES = ("Total", "AmountPaid", "AmountDue")


def enable(xero: Xero, rate: Any = 20, contact: str = PRIYA) -> JsonObject:
    reply = xero.deed("cis", contact=contact, rate=rate)
    assert reply.status == 200, reply.body
    told: JsonObject = reply.json
    return told


def amounts(told: JsonObject) -> list[str]:
    return [str(told[name]) for name in NAMES]


def kept_back(told: JsonObject) -> tuple[str, str] | None:
    if "CISDeduction" not in told:
        return None
    return str(told["CISRate"]), str(told["CISDeduction"])


# Settings ---------------------------------------------------------------------------------------


def test_a_contacts_settings_are_404_until_cis_is_enabled(xero: Xero) -> None:
    contact_id = xero.contact(PRIYA)["ContactID"]
    path = f"Contacts/{contact_id}/CISSettings"
    assert xero.get(path).status == 404
    enable(xero, 30)
    assert xero.get(path)["CISSettings"] == [{"CISEnabled": True, "Rate": 30}]
    xero.deed("cis", Name=PRIYA, enabled=False)
    assert xero.get(path)["CISSettings"] == [{"CISEnabled": False}]
    assert xero.get("Contacts/none/CISSettings").status == 404


def test_settings_need_their_scope(xero: Xero) -> None:
    contact_id = xero.contact(PRIYA)["ContactID"]
    enable(xero)
    path = f"Contacts/{contact_id}/CISSettings"
    assert Xero(xero.running, ["accounting.contacts"]).get(path).status == 401
    assert Xero(xero.running, ["accounting.settings.read"]).get(path).status == 200


def test_nothing_of_it_stands_on_the_contact(xero: Xero) -> None:
    xero.contact(PRIYA)
    enable(xero)
    (told,) = xero.get("Contacts", page=1)["Contacts"]
    assert not [name for name in told if "CIS" in name or name == "Rate"]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"contact": PRIYA}, "'rate' is the CIS rate in percent; or say 'enabled': false."),
        ({"contact": PRIYA, "rate": 101}, "The CIS rate is a percentage from 0 to 100."),
        ({"contact": PRIYA, "rate": -1}, "The CIS rate is a percentage from 0 to 100."),
        ({"contact": "Nobody", "rate": 20}, "No contact is called Nobody."),
        ({"rate": 20}, "Name a contact by its Name, ContactID or ContactNumber."),
    ],
)
def test_a_deed_that_makes_no_sense_is_answered_in_a_sentence(
    xero: Xero, wish: JsonObject, sentence: str
) -> None:
    xero.contact(PRIYA)
    reply = xero.deed("cis", **wish)
    assert (reply.status, reply["error"]) == (400, sentence)


# Bills ------------------------------------------------------------------------------------------


@pytest.fixture
def subcontractor(xero: Xero) -> Xero:
    xero.contact(PRIYA)
    enable(xero)
    return xero


def test_an_approved_bill_keeps_a_part_of_its_net_back(subcontractor: Xero) -> None:
    made = subcontractor.bill()
    for told in (
        made,
        subcontractor.read(made),
        *subcontractor.get("Invoices", page=1)["Invoices"],
    ):
        assert kept_back(told) == ("20.00", "20.00")
        assert amounts(told) == ["120.00", "0.00", "100.00"]


def test_a_summary_tells_what_is_due_and_not_why(subcontractor: Xero) -> None:
    subcontractor.bill()
    (told,) = subcontractor.get("Invoices", summaryOnly="true")["Invoices"]
    assert not {"CISDeduction", "CISRate"} & told.keys()
    assert (str(told["Total"]), str(told["AmountDue"])) == ("120.00", "100.00")


def test_what_is_sent_of_it_is_ignored(subcontractor: Xero) -> None:
    assert kept_back(subcontractor.bill(CISDeduction=1, CISRate=1)) == ("20.00", "20.00")
    other = subcontractor.bill(Contact={"Name": "Somebody Else"}, CISDeduction=1, CISRate=1)
    assert kept_back(other) is None


def test_drafts_sales_and_other_suppliers_are_left_whole(subcontractor: Xero) -> None:
    draft = subcontractor.bill(Status="DRAFT")
    sale = subcontractor.invoice(Contact={"Name": PRIYA})
    other = subcontractor.bill(Contact={"Name": "Somebody Else"})
    for told in (draft, sale, other):
        assert kept_back(told) is None
        assert str(told["AmountDue"]) == "120.00"
    approved = update(subcontractor, draft, Status="AUTHORISED")["Invoices"][0]
    assert kept_back(approved) == ("20.00", "20.00")


def test_the_deduction_is_rounded_to_the_penny_and_follows_the_lines(xero: Xero) -> None:
    xero.contact(PRIYA)
    enable(xero, "12.5")
    lines = [line(AccountCode="320", TaxType="NONE", UnitAmount=33.32)]
    made = xero.bill(LineItems=lines)
    assert kept_back(made) == ("12.50", "4.17")
    lines[0]["UnitAmount"] = 200
    told = update(xero, made, LineItems=lines)["Invoices"][0]
    assert (kept_back(told), str(told["AmountDue"])) == (("12.50", "25.00"), "175.00")


def test_no_more_is_paid_than_is_due_after_the_deduction(subcontractor: Xero) -> None:
    made = subcontractor.bill(InvoiceNumber="B-1")
    wish = {"InvoiceID": made["InvoiceID"], "Amount": 100.01}
    reply = subcontractor.control("POST", "pay", wish)
    assert "exceeds the amount outstanding" in reply["error"]
    assert subcontractor.control("POST", "pay", {**wish, "Amount": 40}).status == 200
    enable(subcontractor, 30)
    assert update(subcontractor, made, SentToContact=True).status == 200
    told = subcontractor.control("POST", "pay", {"InvoiceID": made["InvoiceID"]})
    assert str(told["Amount"]) == "60.00"
    told = subcontractor.read(made)
    assert (told["Status"], amounts(told)) == ("PAID", ["120.00", "100.00", "0.00"])
    assert kept_back(told) == ("20.00", "20.00")


def test_a_voided_bill_owes_nothing(subcontractor: Xero) -> None:
    told = update(subcontractor, subcontractor.bill(), Status="VOIDED")["Invoices"][0]
    assert str(told["AmountDue"]) == "0.00"


def test_a_supplier_released_from_the_scheme_is_paid_in_full_again(subcontractor: Xero) -> None:
    kept = subcontractor.bill()
    subcontractor.deed("cis", contact=PRIYA, enabled=False)
    assert kept_back(subcontractor.bill()) is None
    assert kept_back(subcontractor.read(kept)) == ("20.00", "20.00")
    told = update(subcontractor, kept, DueDate="2027-01-15")["Invoices"][0]
    assert (kept_back(told), str(told["AmountDue"])) == (None, "120.00")


def test_settings_and_deductions_outlive_a_restart(tmp_path: Path) -> None:
    with running(data=tmp_path, limits="off") as served:
        xero = Xero(served)
        xero.contact(PRIYA)
        enable(xero)
        made = xero.bill()
    with running(data=tmp_path, limits="off") as served:
        xero = Xero(served)
        assert kept_back(xero.read(made)) == ("20.00", "20.00")
        assert kept_back(xero.bill()) == ("20.00", "20.00")
