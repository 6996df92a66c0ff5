"""Writing credit notes: https://developer.xero.com/documentation/api/accounting/creditnotes"""

import pytest
from credit_notes import made, note, read, supplier_note, update

from sandbox_client import Xero, line

LINES_MISSING = "One or more line items must be specified"


def refused(xero: Xero, **changes: object) -> list[str]:
    reply = xero.put("CreditNotes", note(**changes))
    assert reply.status == 400, reply.body
    return reply.messages


def test_one_to_a_customer_is_numbered_and_free_to_use(xero: Xero) -> None:
    told = made(xero, note(Reference="Ref", BrandingThemeID=None))
    assert (told["CreditNoteNumber"], told["Reference"]) == ("CN-0001", "Ref")
    amounts = [str(told[name]) for name in ("SubTotal", "TotalTax", "Total", "RemainingCredit")]
    assert amounts == ["100.00", "20.00", "120.00", "120.00"]
    assert (told["Status"], told["Allocations"], told["Payments"]) == ("AUTHORISED", [], [])
    assert (told["ID"], told["DateString"]) == (told["CreditNoteID"], "2026-11-10T00:00:00")
    assert told["Contact"]["ContactStatus"] == "ACTIVE"
    assert read(xero, told)["BrandingThemeID"]


def test_a_draft_needs_no_more_than_type_and_contact(xero: Xero) -> None:
    """The page's own example of minimum elements."""
    least = {"Type": "ACCPAYCREDIT", "Contact": {"Name": "Priya Shah Consulting"}}
    (told,) = xero.post("CreditNotes", least)["CreditNotes"]
    assert (told["Status"], told["LineItems"], told["CreditNoteNumber"]) == ("DRAFT", [], "")
    assert update(xero, told, Status="AUTHORISED").messages == [LINES_MISSING]
    approved = update(xero, told, Status="AUTHORISED", LineItems=[line(TaxType="NONE")])
    assert str(approved["CreditNotes"][0]["RemainingCredit"]) == "100.00"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"LineItems": None}, LINES_MISSING),
        ({"Type": "ACCREC"}, "Credit Note not of valid type for creation"),
        ({"Status": "PAID"}, "Credit Note not of valid status for creation"),
        ({"Contact": None}, "A Contact must be specified for this type of transaction"),
        ({"LineItems": [line(AccountCode=None)]}, "Account code must be specified"),
        ({"LineItems": [line(UnitAmount=-1)]}, "The total of the credit note cannot be negative."),
        (
            {"LineItems": [line(TaxType="INPUT2")]},
            "The TaxType code 'INPUT2' cannot be used with account code '200'.",
        ),
        (
            {"LineItems": [line(DiscountRate=10)]},
            "Discounts may not be applied to credit notes.",
        ),
    ],
)
def test_what_breaks_a_rule_is_refused(
    xero: Xero, changes: dict[str, object], sentence: str
) -> None:
    assert refused(xero, **changes) == [sentence]


def test_numbers_are_unique_for_customers_and_not_for_suppliers(xero: Xero) -> None:
    made(xero, note(CreditNoteNumber="CN-0002"))
    assert refused(xero, CreditNoteNumber="cn-0002") == ["Credit Note # must be unique."]
    assert made(xero, note())["CreditNoteNumber"] == "CN-0003"
    first = made(xero, supplier_note(CreditNoteNumber="CN-0002", Reference="ignored"))
    second = made(xero, supplier_note(CreditNoteNumber="CN-0002"))
    assert first["CreditNoteID"] != second["CreditNoteID"]
    assert first["Reference"] == ""
    (found,) = xero.get("CreditNotes/CN-0002")["CreditNotes"]
    assert found["Type"] == "ACCRECCREDIT"


