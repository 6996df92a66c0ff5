"""Addresses of Xero's own pages, for a person to follow.

Through ``organisationlogin`` the page opens in the right organisation, whichever one the person
had open: https://developer.xero.com/documentation/guides/how-to-guides/deep-link-xero/
"""

from __future__ import annotations

from urllib.parse import urlencode

XERO_WEB_URL = "https://go.xero.com"

_DOCUMENT_PAGES = {
    "ACCREC": "/AccountsReceivable/View.aspx",
    "ACCPAY": "/AccountsPayable/View.aspx",
}


def document(
    document_type: str, invoice_id: str, *, short_code: str = "", web_url: str = XERO_WEB_URL
) -> str:
    """The page of an invoice (``ACCREC``) or bill (``ACCPAY``)."""
    page = _DOCUMENT_PAGES[document_type]
    return _address(f"{page}?{urlencode({'InvoiceID': invoice_id})}", short_code, web_url)


def contact(contact_id: str, *, short_code: str = "", web_url: str = XERO_WEB_URL) -> str:
    """The page of a contact."""
    return _address(f"/Contacts/View/{contact_id}", short_code, web_url)


def _address(page: str, short_code: str, web_url: str) -> str:
    base = web_url.rstrip("/")
    if not short_code:
        return base + page
    query = urlencode({"shortcode": short_code, "redirecturl": page})
    return f"{base}/organisationlogin/default.aspx?{query}"
