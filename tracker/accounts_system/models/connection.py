from django.db import models

from tracker.agencies.models import Agency, Entity, Person


class TokenSet(models.Model):
    """The tokens of one app for one Xero user, shared by every connection of theirs.

    Copies of a token set break each other, so there is one row per app and Xero user. Tokens are
    encrypted. ``previous_refresh_token`` is kept until the pair that followed it has worked.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    client_id = models.CharField(max_length=100)
    xero_user_id = models.CharField(max_length=100)
    access_token = models.BinaryField()
    refresh_token = models.BinaryField()
    previous_refresh_token = models.BinaryField(null=True)
    expires_at = models.DateTimeField()
    scope = models.TextField(blank=True)
    refreshing_until = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "client_id", "xero_user_id"], name="token_set_once"
            )
        ]

    def __str__(self) -> str:
        return f"tokens of {self.xero_user_id}"


class Connection(models.Model):
    """An entity's link to one organisation in Xero. A tenant serves one agency at a time.

    A disconnected row stays with its links and is taken up when the same organisation returns.
    ``remote_id`` is Xero's id of the connection, not of the organisation. ``needs_reconnect`` is
    the sentence that a person reads until they connect again; ``note`` says what disconnecting
    could not do.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="connections")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="connections")
    tenant_id = models.CharField(max_length=36)
    tenant_name = models.CharField(max_length=255)
    remote_id = models.CharField(max_length=36, blank=True)
    token_set = models.ForeignKey(TokenSet, null=True, on_delete=models.SET_NULL)
    send_from_date = models.DateField()
    connected_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    connected_at = models.DateTimeField()
    disconnected_at = models.DateTimeField(null=True)
    needs_reconnect = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)
    heads_read_at = models.DateTimeField(null=True)
    heads_until = models.DateTimeField(null=True)
    receipts_looked_for_at = models.DateTimeField(null=True)
    contacts_read_at = models.DateTimeField(null=True)
    contacts_until = models.DateTimeField(null=True)
    items_read_at = models.DateTimeField(null=True)
    items_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "tenant_id"], name="connection_of_entity"),
            models.UniqueConstraint(
                fields=["tenant_id"],
                condition=models.Q(disconnected_at__isnull=True),
                name="tenant_serves_one_entity",
            ),
            models.UniqueConstraint(
                fields=["entity"],
                condition=models.Q(disconnected_at__isnull=True),
                name="entity_has_one_connection",
            ),
        ]

    def __str__(self) -> str:
        return self.tenant_name

    @property
    def is_live(self) -> bool:
        return self.disconnected_at is None

    @property
    def works(self) -> bool:
        """Connected, and Xero has not asked us to connect again."""
        return self.is_live and not self.needs_reconnect
