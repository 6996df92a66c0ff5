from datetime import timedelta

import pytest
from django.test import Client, override_settings

from tests import cast
from tests.cast import Office
from tests.connected import allow_access, calls_of, connected, elsewhere
from tracker import clock
from tracker.accounts_system import connecting
from tracker.accounts_system.models import Connection
from tracker.accounts_system.settings import save
from xero_sandbox.server import Running


@pytest.fixture
def owner(office: Office) -> Client:
    client = Client()
    client.force_login(office.owner)
    return client


def text(client: Client, address: str = "/plugins/") -> str:
    return client.get(address).content.decode()


def test_an_owner_connects_by_way_of_xero(owner: Client, office: Office, sandbox: Running) -> None:
    assert 'aria-checked="false"' in text(owner)
    away = owner.post("/plugins/xero/connect/")
    back = allow_access(away["Location"], tenant=sandbox.books.tenant_id)
    choose = owner.get("/plugins/xero/callback/", back)
    page = text(owner, choose["Location"])
    assert "Select your Company" in page and "Harbour Talent Ltd" in page
    form = {"tenant": sandbox.books.tenant_id, "send_from_date": "2026-11-01"}
    done = owner.post(choose["Location"], form, follow=True).content.decode()
    assert "IMPORTANT" in done and "Before the first invoice or payment is sent" in done
    assert "/settings/invoices/" in done and "/settings/payments/" in done
    assert 'aria-checked="true"' in done
    assert "Your Xero plan lets Tracker approve invoices" in done
    connection = Connection.objects.get()
    assert str(connection.send_from_date) == "2026-11-01"
    assert connection.connected_by == office.owner


def test_nothing_is_connected_without_a_choice(owner: Client, sandbox: Running) -> None:
    away = owner.post("/plugins/xero/connect/")
    back = allow_access(away["Location"], tenant=sandbox.books.tenant_id)
    choose = owner.get("/plugins/xero/callback/", back)["Location"]
    answer = owner.post(choose, {"send_from_date": "soon"})
    assert answer.status_code == 400
    assert "Choose the organisation to connect." in answer.content.decode()
    assert (
        owner.post(choose, {"tenant": "made-up", "send_from_date": "2026-11-01"}).status_code == 400
    )
    assert not Connection.objects.exists()


def test_refused_consent_is_said_with_a_way_on(owner: Client, sandbox: Running) -> None:
    away = owner.post("/plugins/xero/connect/")
    back = allow_access(away["Location"], tenant=sandbox.books.tenant_id, decision="cancel")
    answer = owner.get("/plugins/xero/callback/", back)
    assert answer.status_code == 400
    assert "Access was not allowed in Xero" in answer.content.decode()
    assert "Start again" in answer.content.decode()


def test_a_foreign_state_is_said_with_a_way_on(owner: Client, sandbox: Running) -> None:
    answer = owner.get("/plugins/xero/callback/", {"state": "made-up", "code": "x"})
    assert answer.status_code == 400
    assert "does not belong to anything" in answer.content.decode()


def test_an_organisation_that_is_taken_is_said(
    owner: Client, office: Office, sandbox: Running
) -> None:
    connected(elsewhere(), sandbox)
    away = owner.post("/plugins/xero/connect/")
    back = allow_access(away["Location"], tenant=sandbox.books.tenant_id)
    choose = owner.get("/plugins/xero/callback/", back)["Location"]
    form = {"tenant": sandbox.books.tenant_id, "send_from_date": "2026-11-01"}
    answer = owner.post(choose, form).content.decode()
    assert "already connected to another agency" in answer


def test_others_see_the_switch_disabled_and_why(
    office: Office, client: Client, sandbox: Running
) -> None:
    connected(office, sandbox)
    for person in (office.colleague, office.viewer):
        client.force_login(person)
        page = text(client)
        assert 'role="switch" aria-checked="true" aria-labelledby="xero-heading" disabled' in page
        assert "Only an owner can switch this on or off" in page
        assert "Disconnect" not in page
        for address in ("connect/", "check/", "disconnect/"):
            assert client.post(f"/plugins/xero/{address}").status_code == 403
        assert client.get("/plugins/xero/callback/").status_code == 403
    assert Connection.objects.get().is_live


