from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection as database
from django.db import transaction
from django.test import override_settings

from tests.cast import Office
from tests.connected import calls_of, connected
from tracker import clock
from tracker.accounts_system import encryption, tokens
from tracker.accounts_system.models import Connection, TokenSet
from tracker.accounts_system.tokens import NeedsReconnect, TokenUnavailable, access_token
from tracker.agencies.models import Event
from tracker.xero import oauth
from xero_sandbox.server import Running


@pytest.fixture
def token_set(office: Office, sandbox: Running) -> TokenSet:
    found = connected(office, sandbox).token_set
    assert found is not None
    return found


def refreshes(sandbox: Running) -> int:
    return calls_of(sandbox).count("POST /connect/token")


def expire(token_set: TokenSet, *, in_seconds: int = -1) -> None:
    token_set.expires_at = clock.now() + timedelta(seconds=in_seconds)
    token_set.save(update_fields=["expires_at"])


def change(token_set: TokenSet, **fields: Any) -> None:
    TokenSet.objects.filter(pk=token_set.pk).update(**fields)


def test_a_token_that_is_good_is_not_refreshed(token_set: TokenSet, sandbox: Running) -> None:
    assert access_token(token_set) == access_token(token_set)
    assert refreshes(sandbox) == 0


def test_a_token_is_refreshed_two_minutes_early(token_set: TokenSet, sandbox: Running) -> None:
    old = access_token(token_set)
    expire(token_set, in_seconds=110)
    assert access_token(token_set) != old
    assert refreshes(sandbox) == 1
    stored = TokenSet.objects.get()
    assert stored.expires_at > clock.now() + timedelta(minutes=20)
    assert stored.refreshing_until is None


def test_a_token_that_xero_calls_expired_is_refreshed(
    token_set: TokenSet, sandbox: Running
) -> None:
    old = access_token(token_set)
    assert access_token(token_set, expired=True) != old


def test_who_comes_late_takes_the_token_that_is_there(
    token_set: TokenSet, sandbox: Running
) -> None:
    late = TokenSet.objects.get()
    fresh = access_token(token_set, expired=True)
    assert access_token(late, expired=True) == fresh
    assert refreshes(sandbox) == 1


def test_many_at_once_refresh_once(token_set: TokenSet, sandbox: Running) -> None:
    expire(token_set)
    sandbox.sandbox.latency_ms = 200
    seen: list[str] = []

    def ask() -> None:
        try:
            seen.append(access_token(TokenSet.objects.get()))
        finally:
            database.close()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4 and len(set(seen)) == 1
    assert refreshes(sandbox) == 1


