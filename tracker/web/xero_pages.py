"""Where Xero shows one of our documents or companies."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from tracker.accounts_system import lists
from tracker.accounts_system.models import CompanyLink, Connection, DocumentLink, Head
from tracker.documents.kinds import words_for
from tracker.xero import links


def page_of_document(link: DocumentLink, kind: str) -> str:
    """The address of the invoice or bill in Xero, in the right organisation."""
    return pages_of_documents(link.connection, kind, [link])[link.document_id]


def pages_of_documents(
    connection: Connection, kind: str, links_of_it: Iterable[DocumentLink]
) -> dict[UUID, str]:
    """The same for many of a kind and organisation, by document: one query for any number."""
    code, web_url = _short_code(connection), settings.XERO_WEB_URL
    type = words_for(kind).xero_type
    return {
        link.document_id: links.document(type, link.remote_id, short_code=code, web_url=web_url)
        for link in links_of_it
    }


def pages_of_heads(connection: Connection, heads: Iterable[Head]) -> dict[str, str]:
    """The addresses of invoices and bills in Xero, whoever made them, by Xero's id."""
    code, web_url = _short_code(connection), settings.XERO_WEB_URL
    return {
        head.remote_id: links.document(head.type, head.remote_id, short_code=code, web_url=web_url)
        for head in heads
    }


def page_of_company(link: CompanyLink) -> str:
    """The address of the contact in Xero, in the right organisation."""
    code = _short_code(link.connection)
    return links.contact(link.contact_id, short_code=code, web_url=settings.XERO_WEB_URL)


def _short_code(connection: Connection) -> str:
    organisation = lists.organisation(connection)
    return organisation.short_code if organisation else ""
