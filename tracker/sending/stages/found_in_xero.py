"""Whose are the documents that Xero shows about a call in doubt: ours, or somebody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from tracker.accounts_system import marks
from tracker.accounts_system.models import Call, DocumentLink, FormerLink
from tracker.sending import sent_bodies
from tracker.sending.adoption.look_alikes import said_to_be_others
from tracker.sending.context import Context
from tracker.sending.models import Delivery
from tracker.xero.invoice_statuses import GONE
from tracker.xero.types import Invoice


@dataclass
class FoundInXero:
    """What was read about the documents that ``call`` would create."""

    context: Context
    call: Call
    read: Sequence[Invoice]

    def ours(self, delivery: Delivery, element: Mapping[str, Any]) -> Invoice | None:
        """The one that is this delivery's document: by our mark, unless another has it.

        Somebody may have copied it, mark and all: then it is the one that is as it was sent. A bill
        whose mark Xero has dropped is known by everything else that we said of it.
        """
        marked = self._by_mark.get(delivery.document_id, [])
        if marked:
            free = [each for each in marked if self._is_free_for(delivery, each)]
            return min(free, key=lambda each: _strangeness(each, element, delivery), default=None)
        if self.context.words.has_unique_number:
            return None
        sent = self._sent[element["mark"]]
        alike = [each for each in self._strangers_to(delivery) if _is_as_sent(each, sent, delivery)]
        return alike[0] if len(alike) == 1 and not alike[0].url else None

    def is_in_use(self, delivery: Delivery, element: Mapping[str, Any]) -> bool:
        """Whether the document's number stands on one that is not ours.

        Xero takes numbers for equal that differ in case only. The number of a bill is its
        supplier's: on somebody else's bill it means nothing.
        """
        number = element["name"].casefold()
        if self.context.words.has_unique_number:
            return number in {each.invoice_number.casefold() for each in self._of_type}
        contact = self._sent[element["mark"]]["Contact"]["ContactID"]
        return (number, contact) in {
            (each.invoice_number.casefold(), each.contact.contact_id)
            for each in self._strangers_to(delivery)
        }

    def _is_free_for(self, delivery: Delivery, said: Invoice) -> bool:
        return self._linked.get(said.invoice_id, delivery.document_id) == delivery.document_id

    def _strangers_to(self, delivery: Delivery) -> list[Invoice]:
        """Those of which nobody has said that they are another one."""
        return [
            each
            for each in self._strangers
            if (delivery.document_id, each.invoice_id) not in self._others
        ]

    @cached_property
    def _of_type(self) -> list[Invoice]:
        return [each for each in self.read if each.type == self.context.words.xero_type]

    @cached_property
    def _by_mark(self) -> dict[UUID | None, list[Invoice]]:
        """By our mark, of our type; never what a document was linked to before somebody ended that:
        the invoice that was voided bears our mark for good.
        """
        found: dict[UUID | None, list[Invoice]] = {}
        for each in self._of_type:
            if each.invoice_id not in self._former:
                found.setdefault(self._document_of(each), []).append(each)
        return found

    @cached_property
    def _strangers(self) -> list[Invoice]:
        """Those that live, without a mark or a link of ours."""
        return [
            each
            for each in self._of_type
            if self._document_of(each) is None
            and each.invoice_id not in self._linked
            and each.invoice_id not in self._former
            and each.status not in GONE
        ]

    def _document_of(self, said: Invoice) -> UUID | None:
        return marks.document_of(said.url, self.context.installation)

    @cached_property
    def _others(self) -> set[tuple[UUID, str]]:
        return said_to_be_others(self.context.connection)

    @cached_property
    def _linked(self) -> dict[str, UUID]:
        rows = DocumentLink.objects.filter(
            connection=self.context.connection,
            remote_id__in=[each.invoice_id for each in self.read],
        )
        return dict(rows.values_list("remote_id", "document_id"))

    @cached_property
    def _former(self) -> set[str]:
        rows = FormerLink.objects.filter(
            connection=self.context.connection,
            remote_id__in=[each.invoice_id for each in self.read],
        )
        return set(rows.values_list("remote_id", flat=True))

    @cached_property
    def _sent(self) -> dict[str, dict[str, Any]]:
        return sent_bodies.by_mark(self.call)


def _strangeness(
    said: Invoice, element: Mapping[str, Any], delivery: Delivery
) -> tuple[bool, bool, bool]:
    """How little it is what was sent; the least is ours."""
    return (
        said.invoice_number != element["name"],
        said.total != delivery.document.gross,
        said.status in GONE,
    )


def _is_as_sent(said: Invoice, sent: Mapping[str, Any], delivery: Delivery) -> bool:
    day = said.date.isoformat() if said.date else ""
    return (said.invoice_number, said.contact.contact_id, day, said.total) == (
        sent["InvoiceNumber"],
        sent["Contact"]["ContactID"],
        sent["Date"],
        delivery.document.gross,
    )
