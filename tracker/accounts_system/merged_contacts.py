"""Contacts that a bookkeeper merged in Xero: our links follow them, and say so.

https://developer.xero.com/documentation/api/accounting/contacts (MergedToContactID)
"""

from contextlib import suppress

from django.db import IntegrityError, transaction

from tracker.accounts_system.known_contacts import MERGES_MAX
from tracker.accounts_system.models import CompanyLink, Connection, XeroContact
from tracker.agencies import events


def follow_merged(connection: Connection) -> None:
    """Move each link on a merged contact to the one that it became, with an event.

    Where that one is linked to another of our companies nothing is moved: a person decides.
    """
    merged = XeroContact.objects.filter(connection=connection).exclude(merged_to="")
    links = CompanyLink.objects.filter(
        connection=connection, contact_id__in=merged.values("contact_id")
    )
    for link in links.select_related("company__agency", "connection").order_by("pk"):
        _follow(link)


def heir_of(connection: Connection, contact_id: str) -> XeroContact | None:
    """The contact itself, or the one that it was merged into, however often."""
    rows = XeroContact.objects.filter(connection=connection)
    contact = rows.filter(contact_id=contact_id).first()
    for _ in range(MERGES_MAX):
        if contact is None or not contact.merged_to:
            break
        contact = rows.filter(contact_id=contact.merged_to).first()
    return contact


def merged_into(connection: Connection, contact_id: str) -> set[str]:
    """The ids of the contact and of all that became it."""
    rows = XeroContact.objects.filter(connection=connection)
    found = {contact_id}
    for _ in range(MERGES_MAX):
        found |= set(rows.filter(merged_to__in=found).values_list("contact_id", flat=True))
    return found


def _follow(link: CompanyLink) -> None:
    heir = heir_of(link.connection, link.contact_id)
    if heir is None or heir.merged_to or heir.contact_id == link.contact_id:
        return
    # The other company keeps it: the constraint stands in the way.
    with suppress(IntegrityError), transaction.atomic():
        _move(link, heir)


def _move(link: CompanyLink, heir: XeroContact) -> None:
    """Only a link that is still as it was read: somebody may have chosen another meanwhile."""
    moved = CompanyLink.objects.filter(pk=link.pk, contact_id=link.contact_id).update(
        contact_id=heir.contact_id
    )
    if moved:
        sentence = (
            f"“{link.company}” was merged in Xero into “{heir}”: Tracker follows the contact."
        )
        events.record(link.company.agency, "company", link.company_id, sentence, by=events.XERO)
