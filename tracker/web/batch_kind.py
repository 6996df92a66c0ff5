"""What a batch carries, in words."""

from tracker.documents.kinds import KindWords, words_for
from tracker.sending import contact_updates
from tracker.sending.models import Batch


def kind_of(batch: Batch) -> KindWords:
    """The kind of its documents; that of invoices where it carries companies."""
    return words_for("invoice" if is_of_companies(batch) else batch.kind)


def is_of_companies(batch: Batch) -> bool:
    """It carries companies' details, and no documents."""
    return batch.kind == contact_updates.KIND


def what_it_carries(batch: Batch) -> str:
    """*Invoices*, *Payments*, *Company details*."""
    return "Company details" if is_of_companies(batch) else words_for(batch.kind).titles
