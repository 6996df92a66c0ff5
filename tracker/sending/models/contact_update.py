from django.db import models

from tracker.accounts_system.models import Call
from tracker.companies.models import Company
from tracker.sending.models.batch import Batch
from tracker.sending.models.delivery import State


class ContactUpdate(models.Model):
    """A company's details on their way over those in Xero, because a person asked for it.

    ``before`` and ``after`` hold the fields that change, by the names of ``xero.contacts``: what
    Xero had when the person looked, and what it shall have. A batch of kind ``company`` carries it.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="contact_updates")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="contact_updates")
    contact_id = models.CharField(max_length=36)
    before = models.JSONField()
    after = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    call = models.ForeignKey(
        Call, null=True, on_delete=models.SET_NULL, related_name="contact_updates"
    )
    waiting_until = models.DateTimeField(null=True)
    cause = models.CharField(max_length=40, blank=True)
    sentence = models.TextField(blank=True)
    fix = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"contact update {self.pk}"