def test_a_choice_of_somebody_elses_does_not_exist(
    owner: Client, office: Office, client: Client, sandbox: Running
) -> None:
    away = owner.post("/plugins/xero/connect/")
    back = allow_access(away["Location"], tenant=sandbox.books.tenant_id)
    choose = owner.get("/plugins/xero/callback/", back)["Location"]
    client.force_login(elsewhere().owner)
    answer = client.get(choose)
    assert answer.status_code == 400 or answer.status_code == 404
    assert "Harbour Talent" not in answer.content.decode()


@override_settings(XERO_CLIENT_ID="")
def test_without_an_app_the_page_says_how_to_get_one(owner: Client) -> None:
    page = text(owner)
    assert "XERO_CLIENT_ID" in page
    assert "http://localhost:8000/plugins/xero/callback/" in page
    assert 'aria-labelledby="xero-heading" disabled' in page


def test_a_broken_connection_asks_to_reconnect(
    owner: Client, office: Office, sandbox: Running
) -> None:
    connecting.mark_needs_reconnect(connected(office, sandbox), "Xero no longer lets Tracker in.")
    page = text(owner)
    assert "Xero no longer lets Tracker in." in page
    assert "Reconnect Xero" in page


def test_checking_says_whether_xero_answers(
    owner: Client, office: Office, sandbox: Running
) -> None:
    connected(office, sandbox)
    assert "Xero answered" in owner.post("/plugins/xero/check/", follow=True).content.decode()
    with override_settings(XERO_API_URL="http://localhost:9"):
        answer = owner.post("/plugins/xero/check/", follow=True).content.decode()
    assert "Xero could not be reached" in answer


def test_disconnecting_is_confirmed_first(owner: Client, office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    assert "Disconnect from Harbour Talent Ltd?" in text(owner, "/plugins/xero/disconnect/")
    assert Connection.objects.get().is_live
    done = owner.post("/plugins/xero/disconnect/", follow=True).content.decode()
    assert "Tracker is disconnected from Harbour Talent Ltd" in done
    assert not Connection.objects.get().is_live
    assert f"DELETE /connections/{connection.remote_id}" in calls_of(sandbox)


def test_a_plan_that_cannot_approve_is_said(
    owner: Client, office: Office, sandbox: Running
) -> None:
    sandbox.books.forbidden_actions = {"CreateApprovedInvoice"}
    connected(office, sandbox)
    assert "does not let Tracker approve invoices" in text(owner)


def test_send_from_starts_with_the_oldest_recent_invoice(
    owner: Client, office: Office, sandbox: Running
) -> None:
    acme = cast.clients(office).acme
    for days in (400, 80, 40):
        day = clock.today() - timedelta(days=days)
        cast.approved_invoice(office, acme, date=day, due_date=day)
    away = owner.post("/plugins/xero/connect/")
    back = allow_access(away["Location"], tenant=sandbox.books.tenant_id)
    choose = owner.get("/plugins/xero/callback/", back)["Location"]
    suggested = owner.get(choose).context["form"].initial["send_from_date"]
    assert suggested == clock.today() - timedelta(days=80)


def test_what_is_not_confirmed_yet_is_what_is_important(
    owner: Client, office: Office, sandbox: Running
) -> None:
    connection = connected(office, sandbox)
    save(connection, kind="invoice", by=office.owner, status_on_arrival="DRAFT")
    page = text(owner)
    assert "Before the first payment is sent" in page
    save(connection, kind="payment", by=office.owner, status_on_arrival="", confirmed=True)
    page = text(owner)
    assert "IMPORTANT" not in page
    assert "Some settings need you before payments can be sent." in page
    assert "before invoices can be sent" not in page


def test_a_plan_that_cannot_approve_bills_is_said_of_them_alone(
    owner: Client, office: Office, sandbox: Running
) -> None:
    sandbox.books.forbidden_actions = {"CreateApprovedBill"}
    connected(office, sandbox)
    page = text(owner)
    assert "lets Tracker approve invoices" in page
    assert "does not let Tracker approve bills: send payments as Draft" in page
