"""Statuses and lock dates: https://developer.xero.com/documentation/api/accounting/invoices"""

import pytest

from sandbox_client import Xero, bill, refusals, sale, update

ALLOWED = {
    "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"SUBMITTED", "AUTHORISED", "DRAFT", "DELETED"},
    "AUTHORISED": {"AUTHORISED", "VOIDED"},
}


@pytest.mark.parametrize("before", ALLOWED)
@pytest.mark.parametrize("after", ["DRAFT", "SUBMITTED", "AUTHORISED", "DELETED", "VOIDED", "PAID"])
def test_a_status_changes_only_as_xero_lets_it(xero: Xero, before: str, after: str) -> None:
    made = xero.invoice(Status=before)
    reply = update(xero, made, Status=after)
    if after in ALLOWED[before]:
        assert reply["Invoices"][0]["Status"] == after
    else:
        assert reply.messages == ["Invoice not of valid status for modification"]


def test_voided_and_deleted_are_final(xero: Xero) -> None:
    for start, end in (("AUTHORISED", "VOIDED"), ("DRAFT", "DELETED")):
        made = xero.invoice(Status=start)
        ended = update(xero, made, Status=end)["Invoices"][0]
        assert str(ended["AmountDue"]) == "0.00"
        for change in ({"Reference": "x"}, {"Status": end}, {"Status": "AUTHORISED"}):
            reply = update(xero, made, **change)
            assert reply.messages == ["Invoice not of valid status for modification"]


def test_a_failed_update_echoes_what_was_tried_with_the_real_id(xero: Xero) -> None:
    made = xero.invoice()
    wish = {"InvoiceID": made["InvoiceID"], "Status": "DELETED"}
    (told,) = xero.post("Invoices", wish, summarizeErrors="false")["Invoices"]
    assert (told["InvoiceID"], told["Status"]) == (made["InvoiceID"], "DELETED")
    assert told["HasErrors"] is True
    assert xero.get(f"Invoices/{made['InvoiceID']}")["Invoices"][0]["Status"] == "AUTHORISED"


def test_sent_to_contact_on_a_draft_is_a_warning_and_it_is_saved(xero: Xero) -> None:
    wish = sale(Status="DRAFT", SentToContact=True)
    (told,) = xero.put("Invoices", wish, summarizeErrors="false")["Invoices"]
    assert told["StatusAttributeString"] == "WARNING"
    assert told["Warnings"] == [
        {"Message": "Only AUTHORISED invoices may have SentToContact updated."}
    ]
    assert told["SentToContact"] is False
    assert xero.get(f"Invoices/{told['InvoiceID']}").status == 200


def test_a_plan_may_forbid_approving(xero: Xero) -> None:
    xero.control("POST", "organisation", {"forbidden_actions": ["CreateApprovedInvoice"]})
    actions = {each["Name"]: each["Status"] for each in xero.get("Organisation/Actions")["Actions"]}
    assert actions["CreateApprovedInvoice"] == "NOT-ALLOWED"
    assert actions["CreateApprovedBill"] == "ALLOWED"
    assert len(actions) == 13
    assert refusals(xero) == ["You have reached the limit of invoices you can approve"]
    assert xero.put("Invoices", sale(Status="DRAFT")).status == 200
    assert xero.put("Invoices", bill()).status == 200


# Lock dates ---------------------------------------------------------------------------------------


def test_nothing_approved_is_dated_in_a_locked_period(xero: Xero) -> None:
    locks = {"PeriodLockDate": "2026-11-30", "EndOfYearLockDate": "2026-11-03"}
    xero.control("POST", "organisation", locks)
    about = xero.get("Organisation")["Organisations"][0]
    assert about["PeriodLockDate"] == "/Date(1795996800000+0000)/"
    assert refusals(xero) == [
        "The document date cannot be before the period lock date, currently set at 30-Nov-2026",
        "The document date cannot be before the end of year lock date, currently set at "
        "03-Nov-2026",
    ]
    draft = xero.invoice(Status="DRAFT")
    assert len(update(xero, draft, Status="AUTHORISED").messages) == 2
    assert xero.put("Invoices", sale(Date="2026-12-01", DueDate="2026-12-31")).status == 200


def test_a_document_in_a_locked_period_cannot_be_edited(xero: Xero) -> None:
    made = xero.invoice()
    xero.control("POST", "organisation", {"PeriodLockDate": "2026-11-30"})
    assert "period lock date" in update(xero, made, Reference="x").messages[0]
    assert "period lock date" in update(xero, made, Status="VOIDED").messages[0]
