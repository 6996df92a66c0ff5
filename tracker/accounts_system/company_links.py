"""Which contact in Xero a company is, where a person says so: Banking Information.

Nothing is moved in Xero by this: an invoice that is there already moves to the other contact when
it is changed here and sent again.
"""

from collections import Counter

from django.db import IntegrityError, transaction
from django.db.models import Q

from tracker import clock
from tracker.accounts_system import lane, merged_contacts
from tracker.accounts_system.failures import NOT_CONNECTED
from tracker.accounts_system.models import (
    CompanyLink,
    Connection,
    DocumentLink,
    Head,
    XeroContact,
)
from tracker.accounts_system.models.link import How
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.documents.models import Document
from tracker.xero.invoice_statuses import GONE

OWNERS_ONLY = "Only an owner may say which contact a supplier is: money is paid to it."


def choose(company: Company, *, connection: Connection, contact_id: str, by: By) -> CompanyLink:
    """Link the company to this contact, in place of any other; one event on the company.

    Where it was matched with it by name, or chosen by somebody who may not say whom money goes to,
    that is confirmed. Raises ``NotPossible``: the contact is
    archived, unknown or another company's, a document of the company is on its way, or a supplier's
    link is not this person's to say.
    """
    with transaction.atomic():
        _hold(company, connection, by)
        contact = _free_contact(company, connection, contact_id)
        old = link_of(company, connection)
        if old is not None and old.contact_id == contact.contact_id and not _confirms(old, by):
            return old
        link = _save(company, connection, contact, by)
        sentence = _chosen(contact, old)
        events.record(company.agency, "company", company.pk, sentence, by=by)
    return link


def _confirms(link: CompanyLink, by: By) -> bool:
    """Whether this person's word for the same contact adds to the link."""
    may_own = not isinstance(by, Person) or by.may_own
    return link.how == How.MATCHED or (may_own and not link.is_confirmed)


def _chosen(contact: XeroContact, old: CompanyLink | None) -> str:
    if old is not None and old.contact_id == contact.contact_id:
        return f"Confirmed: it is the contact “{contact}” in Xero."
    before = f", in place of “{_name_of(old)}”" if old is not None else ""
    return f"Linked to the contact “{contact}” in Xero{before}."


def unlink(company: Company, *, connection: Connection, by: By) -> None:
    """End the company's link; one event. The next invoice that is sent matches it anew.

    Raises ``NotPossible`` as ``choose``, and where there is no link.
    """
    with transaction.atomic():
        _hold(company, connection, by)
        link = link_of(company, connection)
        if link is None:
            raise NotPossible(f"{company} is not linked to a contact in Xero.")
        sentence = f"No longer linked to the contact “{_name_of(link)}” in Xero."
        link.delete()
        events.record(company.agency, "company", company.pk, sentence, by=by)


def why_not(company: Company, *, connection: Connection, by: By) -> str:
    """Why this person cannot change the company's link now; '' where they can."""
    if is_for_owners(company, by=by):
        return OWNERS_ONLY
    if is_on_its_way(company, connection):
        return on_its_way(company)
    return ""


def is_for_owners(company: Company, *, by: By) -> bool:
    """Whether it takes somebody else, an owner, to say which contact the company is."""
    return company.is_supplier and isinstance(by, Person) and not by.may_own


def on_its_way(company: Company) -> str:
    """The sentence that says to wait."""
    return f"Something of {company} is on its way to Xero: try again when it has arrived."


def link_of(company: Company, connection: Connection) -> CompanyLink | None:
    """The company's link in this organisation."""
    links = CompanyLink.objects.filter(company=company, connection=connection)
    return links.select_related("connection", "by").first()


def documents_elsewhere(link: CompanyLink) -> Counter[str]:
    """How many of the company's documents of each kind Xero has under another contact."""
    documents = DocumentLink.objects.filter(
        connection=link.connection, document__company=link.company_id
    )
    heads = Head.objects.filter(
        connection=link.connection, remote_id__in=documents.values("remote_id")
    )
    here = merged_contacts.merged_into(link.connection, link.contact_id)
    there = heads.exclude(status__in=GONE).exclude(contact_id__in={*here, ""})
    remote_ids = there.values("remote_id")
    return Counter(
        documents.filter(remote_id__in=remote_ids).values_list("document__kind", flat=True)
    )


def _hold(company: Company, connection: Connection, by: By) -> None:
    """One change at a time, and none while the lane's owner writes or somebody presses *Send*."""
    if not connection.is_live:
        raise NotPossible(NOT_CONNECTED)
    lane.knock(connection.tenant_id)
    locked = Company.objects.select_for_update().get(pk=company.pk)
    if sentence := why_not(locked, connection=connection, by=by):
        raise NotPossible(sentence)


def is_on_its_way(company: Company, connection: Connection) -> bool:
    """Clicked and not settled; asked by the names of relations, for sending lies above us."""
    moving = Q(
        deliveries__batch__connection=connection,
        deliveries__batch__clicked_at__isnull=False,
        deliveries__settled_at=None,
    )
    updates = Q(contact_updates__batch__connection=connection, contact_updates__settled_at=None)
    return (
        Document.objects.filter(moving, company=company).exists()
        or Company.objects.filter(updates, pk=company.pk).exists()
    )


def _free_contact(company: Company, connection: Connection, contact_id: str) -> XeroContact:
    contact = merged_contacts.heir_of(connection, contact_id)
    if contact is None:
        raise NotPossible("Tracker does not know this contact: search for it in Xero.")
    if contact.is_archived:
        raise NotPossible(f"“{contact}” is archived in Xero: restore it there, then choose it.")
    others = CompanyLink.objects.filter(connection=connection, contact_id=contact.contact_id)
    other = others.exclude(company=company).select_related("company").first()
    if other is not None:
        raise _taken(contact, f"linked to {other.company}")
    return contact


def _save(company: Company, connection: Connection, contact: XeroContact, by: By) -> CompanyLink:
    """The database has the last word on two companies that reach for one contact."""
    try:
        with transaction.atomic():
            link, _ = CompanyLink.objects.update_or_create(
                company=company,
                connection=connection,
                defaults={
                    "contact_id": contact.contact_id,
                    "how": How.CHOSEN,
                    "by": by if isinstance(by, Person) else None,
                    "linked_at": clock.now(),
                },
            )
    except IntegrityError:
        raise _taken(contact, "linked to another company") from None
    return link


def _taken(contact: XeroContact, how: str) -> NotPossible:
    return NotPossible(f"The contact “{contact}” is {how} already: unlink that one first.")


def _name_of(link: CompanyLink) -> str:
    known = XeroContact.objects.filter(connection=link.connection, contact_id=link.contact_id)
    return known.values_list("name", flat=True).first() or link.contact_id
