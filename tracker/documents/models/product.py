import uuid

from django.db import models

from tracker.agencies.models import Agency
from tracker.companies.models import TaxTreatment


class Scenario(models.TextChoices):
    """What kind of money a product is: settings map each to an account and a tax rate."""

    PERMANENT = "permanent", "Permanent placement fee"
    CONTRACT = "contract", "Temporary / contract time"
    EXPENSES = "expenses", "Expenses"
    OTHER = "other", "Other"


class Product(models.Model):
    """A fee or pay element that lines refer to: in Xero, an Item."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="products")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=50, blank=True)
    description = models.TextField(max_length=4000, blank=True)
    scenario = models.CharField(max_length=10, choices=Scenario.choices, default=Scenario.OTHER)
    tax_treatment = models.CharField(
        max_length=10, choices=TaxTreatment.choices, blank=True, default=""
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="product_code_once")]

    def __str__(self) -> str:
        return self.code
