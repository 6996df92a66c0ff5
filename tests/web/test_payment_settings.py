"""Payment Settings: the same page and code as Invoice Settings, in the words of payments."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.cast import Office
from tests.connected import connected
from tests.web.conftest import signed_in
from tests.web.test_document_settings import bank_account
from tests.web.test_document_settings import save as save_invoices
from tracker.accounts_system.models import Connection, Settings
from tracker.accounts_system.settings import current
from tracker.agencies.models import Entity
from xero_sandbox.server import Running

PAGE = "/settings/payments/"


@pytest.fixture
def connection(office: Office, sandbox: Running) -> Connection:
    return connected(office, sandbox)


@pytest.fixture
def owner(office: Office) -> Client:
    return signed_in(office.owner)


def save(client: Client, **changed: Any) -> Any:
    form = client.get(PAGE).context["form"]
    shown = {field.name: field.value() or "" for field in form}
    filled = {**shown, "status_on_arrival": "AUTHORISED", **changed}
    return client.post(f"{PAGE}accounts-system/", filled)


def test_payment_settings_are_proposed_from_the_purchase_side(
    owner: Client, connection: Connection
) -> None:
    page = owner.get(PAGE).content.decode()
    assert "<h1>Payment Settings</h1>" in page and "Confirm and save" in page
    assert '<option value="320" selected>320 · Contractor Pay</option>' in page
    assert '<option value="INPUT2" selected>' in page and "OUTPUT2" not in page
    assert page.index('label="Expenses"') < page.index("200 · Sales")
    assert "Permanent placement" not in page


def test_payment_settings_speak_of_suppliers_bills_and_payouts(
    owner: Client, connection: Connection
) -> None:
    page = re.sub(r"<[^>]+>", " ", owner.get(PAGE).content.decode())
    for words in (
        "Auto Create Suppliers that do not exist",
        "Auto Create Payment items that do not exist",
        "What a bill is when it reaches Xero",
        "you owe it",
        "Record Tracker’s payouts in Xero",
        "a payout goes to Xero, on the bill, with the next Send",
        "Bank account for payouts",
        "A supplier is registered for VAT where its company has a VAT number",
        "one date for both",
    ):
        assert words in page, words
    for words in ("Mark as sent", "Branding theme", "receipts", "owed to you"):
        assert words not in page, words
    assert "registered for VAT" not in owner.get("/settings/invoices/").content.decode()


def test_confirming_payments_leaves_invoices_as_they_are(
    owner: Client, connection: Connection
) -> None:
    assert save(owner, account_contract="321").status_code == 302
    kept = current(connection, "payment")
    assert kept is not None and kept.confirmed and kept.saved_by is not None
    assert kept.accounts["contract"] == "321"
    invoices = current(connection, "invoice")
    assert invoices is not None and not invoices.confirmed and invoices.version == 1
    assert "Confirm and save" not in owner.get(PAGE).content.decode()


def test_payments_take_no_rate_for_sales_and_no_status_by_default(
    owner: Client, connection: Connection
) -> None:
    assert save(owner, rate_default="OUTPUT2").status_code == 400
    answer = save(owner, status_on_arrival="")
    assert answer.status_code == 400
    assert "Choose what bills are when they arrive in Xero." in answer.content.decode()


def test_payouts_need_a_bank_account(
    owner: Client, connection: Connection, sandbox: Running
) -> None:
    answer = save(owner, record_receipts="yes")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Choose the bank account in Xero that payouts leave from." in page
    assert "Nobody has chosen the status on arrival" not in page
    bank = bank_account(sandbox)["AccountID"]
    assert save(owner, record_receipts="yes", receipts_account_id=bank).status_code == 302
    kept = current(connection, "payment")
    assert kept is not None and kept.record_receipts


def test_a_plan_that_cannot_approve_bills_still_approves_invoices(
    owner: Client, office: Office, sandbox: Running
) -> None:
    sandbox.books.forbidden_actions = {"CreateApprovedBill"}
    connected(office, sandbox)
    assert "does not let Tracker approve bills" in owner.get(PAGE).content.decode()
    assert save(owner).status_code == 400
    assert save_invoices(owner).status_code == 302


def test_an_older_connection_gets_its_payment_settings_when_the_page_opens(
    owner: Client, connection: Connection
) -> None:
    Settings.objects.filter(connection=connection, kind="payment").delete()
    assert "Proposed from your own chart of accounts" in owner.get(PAGE).content.decode()
    assert current(connection, "payment") is not None


def test_payments_are_numbered_for_themselves(owner: Client, office: Office) -> None:
    form = {"number_prefix": "SUP-", "next_number": "77", "amounts_are": "no_tax"}
    assert owner.post(f"{PAGE}numbering/", form).status_code == 302
    entity = Entity.objects.get()
    assert (entity.payment_prefix, entity.next_payment_number) == ("SUP-", 77)
    assert entity.payment_amounts_are == "no_tax"
    assert entity.invoice_prefix == "INV-" and entity.invoice_amounts_are == "exclusive"
    assert "For payments created from now on" in owner.get(PAGE).content.decode()
