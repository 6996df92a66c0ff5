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
    """Which columns of the invoices list a person has chosen to see."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    columns = models.JSONField(default=list)

    def __str__(self) -> str:
        return ", ".join(self.columns)
