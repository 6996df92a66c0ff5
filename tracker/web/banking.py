"""What Banking Information says of a company: its contact in Xero, how it came, what is wrong."""

from dataclasses import dataclass
from datetime import datetime

from tracker.accounts_system import company_links, connecting, matching, merged_contacts
from tracker.accounts_system.models import CompanyLink, Connection, XeroContact
from tracker.accounts_system.models.link import How
from tracker.accounts_system.settings import current
from tracker.companies.models import Company
from tracker.documents.kinds import KindWords, counted, words_for
from tracker.documents.models import Document
from tracker.sending import contact_updates
from tracker.sending.models import ContactUpdate
from tracker.web.access import Request
from tracker.web.details_in_xero import status_of
from tracker.web.entity import the_entity
from tracker.web.statuses import Status
from tracker.web.xero_pages import page_of_company

ACTIVE = Status("sent", "good", "Active")
ARCHIVED = Status("refused", "bad", "Archived in Xero")
MERGED = Status("refused", "bad", "Merged in Xero")
UNREAD = Status("checking", "quiet", "Not read yet")
ON_THE_PAGE = {
    "contact_archived": "Restore it in Xero, or choose another contact.",
    "contact_differs": "Choose it if it is the same company, or correct the one that is wrong.",
    "contact_twice": "Choose one of them.",
    "contact_taken": "Choose another contact, or unlink the other company first.",
    "company_twice": "Say above that they are one company, or give one of them another name.",
    "supplier_unconfirmed": "An owner chooses the contact: money is paid to it.",
}


@dataclass(frozen=True)
class Banking:
    """``connection`` is the live one, or that of the last link; ``why_not`` says why this person
    cannot change the link, '' where they can. ``expected`` says what the next send does where
    there is no link; ``notices`` are sentences with what to do. ``to_confirm`` is the contact that
    a supplier has by its name alone.
    """

    connection: Connection | None
    link: CompanyLink | None
    contact: XeroContact | None
    status: Status | None
    address: str
    how: str
    expected: str
    notices: tuple[str, ...]
    to_confirm: XeroContact | None
    elsewhere: str
    kind: KindWords
    why_not: str
    update: ContactUpdate | None
    update_status: Status | None

    @property
    def may_update(self) -> bool:
        """Whether the details in Xero can be changed: never those of an archived contact."""
        return self.link is not None and not self.why_not and self.status in (ACTIVE, UNREAD)

    @property
    def is_live(self) -> bool:
        return self.connection is not None and self.connection.is_live

    @property
    def known_since(self) -> datetime | None:
        return self.connection.contacts_read_at if self.connection else None


def banking_of(request: Request, company: Company) -> Banking:
    """From what Tracker knows of Xero; nothing is asked there."""
    live = connecting.of_entity(the_entity(request))
    link = company_links.link_of(company, live) if live else _last_link(company)
    connection = live or (link.connection if link else None)
    contact = _contact(link)
    update = contact_updates.latest_of(company, connection) if connection else None
    kind = words_for(Document.Kind.PAYMENT if company.is_supplier else Document.Kind.INVOICE)
    match = _match(company, live, kind) if live else None
    return Banking(
        connection=connection,
        link=link,
        contact=contact,
        status=_status(contact) if link else None,
        address=page_of_company(link) if link else "",
        how=_how(link) if link else "",
        expected=_expected(match, live, kind) if live and match and not link else "",
        notices=tuple(_notices(link, contact, match)),
        to_confirm=_to_confirm(company, live, match) if live else None,
        elsewhere=_elsewhere(link) if link else "",
        kind=kind,
        why_not=company_links.why_not(company, connection=live, by=request.user) if live else "",
        update=update,
        update_status=status_of(update) if update else None,
    )


def _last_link(company: Company) -> CompanyLink | None:
    """Of an organisation that Tracker is no longer connected to."""
    links = CompanyLink.objects.filter(company=company).select_related("connection", "by")
    return links.order_by("connection__disconnected_at", "linked_at").last()


