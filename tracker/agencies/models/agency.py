from django.db import models

from tracker.money import AmountsAre


class Agency(models.Model):
    """Who uses Tracker. Everything else belongs to one agency, and nobody sees another's."""

    name = models.CharField(max_length=200)
    next_batch_number = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class Entity(models.Model):
    """A legal entity of the agency: documents belong to it, a connection serves it."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="entities")
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3, default="GBP")
    invoice_prefix = models.CharField(max_length=20, default="INV-")
    next_invoice_number = models.PositiveIntegerField(default=1001)
    amounts_are = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in AmountsAre],
        default=AmountsAre.EXCLUSIVE.value,
    )

    class Meta:
        verbose_name_plural = "entities"

    def __str__(self) -> str:
        return self.name
