import uuid

from django.db import models

from tracker.agencies.models import Agency, Person


class ImportFile(models.Model):
    """A CSV file on its way in: kept between the steps of an import, for a day at most.

    It lies in the database, so that any web process can go on with it. ``content`` is compressed;
    ``mapping`` is empty until somebody has said which column is what.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, default="invoice")
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    mapping = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
