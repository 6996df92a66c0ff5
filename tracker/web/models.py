"""What the pages themselves remember. Nothing of the business lies here."""

from django.db import models

from tracker.agencies.models import Person


class SignInFailures(models.Model):
    """How often somebody failed to sign in with one e-mail address from one network address."""

    email = models.CharField(max_length=254)
    address = models.CharField(max_length=45)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "sign-in failures"
        constraints = [
            models.UniqueConstraint(fields=["email", "address"], name="sign_in_failures_once")
        ]

    def __str__(self) -> str:
        return f"{self.count} failures of {self.email}"


class ColumnChoice(models.Model):
    """Which columns of the list of one kind of documents a person has chosen to see."""

    # The constraint below begins with it.
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, default="invoice")
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="column_choice_once")
        ]

    def __str__(self) -> str:
        return ", ".join(self.columns)
