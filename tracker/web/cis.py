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
    """``deduction`` is in the document's currency; ``rate`` in per cent, where Xero says it."""

    deduction: Decimal
    rate: Decimal | None


def cis_of(link: DocumentLink | None) -> Cis | None:
    """None where nothing is deducted, or the document was never read in full."""
    record = held_records.record_of(link) if link else None
    if record is None or not record.cis_deduction:
        return None
    return Cis(record.cis_deduction, record.cis_rate)
