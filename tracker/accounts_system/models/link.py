from decimal import Decimal

from django.db import models

from tracker.accounts_system.models.call import Call
from tracker.accounts_system.models.connection import Connection
from tracker.accounts_system.models.settings import Settings
from tracker.agencies.models import Person
from tracker.companies.models import Company
from tracker.documents.models import Document, Product, Receipt
from tracker.xero.invoice_statuses import APPROVED

ZERO = Decimal("0.00")


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

    @property
    def is_confirmed(self) -> bool:
        """Whether money may go out on it: Tracker made the contact, or whoever may say so chose it.

        Of a client anybody may say which contact it is; once it is paid as well, an owner does.
        """
        if self.how == How.CHOSEN:
            return self.by is None or self.by.may_own
        return self.how == How.CREATED


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
    (as text) to Xero's. ``coding`` is the version of the settings whose mapping Xero's copy
    follows: a changed mapping leaves it alone until somebody asks for re-coding; None: today's.
    ``seen_*`` moves only forward in Xero's time.

    ``held`` is the whole record as Xero held it at ``held_updated_at``, read by id; where that is
    not ``seen_updated_at`` it is out of date. ``differences`` is what ``syncing.differences`` found
    when it last compared (``[{"field", "tracker", "xero"}]``), for our revision, our receipts and
    Xero's time in ``compared_*``; any other now, or None, means: compare again.
    ``differences_accepted`` are those that a person agreed to, and ``differs`` is true while there
    is another one.

    ``news`` is what changed in Xero since a person asked for a sync, as ``{"kind", "sentence"}``:
    who asks next is told of it, whoever read it. None where nothing did.
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
    coding = models.ForeignKey(Settings, null=True, on_delete=models.PROTECT, related_name="+")
    line_ids = models.JSONField(default=dict)
    seen_status = models.CharField(max_length=20, blank=True)
    seen_total = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    seen_tax = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    seen_due = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    seen_paid = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    seen_credited = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    seen_updated_at = models.DateTimeField(null=True)
    read_started_at = models.DateTimeField(null=True)
    held = models.JSONField(null=True)
    held_updated_at = models.DateTimeField(null=True)
    compared_revision = models.PositiveIntegerField(null=True)
    compared_received = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    compared_updated_at = models.DateTimeField(null=True)
    differences = models.JSONField(default=list)
    differences_accepted = models.JSONField(default=list)
    differs = models.BooleanField(default=False)
    news = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "document"], name="document_linked_once"),
            models.UniqueConstraint(fields=["connection", "remote_id"], name="remote_taken_once"),
        ]
        indexes = [
            models.Index(
                fields=["connection"], name="link_differs", condition=models.Q(differs=True)
            ),
            models.Index(
                fields=["connection"],
                name="link_has_news",
                condition=models.Q(news__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.remote_id

    @property
    def seen_withheld(self) -> Decimal:
        """What is not due although neither money nor a credit stands for it: what Xero takes off
        a bill under the Construction Industry Scheme (``CISDeduction``).

        https://developer.xero.com/documentation/api/accounting/invoices
        """
        if self.seen_status not in APPROVED or self.seen_total is None or self.seen_due is None:
            return ZERO
        settled = (self.seen_paid or ZERO) + (self.seen_credited or ZERO)
        return max(ZERO, self.seen_total - settled - self.seen_due)


class FormerLink(models.Model):
    """What a document was linked to before somebody ended that link; never linked again by itself.

    ``number`` is the number that the document had then.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="former_links")
    remote_id = models.CharField(max_length=36)
    number = models.CharField(max_length=255)
    ended_at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "remote_id"], name="former_remote_taken_once"
            )
        ]

    def __str__(self) -> str:
        return self.remote_id


class ReceiptLink(models.Model):
    """A receipt of ours beside Xero's Payment.

    Where somebody else had recorded the money in Xero already, ``agreed`` is true, ``remote_id`` is
    empty and nothing of ours is there to remove. ``amount`` is what Xero recorded: never more than
    was due. ``removed_at`` is when Xero's Payment was found to be gone, by us or by others.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="links")
    remote_id = models.CharField(max_length=36, blank=True)
    agreed = models.BooleanField(default=False)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    call = models.ForeignKey(Call, null=True, on_delete=models.SET_NULL, related_name="+")
    linked_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "receipt"], name="receipt_linked_once"),
            models.UniqueConstraint(
                fields=["connection", "remote_id"],
                condition=~models.Q(remote_id=""),
                name="payment_taken_once",
            ),
        ]

    def __str__(self) -> str:
        return self.remote_id or "agreed"