def _contact(link: CompanyLink | None) -> XeroContact | None:
    """What we last read of the contact."""
    if link is None:
        return None
    known = XeroContact.objects.filter(connection=link.connection, contact_id=link.contact_id)
    return known.first()


def _status(contact: XeroContact | None) -> Status:
    if contact is None:
        return UNREAD
    if contact.merged_to:
        return MERGED
    return ARCHIVED if contact.is_archived else ACTIVE


def _how(link: CompanyLink) -> str:
    if link.how == How.CHOSEN:
        return f"Chosen by {link.by or 'somebody'}"
    words = "matched by name" if link.how == How.MATCHED else "created by Tracker"
    return f"Linked automatically, {words}"


def _match(company: Company, connection: Connection, kind: KindWords) -> matching.Match:
    found = matching.match_companies(connection, [company], to_pay=kind.is_payment)
    return found[company.pk]


def _to_confirm(
    company: Company, connection: Connection, match: matching.Match | None
) -> XeroContact | None:
    if not isinstance(match, matching.Doubtful) or match.cause != "supplier_unconfirmed":
        return None
    found = matching.match_companies(connection, [company], to_pay=False)[company.pk]
    if not isinstance(found, matching.Linked | matching.Found):
        return None
    return merged_contacts.heir_of(connection, found.contact_id)


def _elsewhere(link: CompanyLink) -> str:
    """What Xero has of the company under another contact, in a sentence; '' where nothing."""
    found = company_links.documents_elsewhere(link)
    if not found:
        return ""
    things = " and ".join(counted(found[kind], kind) for kind in Document.Kind if found[kind])
    is_one = found.total() == 1
    return (
        f"{things} in Xero {'is' if is_one else 'are'} still on another contact."
        f" {'It is' if is_one else 'They are'} not moved by"
        f" {'itself' if is_one else 'themselves'}: one that is changed here moves when it is sent"
        " again."
    )


def _expected(match: matching.Match, connection: Connection, kind: KindWords) -> str:
    """What the next document that is sent does about a company without a link."""
    if isinstance(match, matching.Found):
        contact = merged_contacts.heir_of(connection, match.contact_id)
        return f"Not linked yet: the first {kind.one} that is sent links it to “{contact}”."
    if isinstance(match, matching.Missing):
        return _expected_of_a_new_one(connection, kind)
    return "Not linked yet."


def _expected_of_a_new_one(connection: Connection, kind: KindWords) -> str:
    chosen = current(connection, kind.value)
    if chosen is not None and not chosen.auto_create_companies:
        return (
            "Not linked yet. Xero has no contact of this name, and"
            f" Auto Create {kind.companies} is No."
        )
    return f"Not linked yet: the first {kind.one} that is sent creates the contact."


def _notices(
    link: CompanyLink | None, contact: XeroContact | None, match: matching.Match | None
) -> list[str]:
    if not isinstance(match, matching.Doubtful):
        return []
    if link is not None and contact is not None and contact.merged_to:
        return [_merged_away(link, contact)]
    return [f"{match.sentence} {ON_THE_PAGE[match.cause]}"]


def _merged_away(link: CompanyLink, contact: XeroContact) -> str:
    """Two of our companies are one contact in Xero now, and the other one was there first."""
    heir = merged_contacts.heir_of(link.connection, contact.contact_id)
    holder = CompanyLink.objects.filter(
        connection=link.connection, contact_id=heir.contact_id if heir else ""
    )
    other = holder.exclude(company=link.company_id).select_related("company").first()
    into = f"into “{heir or 'another contact'}”" + (f", which is {other.company}" if other else "")
    return (
        f"“{contact}” was merged in Xero {into}. If they are one company, say so on the page of"
        " the one that is kept. If not, choose another contact, or unlink that company first."
    )