def test_who_waits_too_long_is_told_when_to_come_back(
    token_set: TokenSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    expire(token_set)
    monkeypatch.setattr(tokens, "WAIT_SECONDS_MAX", 0.2)
    until = clock.database_now() + timedelta(seconds=50)
    change(token_set, refreshing_until=until)
    with pytest.raises(TokenUnavailable) as told:
        access_token(token_set)
    assert told.value.retry_at == until


def test_a_claim_whose_owner_died_is_taken_over(token_set: TokenSet, sandbox: Running) -> None:
    expire(token_set)
    change(token_set, refreshing_until=clock.database_now() - timedelta(seconds=1))
    assert access_token(token_set)
    assert refreshes(sandbox) == 1


def test_who_finds_it_claimed_uses_the_token_that_still_lives_at_once(
    token_set: TokenSet, sandbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens.time, "sleep", lambda seconds: pytest.fail("it waited"))
    old = access_token(token_set)
    expire(token_set, in_seconds=110)
    change(token_set, refreshing_until=clock.database_now() + timedelta(seconds=60))
    assert access_token(token_set) == old
    assert refreshes(sandbox) == 0


def test_a_lost_reply_is_made_good_with_the_same_token(
    token_set: TokenSet, sandbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    expire(token_set)
    real = oauth.refresh
    lost: list[object] = []

    def lose_the_first(*args: Any) -> oauth.Grant | oauth.GrantFailed:
        answer = real(*args)
        if lost:
            return answer
        lost.append(answer)
        return oauth.GrantFailed(oauth.GrantFailure.UNREACHABLE, "Lost.")

    monkeypatch.setattr(oauth, "refresh", lose_the_first)
    fresh = access_token(token_set)
    assert refreshes(sandbox) == 2
    assert fresh == encryption.decrypted(TokenSet.objects.get().access_token)
    expire(token_set)
    assert access_token(token_set) != fresh


def test_the_token_before_is_tried_when_the_newer_is_unknown(
    token_set: TokenSet, sandbox: Running
) -> None:
    good = bytes(token_set.refresh_token)
    expire(token_set)
    change(token_set, refresh_token=encryption.encrypted("junk"), previous_refresh_token=good)
    assert access_token(token_set)
    kept = TokenSet.objects.get().previous_refresh_token
    assert kept and encryption.decrypted(kept) == encryption.decrypted(good)
    assert Connection.objects.get().works


def test_a_grant_that_has_ended_asks_to_reconnect_once(
    token_set: TokenSet, sandbox: Running
) -> None:
    expire(token_set)
    change(token_set, refresh_token=encryption.encrypted("junk"))
    for _ in range(3):
        with pytest.raises(NeedsReconnect, match="An owner connects again"):
            access_token(token_set)
    assert refreshes(sandbox) == 1
    assert TokenSet.objects.get().refused_at
    assert Connection.objects.get().needs_reconnect
    assert Event.objects.filter(sentence__contains="ended Tracker's access").count() == 1


def test_an_unreachable_xero_is_tried_again_later(token_set: TokenSet) -> None:
    expire(token_set)
    with (
        override_settings(XERO_IDENTITY_URL="http://localhost:9"),
        pytest.raises(TokenUnavailable, match="could not be reached") as told,
    ):
        access_token(token_set)
    assert told.value.retry_at > clock.now()
    assert Connection.objects.get().works
    assert TokenSet.objects.get().refreshing_until is None
    assert access_token(token_set)


def test_a_token_that_still_lives_is_used_while_xero_is_away(token_set: TokenSet) -> None:
    expire(token_set, in_seconds=60)
    old = encryption.decrypted(token_set.access_token)
    with override_settings(XERO_IDENTITY_URL="http://localhost:9"):
        assert access_token(token_set) == old


def test_a_new_consent_wins_over_a_refresh_under_way(
    token_set: TokenSet, sandbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    expire(token_set)
    real = oauth.refresh

    def meanwhile(*args: Any) -> oauth.Grant | oauth.GrantFailed:
        change(
            token_set,
            access_token=encryption.encrypted("from the new consent"),
            refresh_token=encryption.encrypted("also"),
            expires_at=clock.now() + timedelta(minutes=30),
            refreshing_until=None,
        )
        return real(*args)

    monkeypatch.setattr(oauth, "refresh", meanwhile)
    assert access_token(token_set) == "from the new consent"


def test_no_refresh_leaves_inside_a_transaction(token_set: TokenSet, sandbox: Running) -> None:
    expire(token_set)
    with pytest.raises(RuntimeError, match="transaction"), transaction.atomic():
        access_token(token_set)
    assert refreshes(sandbox) == 0


def test_after_disconnecting_there_is_no_token(token_set: TokenSet) -> None:
    held = TokenSet.objects.get()
    token_set.delete()
    with pytest.raises(NeedsReconnect, match="disconnected"):
        access_token(held)


def test_a_key_that_is_gone_asks_to_reconnect(token_set: TokenSet) -> None:
    with (
        override_settings(TRACKER_TOKEN_KEYS=(Fernet.generate_key().decode(),)),
        pytest.raises(NeedsReconnect, match="TRACKER_TOKEN_KEYS"),
    ):
        access_token(token_set)


def test_no_secret_shows_in_what_is_stored_or_said(token_set: TokenSet) -> None:
    secret = access_token(token_set)
    stored = TokenSet.objects.get()
    assert secret.encode() not in bytes(stored.access_token)
    assert secret not in repr(stored) + str(stored)
    assert not Event.objects.filter(sentence__contains=secret[:20]).exists()
