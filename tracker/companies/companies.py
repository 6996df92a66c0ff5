"""Making and changing companies."""

from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Agency, Person
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company, OtherName
from tracker.companies.names import tidy

# As Xero has it: https://developer.xero.com/documentation/api/accounting/types#addresses
ADDRESS_LENGTH_MAX = 500


class CompanyDetails(TypedDict, total=False):
    """What may be said of a company; what is not named stays as it is."""

    reference: str
    email: str
    phone: str
    address: str
    city: str
    region: str
    postal_code: str
    country: str
    vat_number: str
    company_number: str
    terms_days: int | None
    tax_treatment: str
    is_client: bool
    is_supplier: bool


@transaction.atomic
def create(*, agency: Agency, name: str, by: By, **details: Unpack[CompanyDetails]) -> Company:
    """Make a company. Raises ``NotPossible`` with a sentence for whoever wrote it."""
    company = Company(agency=agency)
    _set(company, {"name": name, **details})
    _check(company)
    _save(company)
    events.record(agency, "company", company.id, f"Company “{company.name}” created.", by=by)
    return company


@transaction.atomic
def change(
    company: Company, *, by: By, name: str | None = None, **details: Unpack[CompanyDetails]
) -> bool:
    """Change what is named, and give back whether anything was different.

    Documents stay as they are: an approved one carries the treatment it was approved with.
    Raises ``NotPossible``.
    """
    locked = Company.objects.select_for_update().get(id=company.id)
    if locked.is_supplier and details.get("is_supplier") is False:
        _require_owner(by)
    changed = _set(locked, {**details, **({} if name is None else {"name": name})})
    _check(locked)
    if changed:
        _save(locked)
        words = ", ".join(_words(each) for each in changed)
        events.record(locked.agency, "company", locked.id, f"Changed: {words}.", by=by)
    company.refresh_from_db()
    return bool(changed)


def _require_owner(by: By) -> None:
    """A supplier's link to the accounts system is the owner's to change, and so is being one."""
    if isinstance(by, Person) and not by.may_own:
        raise NotPossible("Only an owner may say that a supplier is none any more.")


def _set(company: Company, said: dict[str, object]) -> list[str]:
    """Set what is different, and name it. Texts on one line lose doubled blanks."""
    tidied = {
        name: tidy(value) if isinstance(value, str) and name != "address" else value
        for name, value in said.items()
    }
    changed = [name for name, value in tidied.items() if getattr(company, name) != value]
    for name in changed:
        setattr(company, name, tidied[name])
    return changed


def _save(company: Company) -> None:
    """Somebody else may have been quicker since names and references were looked at."""
    try:
        with transaction.atomic():
            company.save()
    except IntegrityError:
        raise NotPossible(
            f"There is already a company called “{company.name}”, or with its reference."
        ) from None


def _words(name: str) -> str:
    field = Company._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))


def _check(company: Company) -> None:
    if not company.name:
        raise NotPossible("A company needs a name.")
    try:
        company.clean_fields(exclude={"name_key", "agency"})
    except ValidationError as problem:
        name, sentences = next(iter(problem.message_dict.items()))
        words = _words(name)
        raise NotPossible(f"{words[0].upper()}{words[1:]}: {sentences[0]}") from None
    if len(company.address) > ADDRESS_LENGTH_MAX:
        raise NotPossible(f"A street address has at most {ADDRESS_LENGTH_MAX} characters.")
    others = Company.objects.filter(agency_id=company.agency_id).exclude(id=company.id)
    if others.filter(name=company.name).exists():
        raise NotPossible(f"There is already a company called “{company.name}”.")
    if company.reference and others.filter(reference=company.reference).exists():
        raise NotPossible(f"Another company has the reference {company.reference}.")
    _check_other_names(company)


def _check_other_names(company: Company) -> None:
    """A file that names the spelling of another company means that one."""
    others = OtherName.objects.filter(agency_id=company.agency_id).exclude(company=company.pk)
    others = others.select_related("company")
    if named := others.filter(name=company.name).first():
        raise NotPossible(f"“{company.name}” is another name of {named.company}.")
    known = others.filter(reference=company.reference).first() if company.reference else None
    if known:
        raise NotPossible(f"{known.company} is known by the reference {company.reference} too.")
