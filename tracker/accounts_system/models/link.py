from django.db import models

from tracker.accounts_system.models.call import Call
from tracker.accounts_system.models.connection import Connection
from tracker.agencies.models import Person
from tracker.companies.models import Company
from tracker.documents.models import Document, Product


class How(models.TextChoices):
    """How one of our records came to be linked to one of Xero's."""

    CREATED = "created", "created by Tracker"
    MATCHED = "matched", "matched by name"
    CHOSEN = "chosen", "chosen"


class CompanyLink(models.Model):
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="links")
    contact_id = models.CharField(max_length=36)
    how = models.CharField(max_length=10, choices=How.choices)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "company"], name="company_linked_once"),
            models.UniqueConstraint(fields=["connection", "contact_id"], name="contact_taken_once"),
        ]

    def __str__(self) -> str:
        return self.contact_id


class ProductLink(models.Model):
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="links")
    item_id = models.CharField(max_length=36)
    how = models.CharField(max_length=10, choices=How.choices)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "product"], name="product_linked_once"),
            models.UniqueConstraint(fields=["connection", "item_id"], name="item_taken_once"),
        ]

    def __str__(self) -> str:
        return self.item_id


class DocumentLink(models.Model):
    """Our document beside Xero's, and what Xero last said of it (``seen_*``).

    ``accepted_revision`` is the revision of ours that Xero holds, ``accepted_call`` the call that
    brought it there and ``accepted_updated_at`` Xero's time of it; ``line_ids`` maps our line ids
    (as text) to Xero's. ``seen_*`` moves only forward in Xero's time.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="links")
    remote_id = models.CharField(max_length=36)
    how = models.CharField(max_length=10, choices=How.choices)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    linked_at = models.DateTimeField()
    accepted_revision = models.PositiveIntegerField()
    accepted_call = models.ForeignKey(Call, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_updated_at = models.DateTimeField(null=True)
    line_ids = models.JSONField(default=dict)
    seen_status = models.CharField(max_length=20, blank=True)
    seen_total = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    seen_tax = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    seen_due = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    seen_paid = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    seen_credited = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    seen_updated_at = models.DateTimeField(null=True)
    read_started_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "document"], name="document_linked_once"),
            models.UniqueConstraint(fields=["connection", "remote_id"], name="remote_taken_once"),
        ]

    def __str__(self) -> str:
        return self.remote_id
