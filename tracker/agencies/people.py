"""The people of an agency: inviting, roles, removing, and one-time links to sign in."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.db import transaction
from django.urls import reverse

from tracker import clock
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Agency, Person, Role
from tracker.agencies.not_possible import NotPossible

LINK_LASTS = timedelta(days=7)
SALT = "tracker.agencies.people.sign_in_link"


def invite(agency: Agency, *, email: str, name: str, role: str, by: By) -> Person:
    """Add a person who cannot sign in yet: give them their `sign_in_link`.

    Somebody who was removed is taken back. Raises `NotPossible` where the address is in use.
    """
    address = email.strip().lower()
    with transaction.atomic():
        # Two invitations of one agency wait for each other: a double click makes one person.
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        known = Person.objects.select_for_update().filter(email=address).first()
        if known and (known.is_active or known.agency_id != agency.pk):
            raise NotPossible(f"{address} already signs in to Tracker.")
        person = known or Person(agency=agency, email=address)
        person.name, person.role, person.is_active = name.strip(), Role(role), True
        person.set_unusable_password()
        person.save()
        sentence = f"{person} was invited as {person.get_role_display().lower()}."
        events.record(agency, "person", person.pk, sentence, by=by)
    return person


def change_role(person: Person, *, role: str, by: By) -> None:
    """Give somebody another role. Raises `NotPossible` for the last owner."""
    with transaction.atomic():
        if role != Role.OWNER:
            _require_another_owner(person)
        person.role = Role(role)
        person.save(update_fields=["role"])
        sentence = f"{person} is now {person.get_role_display().lower()}."
        events.record(person.agency, "person", person.pk, sentence, by=by)


def remove(person: Person, *, by: By) -> None:
    """Nobody signs in as this person any more; history keeps the name.

    Raises `NotPossible` for the last owner.
    """
    with transaction.atomic():
        _require_another_owner(person)
        person.is_active = False
        person.set_unusable_password()
        person.save(update_fields=["is_active", "password"])
        events.record(person.agency, "person", person.pk, f"{person} was removed.", by=by)


def rename(person: Person, *, name: str, by: By) -> None:
    with transaction.atomic():
        person.name = name.strip()
        person.save(update_fields=["name"])
        events.record(person.agency, "person", person.pk, f"Now called {person}.", by=by)


def set_password(person: Person, *, password: str, by: By) -> None:
    """Raises Django's `ValidationError` with what is wrong with the password."""
    validate_password(password, person)
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        events.record(person.agency, "person", person.pk, "Set a password.", by=by)


def sign_in_link(person: Person) -> str:
    """An absolute address that lets this person set a password: once, within 7 days.

    The link is signed and kept nowhere. It carries a print of the password's hash, so setting a
    password uses up every link given out before; so does a link for somebody who never had one.
    """
    if not person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])
    until = int((clock.now() + LINK_LASTS).timestamp())
    content = {"person": person.pk, "until": until, "print": _print(person)}
    token = signing.Signer(salt=SALT).sign_object(content)
    return f"{settings.TRACKER_URL}{reverse('sign_in_link', args=[token])}"


def person_of_link(token: str) -> Person | None:
    """Whom a link is for, or nobody where it is wrong, used or too old."""
    try:
        content = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    person = Person.objects.filter(pk=content["person"], is_active=True).first()
    if person is None or content["print"] != _print(person):
        return None
    return person if clock.now() < datetime.fromtimestamp(content["until"], UTC) else None


def _print(person: Person) -> str:
    return sha256(person.password.encode()).hexdigest()[:20]


def _require_another_owner(person: Person) -> None:
    owners = Person.objects.select_for_update().filter(
        agency_id=person.agency_id, role=Role.OWNER, is_active=True
    )
    if [owner.pk for owner in owners] == [person.pk]:
        raise NotPossible(f"{person} is the only owner: make somebody else an owner first.")
