"""What the documents stage and its doubts share: the call's deliveries, their links, refusing."""

from collections.abc import Sequence
from typing import Any

from tracker.accounts_system.lists import Name
from tracker.accounts_system.models import Call, Connection, DocumentLink, XeroItem
from tracker.documents.models import Document, Product
from tracker.sending import outcomes
from tracker.sending.models import Delivery
from tracker.sending.refusals import Refusal
from tracker.sending.round import Round

LISTS_NAMED = {
    "account_archived": {Name.ACCOUNTS},
    "account_invalid": {Name.ACCOUNTS},
    "currency_not_enabled": {Name.CURRENCIES},
    "period_locked": {Name.ORGANISATION},
    "plan_limit": {Name.ACTIONS},
    "tax_invalid": {Name.TAX_RATES},
}


def open_deliveries(this_round: Round, call: Call) -> list[tuple[Delivery, dict[str, Any]]]:
    """The open deliveries of a call, each with the element that stands for it."""
    rows = this_round.open_deliveries().filter(call=call).select_related("document")
    found = {str(row.pk): row for row in rows}
    for row in found.values():
        row.batch = this_round.batch
    return [
        (found[element["record"]], element)
        for element in call.elements
        if element["record"] in found
    ]


def links_of(this_round: Round, rows: Sequence[Delivery]) -> dict[Any, DocumentLink]:
    """By document."""
    found = DocumentLink.objects.filter(
        connection=this_round.connection, document__in=[row.document_id for row in rows]
    )
    return {link.document_id: link for link in found.select_related("coding")}


def refuse(this_round: Round, refused: Sequence[tuple[Delivery, Refusal]], call: Call) -> None:
    """Refuse these, each for its own reason."""
    for delivery, found in refused:
        if found.cause == "item_invalid":
            _forget_items(this_round, delivery.document)
        this_round.lists_named |= LISTS_NAMED.get(found.cause, set())
    outcomes.refuse(this_round.batch.agency, refused, call=call)


def _forget_items(this_round: Round, document: Document) -> None:
    """No delta tells of an item that was deleted in Xero: those of a refusal are looked up."""
    codes = Product.objects.filter(line__document=document).values("code")
    connection = this_round.connection
    XeroItem.objects.filter(connection=connection, code__in=codes).delete()
    Connection.objects.filter(pk=connection.pk).update(items_until=None, items_read_at=None)
    connection.items_until = connection.items_read_at = None
