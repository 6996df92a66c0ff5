"""Pages for people, as they come; test_xero_pages_in_a_browser.py looks at them."""

from urllib.parse import urlencode

import credit_notes
import pytest

from sandbox_client import Xero, line, sale
from xero_sandbox.server import running


def text(xero: Xero, path: str) -> str:
    reply = xero.ask("GET", path)
    assert reply.status == 200, reply.body
    return reply.body.decode()


def test_the_front_page_lists_what_the_books_hold(xero: Xero) -> None:
    assert "No invoices or bills yet" in text(xero, "/")
    xero.invoice(InvoiceNumber="H-1042", Contact={"Name": "Cobalt & <Sons>"[:8]})
    page = text(xero, "/")
    for words in ("H-1042", "Cobalt &amp;", "03 Nov 2026", "03 Dec 2026", "120.00", "Awaiting"):
        assert words in page
    assert "1 document" in page


def test_the_list_is_narrowed_and_paged(xero: Xero) -> None:
    xero.put("Invoices", *(sale(InvoiceNumber=f"N-{number:03}") for number in range(130)))
    first, second = text(xero, "/"), text(xero, "/?page=2")
    assert "Page 1 of 2" in first
    assert "N-129" in first and "N-000" not in first
    assert "N-000" in second
    assert "1 document<" in text(xero, "/?q=n-007")
    assert "Nothing here answers" in text(xero, "/?type=ACCPAY")


def test_bills_are_listed_and_shown(xero: Xero) -> None:
    made = xero.bill(InvoiceNumber="PS-1", PlannedPaymentDate="2026-12-01")
    xero.invoice(InvoiceNumber="H-1")
    listed = text(xero, "/?type=ACCPAY")
    assert "PS-1" in listed and "H-1" not in listed
    reply = xero.ask("GET", f"/AccountsPayable/View.aspx?invoiceID={made['InvoiceID']}")
    assert (reply.status, reply.headers["Location"]) == (302, f"/invoices/{made['InvoiceID']}")
    shown = text(xero, reply.headers["Location"])
    for words in (
        "Bill PS-1",
        "Supplier",
        "Priya Shah Consulting",
        "Planned payment",
        "01 Dec 2026",
        'name="InvoiceNumber" value="PS-1"',
    ):
        assert words in shown
    assert "Reference" not in shown.partition("Edit")[2].partition("</form>")[0]
    assert "Less CIS" not in shown


def test_credit_notes_are_listed_and_shown_with_what_they_were_used_for(xero: Xero) -> None:
    assert "No credit notes yet" in text(xero, "/credit-notes")
    invoice = xero.invoice(InvoiceNumber="H-1")
    note = credit_notes.made(xero, credit_notes.note(CreditNoteNumber="CN-7", Reference="PO 7"))
    credit_notes.made(xero, credit_notes.supplier_note(CreditNoteNumber="PSC-1"))
    listed = text(xero, "/credit-notes")
    for words in ("2 credit notes", "To a customer", "From a supplier", "10 Nov 2026", "Approved"):
        assert words in listed
    assert listed.index("PSC-1") < listed.index("CN-7")
    narrowed = text(xero, "/credit-notes?type=ACCPAYCREDIT")
    assert "PSC-1" in narrowed and "CN-7" not in narrowed
    assert "1 credit note<" in text(xero, "/credit-notes?q=po+7")
    credit_notes.allocate(xero, note, invoice, 30)
    refund = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}, "Amount": 5}
    account = {"AccountID": xero.bank()["AccountID"]}
    assert xero.put("Payments", {**refund, "Reference": "BACS 9", "Account": account}).status == 200
    path = f"Creditnotes/{note['CreditNoteID']}/Attachments/why.pdf"
    xero.api("PUT", path, b"%PDF", {"Content-Type": "application/pdf"})
    shown = text(xero, f"/credit-notes/{note['CreditNoteID']}")
    for words in ("Credit note CN-7", "PO 7", "Placement", "Invoice H-1", "30.00", "BACS 9"):
        assert words in shown
    assert "85.00" in shown.partition("Credit left")[2][:60]
    assert "why.pdf" in shown
    document = text(xero, f"/invoices/{invoice['InvoiceID']}")
    contact = text(xero, f"/contacts/{invoice['Contact']['ContactID']}")
    payments = text(xero, "/payments")
    for page in (document, contact, payments):
        assert f'href="/credit-notes/{note["CreditNoteID"]}"' in page


def test_contacts_are_listed_with_what_is_outstanding(xero: Xero) -> None:
    assert "No contacts yet" in text(xero, "/contacts")
    xero.invoice(InvoiceNumber="H-1")
    owed = xero.bill(InvoiceNumber="PS-1")
    xero.contact("Zebra", EmailAddress="zoe@zebra.example", ContactNumber="T-9")
    xero.deed("archive", Name="Zebra")
    page = text(xero, "/contacts")
    for words in ("3 contacts", "Acme Logistics Ltd", "120.00", "zoe@zebra.example", "T-9"):
        assert words in page
    assert page.index("Acme") < page.index("Priya") < page.index("Zebra") < page.index("Archived")
    assert f'href="/contacts/{owed["Contact"]["ContactID"]}"' in page
    assert "1 contact<" in text(xero, "/contacts?q=ZOE@")
    xero.deed("merge", Name="Acme Logistics Ltd", into="Priya Shah Consulting")
    assert "Merged" in text(xero, "/contacts?q=acme")


