"""Payments: what the office owes a supplier, and what of it is not as with invoices."""

from datetime import date
from decimal import Decimal

import pytest

from tests import cast
from tests.cast import Office, Suppliers
from tracker.agencies.events import history
from tracker.agencies.not_possible import NotPossible
from tracker.companies import companies
from tracker.companies.models import Company
from tracker.documents import lifecycle, receipts
from tracker.documents.line_drafts import draft_of
from tracker.documents.models import Document

pytestmark = pytest.mark.django_db
THEIR_DAY = date(2026, 10, 30)
NOTHING = Decimal("0.00")


@pytest.fixture
def office() -> Office:
    return cast.office()


@pytest.fixture
def suppliers(office: Office) -> Suppliers:
    return cast.suppliers(office)


def told(office: Office, document: Document) -> list[str]:
    return [event.sentence for event in history(office.agency, "document", document.id)]


def told_of(office: Office, company: Company) -> list[str]:
    return [event.sentence for event in history(office.agency, "company", company.id)]


def test_a_payment_is_numbered_and_told_of_by_its_own_words(office, suppliers):
    payment = cast.approved_payment(office, suppliers.keystone)
    invoice = cast.approved_invoice(office, suppliers.dunmore)
    assert (payment.number, invoice.number) == ("PAY-1001", "INV-1001")
    assert told(office, payment) == ["Payment approved as PAY-1001.", "Payment drafted."]
    lifecycle.void(payment, by=office.owner)
    with pytest.raises(NotPossible, match="Payment PAY-1001 is void and cannot be changed"):
        lifecycle.change(payment, placement="x", by=office.owner)


def test_the_books_know_it_by_the_suppliers_number_and_date(office, suppliers):
    payment = cast.approved_payment(
        office, suppliers.ewa, supplier_number=" EN  7 ", supplier_date=THEIR_DAY
    )
    assert (payment.supplier_number, payment.number) == ("EN 7", "PAY-1001")
    assert (payment.books_number, payment.books_date) == ("EN 7", THEIR_DAY)


def test_a_supplier_without_a_vat_number_never_gets_vat(office, suppliers):
    lines = [cast.a_line(), cast.a_line(tax_treatment="standard"), cast.a_line("Z", "1", "5")]
    payment = cast.draft_payment(office, suppliers.ewa, lines=lines)
    assert (payment.tax, payment.gross) == (NOTHING, Decimal("2405.00"))
    assert set(payment.lines.values_list("tax_treatment", flat=True)) == {"", "standard"}
    lifecycle.approve(payment, by=office.owner)
    assert set(payment.lines.values_list("tax_treatment", flat=True)) == {"outside"}
    assert cast.approved_payment(office, suppliers.keystone).tax == Decimal("240.00")
    client = cast.clients(office).brightwater
    assert cast.approved_invoice(office, client).tax == Decimal("240.00")


@pytest.mark.parametrize("treatment", ["zero", "exempt", "outside", "reverse"])
def test_what_is_without_vat_anyway_stays_what_it_is(office, suppliers, treatment):
    lines = [cast.a_line(tax_treatment=treatment)]
    payment = cast.approved_payment(office, suppliers.ewa, lines=lines)
    assert (payment.lines.get().tax_treatment, payment.tax) == (treatment, NOTHING)


def test_a_change_after_the_supplier_lost_its_number_takes_the_vat_off(office, suppliers):
    payment = cast.approved_payment(office, suppliers.keystone)
    companies.change(suppliers.keystone, vat_number="", by=office.owner)
    assert lifecycle.change(payment, by=office.owner)
    assert (payment.tax, payment.revision) == (NOTHING, 2)
    assert payment.lines.get().tax_treatment == "outside"


def test_a_company_becomes_what_its_document_needs_and_it_is_told_once(office, suppliers):
    acme = cast.clients(office).acme
    assert not acme.is_supplier and not suppliers.ewa.is_client
    for _ in range(2):
        cast.draft_payment(office, acme)
        cast.draft_invoice(office, suppliers.ewa)
    acme.refresh_from_db()
    suppliers.ewa.refresh_from_db()
    assert acme.is_client and acme.is_supplier and suppliers.ewa.is_client
    assert told_of(office, acme)[0] == "Is a supplier now: its first payment was written."
    assert told_of(office, suppliers.ewa)[0] == "Is a client now: its first invoice was written."
    assert len(told_of(office, acme)) == 2
    cobalt = cast.draft_payment(office, suppliers.keystone)
    brightwater = Company.objects.get(name="Brightwater Group")
    lifecycle.change(cobalt, company=brightwater, by=office.owner)
    brightwater.refresh_from_db()
    assert brightwater.is_supplier


