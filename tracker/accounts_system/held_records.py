"""What Xero holds of our documents in full, lines and all, as far as it was read by id."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from tracker.accounts_system import deltas, head_rows
from tracker.accounts_system.models import Connection, DocumentLink
from tracker.xero import invoices
from tracker.xero.types import Invoice


def record_of(link: DocumentLink) -> Invoice | None:
    """The whole record; None where it was never read, or where Xero's has moved since."""
    if link.held is None or link.held_updated_at != link.seen_updated_at:
        return None
    return Invoice.model_validate(link.held)


def read(
    connection: Connection, links: Sequence[DocumentLink], *, batch_number: int | None = None
) -> dict[str, Invoice]:
    """Read these by id, 40 a call, and keep them; by Xero's id. Raises ``deltas.ReadFailed``."""
    found: list[Invoice] = []
    for start in range(0, len(links), invoices.IDS_PER_CALL):
        ids = [link.remote_id for link in links[start : start + invoices.IDS_PER_CALL]]
        answer = deltas.must_read(connection, invoices.by_ids(ids), batch_number=batch_number)
        found += invoices.parse_all(answer.data)
    keep(connection, found)
    return {each.invoice_id: each for each in found}


@transaction.atomic
def keep(connection: Connection, found: Iterable[Invoice]) -> None:
    """Store whole records on the links they belong to; an older one never replaces a newer."""
    rows = {each.invoice_id: each for each in found if each.invoice_id}
    head_rows.lock(connection)
    links = DocumentLink.objects.filter(connection=connection, remote_id__in=rows)
    changed = [
        link
        for link in links.select_for_update(of=("self",)).order_by("pk")
        if _is_newer(rows[link.remote_id], link)
    ]
    for link in changed:
        said = rows[link.remote_id]
        link.held = said.model_dump(mode="json", by_alias=True)
        link.held_updated_at = said.updated_date_utc
    DocumentLink.objects.bulk_update(changed, ["held", "held_updated_at"], batch_size=500)


def _is_newer(said: Invoice, link: DocumentLink) -> bool:
    if said.updated_date_utc is None:
        return False
    return link.held_updated_at is None or said.updated_date_utc >= link.held_updated_at
