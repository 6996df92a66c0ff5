"""Pairs: an invoice, and the payments for the work that it bills. What is left is the margin.

A payment of two hands belongs to one invoice; an invoice may have any number of payments.
Nothing is paired by itself: where it looks plain, a person is asked.
"""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, DecimalField, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from tracker.agencies.models import Entity
from tracker.documents.models import Document, Line

VOID = Document.Lifecycle.VOID
OFFERED_MAX = 50
COUNTS = Q(payments__isnull=False) & ~Q(payments__lifecycle=VOID)
COST = Coalesce(
    Sum("payments__net", filter=COUNTS),
    Value(Decimal("0.00")),
    output_field=DecimalField(max_digits=16, decimal_places=2),
)


def payments_of(invoice: Document) -> QuerySet[Document]:
    """Those that belong to it, oldest first; the void ones among them cost nothing."""
    return invoice.payments.select_related("company").order_by("date", "number", "id")


def margin_of(document: Document) -> Decimal | None:
    """What is left of an invoice, net of tax, after its payments; of a payment, of its invoice.

    In the invoice's currency, with 2 decimals; below zero where the work costs more than it
    brings. None where there is no margin to speak of: no payment that counts, a void invoice, or
    a payment in another currency.
    """
    return margins_of([document]).get(document.pk)


def margins_of(documents: Iterable[Document]) -> dict[UUID, Decimal]:
    """The margins of any number of documents of either kind, by their ids, in one query."""
    invoices = {each.pk: each.invoice_id if each.is_payment else each.pk for each in documents}
    found = _margins({id for id in invoices.values() if id is not None})
    return {pk: found[id] for pk, id in invoices.items() if id in found}


def margin_if(
    invoice: Document, *, net: Decimal, currency: str, instead_of: Document | None = None
) -> Decimal | None:
    """The margin that an invoice would have with one more payment of ``net``.

    ``instead_of`` is the payment as it was, where it is being changed. None as for ``margin_of``.
    """
    others = payments_of(invoice).exclude(lifecycle=VOID)
    if instead_of is not None:
        others = others.exclude(pk=instead_of.pk)
    known = list(others.values_list("net", "currency"))
    if invoice.is_void or {currency, *(each for _, each in known)} != {invoice.currency}:
        return None
    return invoice.net - net - sum((each for each, _ in known), Decimal(0))


def proposed_for(payment: Document) -> Document | None:
    """The invoice that a payment seems to belong to: the only one of its placement and period.

    None where the payment has one, is void, or says too little.
    """
    if payment.invoice_id is not None or payment.is_void or not payment.placement:
        return None
    periods = payment.lines.exclude(period_end=None).values("period_end")
    of_period = Line.objects.filter(period_end__in=periods).values("document")
    invoices = _invoices_of(payment.agency_id, payment.entity_id)
    found = invoices.filter(placement=payment.placement, pk__in=of_period)
    alike = list(found.select_related("company")[:2])
    return alike[0] if len(alike) == 1 else None


def offered(entity: Entity, *, typed: str, placement: str) -> list[Document]:
    """Invoices whose number or client has what was typed: first those of the placement, each
    newest first.

    Asked for in two steps, so that the newest are found by their index.
    """
    has = Q(number__icontains=typed) | Q(company__name__icontains=typed)
    found = _invoices_of(entity.agency_id, entity.pk).filter(has).select_related("company")
    newest = found.order_by("-date", "-number", "-id")
    first = list(newest.filter(placement=placement)[:OFFERED_MAX]) if placement else []
    taken = {each.pk for each in first}
    others = [each for each in newest[:OFFERED_MAX] if each.pk not in taken]
    return [*first, *others][:OFFERED_MAX]


def _invoices_of(agency_id: int, entity_id: int) -> QuerySet[Document]:
    """Those that a payment may be said to belong to: numbered, and not void."""
    invoices = Document.objects.filter(
        agency_id=agency_id, entity_id=entity_id, kind=Document.Kind.INVOICE
    )
    return invoices.exclude(lifecycle=VOID).exclude(number=None)


def _margins(invoices: set[UUID]) -> dict[UUID, Decimal]:
    if not invoices:
        return {}
    counted = Document.objects.filter(pk__in=invoices).exclude(lifecycle=VOID)
    known = counted.annotate(
        payments_counted=Count("payments", filter=COUNTS),
        elsewhere=Count("payments", filter=COUNTS & ~Q(payments__currency=F("currency"))),
        margin=F("net") - COST,
    )
    with_margin = known.filter(payments_counted__gt=0, elsewhere=0)
    return dict(with_margin.values_list("pk", "margin"))
