"""What Tracker knows of Xero's contacts beside some companies: few queries for any number."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tracker.accounts_system import marks
from tracker.accounts_system.models import CompanyLink, Connection, XeroContact
from tracker.companies.models import Company, OtherName

MERGES_MAX = 5
"""How often a contact may have been merged on and on; beyond that it counts as archived."""


@dataclass(frozen=True)
class KnownContacts:
    """What deciding which contact a company is needs to know of both sides.

    ``unconfirmed`` are the companies that are linked because of their names, or by somebody who
    may not say whom money goes to; ``former`` the ids that companies had which turned out to be one
    of these.
    """

    links: dict[UUID, str]
    unconfirmed: set[UUID]
    taken: dict[str, UUID]
    by_id: dict[str, XeroContact]
    by_number: dict[str, XeroContact]
    by_name: dict[str, list[XeroContact]]
    same_name: Counter[str]
    former: dict[UUID, list[UUID]]

    def marked(self, company_id: UUID) -> list[XeroContact]:
        """The contacts that bear our mark of the company, by any id that it ever had."""
        numbers = (
            marks.of_company(each) for each in (company_id, *self.former.get(company_id, ()))
        )
        return [self.by_number[number] for number in numbers if number in self.by_number]

    @classmethod
    def of(cls, connection: Connection, companies: Sequence[Company]) -> "KnownContacts":
        rows = CompanyLink.objects.filter(connection=connection)
        linked = list(rows.select_related("by"))
        links = {link.company_id: link.contact_id for link in linked}
        former = _former_ids(companies)
        contacts = _contacts(connection, companies, links, former)
        by_name: dict[str, list[XeroContact]] = defaultdict(list)
        for contact in contacts:
            by_name[contact.name_key].append(contact)
        return cls(
            links=links,
            unconfirmed={link.company_id for link in linked if not link.is_confirmed},
            taken={contact_id: company_id for company_id, contact_id in links.items()},
            by_id={contact.contact_id: contact for contact in contacts},
            by_number={contact.number: contact for contact in contacts if contact.number},
            by_name=by_name,
            same_name=_same_names(companies),
            former=former,
        )


def _contacts(
    connection: Connection,
    companies: Sequence[Company],
    links: dict[UUID, str],
    former: dict[UUID, list[UUID]],
) -> list[XeroContact]:
    """The contacts that could matter: linked, marked, or of an equal name."""
    rows = XeroContact.objects.filter(connection=connection)
    ids = [links[company.id] for company in companies if company.id in links]
    found = list(rows.filter(contact_id__in=ids))
    once = [company.id for company in companies] + [each for ids in former.values() for each in ids]
    found += rows.filter(number__in=[marks.of_company(each) for each in once])
    found += rows.filter(name_key__in={company.name_key for company in companies})
    merged = [each.merged_to for each in found if each.merged_to]
    for _ in range(MERGES_MAX):
        further = list(rows.filter(contact_id__in=merged)) if merged else []
        found += further
        merged = [each.merged_to for each in further if each.merged_to]
    return list({contact.contact_id: contact for contact in found}.values())


def _former_ids(companies: Sequence[Company]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = OtherName.objects.filter(company__in=companies)
    for company_id, former_id in rows.values_list("company_id", "former_id"):
        found[company_id].append(former_id)
    return found


def _same_names(companies: Sequence[Company]) -> Counter[str]:
    """How many companies of the agency have each name, in Xero's sense of equal."""
    if not companies:
        return Counter()
    rows = Company.objects.filter(
        agency=companies[0].agency_id, name_key__in={company.name_key for company in companies}
    )
    return Counter(rows.values_list("name_key", flat=True))
