"""Online invoices and e-mail: https://developer.xero.com/documentation/api/accounting/invoices

("Retrieving the online invoice url" and "Emailing an invoice")
"""

import re

import pytest

from sandbox_client import JsonObject, Reply, Xero

CONTACT = {"Name": "Acme Logistics Ltd", "EmailAddress": "accounts@acme.example"}


def online(xero: Xero, told: JsonObject) -> Reply:
    return xero.get(f"Invoices/{told['InvoiceID']}/OnlineInvoice")


def email(xero: Xero, told: JsonObject, body: object = None) -> Reply:
    return xero.api("POST", f"Invoices/{told['InvoiceID']}/Email", body)


def test_a_sales_invoice_has_one_online_address_for_good(xero: Xero) -> None:
    first, second = xero.invoice(), xero.invoice(Status="SUBMITTED")
    (told,) = online(xero, first)["OnlineInvoices"]
    assert re.fullmatch(r"https://in\.xero\.com/[A-Za-z0-9]{40}", told["OnlineInvoiceUrl"])
    assert online(xero, first)["OnlineInvoices"] == [told]
    assert online(xero, second)["OnlineInvoices"] != [told]


def test_drafts_bills_and_what_is_not_there_have_none(xero: Xero) -> None:
    draft = online(xero, xero.invoice(Status="DRAFT"))
    assert (draft.status, "DRAFT" in draft.messages[0]) == (400, True)
    assert "ACCREC" in online(xero, xero.bill()).messages[0]
    assert xero.get("Invoices/11111111-1111-1111-1111-111111111111/OnlineInvoice").status == 404


@pytest.mark.parametrize("body", [None, {}, {"Status": "OK"}])
def test_an_invoice_is_emailed_and_marked_as_sent(xero: Xero, body: object) -> None:
    made = xero.invoice(Contact=CONTACT)
    assert made["SentToContact"] is False
    reply = email(xero, made, body)
    assert (reply.status, reply.body) == (204, b"")
    assert xero.read(made)["SentToContact"] is True


def test_a_submitted_one_may_be_emailed_but_is_not_marked(xero: Xero) -> None:
    made = xero.invoice(Contact=CONTACT, Status="SUBMITTED")
    assert email(xero, made).status == 204
    assert xero.read(made)["SentToContact"] is False


def test_a_paid_one_may_be_emailed(xero: Xero) -> None:
    made = xero.invoice(Contact=CONTACT, InvoiceNumber="H-1")
    xero.pay("H-1")
    assert email(xero, made).status == 204


def test_that_a_part_paid_one_was_sent_is_missed_by_the_delta(xero: Xero) -> None:
    """https://developer.xero.com/documentation/api/accounting/requests-and-responses"""
    made = xero.invoice(Contact=CONTACT, InvoiceNumber="H-1")
    xero.pay("H-1", Amount=20)
    before = xero.read(made)
    assert email(xero, made).status == 204
    after = xero.read(made)
    assert after["SentToContact"] is True
    assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]


@pytest.mark.parametrize("status", ["DRAFT", "VOIDED", "DELETED"])
def test_other_statuses_are_not_emailed(xero: Xero, status: str) -> None:
    """Bad requests "will be returned as a 400 (e.g. if the invoice is an invalid status)"."""
    first = "AUTHORISED" if status == "VOIDED" else "DRAFT"
    made = xero.invoice(Contact=CONTACT, Status=first)
    if status != "DRAFT":
        xero.post(f"Invoices/{made['InvoiceID']}", {"Status": status})
    reply = email(xero, made)
    assert (reply.status, "valid status" in reply.messages[0]) == (400, True)


def test_bills_and_contacts_without_an_address_are_refused(xero: Xero) -> None:
    supplier = {"Name": "Priya Shah", "EmailAddress": "priya@shah.example"}
    assert "sales invoices" in email(xero, xero.bill(Contact=supplier)).messages[0]
    assert "no email address" in email(xero, xero.invoice()).messages[0]


def test_a_thousand_a_day_and_none_for_a_demo_company(xero: Xero) -> None:
    books = xero.running.books
    made = xero.invoice(Contact=CONTACT)
    today = books.clock.today(books.zone)
    for number in range(999):
        books.put("Emails", {"EmailID": str(number), "InvoiceID": "", "To": [], "Date": today})
    assert email(xero, made).status == 204
    assert "1000 invoice emails" in email(xero, made).messages[0]
    xero.running.clock.advance(86_400)
    tomorrow = Xero(xero.running)
    assert email(tomorrow, made).status == 204
    xero.control("POST", "organisation", {"Class": "DEMO"})
    assert email(tomorrow, made).status == 400


def test_a_trial_has_twenty_a_day(xero: Xero) -> None:
    """https://developer.xero.com/documentation/api/accounting/invoices (Emailing an invoice)"""
    xero.control("POST", "organisation", {"Class": "TRIAL"})
    made = xero.invoice(Contact=CONTACT)
    assert {email(xero, made).status for _ in range(20)} == {204}
    assert "20 invoice emails" in email(xero, made).messages[0]


def test_the_same_key_sends_once(xero: Xero) -> None:
    made = xero.invoice(Contact=CONTACT)
    path = f"Invoices/{made['InvoiceID']}/Email"
    for _ in range(2):
        assert xero.api("POST", path, {}, {"Idempotency-Key": "send-1"}).status == 204
    assert len(xero.running.books.table("Emails")) == 1


def test_reading_and_sending_need_their_scopes(xero: Xero) -> None:
    made = xero.invoice(Contact=CONTACT)
    reader = Xero(xero.running, ["accounting.invoices.read"])
    assert online(reader, made).status == 200
    assert email(reader, made).status == 401
