"""Which of Xero's contacts a company may be, best first, each with the reason."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from uuid import UUID

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Lower, Replace

from tracker.accounts_system import marks
from tracker.accounts_system.matching import contradiction, plain
from tracker.accounts_system.models import CompanyLink, Connection, XeroContact
from tracker.companies.models import Company
from tracker.companies.other_names import ids_of

SHOWN_MAX = 20
LOOKED_AT_MAX = 400
SIMILAR = 0.6
SAY_LITTLE = {
    "and", "co", "company", "group", "inc", "limited", "llp", "ltd", "of", "plc", "the", "uk",
}  # fmt: skip
"""Words that half of all names have."""
WEIGHTS = {
    "Tracker's contact code": 100,
    "same company number": 60,
    "same VAT number": 50,
    "same e-mail": 30,
    "equal name": 25,
}


@dataclass(frozen=True)
class Candidate:
    """A contact, why it may be the company, and what stands against it.

    ``differs`` names what both have and is not equal ('' where nothing is known to differ);
    ``taken_by`` is the other company of ours that is linked to it.
    """

    contact: XeroContact
    reasons: tuple[str, ...]
    differs: str
    taken_by: Company | None
    is_linked: bool
    weight: float = field(repr=False)

    @property
    def is_archived(self) -> bool:
        return self.contact.is_archived


def candidates_of(company: Company, connection: Connection, *, search: str = "") -> list[Candidate]:
    """Up to 20 contacts: those that ``search`` finds, else those that the company resembles.

    Only what was read of Xero already; contacts that were merged away are left out.
    """
    rows = XeroContact.objects.filter(connection=connection, merged_to="")
    found = _found(rows, search) if search.strip() else _alike(rows, company)
    links = _links(connection, found)
    ours = _marks(company)
    ranked = [
        _candidate(company, contact, links.get(contact.contact_id), ours) for contact in found
    ]
    kept = [each for each in ranked if search.strip() or each.reasons]
    kept.sort(key=lambda each: (each.is_archived, -each.weight, each.contact.name_key))
    return kept[:SHOWN_MAX]


def _found(rows: QuerySet[XeroContact], search: str) -> list[XeroContact]:
    """What Xero's own search looks into, and the VAT number."""
    text = search.strip()
    either = Q(name__icontains=text) | Q(number__icontains=text) | Q(email__icontains=text)
    either |= Q(company_number__icontains=text) | Q(tax_number__icontains=text)
    return list(rows.filter(either).order_by("name_key")[:LOOKED_AT_MAX])


def _alike(rows: QuerySet[XeroContact], company: Company) -> list[XeroContact]:
    """Everything that shares a number, the e-mail or a word that says something."""
    either = Q(number__in=_marks(company)) | Q(name_key=company.name_key)
    if company.email:
        either |= Q(email__iexact=company.email.strip())
    for column, ours in (
        ("plain_company_number", company.company_number),
        ("plain_tax_number", company.vat_number),
    ):
        if ours.strip():
            either |= Q(**{column: plain(ours)})
    for word in _words(company.name_key):
        either |= Q(name_key__contains=word)
    asked = rows.annotate(
        plain_company_number=_plain_column("company_number"),
        plain_tax_number=_plain_column("tax_number"),
    )
    return list(asked.filter(either)[:LOOKED_AT_MAX])


def _plain_column(name: str) -> Func:
    blanks = Replace(F(name), Value(" "), Value(""), output_field=CharField())
    return Lower(blanks)


def _marks(company: Company) -> set[str]:
    """Our mark of it, and those of companies that turned out to be it."""
    return {marks.of_company(each) for each in ids_of(company)}


def _words(name_key: str) -> set[str]:
    words = re.findall(r"\w{3,}", name_key)
    return {word for word in words if word not in SAY_LITTLE}


def _links(connection: Connection, found: Iterable[XeroContact]) -> dict[str, CompanyLink]:
    rows = CompanyLink.objects.filter(
        connection=connection, contact_id__in=[each.contact_id for each in found]
    )
    return {link.contact_id: link for link in rows.select_related("company")}


def _candidate(
    company: Company, contact: XeroContact, link: CompanyLink | None, ours: set[str]
) -> Candidate:
    reasons = dict(_reasons(company, contact, ours))
    owner: UUID | None = link.company_id if link else None
    return Candidate(
        contact=contact,
        reasons=tuple(reasons),
        differs=contradiction(company, contact),
        taken_by=link.company if link and owner != company.id else None,
        is_linked=owner == company.id,
        weight=sum(reasons.values()),
    )


def _reasons(company: Company, contact: XeroContact, ours: set[str]) -> Iterable[tuple[str, float]]:
    equal = {
        "Tracker's contact code": contact.number in ours,
        "same company number": _same(company.company_number, contact.company_number),
        "same VAT number": _same(company.vat_number, contact.tax_number),
        "same e-mail": _same(company.email, contact.email),
        "equal name": contact.name_key == company.name_key,
    }
    for reason, holds in equal.items():
        if holds:
            yield reason, WEIGHTS[reason]
    if not equal["equal name"]:
        likeness = _likeness(company.name_key, contact.name_key)
        if likeness >= SIMILAR:
            yield "similar name", 20 * likeness


def _same(ours: str, theirs: str) -> bool:
    return bool(ours.strip()) and plain(ours) == plain(theirs)


def _likeness(ours: str, theirs: str) -> float:
    """Between 0 and 1, by the words that say something, whatever their order."""
    one, other = (" ".join(sorted(_words(name))) or name for name in (ours, theirs))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