def test_posting_a_number_again_changes_the_customers_credit_note(xero: Xero) -> None:
    told = made(xero, note(CreditNoteNumber="CN-7"))
    (again,) = xero.post("CreditNotes", note(CreditNoteNumber="CN-7", Reference="b"))["CreditNotes"]
    assert (again["CreditNoteID"], again["Reference"]) == (told["CreditNoteID"], "b")
    named = {"CreditNoteID": told["CreditNoteID"], "LineItems": [line(UnitAmount=50)]}
    (again,) = xero.post("CreditNotes", named)["CreditNotes"]
    assert (str(again["Total"]), again["Reference"]) == ("60.00", "b")


def test_an_unknown_id_is_said_to_be_unknown(xero: Xero) -> None:
    """The sentence of https://github.com/XeroAPI/Xero-OpenAPI (examples of PUT and POST)."""
    unknown = note(CreditNoteID="11111111-1111-1111-1111-111111111111")
    sentence = "An existing Credit Note with the specified CreditNoteID could not be found"
    assert xero.put("CreditNotes", unknown).messages == [sentence]
    assert xero.post("CreditNotes", unknown).messages == [sentence]
    path = f"CreditNotes/{unknown['CreditNoteID']}"
    assert xero.post(path, {"Reference": "x"}).status == 404


def test_drafts_are_deleted_and_approved_ones_voided(xero: Xero) -> None:
    """That both work: https://github.com/XeroAPI/xero-node/issues/125"""
    draft, approved = made(xero, note(Status="DRAFT")), made(xero, note())
    fixed = ["Credit Note not of valid status for modification"]
    assert update(xero, draft, Status="VOIDED").messages == fixed
    assert update(xero, draft, Status="DELETED")["CreditNotes"][0]["Status"] == "DELETED"
    assert update(xero, approved, Status="DELETED").messages == fixed
    assert update(xero, approved, Status="VOIDED")["CreditNotes"][0]["Status"] == "VOIDED"
    assert str(read(xero, approved)["RemainingCredit"]) == "0.00"
    assert update(xero, approved, Reference="x").messages == fixed


def test_approving_in_a_locked_period_is_refused(xero: Xero) -> None:
    draft = made(xero, note(Status="DRAFT"))
    xero.deed("lock", PeriodLockDate="2026-11-30")
    (sentence,) = update(xero, draft, Status="AUTHORISED").messages
    assert "period lock date" in sentence


def test_good_ones_are_saved_beside_bad_ones_where_errors_are_not_summarised(xero: Xero) -> None:
    reply = xero.put("CreditNotes", note(), note(Type="X"), summarizeErrors="false")
    told = [(each["StatusAttributeString"], each["HasErrors"]) for each in reply["CreditNotes"]]
    assert (reply.status, told) == (200, [("OK", False), ("ERROR", True)])
    assert xero.put("CreditNotes", note(), note(Type="X")).status == 400
    assert len(xero.get("CreditNotes")["CreditNotes"]) == 1


def test_prices_have_four_places_where_asked_for(xero: Xero) -> None:
    fine = note(LineItems=[line(UnitAmount="1.2345")])
    told = made(xero, fine)
    (shown,) = xero.get(f"CreditNotes/{told['CreditNoteID']}", unitdp=4)["CreditNotes"]
    assert str(shown["LineItems"][0]["UnitAmount"]) == "1.2345"
    assert str(read(xero, told)["LineItems"][0]["UnitAmount"]) == "1.23"


def test_writing_needs_the_full_scope_of_invoices(xero: Xero) -> None:
    for name, status in (("invoices", 200), ("invoices.read", 401), ("contacts", 401)):
        caller = Xero(xero.running, [f"accounting.{name}"])
        assert caller.put("CreditNotes", note()).status == status


def test_no_plan_forbids_credit_notes(xero: Xero) -> None:
    """None of the names that Xero tells is about them:
    https://github.com/XeroAPI/Xero-OpenAPI (getOrganisationActions)"""
    names = [each["Name"] for each in xero.get("Organisation/Actions")["Actions"]]
    assert not [name for name in names if "Credit" in name]
    xero.control("POST", "organisation", {"forbidden_actions": names})
    assert made(xero, note())["Status"] == "AUTHORISED"
