from django.db import models

from tracker.accounts_system.models.connection import TokenSet
from tracker.agencies.models import Agency, Person


class Consent(models.Model):
    """One way to Xero's consent page and back, and then the choice of the organisation.

    ``state_hash`` and ``session_hash`` are SHA-256 of what the browser carries; ``verifier`` is
    PKCE's and encrypted. ``used_at`` is set once, by the first return with this state.
    ``tenants`` is what Xero offers after it: ``[{"connection_id", "tenant_id", "name"}]``.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    session_hash = models.CharField(max_length=64)
    state_hash = models.CharField(max_length=64, unique=True)
    verifier = models.BinaryField()
    began_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    token_set = models.ForeignKey(TokenSet, null=True, on_delete=models.CASCADE)
    tenants = models.JSONField(default=list)
    connected_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"consent of {self.person_id}"
