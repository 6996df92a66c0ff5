"""What became of documents, written down as the sender would have, without a sandbox."""

from datetime import UTC, date, datetime
from typing import Any

from tests.cast import Office
from tracker.accounts_system.models import Connection, DocumentLink, Settings
from tracker.documents.models import Document
from tracker.sending.models import Batch, Delivery, State

A_MOMENT = datetime(2026, 11, 4, 9, 30, tzinfo=UTC)


def connection_of(office: Office) -> Connection:
    """The office's connection; made when first asked for, with confirmed settings."""
    connection, is_new = Connection.objects.get_or_create(
        agency=office.agency,
        entity=office.entity,
        tenant_id=f"tenant-{office.agency.pk}",
        defaults={
            "tenant_name": "Harbour Talent Ltd (UK)",
            "send_from_date": date(2026, 1, 1),
            "connected_at": A_MOMENT,
            "connected_by": office.owner,
        },
    )
    if is_new:
        for kind in Document.Kind:
            Settings.objects.create(
                connection=connection, kind=kind, version=1, saved_at=A_MOMENT, confirmed=True
            )
    return connection


def delivered(office: Office, document: Document, state: State, **others: Any) -> Delivery:
    """A delivery in a batch of its own, in `state`."""
    number = Batch.objects.filter(agency=office.agency).count() + 17
    batch = Batch.objects.create(
        agency=office.agency,
        connection=connection_of(office),
        kind=document.kind,
        number=number,
        by=office.owner,
        by_name=str(office.owner),
        prepared_at=A_MOMENT,
        clicked_at=A_MOMENT,
    )
    return Delivery.objects.create(
        batch=batch,
        document=document,
        position=1,
        revision=document.revision,
        state=state,
        latest=True,
        **others,
    )


def sent(office: Office, document: Document, **seen: Any) -> DocumentLink:
    """Accepted as it stands now."""
    delivered(office, document, State.SENT)
    return DocumentLink.objects.create(
        connection=connection_of(office),
        document=document,
        remote_id=str(document.pk),
        how="created",
        linked_at=A_MOMENT,
        accepted_revision=document.revision,
        **{"seen_status": "AUTHORISED", "seen_total": document.gross, "seen_paid": 0, **seen},
    )


def refused(office: Office, document: Document, **others: Any) -> Delivery:
    said = {
        "cause": "account_archived",
        "sentence": "Account 200 (Sales) is archived in Xero.",
        "fix": "Choose another one in Invoice Settings, then retry.",
    }
    return delivered(office, document, State.REFUSED, **{**said, **others})
