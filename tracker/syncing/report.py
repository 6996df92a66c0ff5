"""Tracker beside Xero as a whole: how many agree, what differs, what is on one side only."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from tracker.accounts_system.models import Connection, DocumentLink, Head
from tracker.documents.models import Document
from tracker.sending.receipts import pending_receipts
from tracker.syncing.difference import Difference, read_all
from tracker.syncing.differences import links_of, renew, unaccepted
from tracker.syncing.one_sided import only_in_tracker, only_in_xero
from tracker.xero.invoice_statuses import GONE


@dataclass(frozen=True)
class Differing:
    """One difference of one document."""

    document: Document
    difference: Difference
    is_accepted: bool

    def as_json(self) -> dict[str, Any]:
        return {"number": self.document.number, **self.difference.as_json()}


@dataclass(frozen=True)
class Comparison:
    """``net`` is the net of the ``agree`` documents; ``changed`` counts those that were changed
    here and not sent since: neither agreeing nor differing.
    """

    agree: int
    net: Decimal
    changed: int
    differ: tuple[Differing, ...]
    only_tracker: tuple[Document, ...]
    only_xero: tuple[Head, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing differs but what somebody accepted."""
        open_ones = [each for each in self.differ if not each.is_accepted]
        return not (open_ones or self.only_tracker or self.only_xero)

    def as_json(self) -> dict[str, Any]:
        return {
            "agree": self.agree,
            "net": f"{self.net:.2f}",
            "differ": [each.as_json() for each in self.differ],
            "only_tracker": [document.number for document in self.only_tracker],
            "only_xero": [head.number or head.remote_id for head in self.only_xero],
        }


def compare(connection: Connection, *, kind: str) -> Comparison:
    """Compare every document of a kind anew with what was last read of Xero; asks Xero nothing."""
    renew(connection, kind=kind, everything=True)
    agree, net, changed = 0, Decimal("0.00"), 0
    differ: list[Differing] = []
    waiting = _receipts_wait(connection, kind)
    for link in links_of(connection, kind).order_by("document__number").iterator(chunk_size=2000):
        if link.document.is_void and link.seen_status in GONE:
            continue
        if link.differences:
            differ += _differing(link)
        elif link.accepted_revision < link.document.revision or link.document_id in waiting:
            changed += 1
        else:
            agree, net = agree + 1, net + link.document.net
    return Comparison(
        agree,
        net,
        changed,
        tuple(differ),
        tuple(only_in_tracker(connection, kind).order_by("number")),
        tuple(only_in_xero(connection, kind).order_by("number", "pk")),
    )


def _receipts_wait(connection: Connection, kind: str) -> set[UUID]:
    """Documents whose receipts Xero shall hear of, and has not."""
    wanted = pending_receipts.waiting(connection, kind)
    if wanted is None:
        return set()
    return set(Document.objects.filter(wanted).values_list("pk", flat=True))


def _differing(link: DocumentLink) -> Iterator[Differing]:
    still = unaccepted(link)
    for difference in read_all(link.differences):
        yield Differing(link.document, difference, difference not in still)
