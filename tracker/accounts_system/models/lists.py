"""What we know of the organisation's own lists, and since when."""

from django.db import models

from tracker.accounts_system.models.connection import Connection
from tracker.xero.types import ARCHIVED_CONTACT


class OrganisationList(models.Model):
    """One of Xero's short lists, read in full: ``rows`` is what ``tracker.xero.types`` keeps."""

    class Name(models.TextChoices):
        ORGANISATION = "organisation"
        ACTIONS = "actions"
        ACCOUNTS = "accounts"
        TAX_RATES = "tax rates"
        CURRENCIES = "currencies"
        BRANDING_THEMES = "branding themes"
        TRACKING_CATEGORIES = "tracking categories"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="lists")
    name = models.CharField(max_length=20, choices=Name.choices)
    rows = models.JSONField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "name"], name="organisation_list_once")
        ]

    def __str__(self) -> str:
        return self.name


class XeroContact(models.Model):
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="contacts")
    contact_id = models.CharField(max_length=36)
    name = models.CharField(max_length=255)
    name_key = models.CharField(max_length=255)
    number = models.CharField(max_length=50, blank=True)
    email = models.CharField(max_length=255, blank=True)
    company_number = models.CharField(max_length=50, blank=True)
    tax_number = models.CharField(max_length=50, blank=True)
    status = models.CharField(max_length=20)
    merged_to = models.CharField(max_length=36, blank=True)
    updated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "contact_id"], name="contact_once")
        ]
        indexes = [
            models.Index(fields=["connection", "name_key"], name="contact_by_name"),
            models.Index(fields=["connection", "number"], name="contact_by_number"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        """Whether no document can go to it; one that was merged away is archived, too."""
        return bool(self.merged_to) or self.status in ARCHIVED_CONTACT


class XeroItem(models.Model):
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="items")
    item_id = models.CharField(max_length=36)
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=50, blank=True)
    updated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "item_id"], name="item_once")]
        indexes = [models.Index(fields=["connection", "code"], name="item_by_code")]

    def __str__(self) -> str:
        return self.code


class Head(models.Model):
    """An invoice or bill in Xero, without its lines. ``mark`` is its Url.

    ``stray`` is true while it bears our mark and no link knew it when it was read; ``left_at`` is
    when a person saw that, and left it as it is.

    A head moves only forward: to a later ``updated_at``, or, where that is equal, to what was read
    later (Xero does not move it for every change of a part-paid invoice).
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="heads")
    remote_id = models.CharField(max_length=36)
    type = models.CharField(max_length=20)
    number = models.CharField(max_length=255, blank=True)
    mark = models.CharField(max_length=500, blank=True)
    contact_id = models.CharField(max_length=36, blank=True)
    date = models.DateField(null=True)
    due_date = models.DateField(null=True)
    status = models.CharField(max_length=20)
    total = models.DecimalField(max_digits=16, decimal_places=2)
    due = models.DecimalField(max_digits=16, decimal_places=2)
    paid = models.DecimalField(max_digits=16, decimal_places=2)
    credited = models.DecimalField(max_digits=16, decimal_places=2)
    net = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    tax = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    reference = models.CharField(max_length=255, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    updated_at = models.DateTimeField(null=True)
    read_started_at = models.DateTimeField(null=True)
    stray = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "remote_id"], name="head_once")
        ]
        indexes = [
            models.Index(
                fields=["connection"], name="head_is_stray", condition=models.Q(stray=True)
            ),
            models.Index(fields=["connection", "number"], name="head_by_number"),
            models.Index(fields=["connection", "contact_id", "date"], name="head_by_contact"),
        ]

    def __str__(self) -> str:
        return self.number
