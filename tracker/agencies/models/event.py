from django.db import models

from tracker.agencies.models.agency import Agency
from tracker.agencies.models.person import Person


class Event(models.Model):
    """One thing that happened to one record: who, when, a sentence, the call if any.

    History pages, live messages and Xero's answers are all events. ``subject`` names the kind of
    record (document, company, product, connection, person, batch), ``subject_id`` its id as text.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200)
    subject = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=36)
    sentence = models.TextField()
    batch_number = models.PositiveIntegerField(null=True)
    call_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject", "subject_id", "id"], name="event_of_subject"),
            models.Index(
                fields=["agency", "batch_number", "id"],
                name="event_of_batch",
                condition=models.Q(batch_number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.sentence
