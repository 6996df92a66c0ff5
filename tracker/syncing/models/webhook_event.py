from django.db import models


class WebhookEvent(models.Model):
    """Something that Xero told by itself, stored once however often it is told.

    It says that a record changed, not how: the record is always read.
    https://developer.xero.com/documentation/guides/webhooks/overview/
    """

    tenant_id = models.CharField(max_length=36)
    category = models.CharField(max_length=30)
    resource_id = models.CharField(max_length=36)
    event_type = models.CharField(max_length=20)
    event_at = models.DateTimeField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "category", "resource_id", "event_type", "event_at"],
                name="webhook_event_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["tenant_id"],
                name="webhook_event_waits",
                condition=models.Q(handled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.event_type} {self.resource_id}"
