"""The links of two companies that turn out to be one: at most one contact may be left."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from tracker.accounts_system import merged_contacts
from tracker.accounts_system.models import CompanyLink, DocumentLink
from tracker.agencies.events import By
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company

OWNERS_ONLY = (
    "Only an owner may say so: one of them is a supplier, and money is paid to its contact in Xero."
)


def why_not(keep: Company, other: Company, *, by: By) -> str:
    """Why the two cannot become one for their links' sake; '' where they can."""
    links = CompanyLink.objects.filter(company__in=(keep, other), connection__disconnected_at=None)
    is_supplier = keep.is_supplier or other.is_supplier
    if is_supplier and isinstance(by, Person) and not by.may_own and links.exists():
        return OWNERS_ONLY
    for kept, gone in _pairs(keep, other):
        if kept.connection.is_live and _contact_of(kept) != _contact_of(gone):
            return (
                f"{keep} and {other} are two contacts in Xero, “{_name_of(kept)}” and"
                f" “{_name_of(gone)}”: merge them there and refresh, or unlink one of them here."
            )
    return ""


def sharing(company: Company) -> list[Company]:
    """The other companies whose contacts became one with this company's in Xero."""
    ids: set[UUID] = set()
    for link in _links(company):
        here = merged_contacts.merged_into(link.connection, _contact_of(link))
        same = CompanyLink.objects.filter(connection=link.connection, contact_id__in=here)
        ids.update(same.exclude(company=company).values_list("company_id", flat=True))
    return list(Company.objects.filter(pk__in=ids).order_by("name"))


def contact_names(companies: Iterable[Company]) -> dict[UUID, str]:
    """What Xero calls the contact of each company that is linked now."""
    links = CompanyLink.objects.filter(
        company__in=list(companies), connection__disconnected_at=None
    )
    return {link.company_id: _name_of(link) for link in links.select_related("connection")}


def unite(keep: Company, other: Company, *, by: By) -> None:
    """Leave ``keep`` with the one link in each organisation, and ``other`` with none.

    Inside a transaction that holds both. Raises ``NotPossible`` with what ``why_not`` says.
    """
    if sentence := why_not(keep, other, by=by):
        raise NotPossible(sentence)
    for kept, gone in _pairs(keep, other):
        gone.delete()
        if gone.contact_id == _contact_of(kept) != kept.contact_id:
            kept.contact_id = gone.contact_id
            kept.save(update_fields=["contact_id"])
    CompanyLink.objects.filter(company=other).update(company=keep)
    # What was compared was compared with another contact: these are looked at again.
    linked = DocumentLink.objects.filter(document__company__in=(keep, other))
    linked.update(compared_revision=None)


def _pairs(keep: Company, other: Company) -> Iterator[tuple[CompanyLink, CompanyLink]]:
    """Where both are linked in one organisation; in a former one nobody can merge any more."""
    mine = {link.connection_id: link for link in _links(keep)}
    for link in _links(other):
        if link.connection_id in mine:
            yield mine[link.connection_id], link


def _links(company: Company) -> list[CompanyLink]:
    return list(CompanyLink.objects.filter(company=company).select_related("connection"))


def _contact_of(link: CompanyLink) -> str:
    """The contact, or the one that Xero merged it into."""
    heir = merged_contacts.heir_of(link.connection, link.contact_id)
    return heir.contact_id if heir else link.contact_id


def _name_of(link: CompanyLink) -> str:
    heir = merged_contacts.heir_of(link.connection, link.contact_id)
    return str(heir or link.contact_id)
