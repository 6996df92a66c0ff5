"""A company's details over those in Xero: only because a person asks, with the change shown first.

``prepare`` reads Xero and shows; ``send`` reads once more, and makes a batch of kind ``company``
only where what would change is still what the person saw.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from tracker import clock
from tracker.accounts_system import company_links, lane
from tracker.accounts_system.contacts import keep_contacts
from tracker.accounts_system.deltas import must_read
from tracker.accounts_system.failures import said_in_a_sentence
from tracker.accounts_system.models import CompanyLink, Connection
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.sending import compose
from tracker.sending.batches import next_number
from tracker.sending.models import Batch, ContactUpdate
from tracker.sending.waking import wake
from tracker.xero import contact_details, contacts, json
from tracker.xero.contact_details import Details

KIND = "company"
"""``Batch.kind`` of a batch that carries companies' details."""


@dataclass(frozen=True)
class Change:
    """One detail in words: what it is called, what Xero has, what it would be."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Prepared:
    """What would change; nothing where Xero has everything as it is here.

    ``seen`` tells this change from any other: *Send* carries it, so that only what was shown goes.
    """

    contact_id: str
    name: str
    before: Details
    after: Details

    @property
    def changes(self) -> list[Change]:
        return changes_in_words(self.before, self.after)

    @property
    def seen(self) -> str:
        said = json.write({"contact": self.contact_id, "was": self.before, "is": self.after})
        return hashlib.sha256(said).hexdigest()


def changes_in_words(before: Details, after: Details) -> list[Change]:
    """Each detail of ``after`` with both values, in the order of the page."""
    words = contact_details.in_words
    return [
        Change(contact_details.LABELS[name], words(name, before[name]), words(name, after[name]))
        for name in contact_details.LABELS
        if name in after
    ]


def prepare(company: Company, *, connection: Connection, by: By) -> Prepared:
    """What would change in Xero, read there now: one call, outside any transaction.

    Raises ``NotPossible``: no link, an archived contact (Xero lets nobody edit those), details
    that Xero would refuse, a supplier that is not this person's to change, Xero out of reach.
    """
    link = _link(company, connection, by)
    ours = compose.contact(company)
    if problems := contacts.problems(ours):
        raise NotPossible(" ".join(problems))
    with said_in_a_sentence(connection, "contacts"):
        answer = must_read(connection, contacts.by_ids([link.contact_id]))
    found = contact_details.parse_all(answer.data)
    keep_contacts(connection, found)
    if not found:
        raise NotPossible("Xero does not have this contact any more: choose another one.")
    if found[0].is_archived:
        raise NotPossible(f"“{found[0].name}” is archived in Xero, where nobody can edit it then.")
    theirs = contact_details.details_of(found[0])
    after = contact_details.changes(theirs, ours)
    before = {name: theirs[name] for name in after}
    return Prepared(link.contact_id, found[0].name, before, after)


def send(company: Company, *, connection: Connection, seen: str, by: By) -> Batch:
    """The click: one batch, one update, and the lane is woken.

    Raises ``NotPossible`` as ``prepare``, and where the change is not the one that was ``seen``.
    """
    prepared = prepare(company, connection=connection, by=by)
    if not prepared.after:
        raise NotPossible("Xero has everything as it is here: there is nothing to update.")
    if prepared.seen != seen:
        raise NotPossible("The details were changed since you looked: look at them again.")
    with transaction.atomic():
        lane.knock(connection.tenant_id)
        locked = Company.objects.select_for_update().get(pk=company.pk)
        if _link(locked, connection, by).contact_id != prepared.contact_id:
            raise NotPossible("The company was linked to another contact meanwhile: look again.")
        batch = _batch(locked, connection, by)
        ContactUpdate.objects.create(
            batch=batch,
            company=locked,
            contact_id=prepared.contact_id,
            before=prepared.before,
            after=prepared.after,
        )
        _record(locked, batch, prepared.changes, by)
        wake(connection.tenant_id)
    return batch


def latest_of(company: Company, connection: Connection) -> ContactUpdate | None:
    """The newest update of the company's details, whatever became of it."""
    updates = ContactUpdate.objects.filter(company=company, batch__connection=connection)
    return updates.select_related("batch").order_by("pk").last()


def _link(company: Company, connection: Connection, by: By) -> CompanyLink:
    if sentence := company_links.why_not(company, connection=connection, by=by):
        raise NotPossible(sentence)
    link = company_links.link_of(company, connection)
    if link is None:
        raise NotPossible(f"{company} is not linked to a contact in Xero yet.")
    return link


def _batch(company: Company, connection: Connection, by: By) -> Batch:
    now = clock.now()
    return Batch.objects.create(
        agency=company.agency,
        connection=connection,
        kind=KIND,
        number=next_number(company.agency),
        by=by if isinstance(by, Person) else None,
        by_name=str(by),
        prepared_at=now,
        clicked_at=now,
    )


def _record(company: Company, batch: Batch, changes: Sequence[Change], by: By) -> None:
    named = ", ".join(each.label for each in changes)
    sentence = f"Details sent to Xero: {named}."
    for subject, key in (("company", company.pk), ("batch", batch.pk)):
        events.record(company.agency, subject, key, sentence, by=by, batch_number=batch.number)
