"""Links open the right page of the right organisation."""

from __future__ import annotations

from tracker.xero import links


def test_documents_and_contacts_have_pages() -> None:
    assert links.document("ACCREC", "id-1") == (
        "https://go.xero.com/AccountsReceivable/View.aspx?InvoiceID=id-1"
    )
    assert links.document("ACCPAY", "id-1", web_url="http://localhost:8001/") == (
        "http://localhost:8001/AccountsPayable/View.aspx?InvoiceID=id-1"
    )
    assert links.contact("id-2") == "https://go.xero.com/Contacts/View/id-2"


def test_a_short_code_leads_through_the_organisation() -> None:
    assert links.document("ACCREC", "id-1", short_code="!23eYt") == (
        "https://go.xero.com/organisationlogin/default.aspx?shortcode=%2123eYt"
        "&redirecturl=%2FAccountsReceivable%2FView.aspx%3FInvoiceID%3Did-1"
    )