@pytest.mark.parametrize(
    ("said", "is_news"),
    [
        ({"supplier_number": "EN 8"}, True),
        ({"supplier_date": THEIR_DAY}, True),
        ({"due_date": date(2026, 12, 24)}, True),
        ({"reference": "our own words"}, False),
        ({"placement": "PL-7"}, False),
    ],
)
def test_only_what_a_bill_can_say_makes_a_revision(office, suppliers, said, is_news):
    payment = cast.approved_payment(office, suppliers.ewa)
    assert lifecycle.change(payment, by=office.owner, **said)
    assert payment.revision == (2 if is_news else 1)


def test_a_payment_belongs_to_an_invoice_and_xero_never_hears_of_it(office, suppliers):
    invoice = cast.approved_invoice(office, suppliers.dunmore)
    payment = cast.approved_payment(office, suppliers.ewa)
    assert lifecycle.change(payment, invoice=invoice, by=office.owner)
    assert (payment.invoice, payment.revision) == (invoice, 1)
    assert told(office, payment)[0] == "Changed: invoice it belongs to."
    assert not lifecycle.change(payment, invoice=invoice, by=office.owner)
    assert lifecycle.change(payment, invoice=None, by=office.owner)
    assert not invoice.payments.exists()


def test_a_payment_belongs_to_nothing_but_an_invoice_of_the_same_agency(office, suppliers):
    payment = cast.approved_payment(office, suppliers.ewa)
    outsider = cast.outsider()
    theirs = lifecycle.create_draft(
        agency=outsider.agency,
        entity=outsider.agency.entities.get(),
        kind="invoice",
        company=companies.create(agency=outsider.agency, name="Theirs", by=outsider),
        date=cast.A_DAY,
        due_date=cast.DUE_DAY,
        lines=[cast.a_line()],
        by=outsider,
    )
    for other in (theirs, cast.approved_payment(office, suppliers.ewa)):
        with pytest.raises(NotPossible, match="belongs to an invoice of the same agency"):
            lifecycle.change(payment, invoice=other, by=office.owner)
        with pytest.raises(NotPossible, match="belongs to an invoice of the same agency"):
            cast.draft_payment(office, suppliers.ewa, invoice=other)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"due_date": date(2026, 11, 2)}, "The due date is before the payment's date"),
        (
            {"supplier_date": date(2026, 12, 4)},
            "The due date is before the supplier's date",
        ),
        ({"supplier_date": date(1066, 10, 14)}, "The supplier's date 1066-10-14 is not between"),
        ({"supplier_number": "№ 7"}, "The supplier's number “№ 7” holds a character"),
        ({"supplier_number": "x" * 256}, "The supplier's number has 256 characters"),
    ],
)
def test_a_bad_detail_is_named_in_a_sentence(office, suppliers, said, sentence):
    with pytest.raises(NotPossible, match=sentence):
        cast.draft_payment(office, suppliers.ewa, **said)
    payment = cast.draft_payment(office, suppliers.ewa)
    with pytest.raises(NotPossible, match=sentence):
        lifecycle.change(payment, by=office.owner, **said)


def test_a_supplier_may_have_dated_and_demanded_before_we_wrote_it_down(office, suppliers):
    early = date(2026, 11, 1)
    payment = cast.draft_payment(office, suppliers.ewa, supplier_date=THEIR_DAY, due_date=early)
    assert payment.due_date < payment.date


def test_a_payment_takes_no_discount(office, suppliers):
    lines = [cast.a_line(), cast.a_line(discount_percent=Decimal(10))]
    with pytest.raises(NotPossible, match="Line 2: A payment takes no discount"):
        cast.draft_payment(office, suppliers.ewa, lines=lines)
    payment = cast.approved_payment(office, suppliers.ewa)
    lines = [draft_of(line) for line in payment.lines.all()]
    with pytest.raises(NotPossible, match="Line 2: A payment takes no discount"):
        lifecycle.change(
            payment, lines=[*lines, cast.a_line(discount_percent=Decimal(1))], by=office.owner
        )


@pytest.mark.parametrize(
    "said",
    [{"supplier_number": "7"}, {"supplier_date": THEIR_DAY}],
    ids=["number", "date"],
)
def test_an_invoice_has_nothing_of_a_supplier(office, suppliers, said):
    with pytest.raises(NotPossible, match="Only a payment has a supplier's"):
        cast.draft_invoice(office, suppliers.dunmore, **said)


def test_a_payout_settles_a_payment_in_its_own_words(office, suppliers):
    payment = cast.approved_payment(office, suppliers.ewa)
    payout = receipts.mark_paid(payment, date=cast.A_DAY, by=office.colleague)
    assert receipts.still_due(payment) == 0
    receipts.undo(payout, by=office.colleague)
    assert told(office, payment)[0] == "Payout of 1,200.00 GBP undone."
    with pytest.raises(NotPossible, match="This payout was undone already"):
        receipts.undo(payout, by=office.colleague)
    draft = cast.draft_payment(office, suppliers.ewa)
    sentence = "The draft payment is a draft: a payout needs an approved payment"
    with pytest.raises(NotPossible, match=sentence):
        receipts.mark_paid(draft, date=cast.A_DAY, by=office.colleague)
