from tracker.sending.models.another_invoice import AnotherInvoice
from tracker.sending.models.batch import Batch
from tracker.sending.models.contact_update import ContactUpdate
from tracker.sending.models.delivery import OPEN, SETTLED, Delivery, State

__all__ = ["OPEN", "SETTLED", "AnotherInvoice", "Batch", "ContactUpdate", "Delivery", "State"]
