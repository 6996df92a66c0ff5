from typing import Any

from django.db import models

from tracker.money import AmountsAre

AMOUNTS_ARE: Any = {
    "max_length": 10,
    "choices": [(each.value, each.value) for each in AmountsAre],
    "default": AmountsAre.EXCLUSIVE.value,
}


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
    """A legal entity of the agency: documents belong to it, a connection serves it.

    Each kind of document has a prefix and a next number of its own, and a way of stating amounts.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="entities")
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3, default="GBP")
    invoice_prefix = models.CharField(max_length=20, default="INV-")
    next_invoice_number = models.PositiveIntegerField(default=1001)
    invoice_amounts_are = models.CharField(**AMOUNTS_ARE)
    payment_prefix = models.CharField(max_length=20, default="PAY-")
    next_payment_number = models.PositiveIntegerField(default=1001)
    payment_amounts_are = models.CharField(**AMOUNTS_ARE)

    class Meta:
        verbose_name_plural = "entities"

    def __str__(self) -> str:
        return self.name

    def prefix_of(self, kind: str) -> str:
        """What numbers of that kind of document begin with."""
        return str(getattr(self, f"{kind}_prefix"))

    def next_number_of(self, kind: str) -> int:
        return int(getattr(self, f"next_{kind}_number"))

    def amounts_are_of(self, kind: str) -> str:
        """What unit prices mean on new documents of that kind."""
        return str(getattr(self, f"{kind}_amounts_are"))
