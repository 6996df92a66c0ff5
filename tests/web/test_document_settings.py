from datetime import date
from typing import Any

import pytest
from django.test import Client, override_settings

from tests.cast import Office
from tests.connected import calls_of, connected, elsewhere
from tracker.accounts_system.models import Connection
from tracker.accounts_system.settings import current
from tracker.agencies.models import Entity
from xero_sandbox.server import Running

PAGE = "/settings/invoices/"


@pytest.fixture
def connection(office: Office, sandbox: Running) -> Connection:
    return connected(office, sandbox)


@pytest.fixture
def owner(office: Office) -> Client:
    client = Client()
    client.force_login(office.owner)
    return client


def text(client: Client) -> str:
    return client.get(PAGE).content.decode()


def filled(client: Client, **changed: Any) -> dict[str, Any]:
    """The form as the page shows it, with changes."""
    form = client.get(PAGE).context["form"]
    shown = {field.name: field.value() or "" for field in form}
    return {**shown, "status_on_arrival": "AUTHORISED", **changed}


def save(client: Client, **changed: Any) -> Any:
    return client.post(f"{PAGE}accounts-system/", filled(client, **changed))


def test_a_proposed_mapping_is_there_to_confirm(owner: Client, connection: Connection) -> None:
    page = text(owner)
    assert "Proposed from your own chart of accounts" in page
    assert '<option value="210" selected>210 · Permanent Placement Fees</option>' in page
    assert "Confirm and save" in page


def test_confirming_keeps_a_new_version(owner: Client, connection: Connection) -> None:
    assert save(owner, auto_create_items="no").status_code == 302
    kept = current(connection, "invoice")
    assert kept is not None and kept.confirmed
    assert (kept.version, kept.status_on_arrival) == (2, "AUTHORISED")
    assert kept.auto_create_companies and not kept.auto_create_items
    assert kept.saved_by is not None
    assert "Proposed" not in text(owner)


def test_saving_without_a_change_makes_no_version(owner: Client, connection: Connection) -> None:
    save(owner)
    save(owner)
    kept = current(connection, "invoice")
    assert kept is not None and kept.version == 2


def test_the_status_on_arrival_is_chosen_by_a_person(owner: Client, connection: Connection) -> None:
    answer = save(owner, status_on_arrival="")
    assert answer.status_code == 400
    assert "Choose what invoices are when they arrive" in answer.content.decode()
    kept = current(connection, "invoice")
    assert kept is not None and not kept.confirmed


def test_only_active_and_allowed_choices_are_offered(owner: Client, connection: Connection) -> None:
    page = text(owner)
    for code in ("090", "610", "800"):
        assert f'<option value="{code}"' not in page
    assert '<option value="INPUT2"' not in page
    assert save(owner, account_default="090").status_code == 400
    assert save(owner, rate_default="INPUT2").status_code == 400


def test_an_archived_account_is_shown_in_red(
    owner: Client, connection: Connection, sandbox: Running
) -> None:
    save(owner)
    account = next(each for each in sandbox.books.table("Accounts") if each.get("Code") == "210")
    account["Status"] = "ARCHIVED"
    answer = owner.post(f"{PAGE}refresh/", follow=True).content.decode()
    assert "210 · Permanent Placement Fees is archived in Xero" in answer
    assert "Xero would not accept these settings" in answer
    assert '<option value="210" selected>210 · Permanent Placement Fees (archived)' in answer
    assert 'id="id_account_permanent" aria-invalid="true"' in answer or (
        'aria-invalid="true"' in answer
    )


def test_lists_are_read_when_the_page_opens_and_not_again(
    owner: Client, connection: Connection, sandbox: Running
) -> None:
    before = len(calls_of(sandbox))
    text(owner)
    read = sorted(calls_of(sandbox)[before:])
    assert [call.rpartition("/")[2] for call in read] == [
        "BrandingThemes",
        "Currencies",
        "TrackingCategories",
    ]
    text(owner)
    assert len(calls_of(sandbox)) == before + 3


def test_refresh_reads_every_list(owner: Client, connection: Connection, sandbox: Running) -> None:
    before = len(calls_of(sandbox))
    answer = owner.post(f"{PAGE}refresh/", follow=True).content.decode()
    assert "The lists are as Xero has them now." in answer
    assert len(calls_of(sandbox)) == before + 7


def test_the_page_opens_while_xero_is_away(owner: Client, connection: Connection) -> None:
    with override_settings(XERO_API_URL="http://localhost:9"):
        page = text(owner)
    assert "Xero could not be reached" in page
    assert "210 · Permanent Placement Fees" in page


