from django.db import models

from tracker.agencies.models import Agency


class ImportProfile(models.Model):
    """Which column of a CSV is what, kept for the next file of the same shape."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="import_profiles")
    kind = models.CharField(max_length=10, default="invoice")
    name = models.CharField(max_length=100)
    mapping = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "name"], name="import_profile_once")
        ]

    def __str__(self) -> str:
        return self.name