def test_items_are_listed_by_code(xero: Xero) -> None:
    assert "No items yet" in text(xero, "/items")
    sold, bought = {"UnitPrice": 425.5, "AccountCode": "200"}, {"UnitPrice": 0.1264}
    more = {"SalesDetails": sold, "PurchaseDetails": bought}
    xero.put("Items", {"Code": "WEEK", "Name": "A week"}, {"Code": "day", **more}, unitdp=4)
    page = text(xero, "/items")
    for words in ("2 items", "A week", "425.50", "200", "0.1264"):
        assert words in page
    assert page.index(">day<") < page.index(">WEEK<")
    assert "1 item<" in text(xero, "/items?q=a+week")


def test_payments_and_refunds_are_listed_the_removed_ones_too(xero: Xero) -> None:
    assert "No payments yet" in text(xero, "/payments")
    made = xero.invoice(InvoiceNumber="H-1")
    xero.pay("H-1", Amount=20, Reference="BACS 7")
    page = text(xero, "/payments")
    for words in ("1 payment<", "H-1", "Acme Logistics Ltd", "BACS 7", "20.00", "Recorded"):
        assert words in page
    assert f'href="/invoices/{made["InvoiceID"]}"' in page
    xero.deed("unpay", InvoiceNumber="H-1")
    assert "Removed" in text(xero, "/payments?q=bacs")
    note = credit_notes.made(xero, credit_notes.note(CreditNoteNumber="CN-7"))
    refund = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}, "Amount": 30}
    reply = xero.put("Payments", {**refund, "Account": {"AccountID": xero.bank()["AccountID"]}})
    assert reply.status == 200, reply.body
    assert "30.00" in text(xero, "/payments?q=cn-7")


def test_the_journal_lists_calls_the_newest_first(xero: Xero) -> None:
    assert "No calls yet" in text(xero, "/journal")
    xero.control("POST", "faults", {"faults": [{"kind": "http_503", "path": "/Items"}]})
    xero.put("Contacts", {"Name": "Acme"}, key="key-1")
    xero.get("Items", where='Code=="<b>"')
    page = text(xero, "/journal")
    for words in ("2 calls", "PUT /api.xro/2.0/Contacts", "key-1", "503", "http_503", "%3Cb%3E"):
        assert words in page
    assert page.index("/Items") < page.index("/Contacts</td>")
    assert "1 call<" in text(xero, "/journal?q=http_503")


def test_each_organisation_has_its_own_lists() -> None:
    with running(limits="off", story="two_organisations") as sandbox:
        xero = Xero(sandbox)
        first, second = (each["tenantId"] for each in xero.tokens["tenants"])
        xero.contact("Acme")
        assert "Acme" in text(xero, f"/contacts?tenant={first}")
        assert "No contacts yet" in text(xero, f"/contacts?tenant={second}")
        assert f"/contacts?tenant={second}" in text(xero, "/contacts")


def test_attachments_stand_on_their_document(xero: Xero) -> None:
    made = xero.invoice()
    path = f"Invoices/{made['InvoiceID']}/Attachments/week%2044.pdf"
    assert "Attachments" not in text(xero, f"/invoices/{made['InvoiceID']}")
    xero.api("PUT", path, b"%PDF", {"Content-Type": "application/pdf"}, IncludeOnline="true")
    page = text(xero, f"/invoices/{made['InvoiceID']}")
    for words in ("Attachments", "week 44.pdf", "application/pdf", "Shown", ">4<"):
        assert words in page


def test_open_in_xero_leads_to_the_document(xero: Xero) -> None:
    made = xero.invoice(LineItems=[line(Description="Day of <b>work</b>", Quantity=2.5)])
    for path in ("AccountsReceivable", "AccountsPayable"):
        reply = xero.ask("GET", f"/{path}/View.aspx?InvoiceID={made['InvoiceID']}")
        assert (reply.status, reply.headers["Location"]) == (302, f"/invoices/{made['InvoiceID']}")
    page = text(xero, f"/invoices/{made['InvoiceID']}")
    assert page.count("aria-current") == 1
    for words in ("Day of &lt;b&gt;work&lt;/b&gt;", "2.5<", "100.00", "250.00", "50.00", "300.00"):
        assert words in page
    contact = made["Contact"]["ContactID"]
    assert xero.ask("GET", f"/Contacts/View/{contact}").headers["Location"].endswith(contact)
    assert "Acme Logistics Ltd" in text(xero, f"/contacts/{contact}")


def test_what_is_not_there_is_said(xero: Xero) -> None:
    reply = xero.ask("GET", "/invoices/none")
    assert reply.status == 404
    assert b"Nothing is kept here" in reply.body


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [
        ("/AccountsReceivable/View.aspx?InvoiceID=1", "/AccountsReceivable/View.aspx?InvoiceID=1"),
        ("//elsewhere.example/", "/"),
        ("https://elsewhere.example/", "/"),
    ],
)
def test_a_deep_link_leads_to_its_page_and_nowhere_else(
    xero: Xero, page: str, leads_to: str
) -> None:
    query = urlencode({"shortcode": "!23eYt", "redirecturl": page})
    reply = xero.ask("GET", f"/organisationlogin/default.aspx?{query}")
    assert (reply.status, reply.headers["Location"]) == (302, leads_to)
