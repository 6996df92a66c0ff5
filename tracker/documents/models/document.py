import datetime
import uuid
from decimal import Decimal

from django.db import models

from tracker.agencies.models import Agency, Entity
from tracker.companies.models import Company, TaxTreatment
from tracker.documents.models.product import Product
from tracker.money import AmountsAre


class Document(models.Model):
    """An invoice: what a client owes us; or a payment: what we owe a supplier.

    ``number`` is given on approval or imported, and never reused. The books know the document by
    ``books_number`` and ``books_date``: its own, or the supplier's where a payment has those.
    ``invoice`` is what the client is billed for the work that a payment pays for.
    ``revision`` grows with each change that Xero should hear of. ``net``, ``tax`` and ``gross``
    are kept equal to ``money.totals`` of the lines by whoever writes the lines, ``received`` equal
    to the sum of the receipts that were not undone.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", "Invoice"
        PAYMENT = "payment", "Payment"

    class Lifecycle(models.TextChoices):
        DRAFT = "draft", "Draft"
        APPROVED = "approved", "Approved"
        VOID = "void", "Void"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The indexes below begin with these three: one of their own would only slow imports down.
    agency = models.ForeignKey(
        Agency, on_delete=models.CASCADE, related_name="documents", db_index=False
    )
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="documents", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.INVOICE)
    lifecycle = models.CharField(max_length=10, choices=Lifecycle.choices, default=Lifecycle.DRAFT)
    number = models.CharField(max_length=255, null=True)
    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="documents", db_index=False
    )
    date = models.DateField()
    due_date = models.DateField()
    reference = models.CharField(max_length=255, blank=True)
    supplier_number = models.CharField("supplier's number", max_length=255, blank=True)
    supplier_date = models.DateField("supplier's date", null=True, blank=True)
    invoice = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="payments"
    )
    placement = models.CharField(max_length=100, blank=True)
    consultant = models.CharField(max_length=100, blank=True)
    branch = models.CharField(max_length=100, blank=True)
    currency = models.CharField(max_length=3, default="GBP")
    currency_rate = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    amounts_are = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in AmountsAre],
        default=AmountsAre.EXCLUSIVE.value,
    )
    net = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal("0.00"))
    tax = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal("0.00"))
    gross = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal("0.00"))
    received = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal("0.00"))
    revision = models.PositiveIntegerField(default=1)
    already_in_xero = models.BooleanField(default=False)
    imported_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "kind", "number"], name="document_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(lifecycle="draft") | models.Q(number__isnull=False),
                name="document_numbered_once_approved",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="payment")
                | models.Q(supplier_number="", supplier_date=None, invoice=None),
                name="document_of_a_supplier",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "kind", "-date", "-number", "-id"], name="document_list_by_date"
            ),
            models.Index(fields=["agency", "kind", "lifecycle", "-date"], name="document_by_state"),
            models.Index(fields=["company", "-date"], name="document_of_company"),
        ]

    def __str__(self) -> str:
        return self.number or "Draft"

    @property
    def books_number(self) -> str:
        """What the books know it by: the supplier's own number where there is one."""
        return self.supplier_number or self.number or ""

    @property
    def books_date(self) -> datetime.date:
        """Its date in the books: the supplier's where there is one."""
        return self.supplier_date or self.date

    @property
    def is_payment(self) -> bool:
        return self.kind == self.Kind.PAYMENT

    @property
    def is_draft(self) -> bool:
        return self.lifecycle == self.Lifecycle.DRAFT

    @property
    def is_approved(self) -> bool:
        return self.lifecycle == self.Lifecycle.APPROVED

    @property
    def is_void(self) -> bool:
        return self.lifecycle == self.Lifecycle.VOID


def dated_from(day: datetime.date) -> models.Q:
    """The documents that are of that day or later by their ``books_date``."""
    return models.Q(supplier_date=None, date__gte=day) | models.Q(supplier_date__gte=day)


class Line(models.Model):
    """One line of a document. Its id stays when it is edited, as Xero's line id does.

    ``quantity`` has 4 decimals and is never negative; ``unit_price`` has 4 and may be.
    ``amount``, ``net`` and ``tax`` are the line's totals by ``money.totals``.
    """

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    position = models.PositiveIntegerField()
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT)
    description = models.TextField(max_length=4000)
    worker = models.CharField(max_length=200, blank=True)
    period_end = models.DateField(null=True, blank=True)
    quantity = models.DecimalField(max_digits=13, decimal_places=4)
    unit_price = models.DecimalField(max_digits=16, decimal_places=4)
    discount_percent = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal("0.00"))
    tax_treatment = models.CharField(
        max_length=10, choices=TaxTreatment.choices, blank=True, default=""
    )
    account_override = models.CharField("account in Xero", max_length=10, blank=True)
    tax_override = models.CharField("tax rate in Xero", max_length=50, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal("0.00"))
    net = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal("0.00"))
    tax = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal("0.00"))

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "position"],
                name="line_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=0), name="line_quantity_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.description
