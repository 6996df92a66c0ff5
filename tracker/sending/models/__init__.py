from tracker.sending.models.batch import Batch
from tracker.sending.models.delivery import OPEN, SETTLED, Delivery, State

__all__ = ["OPEN", "SETTLED", "Batch", "Delivery", "State"]
