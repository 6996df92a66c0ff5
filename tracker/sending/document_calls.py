"""Which calls carried a document: itself, its money, its company, its products."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Prefetch, Q, QuerySet

from tracker.accounts_system.models import Attempt, Call
from tracker.documents.models import Document
from tracker.sending.models import Delivery

CALLS_MAX = 50
OF_A_COMPANY = (Call.Purpose.CREATE_CONTACTS,)
OF_PRODUCTS = (Call.Purpose.CREATE_ITEMS,)
OF_NO_DOCUMENT = (Call.Purpose.READ, Call.Purpose.UPDATE_CONTACT, *OF_A_COMPANY, *OF_PRODUCTS)


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
    """The newest 50, newest first. Four queries; only calls of the document's own batches."""
    deliveries = list(Delivery.objects.filter(document=document).select_related("batch"))
    if not deliveries:
        return []
    products = document.lines.exclude(product=None).values_list("product_id", flat=True)
    records = {
        "document": {str(each.pk) for each in deliveries},
        "company": {str(document.company_id)},
        "products": {str(each) for each in products},
    }
    made = Prefetch("attempts", Attempt.objects.order_by("number"), to_attr="in_order")
    found = _of_batches(deliveries).filter(_carries(records)).prefetch_related(made)
    return [_carrying(call, records) for call in found.order_by("-pk")[:CALLS_MAX]]


def _of_batches(deliveries: list[Delivery]) -> QuerySet[Call]:
    places = {(each.batch.connection_id, each.batch.number) for each in deliveries}
    return Call.objects.filter(
        reduce(or_, [Q(connection=place, batch_number=number) for place, number in sorted(places)])
    )


def _carries(records: dict[str, set[str]]) -> Q:
    return (
        (_names(records["document"]) & ~Q(purpose__in=OF_NO_DOCUMENT))
        | (_names(records["company"]) & Q(purpose__in=OF_A_COMPANY))
        | (_names(records["products"]) & Q(purpose__in=OF_PRODUCTS))
    )


def _names(records: set[str]) -> Q:
    wanted = [Q(elements__contains=[{"record": record}]) for record in sorted(records)]
    return reduce(or_, wanted, Q(pk__in=[]))


def _carrying(call: Call, records: dict[str, set[str]]) -> CarryingCall:
    wanted = records[_subject(call)]
    parts = [Part(each["mark"], each["name"]) for each in call.elements if each["record"] in wanted]
    return CarryingCall(call, list(getattr(call, "in_order")), parts)  # noqa: B009


def _subject(call: Call) -> str:
    if call.purpose in OF_A_COMPANY:
        return "company"
    return "products" if call.purpose in OF_PRODUCTS else "document"
