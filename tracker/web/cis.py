"""What Xero deducts from a payment under the Construction Industry Scheme, as it was read there.

Tracker neither computes nor sends it:
https://developer.xero.com/documentation/api/accounting/contacts#cis-settings
"""

from dataclasses import dataclass
from decimal import Decimal

from tracker.accounts_system import held_records
from tracker.accounts_system.models import DocumentLink


@dataclass(frozen=True)
class Cis:
    """``deduction`` is in the document's currency; ``rate`` in per cent, where it was read."""

    deduction: Decimal
    rate: Decimal | None


def cis_of(link: DocumentLink | None) -> Cis | None:
    """None where nothing is deducted.

    Until the document is read in full its head alone says so: by what is not due although neither
    paid nor credited.
    """
    record = held_records.record_of(link) if link else None
    if record is not None and record.cis_deduction:
        return Cis(record.cis_deduction, record.cis_rate)
    return Cis(link.seen_withheld, None) if link is not None and link.seen_withheld else None
