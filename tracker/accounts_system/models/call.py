from django.db import models

from tracker.accounts_system.models.connection import Connection


class Call(models.Model):
    """One intended request to Xero: exact bytes under one key, committed before it leaves.

    ``elements`` says what each element of the body stands for: ``{"mark", "record", "name"}``
    (our mark, our record's id, what a person calls it). ``asked_at`` is when Xero was asked and had
    a part of it already: then the same bytes never go again.
    """

    class Purpose(models.TextChoices):
        CREATE_CONTACTS = "create contacts"
        CREATE_ITEMS = "create items"
        CREATE_DOCUMENTS = "create documents"
        UPDATE_DOCUMENTS = "update documents"
        RECORD_RECEIPTS = "record receipts"
        REMOVE_RECEIPT = "remove receipt"
        UPDATE_CONTACT = "update contact"
        VOID_DOUBLED = "void doubled"
        READ = "read"

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="calls")
    tenant_id = models.CharField(max_length=36)
    batch_number = models.PositiveIntegerField(null=True)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    method = models.CharField(max_length=6)
    path = models.CharField(max_length=200)
    query = models.JSONField(default=list)
    body = models.BinaryField(null=True)
    body_hash = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=128, blank=True)
    elements = models.JSONField(default=list)
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="parts")
    since = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    wait_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["tenant_id", "id"],
                name="call_open",
                condition=models.Q(settled_at__isnull=True),
            ),
            models.Index(fields=["connection", "batch_number"], name="call_of_batch"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}: {self.purpose}"

    @property
    def was_answered(self) -> bool:
        """Whether Xero answered its last attempt."""
        last = self.attempts.order_by("-number").first()
        return last is not None and last.outcome == "answered"


class Attempt(models.Model):
    """One HTTP request made for a call. ``outcome`` is empty while no answer is recorded."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="attempts")
    tenant_id = models.CharField(max_length=36)
    number = models.PositiveSmallIntegerField()
    epoch = models.PositiveBigIntegerField(default=0)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    message = models.TextField(blank=True)
    correlation_id = models.CharField(max_length=64, blank=True)
    bytes_sent = models.PositiveIntegerField(default=0)
    bytes_received = models.PositiveIntegerField(default=0)
    elapsed_ms = models.PositiveIntegerField(default=0)
    answer = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="attempt_number_once")
        ]
        indexes = [models.Index(fields=["tenant_id", "-began_at"], name="attempt_by_minute")]

    def __str__(self) -> str:
        return f"attempt {self.number} of call {self.call_id}"
