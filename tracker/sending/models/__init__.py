from tracker.sending.models.another_invoice import AnotherInvoice
from tracker.sending.models.batch import Batch
from tracker.sending.models.contact_update import ContactUpdate
from tracker.sending.models.delivery import OPEN, SETTLED, STOPPED_BY_XERO, Delivery, State
from tracker.sending.models.doubled_void import DoubledVoid

CARRIED = (Delivery, ContactUpdate, DoubledVoid)
"""What a batch carries: each has a state, a call, and what became of it."""

__all__ = [
    "CARRIED",
    "OPEN",
    "SETTLED",
    "STOPPED_BY_XERO",
    "AnotherInvoice",
    "Batch",
    "ContactUpdate",
    "Delivery",
    "DoubledVoid",
    "State",
]
