"""Where Xero shows one of our documents or companies."""

from django.conf import settings

from tracker.accounts_system import lists
from tracker.accounts_system.models import CompanyLink, Connection, DocumentLink
from tracker.xero import links

# An invoice is ACCREC at Xero:
# https://developer.xero.com/documentation/api/accounting/types#invoice-types
INVOICE = "ACCREC"


def page_of_document(link: DocumentLink) -> str:
    """The address of the invoice in Xero, in the right organisation."""
    code = _short_code(link.connection)
    return links.document(INVOICE, link.remote_id, short_code=code, web_url=settings.XERO_WEB_URL)


def page_of_company(link: CompanyLink) -> str:
    """The address of the contact in Xero, in the right organisation."""
    code = _short_code(link.connection)
    return links.contact(link.contact_id, short_code=code, web_url=settings.XERO_WEB_URL)


def _short_code(connection: Connection) -> str:
    organisation = lists.organisation(connection)
    return organisation.short_code if organisation else ""
