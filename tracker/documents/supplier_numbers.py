"""A supplier's number that stands on two payments: perhaps the same invoice, entered twice."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from tracker.documents.models import Document


def also_on(payments: Iterable[Document]) -> dict[UUID, str]:
    """By payment, another one that counts, of the same supplier and under the same number; one
    query. What the supplier has not numbered is never alike.
    """
    wanted = [each for each in payments if each.supplier_number]
    found: dict[tuple[UUID, str], list[Document]] = defaultdict(list)
    for row in _of_their_suppliers(wanted):
        found[_key(row)].append(row)
    twins = {each.pk: [row for row in found[_key(each)] if row.pk != each.pk] for each in wanted}
    return {key: str(rows[0]) for key, rows in twins.items() if rows}


def _of_their_suppliers(payments: list[Document]) -> Iterable[Document]:
    if not payments:
        return []
    rows = Document.objects.filter(
        kind=Document.Kind.PAYMENT, company__in={each.company_id for each in payments}
    ).exclude(supplier_number="")
    return rows.exclude(lifecycle=Document.Lifecycle.VOID).order_by("number", "pk")


def _key(payment: Document) -> tuple[UUID, str]:
    return payment.company_id, "".join(payment.supplier_number.split()).casefold()
