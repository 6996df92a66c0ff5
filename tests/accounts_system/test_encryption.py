from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import override_settings

from tests import cast
from tests.cast import Office
from tests.connected import connected
from tracker import clock
from tracker.accounts_system import tokens
from tracker.accounts_system.encryption import EncryptionError, decrypted, encrypted, rotate
from tracker.accounts_system.models import TokenSet
from tracker.xero import oauth
from xero_sandbox.server import Running

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_a_secret_comes_back_and_does_not_show() -> None:
    stored = encrypted("a secret")
    assert b"a secret" not in stored
    assert decrypted(stored) == "a secret"


def test_an_older_key_still_reads() -> None:
    with override_settings(TRACKER_TOKEN_KEYS=(OLD,)):
        stored = encrypted("a secret")
    with override_settings(TRACKER_TOKEN_KEYS=(NEW, OLD)):
        assert decrypted(stored) == "a secret"


def test_a_key_that_does_not_fit_is_said_without_the_secret() -> None:
    with override_settings(TRACKER_TOKEN_KEYS=(OLD,)):
        stored = encrypted("a secret")
    with (
        override_settings(TRACKER_TOKEN_KEYS=(NEW,)),
        pytest.raises(EncryptionError, match="TRACKER_TOKEN_KEYS") as told,
    ):
        decrypted(stored)
    assert told.value.__cause__ is None


def test_without_a_key_nothing_is_stored() -> None:
    with override_settings(TRACKER_TOKEN_KEYS=()), pytest.raises(EncryptionError, match="not set"):
        encrypted("a secret")


@pytest.mark.django_db
def test_after_rotating_the_old_key_may_go() -> None:
    with override_settings(TRACKER_TOKEN_KEYS=(OLD,)):
        TokenSet.objects.create(
            agency=cast.office().agency,
            client_id="test-client",
            xero_user_id="somebody",
            access_token=encrypted("access"),
            refresh_token=encrypted("refresh"),
            expires_at=clock.now() + timedelta(minutes=30),
        )
    with override_settings(TRACKER_TOKEN_KEYS=(NEW, OLD)):
        assert rotate() == 1
    with override_settings(TRACKER_TOKEN_KEYS=(NEW,)):
        kept = TokenSet.objects.get()
        assert decrypted(kept.access_token) == "access"
        assert decrypted(kept.refresh_token) == "refresh"
        assert kept.previous_refresh_token is None


@pytest.fixture
def under_the_old_key(office: Office, sandbox: Running) -> TokenSet:
    with override_settings(TRACKER_TOKEN_KEYS=(OLD,)):
        connected(office, sandbox)
    return TokenSet.objects.get()


def test_a_refused_token_is_known_again_under_another_key(under_the_old_key: TokenSet) -> None:
    """Keys are rotated between Xero's refusal and the refresh."""
    with override_settings(TRACKER_TOKEN_KEYS=(NEW, OLD)):
        refused = decrypted(under_the_old_key.access_token)
        rotate()
        assert tokens.access_token(under_the_old_key, expired=True) != refused


def test_a_refresh_during_rotation_leaves_nothing_under_the_old_key(
    under_the_old_key: TokenSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh = oauth.refresh

    def rotated_meanwhile(*asked: Any) -> Any:
        rotate()
        return refresh(*asked)

    monkeypatch.setattr(oauth, "refresh", rotated_meanwhile)
    with override_settings(TRACKER_TOKEN_KEYS=(NEW, OLD)):
        tokens.access_token(under_the_old_key, expired=True)
    kept = TokenSet.objects.get()
    with override_settings(TRACKER_TOKEN_KEYS=(NEW,)):
        for stored in (kept.access_token, kept.refresh_token, kept.previous_refresh_token):
            assert stored and decrypted(stored)
