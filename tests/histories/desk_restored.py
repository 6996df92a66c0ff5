"""What a person says where Tracker's records and Xero's are apart: after a restore, of what is
twice in Xero, and of what was on its way when the connection ended.
"""

import json
from decimal import Decimal
from random import Random
from typing import Any

from tests.histories.office import KINDS, Place, one_of
from tracker.accounts_system import connecting, marks, settings, strays
from tracker.accounts_system.models import Connection, DocumentLink, FormerLink, ReceiptLink
from tracker.accounts_system.strays import Stray
from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Receipt
from tracker.sending.models import OPEN, Delivery
from tracker.sending.planned import Will
from tracker.sending.restored import doubles, reconciling, said
from tracker.xero.invoice_statuses import GONE


def reconcile(place: Place, draw: Random) -> str:
    """Where Home says that Tracker's records are older, the owner adopts.

    Once the lane goes on, what a person said is there is linked without that.
    """
    connection = place.connection()
    if not strays.older(connection):
        raise NotPossible("Tracker's records are not older than Xero's.")
    is_said = bool(said.to_be_linked())
    done = reconciling.reconcile(connection, by=place.office.owner)
    place.adopted += done.adopted
    is_said |= place.was_taken_back
    if not (is_said or place.accidents.restores.count or place.copies):
        place.needless.append(done.in_words)
    if place.accidents.is_calm:
        place.left_by_adopting += receipts_left(place, connection)
    return done.in_words


def receipts_left(place: Place, connection: Connection) -> list[str]:
    """Those that Xero has, that no link knows, and that Tracker is to record by its settings."""
    living = {
        (each.get("Reference"), each["Invoice"]["InvoiceID"])
        for each in place.books("Payments")
        if each["Status"] != "DELETED"
    }
    links = DocumentLink.objects.filter(connection=connection)
    remote_ids = dict(links.values_list("document", "remote_id"))
    found = []
    for receipt in Receipt.objects.exclude(links__connection=connection).select_related("document"):
        since = settings.recording_since(connection, receipt.document.kind)
        is_there = (marks.of_receipt(receipt.pk), remote_ids.get(receipt.document_id)) in living
        if is_there and since is not None and receipt.created_at >= since:
            found.append(f"{receipt.amount} of {receipt.document}")
    return found


def void_doubled(place: Place, draw: Random) -> str:
    stray = _doubled(place, draw)
    batch = doubles.void(place.connection(), stray.head.remote_id, by=place.somebody(draw))
    return f"{stray.document}, which is {stray.head.number}, in {batch}"


def leave_doubled(place: Place, draw: Random) -> str:
    """Truthfully: only a bookkeeper's copy is another one."""
    stray = _doubled(place, draw)
    if stray.head.remote_id not in place.copies:
        raise NotPossible("It is no other one.")
    doubles.leave(place.connection(), stray.head.remote_id, by=place.somebody(draw))
    return f"{stray.document}, which is {stray.head.number}"


def _doubled(place: Place, draw: Random) -> Stray:
    found = [each for kind in KINDS for each in doubles.doubled(place.connection(), kind)]
    return one_of(draw, sorted(found, key=lambda each: each.head.number))


def cut_off(place: Place, draw: Random) -> str:
    """The owner disconnects Xero while something may have arrived there, or not."""
    connection = place.connection()
    count = Delivery.objects.filter(
        batch__connection=connection, state__in=OPEN, call__isnull=False
    ).count()
    if not count:
        raise NotPossible("Nothing is in doubt.")
    connecting.disconnect(connection, by=place.office.owner)
    return f"Xero, with {count} in doubt"


def say_what_became_of_it(place: Place, draw: Random) -> str:
    """Of each that Xero cannot be asked about any more, or of one: what the books say."""
    connection = Connection.objects.get(entity=place.office.entity)
    found = list(said.in_doubt(connection).select_related("call", "document").order_by("pk"))
    chosen = found if draw.random() < 0.6 else [one_of(draw, found)]
    if not chosen:
        raise NotPossible("Nothing is in doubt.")
    words = []
    for each in chosen:
        is_there = _is_there(place, each)
        said.say(each.document, is_there=is_there, by=place.somebody(draw))
        words.append(f"{each.document} {'is' if is_there else 'is not'} there ({each.intent})")
    return ", ".join(words)


def _is_there(place: Place, delivery: Delivery) -> bool:
    """Whether Xero's pages show what was on its way."""
    if delivery.intent == Will.RECEIPTS or delivery.document_sent_at is not None:
        return _money_is_there(place, delivery)
    if delivery.intent == Will.CREATE:
        return _was_created(place, delivery)
    link = DocumentLink.objects.get(
        connection=delivery.batch.connection_id, document=delivery.document_id
    )
    record = _record(place, "Invoices", "InvoiceID", link.remote_id)
    return _is_as_sent(delivery, record)


def _was_created(place: Place, delivery: Delivery) -> bool:
    """It bears our mark, and is neither a copy nor what the document was before."""
    mark = marks.of_document(delivery.document_id, marks.installation_id())
    former = FormerLink.objects.filter(document=delivery.document_id)
    known = {*former.values_list("remote_id", flat=True), *place.copies}
    return any(
        each.get("Url") == mark and each["InvoiceID"] not in known
        for each in place.books("Invoices")
    )


def _is_as_sent(delivery: Delivery, record: dict[str, Any]) -> bool:
    assert delivery.call is not None and delivery.call.body is not None
    elements = json.loads(bytes(delivery.call.body), parse_float=Decimal)["Invoices"]
    sent = next(each for each in elements if each["InvoiceID"] == record["InvoiceID"])
    if sent["Status"] in GONE or record["Status"] in GONE:
        return bool(sent["Status"] == record["Status"])
    return (
        sent.get("Reference", "") == record.get("Reference", "")
        and sent["DueDate"] == str(record["DueDate"])[:10]
        and sent["Contact"]["ContactID"] == record["Contact"]["ContactID"]
        and _lines(sent) == _lines(record)
    )


def _lines(invoice: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (each["Description"], *(Decimal(str(each[name])) for name in ("Quantity", "UnitAmount")))
        for each in invoice["LineItems"]
    ]


def _money_is_there(place: Place, delivery: Delivery) -> bool:
    """All that was to be recorded, and nothing of what was to be removed."""
    living = [each for each in place.books("Payments") if each["Status"] != "DELETED"]
    shown = {each.get("Reference") for each in living}
    removed = ReceiptLink.objects.filter(receipt__in=delivery.receipts.get("remove", []))
    left = {each["PaymentID"] for each in living}
    return all(
        marks.of_receipt(receipt) in shown for receipt in delivery.receipts.get("record", [])
    ) and not left & set(removed.values_list("remote_id", flat=True))


def _record(place: Place, kind: str, name: str, key: str) -> dict[str, Any]:
    return next(each for each in place.books(kind) if each[name] == key)
