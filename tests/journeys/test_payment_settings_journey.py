"""An owner looks through what is proposed for payments, changes it, confirms it and sees it."""

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Office
from tests.connected import connected
from tests.journeys.conftest import At
from tests.journeys.test_accessibility import LOOKS, complaints
from tracker.accounts_system.settings import current
from xero_sandbox.server import Running

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/settings/payments/"


def opened(desk_of: At, office: Office, **options: object) -> Page:
    page = desk_of(office.owner, **options).new_page()
    page.goto(PAGE)
    return page


def test_an_owner_confirms_another_account_for_contractor_pay(
    office: Office, sandbox: Running, desk_of: At
) -> None:
    connection = connected(office, sandbox)
    page = opened(desk_of, office)
    page.get_by_text("Proposed from your own chart of accounts.").wait_for()
    account = page.get_by_label("Account for Contractor pay")
    expect(account.locator("option:checked")).to_have_text("320 · Contractor Pay")
    account.select_option("321")
    page.get_by_role("button", name="Confirm and save").click()
    page.get_by_text("Choose what bills are when they arrive in Xero.").first.wait_for()
    expect(account.locator("option:checked")).to_have_text("321 · Umbrella Company Pay")
    page.get_by_label("Authorised").check()
    page.get_by_label("Auto Create Suppliers that do not exist").select_option("No")
    page.get_by_role("button", name="Confirm and save").click()
    page.get_by_text("Accounts System settings are saved.").wait_for()
    expect(account.locator("option:checked")).to_have_text("321 · Umbrella Company Pay")
    expect(page.get_by_label("Authorised")).to_be_checked()
    kept = current(connection, "payment")
    assert kept is not None and kept.confirmed and not kept.auto_create_companies
    assert kept.accounts["contract"] == "321"


def test_numbers_of_payments_are_changed_without_javascript(office: Office, desk_of: At) -> None:
    page = opened(desk_of, office, java_script_enabled=False)
    page.get_by_label("Prefix").fill("SUP-")
    page.get_by_role("button", name="Save numbering").click()
    page.get_by_text("Numbering is saved.").wait_for()
    expect(page.get_by_label("Prefix")).to_have_value("SUP-")
    page.goto("/settings/invoices/")
    expect(page.get_by_label("Prefix")).to_have_value("INV-")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_payment_settings(
    office: Office, sandbox: Running, desk_of: At, width: int, scheme: str
) -> None:
    connected(office, sandbox)
    size = {"width": width, "height": 900}
    page = opened(desk_of, office, viewport=size, color_scheme=scheme)
    page.get_by_text("Proposed from your own chart of accounts.").wait_for()
    assert complaints(page) == []
    page.get_by_label("Record Tracker’s payouts in Xero").select_option("Yes")
    page.get_by_label("Authorised").check()
    page.get_by_role("button", name="Confirm and save").click()
    page.get_by_text("Choose the bank account in Xero that payouts leave from.").first.wait_for()
    assert complaints(page) == []
    page.goto("/plugins/")
    page.get_by_text("Before the first invoice or payment is sent").wait_for()
    assert complaints(page) == []
