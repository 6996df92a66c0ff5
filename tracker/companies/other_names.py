"""The names that a company is known by besides its own."""

from uuid import UUID

from django.db.models import QuerySet

from tracker.agencies.models import Agency, Event
from tracker.companies.models import Company
from tracker.companies.names import name_key, tidy


def company_named(agency: Agency, name: str) -> Company | None:
    """The company of exactly this name (blanks aside), else the one that it is another name of."""
    companies = Company.objects.filter(agency=agency)
    own = companies.filter(name=tidy(name)).first()
    return own or companies.filter(other_names__name=tidy(name)).first()


def company_called(agency: Agency, name: str) -> Company | None:
    """The company so named, else the only one whose name Xero takes for the same."""
    named = company_named(agency, name)
    if named is not None:
        return named
    same = list(Company.objects.filter(agency=agency, name_key=name_key(name))[:2])
    return same[0] if len(same) == 1 else None


def company_once(agency: Agency, former_id: UUID) -> Company | None:
    """The company that the one of this id became; None where no such company ever was."""
    return Company.objects.filter(agency=agency, other_names__former_id=former_id).first()


def ids_of(company: Company) -> list[UUID]:
    """Its own id first, then those of the companies that turned out to be it."""
    return [company.pk, *company.other_names.order_by("pk").values_list("former_id", flat=True)]


def history_of(company: Company) -> QuerySet[Event]:
    """What happened to it under each of its names, newest first."""
    ids = [str(each) for each in ids_of(company)]
    told = Event.objects.filter(agency=company.agency_id, subject="company", subject_id__in=ids)
    return told.order_by("-id")
