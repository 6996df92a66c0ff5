from django.db import models

from tracker.accounts_system.models import Connection
from tracker.agencies.models import Person
from tracker.documents.models import Document


class AnotherInvoice(models.Model):
    """A person said that an invoice in Xero is not this document, however much it looks like it.

    So the document may be sent beside it. ``number`` is what Xero called that invoice then.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    remote_id = models.CharField(max_length=36)
    number = models.CharField(max_length=255, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "document", "remote_id"], name="another_invoice_once"
            )
        ]

    def __str__(self) -> str:
        return self.number or self.remote_id
