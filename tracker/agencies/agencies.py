"""Making an agency, and its first people."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Agency, Entity, Person, Role
from tracker.agencies.not_possible import NotPossible


@transaction.atomic
def create_agency(
    *, name: str, owner_email: str, owner_name: str = "", password: str | None = None, by: By
) -> Agency:
    """Make an agency with one entity of the same name, and its owner.

    Without a password the owner cannot sign in until one is set. Raises ``NotPossible``.
    """
    name = name.strip()
    if not name:
        raise NotPossible("An agency needs a name.")
    if Agency.objects.filter(name=name).exists():
        raise NotPossible(f"There is already an agency called “{name}”.")
    agency = Agency.objects.create(name=name)
    Entity.objects.create(agency=agency, name=name)
    events.record(agency, "agency", agency.id, f"Agency “{name}” created.", by=by)
    add_person(
        agency=agency,
        email=owner_email,
        name=owner_name,
        role=Role.OWNER,
        password=password,
        by=by,
    )
    return agency


@transaction.atomic
def add_person(
    *,
    agency: Agency,
    email: str,
    name: str = "",
    role: str = Role.VIEWER,
    password: str | None = None,
    by: By,
) -> Person:
    """Add somebody who may sign in. Raises ``NotPossible``, also for an address in use."""
    email = email.strip().lower()
    _check_email(email)
    person = Person.objects.create_user(
        email, password=password, agency=agency, name=name.strip(), role=role
    )
    sentence = f"{person} added as {Role(role).label.lower()}."
    events.record(agency, "person", person.id, sentence, by=by)
    return person


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise NotPossible(f"“{email}” is not an e-mail address.") from None
    if Person.objects.filter(email=email).exists():
        raise NotPossible(f"Somebody already signs in as {email}.")
