import uuid

from django.db import models

from tracker.accounts_system.models.connection import Connection
from tracker.agencies.models import Person


class Installation(models.Model):
    """This installation's id, by which our mark is known whatever the host. One row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return str(self.id)


class Settings(models.Model):
    """Accounts System settings of one connection, one version. Rows never change.

    ``accounts`` and ``tax_rates`` map a scenario (or ``default``) to an account code and a
    Xero TaxType; ``treatments`` maps a tax treatment to a TaxType. A missing entry is not mapped.
    Empty ``status_on_arrival`` means that nobody has chosen yet. ``confirmed`` is false while the
    mapping is only proposed. ``receipts_account_id`` is Xero's AccountID of the bank account that
    receipts go to, where ``record_receipts`` says that they are recorded in Xero at all.
    """

    class Arrival(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        SUBMITTED = "SUBMITTED", "Awaiting approval"
        AUTHORISED = "AUTHORISED", "Authorised"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="settings")
    kind = models.CharField(max_length=10, default="invoice")
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed = models.BooleanField(default=False)
    accounts = models.JSONField(default=dict)
    tax_rates = models.JSONField(default=dict)
    treatments = models.JSONField(default=dict)
    status_on_arrival = models.CharField(max_length=10, choices=Arrival.choices, blank=True)
    auto_create_companies = models.BooleanField(default=True)
    auto_create_items = models.BooleanField(default=True)
    mark_as_sent = models.BooleanField(default=False)
    record_receipts = models.BooleanField(default=False)
    receipts_account_id = models.CharField(max_length=36, blank=True)
    branding_theme_id = models.CharField(max_length=36, blank=True)
    consultant_category = models.CharField(max_length=100, blank=True)
    branch_category = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name_plural = "settings"
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "version"], name="settings_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"settings {self.version} of {self.connection_id}"
