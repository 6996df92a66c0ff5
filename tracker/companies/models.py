import uuid

from django.db import models

from tracker.agencies.models import Agency
from tracker.companies.names import name_key


class TaxTreatment(models.TextChoices):
    """How VAT applies to a line; a line's own, else its company's, else standard."""

    STANDARD = "standard", "Standard rate"
    REDUCED = "reduced", "Reduced rate"
    ZERO = "zero", "Zero-rated"
    EXEMPT = "exempt", "Exempt"
    OUTSIDE = "outside", "Outside the scope of VAT"
    REVERSE = "reverse", "Reverse charge"


class Company(models.Model):
    """A client, a supplier, or both: in Xero, a Contact.

    ``reference`` is the id that the agency's other system knows the company by, if any.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="companies")
    name = models.CharField("legal name", max_length=255)
    name_key = models.CharField(max_length=255, editable=False)
    reference = models.CharField(max_length=50, blank=True)
    email = models.EmailField("invoice e-mail", max_length=255, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    address = models.TextField("street address", max_length=500, blank=True)
    city = models.CharField("town or city", max_length=255, blank=True)
    region = models.CharField("county or region", max_length=255, blank=True)
    postal_code = models.CharField("postcode", max_length=50, blank=True)
    country = models.CharField(max_length=50, blank=True)
    vat_number = models.CharField("VAT number", max_length=50, blank=True)
    company_number = models.CharField(max_length=50, blank=True)
    terms_days = models.PositiveSmallIntegerField("payment terms in days", null=True, blank=True)
    tax_treatment = models.CharField(
        max_length=10, choices=TaxTreatment.choices, blank=True, default=""
    )
    is_client = models.BooleanField("client", default=True)
    is_supplier = models.BooleanField("supplier", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "companies"
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="company_name_once"),
            models.UniqueConstraint(
                fields=["agency", "reference"],
                condition=~models.Q(reference=""),
                name="company_reference_once",
            ),
        ]
        indexes = [models.Index(fields=["agency", "name_key"], name="company_by_name_key")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **fields: object) -> None:
        self.name_key = name_key(self.name)
        super().save(*args, **fields)  # type: ignore[arg-type]


class OtherName(models.Model):
    """Another spelling of a company, which was a company of its own until a person said so.

    Files that name it, by this name or this reference, mean ``company``. ``former_id`` is the id
    that the other one had: its history, its address and its mark in Xero know it by that.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=255)
    reference = models.CharField(max_length=50, blank=True)
    former_id = models.UUIDField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="other_name_once"),
            models.UniqueConstraint(
                fields=["agency", "reference"],
                condition=~models.Q(reference=""),
                name="other_reference_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
