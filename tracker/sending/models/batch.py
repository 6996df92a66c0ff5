from django.db import models

from tracker.accounts_system.models import Connection
from tracker.agencies.models import Agency, Person


class Batch(models.Model):
    """Documents sent together, numbered per agency. ``clicked_at`` is the press of *Send*."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="batches")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200)
    prepared_at = models.DateTimeField()
    clicked_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "batches"
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="batch_number_once")
        ]

    def __str__(self) -> str:
        return f"Batch {self.number}"
