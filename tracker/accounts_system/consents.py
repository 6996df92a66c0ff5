"""To Xero's consent page and back: the authorisation code with PKCE.

``state`` binds the way there to a session, a person, their agency and ten minutes, and is good
once. The verifier never leaves the server.
https://developer.xero.com/documentation/guides/oauth2/auth-flow/
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from tracker import clock
from tracker.accounts_system.encryption import decrypted, encrypted
from tracker.accounts_system.models import Consent, TokenSet
from tracker.accounts_system.tokens import app, store
from tracker.agencies.models import Agency, Person
from tracker.agencies.not_possible import NotPossible
from tracker.xero import oauth
from tracker.xero.connections import ConnectionSeen, Failed

CONSENT_TIME = timedelta(minutes=10)
KEPT = timedelta(days=1)
ORGANISATION = "ORGANISATION"

ORGANISATION_SCOPES = tuple(scope for scope in oauth.SCOPES if scope != "offline_access")


@dataclass(frozen=True)
class Tenant:
    """An organisation that Xero offers. ``connection_id`` is Xero's id of our link to it."""

    connection_id: str
    tenant_id: str
    name: str


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and what we remember of it."""

    url: str
    consent: Consent


def begin(person: Person, *, session_key: str) -> Begun:
    """Start connecting. Raises ``NotPossible`` for who may not, or where Xero is not set up."""
    require_owner(person)
    if not settings.XERO_CLIENT_ID:
        raise NotPossible("This Tracker has no Xero app yet: XERO_CLIENT_ID is not set.")
    state, verifier, now = secrets.token_urlsafe(32), oauth.new_verifier(), clock.now()
    _forget_what_came_to_nothing(person.agency)
    consent = Consent.objects.create(
        agency=person.agency,
        person=person,
        session_hash=_hash(session_key),
        state_hash=_hash(state),
        verifier=encrypted(verifier),
        began_at=now,
    )
    return Begun(oauth.authorisation_url(app(), state, verifier), consent)


def finish(
    person: Person, *, session_key: str, state: str, code: str = "", error: str = ""
) -> Consent:
    """Take what Xero sent back: tokens are stored, and ``tenants`` says what there is to choose.

    Makes two requests, outside any transaction. Raises ``NotPossible`` with what went wrong.
    """
    consent = _use(person, session_key=session_key, state=state)
    if error:
        raise NotPossible(_error_sentence(error))
    if not code:
        raise NotPossible("Xero came back without a code. Nothing was changed. Start again.")
    grant = _exchange(consent, code)
    _require_scopes(grant)
    consent.token_set = keep_tokens(person.agency, grant)
    consent.tenants = [vars(tenant) for tenant in tenants(grant)]
    consent.save(update_fields=["token_set", "tenants"])
    if not consent.tenants:
        raise NotPossible(
            "Xero let Tracker in, but named no organisation. Start again, and pick your company"
            " on Xero's page before you press Allow access."
        )
    return consent


def to_choose_from(consent: Consent) -> list[Tenant]:
    """The organisations of a consent that came back."""
    return [Tenant(**tenant) for tenant in consent.tenants]


def own_consent(person: Person, consent_id: int, *, session_key: str) -> Consent:
    """The consent whose organisation is being chosen. Raises ``NotPossible`` when it is over."""
    consent = Consent.objects.filter(pk=consent_id, agency=person.agency, person=person).first()
    if consent is None or consent.session_hash != _hash(session_key) or not consent.token_set:
        raise NotPossible("This choice belongs to another sign-in. Start again.")
    if consent.connected_at:
        raise NotPossible("This choice was already made.")
    if clock.now() > consent.began_at + KEPT:
        raise NotPossible("This choice was left open for too long. Start again.")
    return consent


def require_owner(person: Person) -> None:
    if not person.may_own:
        raise NotPossible("Only an owner can connect or disconnect Xero.")


def keep_tokens(agency: Agency, grant: oauth.Grant) -> TokenSet:
    """Store a new pair for its Xero user; theirs is one row, shared by all their connections."""
    with transaction.atomic():
        token_set, is_new = TokenSet.objects.select_for_update().get_or_create(
            agency=agency,
            client_id=settings.XERO_CLIENT_ID,
            xero_user_id=grant.user_id,
            defaults={"access_token": b"", "refresh_token": b"", "expires_at": clock.now()},
        )
        previous = None if is_new else bytes(token_set.refresh_token)
        store(token_set, grant, previous=previous)
        token_set.save()
    return token_set


def tenants(grant: oauth.Grant) -> list[Tenant]:
    """The organisations of this consent; where none is marked as of it, all of this person's.

    One request. Raises ``NotPossible`` where Xero does not say.
    """
    seen = oauth.connections(app(), grant.access_token)
    if isinstance(seen, Failed):
        raise NotPossible(f"{seen.sentence} Nothing was connected. Start again.")
    organisations = [each for each in seen if each.tenant_type == ORGANISATION]
    of_this = [each for each in organisations if each.auth_event_id == grant.auth_event_id]
    return [_tenant(each) for each in of_this or organisations]


def _forget_what_came_to_nothing(agency: Agency) -> None:
    """Old consents, and tokens that no connection and no consent holds any more."""
    Consent.objects.filter(agency=agency, began_at__lt=clock.now() - KEPT).delete()
    TokenSet.objects.filter(agency=agency, connection=None, consent=None).delete()


def _tenant(seen: ConnectionSeen) -> Tenant:
    return Tenant(seen.connection_id, seen.tenant_id, seen.tenant_name)


def _use(person: Person, *, session_key: str, state: str) -> Consent:
    """Spend a state. Each way in which it can be wrong has its own sentence."""
    require_owner(person)
    consent = Consent.objects.filter(state_hash=_hash(state)).first() if state else None
    if consent is None:
        raise NotPossible(
            "This answer from Xero does not belong to anything that Tracker asked."
            " Nothing was changed. Start again."
        )
    is_theirs = consent.person_id == person.pk and consent.agency_id == person.agency_id
    if not is_theirs or consent.session_hash != _hash(session_key):
        raise NotPossible(
            "Connecting was started by somebody else, or in another browser or sign-in."
            " Nothing was changed. Start again here."
        )
    if clock.now() > consent.began_at + CONSENT_TIME:
        raise NotPossible(
            "Allowing access took longer than ten minutes. Nothing was changed. Start again."
        )
    if not Consent.objects.filter(pk=consent.pk, used_at=None).update(used_at=clock.now()):
        raise NotPossible("This answer from Xero was already used. Start again if you need to.")
    return consent


def _exchange(consent: Consent, code: str) -> oauth.Grant:
    result = oauth.exchange(app(), code, decrypted(consent.verifier))
    if isinstance(result, oauth.Grant):
        return result
    if result.is_final:
        raise NotPossible(
            "Xero's code had expired or was already used (it lives five minutes)."
            " Nothing was changed. Start again."
        )
    if result.failure is oauth.GrantFailure.UNREACHABLE:
        raise NotPossible("Xero could not be reached. Nothing was changed. Try again in a minute.")
    raise NotPossible(f"{result.sentence} Nothing was changed.")


def _require_scopes(grant: oauth.Grant) -> None:
    granted = set(grant.scope.split())
    missing = [scope for scope in ORGANISATION_SCOPES if granted and scope not in granted]
    if missing:
        raise NotPossible(
            f"Xero did not give Tracker everything it needs: {', '.join(missing)} is missing."
            " Nothing was changed. Start again and allow all that Xero lists."
        )


def _error_sentence(error: str) -> str:
    if error == "access_denied":
        return "Access was not allowed in Xero, so nothing was connected. Start again when ready."
    shown = error if re.fullmatch(r"[a-z_]{1,40}", error) else "unknown"
    return (
        f"Xero refused to connect ({shown}). Nothing was changed."
        " Check the app's client id, redirect URI and scopes at developer.xero.com."
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
