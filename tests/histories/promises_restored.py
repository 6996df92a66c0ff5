"""What must be true of a database that was put back, and of what people were asked about it."""

from collections.abc import Iterator

from tests.histories.ledger import Broken, Ledger
from tests.histories.office import KINDS
from tracker.accounts_system import strays
from tracker.agencies.models import Entity
from tracker.documents.kinds import words_for


def restored(ledger: Ledger) -> Iterator[Broken]:
    """Nothing is forgotten unsaid, adopted without a reason or written too early."""
    yield from _forgotten(ledger)
    yield from _adoption(ledger)
    yield from _numbers(ledger)


def _forgotten(ledger: Ledger) -> Iterator[Broken]:
    """What Tracker knows no more is only in Xero, and people were told; nothing else is."""
    known = {link.remote_id for link in ledger.links.values()}
    for document_id in ledger.living.keys() & ledger.place.forgotten.keys():
        for remote_id in ledger.living[document_id]:
            head = ledger.heads.get(remote_id)
            if remote_id not in known and (head is None or head.left_at is None):
                yield Broken("lost", f"{ledger.names[document_id]} is forgotten, and unsaid")


def _adoption(ledger: Ledger) -> Iterator[Broken]:
    """Nothing is written before it, it is asked for with reason alone, and in the end done."""
    for each in ledger.place.early:
        yield Broken("other", f"{each} left, though what was forgotten was still to be adopted")
    for each in ledger.place.needless:
        yield Broken("other", f"no database was put back, and yet: {each}")
    for each in ledger.place.left_by_adopting:
        yield Broken("lost", f"the receipt {each} was not adopted")
    for stray in strays.older(ledger.place.connection()):
        yield Broken("stuck", f"{stray.head.number} is still to be adopted")


def _numbers(ledger: Ledger) -> Iterator[Broken]:
    """A number that is in Xero under our mark, now or before, is never given again."""
    entity = Entity.objects.get(pk=ledger.place.office.entity.pk)
    for kind in KINDS:
        prefix, next_number = entity.prefix_of(kind), entity.next_number_of(kind)
        for each in ledger.marked:
            if each["Type"] == words_for(kind).xero_type:
                number = each["InvoiceNumber"]
                tail = number.removeprefix(prefix)
                if tail != number and tail.isdecimal() and int(tail) >= next_number:
                    yield Broken("doubled", f"the number {number} would be given again")
