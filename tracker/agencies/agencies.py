"""Making an agency, and its owner."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tracker.agencies import events, people
from tracker.agencies.events import By
from tracker.agencies.models import Agency, Entity, Role
from tracker.agencies.not_possible import NotPossible


@transaction.atomic
def create_agency(
    *, name: str, owner_email: str, owner_name: str = "", password: str | None = None, by: By
) -> Agency:
    """Make an agency with one entity of the same name, and its owner.

    Without a password the owner needs a `people.sign_in_link`. Raises ``NotPossible``.
    """
    name = " ".join(name.split())
    if not name:
        raise NotPossible("An agency needs a name.")
    if Agency.objects.filter(name__iexact=name).exists():
        raise NotPossible(f"There is already an agency called “{name}”.")
    agency = Agency.objects.create(name=name)
    Entity.objects.create(agency=agency, name=name)
    events.record(agency, "agency", agency.id, f"Agency “{name}” created.", by=by)
    _check_email(owner_email)
    owner = people.invite(agency, email=owner_email, name=owner_name, role=Role.OWNER, by=by)
    if password is not None:
        people.set_password(owner, password=password, by=by)
    return agency


def _check_email(email: str) -> None:
    try:
        validate_email(email.strip())
    except ValidationError:
        raise NotPossible(f"“{email}” is not an e-mail address.") from None
