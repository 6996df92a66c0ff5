from tracker.sending.models.batch import Batch
from tracker.sending.models.contact_update import ContactUpdate
from tracker.sending.models.delivery import OPEN, SETTLED, Delivery, State

__all__ = ["OPEN", "SETTLED", "Batch", "ContactUpdate", "Delivery", "State"]
