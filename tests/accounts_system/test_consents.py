from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from django.test import override_settings

from tests.cast import Office
from tests.connected import SEND_FROM, allow_access, elsewhere
from tracker import clock
from tracker.accounts_system import connecting, consents
from tracker.accounts_system.consents import begin, finish, own_consent, to_choose_from
from tracker.accounts_system.models import Connection, Consent, TokenSet
from tracker.agencies.not_possible import NotPossible
from xero_sandbox.server import Running

SESSION = "a-session"


def allowed(office: Office, sandbox: Running) -> dict[str, str]:
    """The way to Xero and back, up to the callback."""
    begun = begin(office.owner, session_key=SESSION)
    return allow_access(begun.url, tenant=sandbox.books.tenant_id)


def test_consent_asks_with_pkce_and_granular_scopes(office: Office, sandbox: Running) -> None:
    begun = begin(office.owner, session_key=SESSION)
    asked = parse_qs(urlsplit(begun.url).query)
    assert begun.url.startswith(f"{sandbox.url}/identity/connect/authorize?")
    assert asked["code_challenge_method"] == ["S256"]
    assert "accounting.transactions" not in asked["scope"][0]
    assert asked["redirect_uri"] == ["http://localhost:8000/plugins/xero/callback/"]
    assert begun.consent.state_hash not in begun.url


def test_consent_ends_in_the_list_of_organisations(office: Office, sandbox: Running) -> None:
    back = allowed(office, sandbox)
    consent = finish(office.owner, session_key=SESSION, state=back["state"], code=back["code"])
    (tenant,) = to_choose_from(consent)
    assert tenant.tenant_id == sandbox.books.tenant_id
    connection = connecting.connect_chosen(
        consent, entity=office.entity, tenant=tenant, send_from_date=SEND_FROM, by=office.owner
    )
    assert connection.works and connection.connected_by == office.owner
    with pytest.raises(NotPossible, match="already made"):
        own_consent(office.owner, consent.pk, session_key=SESSION)


def test_the_organisations_of_this_consent_are_offered_alone(
    office: Office, sandbox: Running
) -> None:
    httpx2.post(f"{sandbox.url}/_sandbox/stories/two_organisations")
    one, two = sandbox.sandbox.organisations
    for tenant in (one, two):
        begun = begin(office.owner, session_key=SESSION)
        back = allow_access(begun.url, tenant=tenant)
        consent = finish(office.owner, session_key=SESSION, state=back["state"], code=back["code"])
        assert [each.tenant_id for each in to_choose_from(consent)] == [tenant]
    assert TokenSet.objects.count() == 1


def test_refused_consent_changes_nothing(office: Office, sandbox: Running) -> None:
    begun = begin(office.owner, session_key=SESSION)
    back = allow_access(begun.url, tenant=sandbox.books.tenant_id, decision="cancel")
    with pytest.raises(NotPossible, match="not allowed in Xero"):
        finish(office.owner, session_key=SESSION, state=back["state"], error=back["error"])
    assert not TokenSet.objects.exists()


def test_another_error_of_xeros_is_named_but_never_echoed(office: Office, sandbox: Running) -> None:
    back = allowed(office, sandbox)
    with pytest.raises(NotPossible, match=r"\(unknown\)"):
        finish(office.owner, session_key=SESSION, state=back["state"], error="<b>boo</b>")
    back = allowed(office, sandbox)
    with pytest.raises(NotPossible, match=r"\(invalid_scope\)"):
        finish(office.owner, session_key=SESSION, state=back["state"], error="invalid_scope")


@pytest.mark.parametrize("state", ["", "made-up"])
def test_an_unknown_state_is_refused(office: Office, sandbox: Running, state: str) -> None:
    back = allowed(office, sandbox)
    with pytest.raises(NotPossible, match="does not belong to anything"):
        finish(office.owner, session_key=SESSION, state=state, code=back["code"])


