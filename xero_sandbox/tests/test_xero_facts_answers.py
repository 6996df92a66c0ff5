"""What is known of single members and answers, fact by fact, where no other test tells it.

https://developer.xero.com/documentation/api/http-response-codes
"""

import pytest

from sandbox_client import JsonObject, Xero, sale, update

POBOX: JsonObject = {"AddressType": "POBOX", "AddressLine1": "1 High Street", "City": "Leeds"}


def addressed(told: JsonObject) -> str:
    kept = {each["AddressType"]: each for each in told["Contact"]["Addresses"]}
    return str(kept["POBOX"].get("AddressLine1", ""))


def test_an_invoices_address_is_its_contacts(xero: Xero) -> None:
    """The POBOX one; none can be set on an invoice, and InvoiceAddresses are for US sales tax:
    https://developer.xero.com/documentation/api/accounting/invoices and
    https://github.com/XeroAPI/Xero-OpenAPI (Invoice.InvoiceAddresses)"""
    contact = xero.contact("Acme", Addresses=[POBOX])
    own = [{"InvoiceAddressType": "TO", "AddressLine1": "9 Low Road"}]
    named = {"ContactID": contact["ContactID"]}
    made = xero.invoice(Contact=named, InvoiceAddresses=own, Address=POBOX)
    assert (addressed(made), made["InvoiceAddresses"]) == ("1 High Street", [])
    xero.post("Contacts", {**named, "Addresses": [{**POBOX, "AddressLine1": "2 Hill Lane"}]})
    assert addressed(xero.read(made)) == "2 Hill Lane"


@pytest.mark.parametrize(
    ("path", "wish", "kind"),
    [
        ("Invoices", sale(InvoiceID="none"), "Guid"),
        ("Invoices", sale(Contact={"ContactID": "12"}), "Guid"),
        ("Contacts", {"ContactID": "x" * 36}, "Guid"),
        ("Payments", {"Invoice": {"InvoiceID": "INV-1"}, "Amount": 1}, "Guid"),
        ("CreditNotes", {"Type": "ACCRECCREDIT", "Date": "31/12/2026"}, "DateTime"),
        ("Payments", {"Date": "2026-02-30", "InvoiceNumber": "INV-0001"}, "DateTime"),
    ],
)
def test_what_is_no_id_or_date_makes_the_whole_call_unreadable(
    xero: Xero, path: str, wish: JsonObject, kind: str
) -> None:
    """https://github.com/XeroAPI/xero-php-oauth2/issues/228"""
    xero.invoice()
    reply = xero.post(path, wish, summarizeErrors="false")
    assert (reply.status, reply["ErrorNumber"]) == (400, 14)
    assert reply["Type"] == "PostDataInvalidException"
    assert reply["Message"].startswith("JSON ")
    assert kind in reply["Message"]


@pytest.mark.parametrize(
    "path",
    [
        "BankTransactions",
        "BatchPayments",
        "Journals",
        "ManualJournals",
        "Overpayments",
        "Prepayments",
        "PurchaseOrders",
        "Quotes",
        "RepeatingInvoices",
        "Reports/ProfitAndLoss",
    ],
)
def test_what_the_sandbox_leaves_out_is_answered_as_an_unknown_path(xero: Xero, path: str) -> None:
    reply = xero.get(path)
    assert (reply.status, reply.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_a_call_of_more_than_ten_megabytes_is_too_large(xero: Xero) -> None:
    """https://developer.xero.com/faq/limits; the answer: https://github.com/XeroAPI/Xero-Java/issues/349"""
    wish = {"Name": "Acme", "Website": "w" * (10 * 1024 * 1024)}
    assert xero.put("Contacts", wish).status == 413
    assert xero.get("Contacts")["Contacts"] == []


@pytest.mark.parametrize("name", ["If-Match", "If-Unmodified-Since", "If-None-Match"])
def test_the_last_write_wins(xero: Xero, name: str) -> None:
    """No page, file or recording of Xero's tells of ETags: conditions are not heard."""
    made = xero.invoice()
    reply = xero.get(f"Invoices/{made['InvoiceID']}", headers={name: '"1"'})
    assert (reply.status, reply.headers["ETag"]) == (200, None)
    wish = {"InvoiceID": made["InvoiceID"], "Reference": "new"}
    path = "Invoices"
    assert xero.api("POST", path, {path: [wish]}, {name: '"1"'}).status == 200
    assert xero.read(made)["Reference"] == "new"


def test_a_payments_invoice_is_a_stub(xero: Xero) -> None:
    """Empty lists there mean that nothing was filled in:
    https://developer.xero.com/documentation/api/accounting/payments"""
    made = xero.invoice()
    xero.pay(made["InvoiceNumber"], Amount=20)
    (told,) = xero.get("Payments")["Payments"]
    assert told["Invoice"]["InvoiceID"] == made["InvoiceID"]
    assert (told["Invoice"]["LineItems"], told["Invoice"]["Payments"]) == ([], [])
    assert xero.read(made)["Payments"][0]["PaymentID"] == told["PaymentID"]


@pytest.mark.parametrize("wish", [True, False])
def test_a_payment_may_come_reconciled(xero: Xero, wish: bool) -> None:
    """``IsReconciled``, for conversions: the same page"""
    made = xero.invoice()
    paid = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": 1}
    (told,) = xero.put("Payments", {**paid, "IsReconciled": wish})["Payments"]
    assert told["IsReconciled"] is wish


def test_three_kinds_of_record_tell_their_stamp_in_words(xero: Xero) -> None:
    """``UpdatedDateUTCString``: https://github.com/XeroAPI/Xero-OpenAPI (xero_accounting.yaml)"""
    made = xero.invoice()
    xero.pay(made["InvoiceNumber"], Amount=20)
    xero.deed("credit", InvoiceNumber=made["InvoiceNumber"], Amount=20)
    for kind in ("Invoices", "Payments", "CreditNotes"):
        (told,) = xero.get(kind)[kind]
        assert told["UpdatedDateUTCString"].endswith("Z")
        assert len(told["UpdatedDateUTCString"]) == len("2026-09-14T09:29:59Z")


def test_invoices_are_never_archived(xero: Xero) -> None:
    """``includeArchived`` stands in Xero's file for them, and means nothing."""
    gone = xero.invoice()
    update(xero, gone, Status="VOIDED")
    xero.invoice()
    for word in ("true", "false"):
        assert len(xero.get("Invoices", includeArchived=word)["Invoices"]) == 2


def test_revoking_answers_nothing_and_ends_every_connection(xero: Xero) -> None:
    """https://github.com/XeroAPI/xero-python (api_client/oauth2.py)"""
    form = f"token={xero.tokens['refresh_token']}".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = xero.ask("POST", "/connect/revocation", form, headers)
    assert (reply.status, reply.body) == (200, b"")
    bearer = {"Authorization": f"Bearer {xero.token}"}
    assert xero.ask("GET", "/connections", headers=bearer).json == []
