from django.db import models

from tracker.accounts_system.models import Call
from tracker.documents.models import Document
from tracker.sending.models.batch import Batch
from tracker.sending.models.delivery import State


class DoubledVoid(models.Model):
    """What stands in Xero a second time, on its way to be voided because a person asked for it.

    ``remote_id`` and ``number`` are Xero's, of the one that no document is linked to; ``document``
    is the one whose mark it bears. A batch of the document's kind carries it, and nothing else.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="doubled_voids")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="doubled_voids")
    remote_id = models.CharField(max_length=36)
    number = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    call = models.ForeignKey(
        Call, null=True, on_delete=models.SET_NULL, related_name="doubled_voids"
    )
    waiting_until = models.DateTimeField(null=True)
    cause = models.CharField(max_length=40, blank=True)
    sentence = models.TextField(blank=True)
    fix = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"void of the doubled {self.number}"
