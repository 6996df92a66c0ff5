"""Writing and reading what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tracker import clock
from tracker.agencies.models import Agency, Event, Person

XERO = "Xero"
TRACKER = "Tracker"
By = Person | str


@dataclass(frozen=True)
class Happening:
    """An event to be written: of which record, and what a person reads."""

    subject: str
    subject_id: UUID | int | str
    sentence: str
    batch_number: int | None = None
    call_id: int | None = None


def record(
    agency: Agency,
    subject: str,
    subject_id: UUID | int | str,
    sentence: str,
    *,
    by: By,
    batch_number: int | None = None,
    call_id: int | None = None,
) -> None:
    """Write one event; ``by`` is a person, or a name such as ``Tracker``."""
    happening = Happening(subject, subject_id, sentence, batch_number, call_id)
    record_all(agency, [happening], by=by)


def record_all(agency: Agency, happenings: Iterable[Happening], *, by: By) -> None:
    """Write many events with one statement, all at the same moment."""
    at = clock.now()
    person = by if isinstance(by, Person) else None
    Event.objects.bulk_create(
        [
            Event(
                agency=agency,
                at=at,
                by=person,
                by_name=str(by),
                subject=each.subject,
                subject_id=str(each.subject_id),
                sentence=each.sentence,
                batch_number=each.batch_number,
                call_id=each.call_id,
            )
            for each in happenings
        ],
        batch_size=1000,
    )


def history(agency: Agency, subject: str, subject_id: UUID | int | str) -> QuerySet[Event]:
    """What happened to one record, newest first."""
    return Event.objects.filter(
        agency=agency, subject=subject, subject_id=str(subject_id)
    ).order_by("-id")
