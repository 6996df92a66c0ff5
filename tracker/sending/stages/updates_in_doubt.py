"""What became of an update or a void whose answer is missing, by what Xero holds now."""

from collections.abc import Mapping
from typing import Any

from tracker.accounts_system.models import DocumentLink
from tracker.sending import comparing
from tracker.sending.corrections.overwriting import changed_in_xero
from tracker.sending.models import Delivery
from tracker.sending.planned import Will
from tracker.sending.refusals import Refusal, refusal
from tracker.sending.voids import planning as voids
from tracker.xero.invoice_statuses import GONE
from tracker.xero.types import Invoice


def became(
    delivery: Delivery, sent: Mapping[str, Any], link: DocumentLink, now: Invoice | None
) -> Invoice | Refusal | None:
    """What became of an update or a void: accepted as Xero holds it, refused, or to be sent again.

    Where it moved and is not what we sent, somebody in Xero was there before us or after us.
    """
    number, kind = str(delivery.document), delivery.document.kind
    if now is None:
        return _gone(number, kind)
    if delivery.intent == Will.VOID:
        return _void_became(delivery, link, now)
    if now.status in GONE and link.seen_status not in GONE:
        return refusal("voided_in_xero", f"{number} was {now.status.lower()} in Xero.", kind=kind)
    found = comparing.differences(sent, now)
    if not found:
        return now
    if now.updated_date_utc == link.seen_updated_at:
        return None
    return changed_in_xero(number, found, kind=kind)


def _void_became(delivery: Delivery, link: DocumentLink, now: Invoice) -> Invoice | Refusal | None:
    if now.status in GONE:
        return now
    if now.amount_paid or now.amount_credited:
        return voids.has_payments(delivery.document)
    if now.updated_date_utc == link.seen_updated_at:
        return None
    sentence = f"{delivery.document} was changed in Xero and is not void there."
    return refusal("changed_in_xero", sentence, kind=delivery.document.kind)


def _gone(number: str, kind: str) -> Refusal:
    sentence = f"{number} is not in Xero any more."
    return refusal("not_found", sentence, "Look for it in Xero.", kind=kind)
