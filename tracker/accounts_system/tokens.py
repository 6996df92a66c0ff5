"""A token set's access token, refreshed by whoever claims it first.

Xero rotates both tokens with every refresh, and copies of a token set break each other, so one
refresh at a time: claimed by one UPDATE, made outside any transaction, written only while the
claim still stands. https://developer.xero.com/documentation/guides/oauth2/token-types
"""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection as database
from django.db import transaction
from django.db.models import Q

from tracker import clock
from tracker.accounts_system.encryption import EncryptionError, decrypted, encrypted
from tracker.accounts_system.health import mark_needs_reconnect
from tracker.accounts_system.models import Connection, TokenSet
from tracker.xero import oauth
from tracker.xero.app import App

REFRESH_BEFORE = timedelta(minutes=2)
CLAIM = timedelta(seconds=60)
WAIT_SECONDS_MAX = 5.0
WAIT_STEP_SECONDS = 0.1
RETRY_AFTER_UNREACHABLE = timedelta(seconds=30)
RETRY_AFTER_REFUSED_APP = timedelta(minutes=15)


class NeedsReconnect(Exception):
    """Only a person's new consent helps; the text is a sentence for people."""


class TokenUnavailable(Exception):
    """No token now, perhaps one later: ``retry_at`` (aware). The text is a sentence for people."""

    def __init__(self, sentence: str, *, retry_at: datetime) -> None:
        super().__init__(sentence)
        self.retry_at = retry_at


def app() -> App:
    """Our registration with Xero, as configured."""
    return App(
        client_id=settings.XERO_CLIENT_ID,
        client_secret=settings.XERO_CLIENT_SECRET,
        redirect_uri=f"{settings.TRACKER_URL}/plugins/xero/callback/",
        login_url=settings.XERO_LOGIN_URL,
        identity_url=settings.XERO_IDENTITY_URL,
        api_url=settings.XERO_API_URL,
    )


def access_token(token_set: TokenSet, *, expired: bool = False) -> str:
    """A token that Xero should accept, refreshed once at most.

    ``expired`` says that Xero has just refused the one in ``token_set`` as expired. Raises
    NeedsReconnect, TokenUnavailable. Must not be called inside a transaction.
    """
    # As a text: encrypted under another key meanwhile, the same token looks like another one.
    refused = _secret(token_set.access_token) if expired else None
    give_up_at = time.monotonic() + WAIT_SECONDS_MAX
    while True:
        _read_again(token_set)
        if not _needs_refresh(token_set, refused):
            return _secret(token_set.access_token)
        claim = _claim(token_set)
        if claim is not None:
            return _refreshed(token_set, claim, refused)
        # Whoever renews it early may have died over it: a token that lives is good enough.
        if _still_lives(token_set, refused) or time.monotonic() > give_up_at:
            return _whatever_is_left(token_set, refused)
        time.sleep(WAIT_STEP_SECONDS)


def store(token_set: TokenSet, grant: oauth.Grant, *, previous: bytes | None) -> None:
    """Put a new pair on the row (unsaved); any claim on the old pair ends with it."""
    token_set.access_token = encrypted(grant.access_token)
    token_set.refresh_token = encrypted(grant.refresh_token)
    token_set.previous_refresh_token = previous
    token_set.expires_at = clock.now() + timedelta(seconds=grant.expires_in)
    token_set.scope = grant.scope or token_set.scope
    token_set.refreshing_until = None
    token_set.refused_at = None


def _secret(stored: bytes | memoryview) -> str:
    try:
        return decrypted(stored)
    except EncryptionError as problem:
        raise NeedsReconnect(str(problem)) from None


def _read_again(token_set: TokenSet) -> None:
    try:
        token_set.refresh_from_db()
    except TokenSet.DoesNotExist:
        raise NeedsReconnect("Tracker was disconnected from Xero.") from None


def _needs_refresh(token_set: TokenSet, refused: str | None) -> bool:
    if token_set.refused_at:
        raise NeedsReconnect(_refused_sentence())
    if refused is not None and _secret(token_set.access_token) == refused:
        return True
    return token_set.expires_at <= clock.now() + REFRESH_BEFORE


