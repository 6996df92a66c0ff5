from django.db import models


class Lane(models.Model):
    """All traffic to one organisation, in order: who works on it, until when, and its limits.

    A lane is taken by one conditional UPDATE; every write of its owner names itself and the epoch
    it was taken in, so an owner that was overtaken cannot write. ``wakes`` counts the knocks: who
    gives the lane back looks whether somebody knocked meanwhile. ``minute_remaining``,
    ``day_remaining`` and ``app_minute_remaining`` are what Xero's last answer said was left.
    """

    tenant_id = models.CharField(max_length=36, primary_key=True)
    owner = models.CharField(max_length=100, blank=True)
    epoch = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    wakes = models.PositiveBigIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    xero_time = models.DateTimeField(null=True)
    minute_full_until = models.DateTimeField(null=True)
    minute_remaining = models.PositiveIntegerField(null=True)
    app_minute_remaining = models.PositiveIntegerField(null=True)
    day_remaining = models.PositiveIntegerField(null=True)
    day_full_until = models.DateTimeField(null=True)
    troubles = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.tenant_id
