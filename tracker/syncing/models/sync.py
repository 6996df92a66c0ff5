from django.db import models

from tracker.accounts_system.models import Connection
from tracker.agencies.models import Agency, Person
from tracker.documents.models import Document


class Sync(models.Model):
    """One look at what changed in Xero: who asked, what was found, and what it cost.

    ``kind`` is the kind of document that somebody asked about; empty means: both.
    ``documents`` are the ids of the ticked ones; empty means: everything that changed.
    ``checked`` counts documents of ours, ``changed`` those of which Xero says something new (where
    somebody asked: since somebody last did, whoever read it meanwhile);
    ``summary`` counts the changes by what they are (``{"paid": 10, "voided": 1}``). ``bytes_in`` is
    the length of the answers as transferred. ``changes`` names the first of them, as
    ``{"document", "kind", "sentence"}``. ``failure`` is a sentence where it could not be done, and
    while it waits until ``waiting_until`` because Xero's limit is reached.
    """

    class Why(models.TextChoices):
        PERSON = "person", "Sync"
        COMMAND = "command", "Command line"
        WEBHOOK = "webhook", "Told by Xero"
        POLL = "poll", "Every few minutes"
        NIGHTLY = "nightly", "Nightly: part-paid invoices and bills"
        MONTHLY = "monthly", "Monthly: all open invoices and bills"

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="syncs")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="syncs")
    why = models.CharField(max_length=10, choices=Why.choices)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, blank=True, choices=Document.Kind.choices)
    documents = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    checked = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)
    bytes_in = models.PositiveBigIntegerField(default=0)
    summary = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    waiting_until = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "why"],
                condition=models.Q(
                    why__in=("webhook", "poll", "nightly", "monthly"),
                    began_at__isnull=True,
                    ended_at__isnull=True,
                ),
                name="sync_queued_once",
            )
        ]
        indexes = [
            models.Index(fields=["connection", "why", "-asked_at"], name="sync_last_run"),
            models.Index(
                fields=["connection", "asked_at"],
                name="sync_open",
                condition=models.Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"sync {self.pk}"
