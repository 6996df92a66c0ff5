from django.db import models

from tracker.accounts_system.models import Call, Settings
from tracker.documents.models import Document
from tracker.sending.models.batch import Batch


class State(models.TextChoices):
    """Where a delivery stands, in the words that people read."""

    PREPARED = "prepared", "Prepared"
    READY = "ready", "Ready"
    SENDING = "sending", "Sending"
    CHECKING = "checking", "Checking with Xero"
    WAITING = "waiting", "Waiting"
    RECONNECT = "reconnect", "Reconnect Xero"
    ADOPT = "adopt", "Adopt first"
    SENT = "sent", "Sent"
    UNCHANGED = "unchanged", "No change"
    REFUSED = "refused", "Refused"
    STOPPED = "stopped", "Not sent"
    LEFT_OUT = "left_out", "Left out"


OPEN = (
    State.READY,
    State.SENDING,
    State.CHECKING,
    State.WAITING,
    State.RECONNECT,
    State.ADOPT,
)
STOPPED_BY_XERO = (State.RECONNECT, State.ADOPT)
"""Of what is open, what goes on only after a person has done something about the organisation."""
SETTLED = (State.SENT, State.UNCHANGED, State.REFUSED, State.STOPPED, State.LEFT_OUT)


class Delivery(models.Model):
    """One document, as it stood at the click, on its way inside a batch.

    ``cause`` is from the closed list in ``sending.refusals``; ``sentence`` says what is wrong and
    ``fix`` what to do. ``replaces`` is Xero's time of a change there that a person saw and decided
    to replace. ``receipts`` are the ids of the receipts that go with it, ``{"record": […],
    "remove": […]}``: once ``document_sent_at`` is set, or at once where the document itself does
    not change. ``latest`` is true on a document's newest delivery that was really clicked, until
    the document is linked by hand.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="deliveries")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="deliveries")
    position = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    settings = models.ForeignKey(Settings, null=True, on_delete=models.PROTECT, related_name="+")
    intent = models.CharField(max_length=10, default="create")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    will = models.CharField(max_length=300, blank=True)
    call = models.ForeignKey(Call, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    waiting_until = models.DateTimeField(null=True)
    cause = models.CharField(max_length=40, blank=True)
    sentence = models.TextField(blank=True)
    fix = models.CharField(max_length=300, blank=True)
    latest = models.BooleanField(default=False)
    replaces = models.DateTimeField(null=True)
    receipts = models.JSONField(default=dict)
    document_sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["batch", "document"], name="document_once_in_batch"),
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(state__in=[str(state) for state in OPEN]),
                name="one_open_delivery",
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(latest=True),
                name="one_latest_delivery",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "state", "position"], name="delivery_of_batch"),
            models.Index(
                fields=["document", "state"],
                name="delivery_latest",
                condition=models.Q(latest=True),
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