def test_a_state_of_another_session_is_refused(office: Office, sandbox: Running) -> None:
    back = allowed(office, sandbox)
    with pytest.raises(NotPossible, match="another browser"):
        finish(office.owner, session_key="elsewhere", state=back["state"], code=back["code"])
    assert Consent.objects.get().used_at is None


def test_a_state_of_another_person_is_refused(office: Office, sandbox: Running) -> None:
    back = allowed(office, sandbox)
    stranger = elsewhere().owner
    with pytest.raises(NotPossible, match="somebody else"):
        finish(stranger, session_key=SESSION, state=back["state"], code=back["code"])


def test_a_state_older_than_ten_minutes_is_refused(office: Office, sandbox: Running) -> None:
    back = allowed(office, sandbox)
    Consent.objects.update(began_at=clock.now() - timedelta(minutes=11))
    with pytest.raises(NotPossible, match="longer than ten minutes"):
        finish(office.owner, session_key=SESSION, state=back["state"], code=back["code"])


def test_a_state_is_good_once(office: Office, sandbox: Running) -> None:
    back = allowed(office, sandbox)
    finish(office.owner, session_key=SESSION, state=back["state"], code=back["code"])
    with pytest.raises(NotPossible, match="This answer from Xero was already used"):
        finish(office.owner, session_key=SESSION, state=back["state"], code=back["code"])


def test_an_expired_code_is_said(office: Office, sandbox: Running) -> None:
    back = allowed(office, sandbox)
    httpx2.post(f"{sandbox.url}/_sandbox/clock", json={"advance_seconds": 400})
    with pytest.raises(NotPossible, match="code had expired"):
        finish(office.owner, session_key=SESSION, state=back["state"], code=back["code"])
    assert not TokenSet.objects.exists()


def test_a_code_for_another_verifier_is_refused(office: Office, sandbox: Running) -> None:
    mine, theirs = allowed(office, sandbox), allowed(office, sandbox)
    with pytest.raises(NotPossible, match="code had expired or was already used"):
        finish(office.owner, session_key=SESSION, state=mine["state"], code=theirs["code"])


def test_an_unreachable_xero_is_said(office: Office, sandbox: Running) -> None:
    back = allowed(office, sandbox)
    with (
        override_settings(XERO_IDENTITY_URL="http://localhost:9"),
        pytest.raises(NotPossible, match="could not be reached"),
    ):
        finish(office.owner, session_key=SESSION, state=back["state"], code=back["code"])


def test_a_consent_without_what_tracker_needs_is_refused(office: Office, sandbox: Running) -> None:
    begun = begin(office.owner, session_key=SESSION)
    less = begun.url.replace("accounting.contacts", "")
    back = allow_access(less, tenant=sandbox.books.tenant_id)
    with pytest.raises(NotPossible, match=r"accounting\.contacts is missing"):
        finish(office.owner, session_key=SESSION, state=back["state"], code=back["code"])
    assert not TokenSet.objects.exists()


def test_only_an_owner_begins(office: Office) -> None:
    with pytest.raises(NotPossible, match="Only an owner"):
        begin(office.colleague, session_key=SESSION)


@override_settings(XERO_CLIENT_ID="")
def test_without_an_app_there_is_nothing_to_begin(office: Office) -> None:
    with pytest.raises(NotPossible, match="XERO_CLIENT_ID"):
        begin(office.owner, session_key=SESSION)


def test_what_came_to_nothing_is_forgotten(office: Office, sandbox: Running) -> None:
    back = allowed(office, sandbox)
    finish(office.owner, session_key=SESSION, state=back["state"], code=back["code"])
    Consent.objects.update(began_at=clock.now() - timedelta(days=2))
    begin(office.owner, session_key=SESSION)
    assert Consent.objects.count() == 1
    assert not TokenSet.objects.exists()
    assert not Connection.objects.exists()


def test_the_verifier_is_not_stored_in_the_clear(office: Office, sandbox: Running) -> None:
    consent = begin(office.owner, session_key=SESSION).consent
    assert bytes(consent.verifier).startswith(b"gAAAA")
    assert consents.KEPT >= consents.CONSENT_TIME
