"""Which contact is a company, which item is a product: decided from what we know of Xero.

The order: link, our own mark with an equal name, one active contact of equal name that no other
company is linked to and that contradicts nothing we know; else create. Everything doubtful is a
person's to decide, and so is who a payment goes to: a supplier matched by name alone is confirmed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from tracker.accounts_system.known_contacts import MERGES_MAX, KnownContacts
from tracker.accounts_system.models import Connection, XeroContact, XeroItem
from tracker.companies.models import Company
from tracker.documents.models import Product


@dataclass(frozen=True)
class Linked:
    """The company is linked to this contact, and Xero still has it."""

    contact_id: str


@dataclass(frozen=True)
class Found:
    """No link yet, and exactly one contact that is this company; ``is_ours`` by our mark."""

    contact_id: str
    is_ours: bool


@dataclass(frozen=True)
class Missing:
    """Xero has no such contact."""


@dataclass(frozen=True)
class Doubtful:
    """A person has to decide. ``cause`` is one of ``sending.refusals``."""

    cause: str
    sentence: str


Match = Linked | Found | Missing | Doubtful


def match_companies(
    connection: Connection, companies: Iterable[Company], *, to_pay: bool
) -> dict[UUID, Match]:
    """How each company stands to Xero's contacts; a handful of queries for any number.

    ``to_pay``: money goes to them, so whom only the name tells waits for a person.
    """
    wanted = list(companies)
    known = KnownContacts.of(connection, wanted)
    found = _each_its_own({company: _match(company, known) for company in wanted})
    return _confirmed(found, wanted, known) if to_pay else found


def _confirmed(
    matches: dict[UUID, Match], companies: Iterable[Company], known: KnownContacts
) -> dict[UUID, Match]:
    """The same, but a supplier whose contact only its name tells, or no owner, is doubtful."""
    names = {company.id: company.name for company in companies}
    return {
        key: _unconfirmed(_called(match, known) or names[key])
        if _is_to_confirm(key, match, known)
        else match
        for key, match in matches.items()
    }


def _is_to_confirm(company_id: UUID, match: Match, known: KnownContacts) -> bool:
    if isinstance(match, Linked):
        return company_id in known.unconfirmed
    return isinstance(match, Found) and not match.is_ours


def _called(match: Match, known: KnownContacts) -> str:
    """The name of the contact in Xero; '' where it was not read."""
    if not isinstance(match, Linked | Found):
        return ""
    contact = known.by_id.get(match.contact_id)
    return contact.name if contact else ""


def _unconfirmed(name: str) -> Doubtful:
    return Doubtful(
        "supplier_unconfirmed",
        f"Xero has a contact “{name}”, and nobody has confirmed yet that it is this supplier.",
    )


def _each_its_own(matches: dict[Company, Match]) -> dict[UUID, Match]:
    """Two contacts of ours that Xero merged into one: the second company is doubtful."""
    owners: dict[str, Company] = {}
    found: dict[UUID, Match] = {}
    for company, match in matches.items():
        if isinstance(match, Linked | Found):
            owner = owners.setdefault(match.contact_id, company)
            found[company.id] = match if owner is company else _merged_away(company)
        else:
            found[company.id] = match
    return found


def _merged_away(company: Company) -> Doubtful:
    return Doubtful(
        "contact_taken",
        f"“{company.name}” was merged in Xero into a contact of another company.",
    )


def match_products(connection: Connection, products: Iterable[Product]) -> dict[UUID, str | None]:
    """The item id of each product, by its code as it is now; None where Xero has none.

    A document names an item by its code, so a link to the item of a former code does not help.
    """
    wanted = {product.id: product for product in products}
    codes = {product.code for product in wanted.values()}
    by_code = dict(
        XeroItem.objects.filter(connection=connection, code__in=codes).values_list(
            "code", "item_id"
        )
    )
    return {key: by_code.get(product.code) for key, product in wanted.items()}


def _match(company: Company, known: KnownContacts) -> Match:
    linked = known.links.get(company.id)
    if linked is not None:
        return _follow(company, linked, known)
    if known.same_name[company.name_key] > 1:
        return Doubtful(
            "company_twice",
            f"Two companies are called “{company.name}”, and Xero would take them for one.",
        )
    for marked in known.marked(company.id):
        if marked.name_key == company.name_key and not marked.is_archived:
            return Found(marked.contact_id, is_ours=True)
    return _by_name(company, known)


def _follow(company: Company, contact_id: str, known: KnownContacts) -> Match:
    """The linked contact, or the one that Xero merged it into."""
    contact = known.by_id.get(contact_id)
    for _ in range(MERGES_MAX):
        if contact is None or not contact.merged_to:
            break
        contact_id = contact.merged_to
        contact = known.by_id.get(contact_id)
    if known.taken.get(contact_id, company.id) != company.id:
        return _merged_away(company)
    if contact is not None and contact.is_archived:
        return Doubtful("contact_archived", f"“{company.name}” is archived in Xero.")
    return Linked(contact_id)


def _by_name(company: Company, known: KnownContacts) -> Match:
    contacts = known.by_name.get(company.name_key, [])
    active = [contact for contact in contacts if not contact.is_archived]
    if not active:
        return _gone(company, contacts) if contacts else Missing()
    if len(active) > 1:
        return Doubtful("contact_twice", f"Xero has {len(active)} contacts “{company.name}”.")
    (contact,) = active
    if known.taken.get(contact.contact_id, company.id) != company.id:
        return Doubtful(
            "contact_taken",
            f"The contact “{contact.name}” in Xero is linked to another company.",
        )
    difference = contradiction(company, contact)
    if difference:
        return Doubtful(
            "contact_differs",
            f"Xero has a contact “{contact.name}” with another {difference}.",
        )
    return Found(contact.contact_id, is_ours=False)


def _gone(company: Company, contacts: Sequence[XeroContact]) -> Doubtful:
    """Xero has the name on contacts only that no invoice can go to."""
    happened = "was merged into another contact" if contacts[-1].merged_to else "is archived"
    return Doubtful("contact_archived", f"“{company.name}” {happened} in Xero.")


def contradiction(company: Company, contact: XeroContact) -> str:
    """What is known on both sides and differs; '' where nothing does."""
    pairs = (
        ("company number", company.company_number, contact.company_number),
        ("VAT number", company.vat_number, contact.tax_number),
        ("e-mail", company.email, contact.email),
    )
    for what, ours, theirs in pairs:
        if ours and theirs and plain(ours) != plain(theirs):
            return what
    return ""


def plain(text: str) -> str:
    """Equal for numbers and addresses that differ in blanks and case only."""
    return "".join(text.split()).casefold()
