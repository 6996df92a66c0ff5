"""Two spellings of one company: what the one that is kept takes over from the other."""

from typing import Any

from django.db.models import QuerySet

from tracker.companies.models import Company, OtherName

ADDRESS = ("address", "city", "region", "postal_code", "country")
FILLED = ("reference", "email", "phone", "vat_number", "company_number", "terms_days")
ROLES = ("is_client", "is_supplier")


def twins_of(company: Company) -> QuerySet[Company]:
    """The other companies whose names Xero takes for the same, by name."""
    same = Company.objects.filter(agency=company.agency_id, name_key=company.name_key)
    return same.exclude(pk=company.pk).order_by("name")


def taken_over(keep: Company, other: Company) -> dict[str, Any]:
    """What ``keep`` has not and gets from ``other``, by field; an address comes as a whole."""
    wanted = [*FILLED, "tax_treatment", *ROLES]
    if not any(getattr(keep, name) for name in ADDRESS):
        wanted += ADDRESS
    return {
        name: value
        for name in wanted
        if (value := getattr(other, name)) not in ("", None, False)
        and getattr(keep, name) in ("", None, False)
    }


def words_of(names: list[str]) -> str:
    """Fields as a person calls them: “phone, VAT number”."""
    return ", ".join(
        str(getattr(Company._meta.get_field(name), "verbose_name", name)) for name in names
    )


def absorb(keep: Company, other: Company) -> None:
    """Fill what ``keep`` lacks, remember what ``other`` was called, and end ``other``.

    Inside a transaction that holds both, and in which nothing refers to ``other`` any more.
    """
    filled = taken_over(keep, other)
    former_id, reference = other.pk, "" if "reference" in filled else other.reference
    other.other_names.update(company=keep)
    other.delete()
    for name, value in filled.items():
        setattr(keep, name, value)
    keep.save()
    OtherName.objects.create(
        agency_id=keep.agency_id,
        company=keep,
        name=other.name,
        reference=reference,
        former_id=former_id,
    )
