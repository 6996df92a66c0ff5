import uuid

from django.db import models

from tracker.agencies.models import Person
from tracker.documents.models.document import Document


class Receipt(models.Model):
    """Money that settled an invoice, in full or in part, as somebody here said.

    ``amount`` is in the document's currency, with 2 decimals. A receipt is never changed or
    deleted: it is undone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="receipts")
    date = models.DateField()
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="receipt_above_zero")
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.date}"

    @property
    def counts(self) -> bool:
        """It was not undone."""
        return self.undone_at is None
