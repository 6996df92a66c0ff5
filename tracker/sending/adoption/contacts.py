"""Which of Xero's contacts may be which company of ours, and by what.

Wider than ``matching``, which decides by itself: here a person looks, so a similar name counts too,
and what speaks against it is said.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tracker.accounts_system import marks, matching
from tracker.accounts_system.models import CompanyLink, Connection, XeroContact
from tracker.companies.models import Company
from tracker.sending.adoption.names import similar_key


class Same(StrEnum):
    """By what a contact is taken for a company."""

    LINKED = "linked"
    MARK = "Tracker's contact code"
    EQUAL = "equal name"
    SIMILAR = "similar name"


@dataclass(frozen=True)
class Sameness:
    """``doubt`` is the sentence of what speaks against it; '' where nothing does."""

    how: Same
    doubt: str = ""


@dataclass(frozen=True)
class Contacts:
    """Xero's contacts beside our companies: ``same`` by company, then by Xero's contact id."""

    same: dict[UUID, dict[str, Sameness]]
    owners: dict[str, UUID]

    def sameness(self, company_id: UUID, contact_id: str) -> Sameness | None:
        return self.same.get(company_id, {}).get(contact_id)

    @property
    def ids(self) -> set[str]:
        return {contact_id for found in self.same.values() for contact_id in found}


def contacts_of(connection: Connection, companies: Iterable[Company]) -> Contacts:
    """A handful of queries for any number of companies."""
    wanted = {company.pk: company for company in companies}
    matches = matching.match_companies(connection, wanted.values(), to_pay=False)
    rows = CompanyLink.objects.filter(connection=connection)
    links = dict(rows.values_list("company_id", "contact_id"))
    owners = {contact_id: company_id for company_id, contact_id in links.items()}
    same = {
        key: _linked(links[key], matches[key]) for key, company in wanted.items() if key in links
    }
    unlinked = [company for key, company in wanted.items() if key not in links]
    listed = _Listed.of(connection) if unlinked else _Listed({}, {}, {})
    for company in unlinked:
        same[company.pk] = _alike(company, listed, matches[company.pk], owners)
    return Contacts(same, owners)


def _linked(contact_id: str, match: matching.Match) -> dict[str, Sameness]:
    """The linked contact, and the one that Xero merged it into."""
    found = {contact_id: Sameness(Same.LINKED)}
    if isinstance(match, matching.Linked):
        found[match.contact_id] = Sameness(Same.LINKED)
    return found


@dataclass(frozen=True)
class _Listed:
    """Every contact that was not merged away, by what may make it a company's."""

    by_number: dict[str, list[XeroContact]]
    by_name: dict[str, list[XeroContact]]
    by_similar: dict[str, list[XeroContact]]

    @classmethod
    def of(cls, connection: Connection) -> "_Listed":
        found = cls(defaultdict(list), defaultdict(list), defaultdict(list))
        for contact in XeroContact.objects.filter(connection=connection, merged_to=""):
            found.by_number[contact.number].append(contact)
            found.by_name[contact.name_key].append(contact)
            found.by_similar[similar_key(contact.name)].append(contact)
        return found


def _alike(
    company: Company, listed: _Listed, match: matching.Match, owners: dict[str, UUID]
) -> dict[str, Sameness]:
    """Those that no other company is linked to; the best reason counts."""
    reasons = (
        (Same.MARK, listed.by_number.get(marks.of_company(company.pk), [])),
        (Same.EQUAL, listed.by_name.get(company.name_key, [])),
        (Same.SIMILAR, listed.by_similar.get(similar_key(company.name), [])),
    )
    found: dict[str, Sameness] = {}
    for how, contacts in reasons:
        for contact in contacts:
            if contact.contact_id not in found and contact.contact_id not in owners:
                found[contact.contact_id] = Sameness(how, _doubt(company, contact, match))
    return found


def _doubt(company: Company, contact: XeroContact, match: matching.Match) -> str:
    if isinstance(match, matching.Doubtful):
        return match.sentence
    if isinstance(match, matching.Found) and match.contact_id == contact.contact_id:
        return ""
    if contact.is_archived:
        return f"The contact “{contact.name}” is archived in Xero."
    difference = matching.contradiction(company, contact)
    return f"The contact “{contact.name}” has another {difference}." if difference else ""
