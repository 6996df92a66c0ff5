from datetime import date, timedelta

import httpx2
import pytest
from django.test import override_settings

from tests.cast import Office
from tests.connected import SEND_FROM, a_grant, calls_of, connected, elsewhere
from tracker import clock
from tracker.accounts_system import connecting, consents, lists
from tracker.accounts_system.models import Connection, Lane, TokenSet
from tracker.accounts_system.settings import current, save
from tracker.agencies.events import history
from tracker.agencies.not_possible import NotPossible
from xero_sandbox.server import Running


def sentences(connection: Connection) -> str:
    events = history(connection.agency, "connection", connection.pk)
    return " | ".join(event.sentence for event in events)


def another_tenant() -> consents.Tenant:
    return consents.Tenant("a-connection", "another-tenant", "Another Ltd")


def test_connecting_reads_all_it_needs_in_six_calls(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    calls = [call for call in calls_of(sandbox) if "_sandbox" not in call]
    assert sorted(calls) == [
        "GET /api.xro/2.0/Accounts",
        "GET /api.xro/2.0/Invoices",
        "GET /api.xro/2.0/Organisation",
        "GET /api.xro/2.0/Organisation/Actions",
        "GET /api.xro/2.0/TaxRates",
        "GET /connections",
    ]
    assert connection.works and connection.heads_read_at
    assert Lane.objects.filter(pk=connection.tenant_id).exists()
    assert lists.base_currency(connection) == "GBP"
    assert lists.enabled_currencies(connection) == {"GBP"}
    assert lists.lock_date(connection) is None
    assert "200" in {account.code for account in lists.accounts(connection)}


def test_connecting_proposes_a_mapping_and_confirms_nothing(
    office: Office, sandbox: Running
) -> None:
    proposed = current(connected(office, sandbox), "invoice")
    assert proposed is not None
    assert not proposed.confirmed and not proposed.status_on_arrival
    assert proposed.accounts["permanent"] == "210"


def test_what_a_person_set_is_not_overwritten(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    save(connection, kind="invoice", by=office.owner, accounts={"default": "260"})
    connecting.disconnect(connection, by=office.owner)
    again = connected(office, sandbox)
    kept = current(again, "invoice")
    assert kept is not None and kept.confirmed
    assert kept.accounts == {"default": "260"}


def test_a_returning_organisation_takes_up_its_old_row(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    connecting.disconnect(connection, by=office.owner)
    again = connected(office, sandbox)
    assert again.pk == connection.pk and again.is_live
    assert again.token_set is not None


def test_an_organisation_of_another_agency_is_refused(office: Office, sandbox: Running) -> None:
    connected(office, sandbox)
    with pytest.raises(NotPossible, match="already connected to another agency"):
        connected(elsewhere(), sandbox)


def test_a_second_connection_for_the_entity_is_refused(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    with pytest.raises(NotPossible, match="Disconnect it first"):
        connecting.connect(
            office.agency,
            entity=office.entity,
            token_set=consents.keep_tokens(office.agency, a_grant(sandbox)),
            tenant=another_tenant(),
            send_from_date=SEND_FROM,
            by=office.owner,
        )
    assert Connection.objects.get() == connection


def test_connecting_again_ends_the_need_to(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    connecting.mark_needs_reconnect(connection, "Xero no longer lets Tracker in.")
    assert not Connection.objects.get().works
    wakes = Lane.objects.get().wakes
    assert connected(office, sandbox).works
    assert Connection.objects.get().needs_reconnect == ""
    assert Lane.objects.get().wakes > wakes


def test_marking_is_told_once(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    for _ in range(3):
        connecting.mark_needs_reconnect(connection, "Xero is shut.")
    assert sentences(connection).count("Xero is shut.") == 1


def test_disconnecting_removes_this_connection_at_xero(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    ended = connecting.disconnect(connection, by=office.owner)
    assert not ended.is_live and ended.note == ""
    assert f"DELETE /connections/{connection.remote_id}" in calls_of(sandbox)
    assert not any("revocation" in call for call in calls_of(sandbox))
    assert not TokenSet.objects.exists()
    assert "Disconnected from" in sentences(connection)


def test_disconnecting_works_here_when_xero_is_away(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    with override_settings(XERO_API_URL="http://localhost:9"):
        ended = connecting.disconnect(connection, by=office.owner)
    assert not ended.is_live
    assert "may still list Tracker" in ended.note
    assert ended.note in sentences(connection)


def test_tokens_stay_while_another_connection_uses_them(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    other = office.agency.entities.create(name="Harbour Talent Scotland")
    Connection.objects.create(
        agency=office.agency,
        entity=other,
        tenant_id="another-tenant",
        tenant_name="Another Ltd",
        token_set=connection.token_set,
        send_from_date=SEND_FROM,
        connected_at=clock.now(),
    )
    connecting.disconnect(connection, by=office.owner)
    assert TokenSet.objects.count() == 1


def test_only_an_owner_disconnects(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    with pytest.raises(NotPossible, match="Only an owner"):
        connecting.disconnect(connection, by=office.colleague)
    assert Connection.objects.get().is_live


def test_an_earlier_send_from_date_reads_the_heads_again(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    connecting.set_send_from_date(connection, date(2020, 1, 1), by=office.owner)
    assert Connection.objects.get().heads_read_at is not None
    connecting.set_send_from_date(connection, date(2019, 1, 1), by=office.owner)
    assert Connection.objects.get().heads_read_at is None
    assert Connection.objects.get().heads_until is None


def test_a_senseless_send_from_date_is_refused(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    with pytest.raises(NotPossible, match="or later"):
        connecting.set_send_from_date(connection, date(20, 1, 1), by=office.owner)


def test_a_list_is_stale_after_a_day(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    now = clock.database_now()
    assert not lists.stale(connection, "accounts", now)
    assert lists.stale(connection, "accounts", now + timedelta(hours=25))
    assert lists.stale(connection, "currencies", now)


def test_a_refresh_stops_at_what_cannot_be_read(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    fault = {"method": "GET", "path": "BrandingThemes", "kind": "http_503", "times": 9}
    httpx2.post(f"{sandbox.url}/_sandbox/faults", json={"faults": [fault]})
    done = lists.refresh(connection, lists.EVERY)
    assert not done.is_complete
    assert "accounts" in done.names and "tracking categories" not in done.names
    assert "could not be reached" in done.sentence


def test_a_revoked_token_on_a_list_asks_to_reconnect(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    fault = {"method": "GET", "path": "Accounts", "kind": "token_revoked", "times": 1}
    httpx2.post(f"{sandbox.url}/_sandbox/faults", json={"faults": [fault]})
    assert not lists.refresh(connection, ["accounts"]).is_complete
    assert Connection.objects.get().needs_reconnect


def test_an_expired_token_is_refreshed_on_the_way(office: Office, sandbox: Running) -> None:
    connection = connected(office, sandbox)
    fault = {"method": "GET", "path": "Accounts", "kind": "token_expired", "times": 1}
    httpx2.post(f"{sandbox.url}/_sandbox/faults", json={"faults": [fault]})
    assert lists.refresh(connection, ["accounts"]).is_complete
    assert calls_of(sandbox).count("POST /connect/token") == 1
