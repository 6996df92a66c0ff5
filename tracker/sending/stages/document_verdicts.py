"""What one element of an answer says about the document that was sent."""

from collections.abc import Sequence

from tracker.accounts_system import marks
from tracker.sending.context import Context
from tracker.sending.models import Delivery
from tracker.sending.planned import Will
from tracker.sending.refusals import Refusal, from_xero
from tracker.sending.voids import planning as voids
from tracker.xero import answers, invoices
from tracker.xero.answers import ALREADY_EXISTS, Cause, Element
from tracker.xero.types import Invoice, Unreadable


def by_mark(elements: Sequence[Element], context: Context) -> dict[str, Element]:
    return {
        str(element.raw.get("Url")): element
        for element in elements
        if marks.document_of(str(element.raw.get("Url") or ""), context.installation) is not None
    }


def unmarked(elements: Sequence[Element]) -> dict[str, Element]:
    return {
        str(element.raw.get("InvoiceNumber")): element
        for element in elements
        if not element.raw.get("Url") and element.raw.get("InvoiceNumber")
    }


def verdict_on(element: Element | None, delivery: Delivery) -> Invoice | Refusal | None:
    """Accepted, refused, or None: not known, so Xero has to be asked."""
    if element is None or element.status == "UNKNOWN":
        return None
    if not element.was_saved:
        found = answers.cause(element.messages)
        return None if found in ALREADY_EXISTS else _refused(found, element, delivery)
    try:
        return invoices.parse(element.raw)
    except Unreadable:
        return None


def _refused(found: Cause, element: Element, delivery: Delivery) -> Refusal | None:
    """None for a void of what somebody may have voided before: Xero is asked."""
    if delivery.intent == Will.VOID and found == Cause.HAS_PAYMENTS:
        return voids.has_payments(delivery.document)
    if delivery.intent == Will.VOID and found == Cause.NOT_MODIFIABLE:
        return None
    return from_xero(element.messages, kind=delivery.document.kind)
