from tracker.sending.models.batch import Batch
from tracker.sending.models.delivery import Delivery, State

__all__ = ["Batch", "Delivery", "State"]
