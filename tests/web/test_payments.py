"""Payments have the pages that invoices have, in their own words."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from tests import cast
from tests.cast import A_DAY, Clients, Office, Suppliers
from tests.web.test_document_form import edited, form
from tests.web.xero_says import connection_of, delivered, refused, sent
from tracker.documents import lifecycle, receipts
from tracker.documents.models import Document
from tracker.sending.models import State

pytestmark = pytest.mark.django_db

A_WEEK = date(2026, 10, 30)
PAID = {"product": "", "description": "A week", "quantity": "5", "unit_price": "200"}
# Where a payment's page may well speak of invoices.
OF_A_PAIR = (
    "Belongs to invoice",
    "Its number: what the client is billed for this work.",
    "The number on the supplier’s own invoice",
    "The invoice, and its payments",
)


@pytest.fixture
def suppliers(the_office: Office) -> Suppliers:
    return cast.suppliers(the_office)


@pytest.fixture
def invoice(the_office: Office, clients: Clients) -> Document:
    """1,200.00 net for a week of one placement."""
    lines = [cast.a_line(period_end=A_WEEK)]
    return cast.approved_invoice(the_office, clients.acme, lines=lines, placement="P-77")


@pytest.fixture
def payment(the_office: Office, suppliers: Suppliers) -> Document:
    """1,000.00 net for the same week, 1,200.00 in all."""
    lines = [cast.a_line(unit_price="200", period_end=A_WEEK)]
    return cast.approved_payment(
        the_office,
        suppliers.keystone,
        lines=lines,
        placement="P-77",
        supplier_number="KU-2041",
        supplier_date=date(2026, 11, 2),
    )


def page(browser: Client, document: Document) -> str:
    return browser.get(f"/{document.kind}s/{document.pk}/").content.decode()


def words(html: str) -> str:
    """What the page itself says, without what stands around it on every page."""
    content = html.split('id="content"', 1)[1].split("</main>")[0]
    attributes = " ".join(re.findall(r'(?:aria-label|placeholder|title)="([^"]*)"', content))
    content = re.sub(r"<datalist.*?</datalist>", " ", content, flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]+>", " ", content + " " + attributes))
    return " ".join(text.split())


def posted(**others: str) -> dict[str, object]:
    """A payment as the form posts it."""
    said = {"company": "Keystone Umbrella Ltd", "supplier_number": "KU-2041", **others}
    return form(PAID, **said)


def test_a_payment_is_written_with_what_its_supplier_says(
    the_office: Office, suppliers: Suppliers, invoice: Document, farid: Client
) -> None:
    answer = farid.post(
        "/payments/new/", posted(supplier_date="2026-10-31", invoice="inv-1001", reference="")
    )
    payment = Document.objects.get(kind="payment")
    assert answer["Location"] == f"/payments/{payment.pk}/"
    assert (payment.supplier_number, payment.supplier_date) == ("KU-2041", date(2026, 10, 31))
    assert payment.invoice == invoice
    assert payment.due_date == date(2026, 11, 30), "thirty days after the supplier's date"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"invoice": "INV-7"}, "No invoice has the number “INV-7”."),
        ({"supplier_number": "KU–2041"}, "holds a character that Xero does not take"),
        ({"supplier_date": "soon"}, "Write the date as"),
        (
            {"supplier_date": "2026-11-20", "due_date": "2026-11-19"},
            "The due date is before the supplier's date.",
        ),
        ({"due_date": "2026-11-02"}, "The due date is before the payment's date."),
        ({"company": "Nobody"}, "No company is called “Nobody”"),
    ],
)
def test_what_is_wrong_with_a_payment_is_one_clear_sentence(
    suppliers: Suppliers, farid: Client, typed: dict[str, str], sentence: str
) -> None:
    answer = farid.post("/payments/new/", posted(**typed))
    assert answer.status_code == 400 and not Document.objects.exists()
    said = words(answer.content.decode())
    assert said.count(sentence) == 1


def test_the_form_has_no_discount_and_no_clients_purchase_order(
    suppliers: Suppliers, farid: Client
) -> None:
    new = farid.get("/payments/new/").content.decode()
    assert "Less %" not in new and "purchase order" not in new
    for label in ("Supplier’s number", "Supplier’s date", "Belongs to invoice", "As the supplier"):
        assert label in new
    invoices = farid.get("/invoices/new/").content.decode()
    assert "Less %" in invoices and "purchase order" in invoices
    assert "Supplier’s" not in invoices and "Belongs to" not in invoices


def test_saving_a_payment_as_it_is_shown_changes_nothing(
    invoice: Document, payment: Document, the_office: Office, farid: Client
) -> None:
    lifecycle.change(payment, invoice=invoice, reference="ours", by=the_office.owner)
    (line,) = payment.lines.all()
    shown = farid.get(f"/payments/{payment.pk}/edit/").context["form"]
    head = {field.name: field.value() or "" for field in shown if field.name != "revision"}
    row = {
        "id": line.pk,
        "description": line.description,
        "quantity": "5",
        "unit_price": "200",
        "period_end": A_WEEK.isoformat(),
        "tax_treatment": line.tax_treatment,
    }
    answer = farid.post(f"/payments/{payment.pk}/edit/", edited(payment, row, **head))
    assert answer.status_code == 302, words(answer.content.decode())
    payment.refresh_from_db()
    assert (payment.revision, payment.invoice, payment.reference) == (1, invoice, "ours")


def test_two_who_change_a_payment_are_told_in_its_words(
    payment: Document, the_office: Office, farid: Client
) -> None:
    posted = edited(payment, PAID, company="Keystone Umbrella Ltd")
    lifecycle.change(payment, supplier_number="KU-2", by=the_office.owner)
    said = farid.post(f"/payments/{payment.pk}/edit/", posted).content.decode()
    assert "Somebody changed this payment while you did." in said


def test_the_margin_follows_what_is_typed(
    invoice: Document, payment: Document, the_office: Office, suppliers: Suppliers, farid: Client
) -> None:
    new = farid.post("/payments/totals/", posted(invoice="INV-1001")).content.decode()
    assert "Margin" in new and ">200.00<" in new
    assert "Margin" not in farid.post("/payments/totals/", posted()).content.decode()
    lifecycle.change(payment, invoice=invoice, by=the_office.owner)
    both = farid.post("/payments/totals/", posted(invoice="INV-1001")).content.decode()
    assert ">-800.00<" in both, "two of 1,000.00"
    typed = posted(invoice="INV-1001", changed=str(payment.pk))
    assert ">200.00<" in farid.post("/payments/totals/", typed).content.decode()
    fee = {"description": "Fee", "quantity": "1", "unit_price": "1300"}
    of_invoice = form(fee, changed=str(invoice.pk))
    assert ">300.00<" in farid.post("/invoices/totals/", of_invoice).content.decode()


def test_the_invoice_and_its_payment_show_each_other_and_the_margin(
    invoice: Document, payment: Document, the_office: Office, vera: Client
) -> None:
    lifecycle.change(payment, invoice=invoice, by=the_office.owner)
    for shown in (page(vera, invoice), page(vera, payment)):
        said = words(shown)
        assert "INV-1001 Acme Logistics Ltd Approved £1,200.00" in said
        assert "PAY-1001 Keystone Umbrella Ltd Approved less £1,000.00" in said
        assert "Margin £200.00" in said
    assert f"/payments/{payment.pk}/" in page(vera, invoice)
    assert f'href="/invoices/{invoice.pk}/"' in page(vera, payment)


def test_an_invoice_is_proposed_and_taken_by_a_button_alone(
    invoice: Document, payment: Document, farid: Client, vera: Client
) -> None:
    assert "Belongs to INV-1001 ?" in words(page(vera, payment))
    address = f"/payments/{payment.pk}/belongs-to/"
    assert address not in page(vera, payment) and address in page(farid, payment)
    payment.refresh_from_db()
    assert payment.invoice is None, "looking sets nothing"
    assert vera.post(address, {"invoice": invoice.pk}).status_code == 403
    said = farid.post(address, {"invoice": invoice.pk}, follow=True).content.decode()
    assert (
        "Payment PAY-1001 belongs to INV-1001 now." in said and "Belongs to INV-1001 ?" not in said
    )
    payment = Document.objects.get(pk=payment.pk)
    assert (payment.invoice, payment.revision) == (invoice, 1)


def test_no_invoice_chosen_is_said(payment: Document, farid: Client) -> None:
    said = farid.post(f"/payments/{payment.pk}/belongs-to/", follow=True).content.decode()
    assert "Choose the invoice that it belongs to." in said


@pytest.mark.parametrize("named", ["nonsense", "11111111-2222-3333-4444-555555555555", "\x00"])
def test_a_payment_belongs_to_nothing_that_is_not_there(
    payment: Document, farid: Client, named: str
) -> None:
    answer = farid.post(f"/payments/{payment.pk}/belongs-to/", {"invoice": named})
    assert answer.status_code == 404
    payment.refresh_from_db()
    assert payment.invoice is None


def test_a_payment_belongs_to_no_payment_and_an_invoice_to_nothing(
    invoice: Document, payment: Document, farid: Client
) -> None:
    for document, other in ((payment, payment), (invoice, invoice), (invoice, payment)):
        address = f"/{document.kind}s/{document.pk}/belongs-to/"
        assert farid.post(address, {"invoice": other.pk}).status_code == 404


def test_invoices_are_offered_while_typing(
    invoice: Document, clients: Clients, the_office: Office, farid: Client
) -> None:
    cast.approved_invoice(the_office, clients.cobalt)
    offered = farid.get("/invoices/options/?invoice=&placement=P-77").content.decode()
    assert re.findall(r'value="([^"]*)"', offered) == ["INV-1001", "INV-1002"]
    assert "Acme Logistics Ltd · P-77 · 03 Nov 26 · £1,440.00" in offered
    typed = farid.get("/invoices/options/?invoice=cobalt&placement=P-77").content.decode()
    assert re.findall(r'value="([^"]*)"', typed) == ["INV-1002"]


def test_the_list_has_its_own_columns_and_finds_the_suppliers_number(
    invoice: Document, payment: Document, the_office: Office, olivia: Client
) -> None:
    lifecycle.change(payment, invoice=invoice, by=the_office.owner)
    shown = olivia.get("/payments/?q=ku-20").content.decode()
    assert "KU-2041" in shown and "PAY-1001" in shown
    for heading in ("Supplier’s number", "Supplier", "Margin"):
        assert f">{heading}</th>" in shown
    assert ">200.00</td>" in shown, "its margin"
    assert "No payment is like that" in olivia.get("/payments/?q=ku-21").content.decode()
    invoices = olivia.get("/invoices/").content.decode()
    assert ">Margin</th>" not in invoices and ">Company</th>" in invoices


def test_columns_are_chosen_for_each_kind(
    invoice: Document, payment: Document, the_office: Office, olivia: Client
) -> None:
    lifecycle.change(payment, invoice=invoice, by=the_office.owner)
    olivia.post("/invoices/columns/", {"column": ["margin", "supplier_number"], "view": ""})
    olivia.post("/payments/columns/", {"column": ["invoice", "total"], "view": ""})
    invoices = olivia.get("/invoices/").content.decode()
    assert ">Margin</th>" in invoices and ">Supplier’s number</th>" not in invoices
    assert ">200.00</td>" in invoices
    payments = olivia.get("/payments/").content.decode()
    assert ">Margin</th>" not in payments and ">Belongs to</th>" in payments
    assert f'<a href="/invoices/{invoice.pk}/">INV-1001</a>' in payments


def test_a_payment_is_marked_paid_by_a_payout(payment: Document, farid: Client) -> None:
    address = f"/payments/{payment.pk}/mark-paid/"
    tomorrow = {"date": "2100-01-01", "amount": "1"}
    said = farid.post(address, tomorrow).content.decode()
    assert "The date of a payout may not lie in the future." in said
    partly = farid.post(address, {"date": A_DAY.isoformat(), "amount": "200"}, follow=True)
    assert "£200.00 paid out." in partly.content.decode()
    assert "Payouts" in words(partly.content.decode())
    payout = payment.receipts.get()
    undone = farid.post(f"/receipts/{payout.pk}/undo/", follow=True).content.decode()
    assert "The payout is undone." in undone and "Part paid" not in undone


@pytest.fixture
def pages(
    the_office: Office, payment: Document, suppliers: Suppliers, farid: Client
) -> Iterator[tuple[str, str]]:
    """Every page that a payment can be met on in the list and beside it, by what was done."""
    connection_of(the_office)
    draft = cast.draft_payment(the_office, suppliers.ewa)
    one, gone, turned_down, moving, kept = (
        cast.approved_payment(the_office, suppliers.ewa) for _ in range(5)
    )
    sent(the_office, one)
    sent(the_office, gone, seen_status="VOIDED")
    sent(the_office, kept)
    lifecycle.void(kept, by=the_office.owner)
    refused(the_office, turned_down, sentence="No.", fix="Later.")
    delivered(the_office, moving, State.SENDING)
    paid = receipts.mark_paid(payment, date=A_DAY, amount=Decimal(10), by=the_office.owner)
    ticked = {"document": [str(each.pk) for each in (payment, one, draft, moving, kept)]}
    view = {"view": ""}

    def visited() -> Iterator[tuple[str, str]]:
        for document in (draft, payment, one, gone, turned_down, moving, kept):
            yield str(document), page(farid, document)
        yield "the list", farid.get("/payments/").content.decode()
        yield "nothing there", farid.get("/payments/?q=zzz").content.decode()
        yield "new", farid.get("/payments/new/").content.decode()
        yield "edit", farid.get(f"/payments/{payment.pk}/edit/").content.decode()
        yield "no date", farid.post("/payments/new/", {"save": "1"}).content.decode()
        yield "mark paid", farid.get(f"/payments/{payment.pk}/mark-paid/").content.decode()
        for action in ("bulk-send", "mark-paid", "void", "already-in-xero"):
            for said in (ticked | view, view):
                answer = farid.post(f"/payments/{action}/", said, follow=True)
                yield action, answer.content.decode()
        marked = {**ticked, "confirmed": "1", "date": A_DAY.isoformat()}
        yield "marked", farid.post("/payments/mark-paid/", marked).content.decode()
        undone = farid.post(f"/receipts/{paid.pk}/undo/", follow=True)
        yield "undone", undone.content.decode()
        voided = farid.post(
            "/payments/void/", {"document": draft.pk, "confirmed": "1"}, follow=True
        )
        yield "voided", voided.content.decode()
        again = farid.post(f"/payments/{gone.pk}/issue-again/", follow=True)
        yield "issued again", again.content.decode()

    return visited()


def test_no_page_of_payments_calls_one_an_invoice_or_its_money_a_receipt(
    pages: Iterator[tuple[str, str]],
) -> None:
    wrong = {}
    count = 0
    for name, html in pages:
        said = words(html)
        for fine in OF_A_PAIR:
            said = said.replace(fine, "")
        if found := re.findall(
            r".{0,90}\b(?:invoice|receipt|client)\w*.{0,30}", said, re.IGNORECASE
        ):
            wrong[name] = found
        count += 1
    assert not wrong
    assert count >= 20


def test_a_payment_voided_in_xero_is_issued_again_under_its_own_number(
    payment: Document, the_office: Office, farid: Client
) -> None:
    sent(the_office, payment, seen_status="VOIDED")
    assert "Issue it again under the same number, or" in words(page(farid, payment))
    address = f"/payments/{payment.pk}/issue-again/"
    said = farid.post(address, follow=True).content.decode()
    assert "PAY-1001 is issued again. Send it to Xero." in said


def test_the_list_of_an_empty_office_offers_the_first_payment(olivia: Client) -> None:
    assert "No payments yet. Write the first one" in words(
        olivia.get("/payments/").content.decode()
    )


def test_cis_is_read_and_shown(payment: Document, the_office: Office, vera: Client) -> None:
    link = sent(the_office, payment, seen_due=Decimal("1000.00"))
    link.held = {"InvoiceID": str(payment.pk), "CISDeduction": 200.00, "CISRate": 20.0}
    link.save()
    said = words(page(vera, payment))
    assert "CIS deduction 20 % £200.00, read from Xero" in said
    assert "Still due £1,000.00" in said
    link.held = None
    link.save()
    assert "CIS deduction £200.00, read from Xero" in words(page(vera, payment))
    link.seen_due = payment.gross
    link.save()
    assert "CIS" not in words(page(vera, payment))


def test_a_payment_without_vat_says_that_its_supplier_has_no_number(
    the_office: Office, suppliers: Suppliers, payment: Document, vera: Client
) -> None:
    without = cast.draft_payment(the_office, suppliers.ewa)
    assert f"No VAT: {suppliers.ewa.name} has no VAT number." in words(page(vera, without))
    assert "has no VAT number" not in words(page(vera, payment))


def test_the_same_supplier_number_on_two_payments_is_pointed_out(
    the_office: Office, suppliers: Suppliers, payment: Document, olivia: Client
) -> None:
    assert "entered twice" not in page(olivia, payment)
    other = cast.approved_payment(the_office, suppliers.keystone, supplier_number="ku-2041")
    assert f"{other} has it too: perhaps the same was entered twice." in page(olivia, payment)
    lifecycle.void(other, by=the_office.owner)
    assert "entered twice" not in page(olivia, payment)
