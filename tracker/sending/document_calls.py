"""Which calls carried a document: itself, its money, its company, its products."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Prefetch, Q

from tracker.accounts_system.models import Attempt, Call
from tracker.documents.models import Document
from tracker.sending.models import Delivery, DoubledVoid

CALLS_MAX = 50
NONE = Q(pk__in=[])
SUBJECTS = {
    Call.Purpose.CREATE_CONTACTS: "company",
    Call.Purpose.CREATE_ITEMS: "product",
    Call.Purpose.VOID_DOUBLED: "doubled",
    Call.Purpose.CREATE_DOCUMENTS: "delivery",
    Call.Purpose.UPDATE_DOCUMENTS: "delivery",
    Call.Purpose.RECORD_RECEIPTS: "delivery",
    Call.Purpose.REMOVE_RECEIPT: "delivery",
}
"""Whose ids a call's elements bear; the other purposes are never about a document."""


@dataclass(frozen=True)
class Part:
    """What of a call was this document's: the mark it bore there, and the name it had."""

    mark: str
    name: str


@dataclass(frozen=True)
class CarryingCall:
    """A call with its attempts, oldest first, and the document's parts of it."""

    call: Call
    attempts: list[Attempt]
    parts: list[Part]


def calls_that_carried(document: Document) -> list[CarryingCall]:
    """The newest 50, newest first. Five queries; only calls of the document's own batches."""
    deliveries = list(Delivery.objects.filter(document=document).select_related("batch"))
    doubled = list(DoubledVoid.objects.filter(document=document).select_related("batch"))
    products = document.lines.exclude(product=None).values_list("product_id", flat=True)
    records = {
        "delivery": {str(each.pk) for each in deliveries},
        "doubled": {str(each.pk) for each in doubled},
        "company": {str(document.company_id)},
        "product": {str(each) for each in products},
    }
    made = Prefetch("attempts", Attempt.objects.order_by("number"), to_attr="in_order")
    places = _of_batches([*deliveries, *doubled])
    found = Call.objects.filter(places, _carries(records)).prefetch_related(made)
    return [_carrying(call, records) for call in found.order_by("-pk")[:CALLS_MAX]]


def _of_batches(rows: Iterable[Delivery | DoubledVoid]) -> Q:
    places = {(each.batch.connection_id, each.batch.number) for each in rows}
    wanted = [Q(connection=place, batch_number=number) for place, number in sorted(places)]
    return reduce(or_, wanted, NONE)


def _carries(records: dict[str, set[str]]) -> Q:
    wanted = [
        Q(purpose=purpose, elements__contains=[{"record": record}])
        for purpose, subject in SUBJECTS.items()
        for record in sorted(records[subject])
    ]
    return reduce(or_, wanted, NONE)


def _carrying(call: Call, records: dict[str, set[str]]) -> CarryingCall:
    wanted = records[SUBJECTS[Call.Purpose(call.purpose)]]
    parts = [Part(each["mark"], each["name"]) for each in call.elements if each["record"] in wanted]
    return CarryingCall(call, list(getattr(call, "in_order")), parts)  # noqa: B009