def test_finance_reads_and_does_not_change(
    office: Office, client: Client, connection: Connection, sandbox: Running
) -> None:
    client.force_login(office.colleague)
    before = len(calls_of(sandbox))
    page = text(client)
    assert "Only an owner can change these" in page
    assert "Confirm and save" not in page and "Refresh" not in page
    assert len(calls_of(sandbox)) == before
    for address in ("accounts-system/", "numbering/", "refresh/"):
        assert client.post(f"{PAGE}{address}").status_code == 403


def test_without_a_connection_the_page_leads_to_plugins(owner: Client) -> None:
    page = text(owner)
    assert "not connected to Xero yet" in page and "/plugins/" in page
    assert owner.post(f"{PAGE}accounts-system/").status_code == 302
    assert owner.post(f"{PAGE}refresh/").status_code == 302


def test_numbering_and_amounts_are_saved(owner: Client, office: Office) -> None:
    form = {"number_prefix": "HT-", "next_number": "5001", "amounts_are": "inclusive"}
    assert owner.post(f"{PAGE}numbering/", form).status_code == 302
    entity = Entity.objects.get()
    assert (entity.invoice_prefix, entity.next_invoice_number) == ("HT-", 5001)
    assert entity.invoice_amounts_are == "inclusive"


def test_a_next_number_that_is_none_is_refused(owner: Client, office: Office) -> None:
    form = {"number_prefix": "HT-", "next_number": "none", "amounts_are": "inclusive"}
    assert owner.post(f"{PAGE}numbering/", form).status_code == 400
    assert Entity.objects.get().invoice_amounts_are == "exclusive"


def test_the_send_from_date_is_changed_here(owner: Client, connection: Connection) -> None:
    save(owner, send_from_date="2026-04-01")
    assert Connection.objects.get().send_from_date == date(2026, 4, 1)
    answer = save(owner, send_from_date="0020-04-01")
    assert answer.status_code == 400
    assert "or later" in answer.content.decode()


def test_a_plan_that_cannot_approve_cannot_choose_authorised(
    owner: Client, office: Office, sandbox: Running
) -> None:
    sandbox.books.forbidden_actions = {"CreateApprovedInvoice"}
    connected(office, sandbox)
    assert save(owner).status_code == 400
    assert save(owner, status_on_arrival="SUBMITTED").status_code == 302


def test_an_outsider_sees_only_their_own(
    client: Client, office: Office, connection: Connection
) -> None:
    client.force_login(elsewhere().owner)
    page = text(client)
    assert "not connected to Xero yet" in page
    assert "Harbour Talent" not in page


def bank_account(sandbox: Running) -> dict[str, Any]:
    return next(each for each in sandbox.books.table("Accounts") if each.get("Code") == "090")


def test_receipts_are_not_recorded_unless_somebody_chooses_it(
    owner: Client, connection: Connection
) -> None:
    save(owner)
    kept = current(connection, "invoice")
    assert kept is not None and not kept.record_receipts and not kept.receipts_account_id
    page = text(owner)
    assert "Record Tracker’s receipts in Xero" in page
    assert "Xero hears of it from the bank feed, and Sync brings it back." in page


def test_receipts_need_a_bank_account(
    owner: Client, connection: Connection, sandbox: Running
) -> None:
    answer = save(owner, record_receipts="yes")
    assert answer.status_code == 400
    assert "Choose the bank account in Xero that receipts go to." in answer.content.decode()
    bank = bank_account(sandbox)["AccountID"]
    assert save(owner, record_receipts="yes", receipts_account_id=bank).status_code == 302
    kept = current(connection, "invoice")
    assert kept is not None and kept.record_receipts
    assert kept.receipts_account_id == bank


def test_only_accounts_that_take_payments_are_offered_for_receipts(
    owner: Client, connection: Connection, sandbox: Running
) -> None:
    enabled, sales = (
        next(each for each in sandbox.books.table("Accounts") if each.get("Code") == code)
        for code in ("401", "210")
    )
    enabled["EnablePaymentsToAccount"] = True
    owner.post(f"{PAGE}refresh/")
    offered = [
        label for _, label in owner.get(PAGE).context["form"].fields["receipts_account_id"].choices
    ]
    assert offered == [
        "Not chosen",
        "090 · Business Bank Account",
        "401 · Audit & Accountancy fees",
    ]
    wrong = save(owner, record_receipts="yes", receipts_account_id=sales["AccountID"])
    assert wrong.status_code == 400


def test_a_bank_account_that_is_gone_is_shown_in_red(
    owner: Client, connection: Connection, sandbox: Running
) -> None:
    bank = bank_account(sandbox)
    save(owner, record_receipts="yes", receipts_account_id=bank["AccountID"])
    bank["Status"] = "ARCHIVED"
    page = owner.post(f"{PAGE}refresh/", follow=True).content.decode()
    assert "090 · Business Bank Account (not accepted)" in page
    assert 'id="id_receipts_account_id_problem"' in page
    assert page.count("090 · Business Bank Account is archived in Xero") == 2
