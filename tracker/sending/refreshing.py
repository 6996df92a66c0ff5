"""Reading again what the preview rests on, and saying anew what will happen."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings as configured
from django.db import transaction
from django.db.models import F, QuerySet

from tracker import clock
from tracker.accounts_system import contacts, heads, held_records, lists, settings
from tracker.accounts_system.failures import require_working, said_in_a_sentence
from tracker.accounts_system.models import Connection, DocumentLink
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.sending.batches import foretell
from tracker.sending.corrections import overwriting
from tracker.sending.corrections.holdings import holdings
from tracker.sending.models import Batch, Delivery, State
from tracker.sending.plan import plan, with_lines
from tracker.xero.invoice_statuses import GONE

MOVED_LOOKED_AT_MAX = 5_000
MOVED_READ_MAX = 200
FORESEEN = ["replaces", "receipts", "revision", "intent", "will", "cause", "sentence", "fix"]


def refresh(connection: Connection, *, documents: QuerySet[Document], by: By) -> None:
    """Read lists, contacts, items and heads again, outside any transaction.

    Seven calls or so; contacts, items and heads by what changed since. ``documents`` are those
    that it is about: they decide whether the currencies matter. Raises ``NotPossible`` with the
    sentence of the first that could not be read; what was read until then is kept.
    """
    require_working(connection)
    _read_lists(connection, _names(connection, documents))
    for name, read in DELTAS.items():
        _read_delta(connection, name, read)
    _read_moved(connection, documents)
    events.record(
        connection.agency,
        "connection",
        connection.pk,
        "Contacts, items, invoices and lists were read again.",
        by=by,
    )


def refresh_old(connection: Connection, *, documents: QuerySet[Document]) -> None:
    """Read only what was never read, or longer than a day ago, and what is known to have moved.

    Raises as ``refresh``.
    """
    require_working(connection)
    now = clock.database_now()
    names = _names(connection, documents)
    _read_lists(connection, [name for name in names if lists.stale(connection, name, now)])
    for name, read in DELTAS.items():
        if _is_old(getattr(connection, f"{name}_read_at"), now):
            _read_delta(connection, name, read)
    _read_moved(connection, documents)


def known_since(connection: Connection) -> datetime | None:
    """Since when everything that the preview rests on is known; None where something never was."""
    lists_read = [lists.read_at(connection, name) for name in lists.ON_CONNECTING]
    moments = [getattr(connection, f"{name}_read_at") for name in DELTAS] + lists_read
    known = [moment for moment in moments if moment is not None]
    return min(known) if len(known) == len(moments) else None


def replan(batch: Batch) -> None:
    """Say anew what will happen to each document of a batch that nobody has clicked.

    Raises ``NotPossible`` where it was sent meanwhile.
    """
    with transaction.atomic():
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        require_unclicked(locked)
        rows = list(locked.deliveries.filter(state=State.PREPARED).order_by("position"))
        wanted = Document.objects.filter(deliveries__batch=locked)
        documents = {document.pk: document for document in with_lines(wanted)}
        in_order = [documents[row.document_id] for row in rows]
        planned = plan(batch.connection, batch.kind, in_order, may_replace=locked.by_id is not None)
        for row, each in zip(rows, planned, strict=True):
            foretell(row, each)
        Delivery.objects.bulk_update(rows, FORESEEN, batch_size=500)


def require_unclicked(batch: Batch) -> None:
    """Raises ``NotPossible`` where somebody has pressed *Send*."""
    if batch.clicked_at is not None:
        raise NotPossible(f"Batch {batch.number} was sent already.")


DELTAS: dict[str, Callable[[Connection], object]] = {
    "contacts": contacts.read_contacts,
    "items": contacts.read_items,
    "heads": heads.read_heads,
}


def _names(connection: Connection, documents: QuerySet[Document]) -> list[str]:
    """The lists that deciding about these documents looks into."""
    names: list[str] = [*lists.ON_CONNECTING]
    kinds = documents.order_by().values_list("kind", flat=True).distinct()
    chosen = [each for kind in kinds if (each := settings.current(connection, kind))]
    if any(each.consultant_category or each.branch_category for each in chosen):
        names.append(lists.Name.TRACKING_CATEGORIES)
    if documents.exclude(currency=lists.base_currency(connection)).order_by().exists():
        names.append(lists.Name.CURRENCIES)
    return names


def _read_lists(connection: Connection, names: list[str]) -> None:
    done = lists.refresh(connection, names)
    if not done.is_complete:
        raise NotPossible(done.sentence)


def _read_delta(connection: Connection, name: str, read: Callable[[Connection], object]) -> None:
    called = "invoices" if name == "heads" else name
    with said_in_a_sentence(connection, called):
        read(connection)


def _read_moved(connection: Connection, documents: QuerySet[Document]) -> None:
    """What of theirs an update would meet in Xero, where what we last sent does not tell.

    So the dialog shows both values before anything is sent. At most five calls.
    """
    changed = DocumentLink.objects.filter(
        connection=connection,
        document__in=documents.filter(lifecycle="approved").order_by().values("pk"),
        accepted_revision__lt=F("document__revision"),
    ).exclude(held_updated_at=F("seen_updated_at"))
    links = list(changed.exclude(seen_status__in=GONE).order_by("pk")[:MOVED_LOOKED_AT_MAX])
    known = holdings(links)
    moved = [each for each in links if overwriting.must_be_read(each, known[each.document_id])]
    with said_in_a_sentence(connection, "invoices"):
        held_records.read(connection, moved[:MOVED_READ_MAX])


def _is_old(read_at: datetime | None, now: datetime) -> bool:
    age = timedelta(seconds=configured.SENDING["LISTS_STALE_SECONDS"])
    return read_at is None or read_at < now - age
