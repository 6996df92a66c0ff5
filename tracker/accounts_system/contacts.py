"""The organisation's contacts and items, as we last read them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from tracker import clock
from tracker.accounts_system import deltas, merged_contacts
from tracker.accounts_system.models import Connection, XeroContact, XeroItem
from tracker.companies.names import name_key
from tracker.xero import contacts, items
from tracker.xero.outcome import Outcome
from tracker.xero.types import Contact, Item


def read_contacts(connection: Connection, *, batch_number: int | None = None) -> None:
    """Read what changed since the last time, archived ones too; one call for each 1,000.

    Links follow contacts that were merged meanwhile. Raises ``deltas.ReadFailed`` and what
    ``calls.read`` raises.
    """
    began_at = clock.database_now()

    def keep(outcome: Outcome) -> deltas.Page:
        found = contacts.parse_all(outcome.data)
        keep_contacts(connection, found)
        moments = [each.updated_date_utc for each in found]
        return deltas.page_of(outcome, "Contacts", moments, size_max=contacts.PAGE_SIZE_MAX)

    watermark = deltas.read_pages(
        connection,
        since=connection.contacts_until,
        request=lambda since, page: contacts.list_since(since, page=page),
        keep=keep,
        batch_number=batch_number,
    )
    connection.contacts_until = watermark or connection.contacts_until
    connection.contacts_read_at = began_at
    connection.save(update_fields=["contacts_until", "contacts_read_at"])
    merged_contacts.follow_merged(connection)


def read_items(connection: Connection, *, batch_number: int | None = None) -> None:
    """Read what changed since the last time; one call. Raises as ``read_contacts``."""
    began_at = clock.database_now()
    outcome = deltas.must_read(
        connection, items.list_since(connection.items_until), batch_number=batch_number
    )
    keep_items(connection, items.parse_all(outcome.data))
    if outcome.server_time is not None:
        connection.items_until = outcome.server_time - deltas.WATERMARK_OVERLAP
    connection.items_read_at = began_at
    connection.save(update_fields=["items_until", "items_read_at"])


def read_both(connection: Connection, *, batch_number: int | None = None) -> None:
    """Read contacts and items, each unless it was read within the last minute."""
    if not is_fresh(connection.contacts_read_at):
        read_contacts(connection, batch_number=batch_number)
    if not is_fresh(connection.items_read_at):
        read_items(connection, batch_number=batch_number)


def is_fresh(read_at: datetime | None) -> bool:
    fresh = timedelta(seconds=settings.SENDING["DELTA_FRESH_SECONDS"])
    return read_at is not None and clock.database_now() - read_at < fresh


def both_read_at(connection: Connection) -> datetime | None:
    """Since when both are as they were in Xero; None where one was never read."""
    contacts_at, items_at = connection.contacts_read_at, connection.items_read_at
    return min(contacts_at, items_at) if contacts_at and items_at else None


def is_recent(read_at: datetime) -> bool:
    """Whether what was matched then may still be sent without looking again."""
    recent = timedelta(seconds=settings.SENDING["MATCHED_FRESH_SECONDS"])
    return clock.database_now() - read_at < recent


def keep_contacts(connection: Connection, found: Iterable[Contact]) -> None:
    """Keep what Xero says; a contact that was read of a later state meanwhile stays as it is."""
    rows = {each.contact_id: each for each in found if each.contact_id}
    with transaction.atomic():
        later = _known_later(connection, rows)
        _keep_contacts(connection, [each for key, each in rows.items() if key not in later])


def _known_later(connection: Connection, rows: dict[str, Contact]) -> set[str]:
    """The contacts that we know of a later state than these rows say."""
    known = XeroContact.objects.filter(connection=connection, contact_id__in=rows)
    moments = (
        known.order_by("contact_id").select_for_update().values_list("contact_id", "updated_at")
    )
    return {key for key, moment in moments if _is_later(moment, rows[key].updated_date_utc)}


def _is_later(known: datetime | None, said: datetime | None) -> bool:
    return known is not None and said is not None and known > said


def _keep_contacts(connection: Connection, found: Sequence[Contact]) -> None:
    XeroContact.objects.bulk_create(
        [_contact(connection, each) for each in found],
        update_conflicts=True,
        unique_fields=["connection", "contact_id"],
        update_fields=[
            "name",
            "name_key",
            "number",
            "email",
            "company_number",
            "tax_number",
            "status",
            "merged_to",
            "updated_at",
        ],
    )


def keep_items(connection: Connection, found: Iterable[Item]) -> None:
    rows = {each.item_id: each for each in found if each.item_id}
    XeroItem.objects.bulk_create(
        [
            XeroItem(
                connection=connection,
                item_id=each.item_id,
                code=each.code,
                name=each.name,
                updated_at=each.updated_date_utc,
            )
            for each in rows.values()
        ],
        update_conflicts=True,
        unique_fields=["connection", "item_id"],
        update_fields=["code", "name", "updated_at"],
    )


def _contact(connection: Connection, said: Contact) -> XeroContact:
    return XeroContact(
        connection=connection,
        contact_id=said.contact_id,
        name=said.name,
        name_key=name_key(said.name),
        number=said.contact_number,
        email=said.email_address,
        company_number=said.company_number,
        tax_number=said.tax_number,
        status=said.contact_status,
        merged_to=said.merged_to_contact_id,
        updated_at=said.updated_date_utc,
    )