def _still_lives(token_set: TokenSet, refused: str | None) -> bool:
    return refused is None and token_set.expires_at > clock.now()


def _claim(token_set: TokenSet) -> datetime | None:
    """Take the refresh for ourselves if nobody has it; the database's time decides."""
    now = clock.database_now()
    free = Q(refreshing_until=None) | Q(refreshing_until__lt=now)
    claimed = TokenSet.objects.filter(
        free, pk=token_set.pk, refresh_token=bytes(token_set.refresh_token)
    ).update(refreshing_until=now + CLAIM)
    return now + CLAIM if claimed else None


def _refreshed(token_set: TokenSet, claim: datetime, refused: str | None) -> str:
    if database.in_atomic_block:
        raise RuntimeError("tokens may not be refreshed inside a database transaction")
    used, result = _ask(token_set)
    if isinstance(result, oauth.Grant):
        return _keep(token_set, claim, used, result)
    if result.is_final:
        return _refuse(token_set, claim)
    TokenSet.objects.filter(pk=token_set.pk, refreshing_until=claim).update(refreshing_until=None)
    return _whatever_is_left(token_set, refused, result)


def _ask(token_set: TokenSet) -> tuple[bytes, oauth.Grant | oauth.GrantFailed]:
    """Refresh with the token we hold; where Xero knows it no longer, with the one before.

    A lost reply may have rotated the pair: the same token is tried once more, which Xero allows
    for 30 minutes (https://developer.xero.com/faq/oauth2).
    """
    used = bytes(token_set.refresh_token)
    result = _ask_twice(used)
    previous = token_set.previous_refresh_token
    if isinstance(result, oauth.GrantFailed) and result.is_final and previous:
        used = bytes(previous)
        result = _ask_twice(used)
    return used, result


def _ask_twice(stored: bytes) -> oauth.Grant | oauth.GrantFailed:
    secret = _secret(stored)
    result = oauth.refresh(app(), secret)
    if isinstance(result, oauth.Grant) or not result.was_sent:
        return result
    is_lost = result.failure is oauth.GrantFailure.UNREACHABLE
    return oauth.refresh(app(), secret) if is_lost else result


def _keep(token_set: TokenSet, claim: datetime, used: bytes, grant: oauth.Grant) -> str:
    with transaction.atomic():
        row = TokenSet.objects.select_for_update().filter(pk=token_set.pk).first()
        if row and row.refreshing_until == claim:
            # Under the first key, whichever it was read under: the old one may go at any time.
            store(row, grant, previous=encrypted(decrypted(used)))
            row.save()
        # Else somebody connected again meanwhile, and their pair is the newer one.
    _read_again(token_set)
    return _secret(token_set.access_token)


def _refuse(token_set: TokenSet, claim: datetime) -> str:
    with transaction.atomic():
        refused = TokenSet.objects.filter(pk=token_set.pk, refreshing_until=claim).update(
            refused_at=clock.now(), refreshing_until=None
        )
        if refused:
            for connection in Connection.objects.filter(token_set=token_set, disconnected_at=None):
                mark_needs_reconnect(connection, _refused_sentence())
    _read_again(token_set)
    if token_set.refused_at:
        raise NeedsReconnect(_refused_sentence())
    return _secret(token_set.access_token)


def _refused_sentence() -> str:
    return (
        "Xero has ended Tracker's access: it was withdrawn, or not used for 60 days."
        " An owner connects again on PlugIns."
    )


def _whatever_is_left(
    token_set: TokenSet, refused: str | None, failed: oauth.GrantFailed | None = None
) -> str:
    """The stored token while it has not expired; it was only to be renewed early."""
    if _still_lives(token_set, refused):
        return _secret(token_set.access_token)
    now = clock.now()
    if failed is None:
        raise TokenUnavailable(
            "Access to Xero is being renewed.", retry_at=token_set.refreshing_until or now
        )
    is_ours = failed.failure is oauth.GrantFailure.OTHER
    wait = RETRY_AFTER_REFUSED_APP if is_ours else RETRY_AFTER_UNREACHABLE
    raise TokenUnavailable(failed.sentence, retry_at=now + wait)
