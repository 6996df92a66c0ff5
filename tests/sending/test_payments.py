"""A payment arrives as a bill, by Payment Settings; what stands in its way says so in its words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.sending.desk import Desk
from tracker.accounts_system import lists, settings
from tracker.accounts_system.models import DocumentLink
from tracker.companies import companies
from tracker.companies.models import Company, TaxTreatment
from tracker.documents import lifecycle
from tracker.documents.line_drafts import LineDraft
from tracker.documents.models import Document
from tracker.sending.models import State
from tracker.sending.unsent import to_send
from tracker.xero.dates import day


def pay(desk: Desk, *lines: LineDraft, company: Company | None = None, **head: Any) -> Document:
    """An approved payment of these lines."""
    document = lifecycle.create_draft(
        agency=desk.office.agency,
        entity=desk.office.entity,
        kind="payment",
        company=company or registered(desk),
        date=date(2026, 11, 3),
        due_date=date(2026, 12, 3),
        lines=list(lines),
        by=desk.office.colleague,
        **head,
    )
    lifecycle.approve(document, by=desk.office.colleague)
    document.refresh_from_db()
    return document


def registered(desk: Desk) -> Company:
    return desk.company("Jane Contractor Ltd", vat_number="GB901234567", is_supplier=True)


def unregistered(desk: Desk) -> Company:
    return desk.company("A. Miller", is_supplier=True)


def line(price: str = "100", **more: Any) -> LineDraft:
    return LineDraft(
        description="A week of work", quantity=Decimal(1), unit_price=Decimal(price), **more
    )


def map_payments(desk: Desk, **fields: Any) -> None:
    """Payment Settings that an owner has confirmed."""
    chosen = {
        "accounts": {"default": "320"},
        "tax_rates": {"default": "INPUT2"},
        "treatments": {"standard": "INPUT2", "outside": "NONE", "reverse": "DRCHARGESUPPLY20"},
        "status_on_arrival": "AUTHORISED",
        **fields,
    }
    settings.save(desk.connection, by=desk.office.owner, kind="payment", **chosen)


@pytest.fixture
def desk(desk: Desk) -> Desk:
    map_payments(desk)
    return desk


def refused(desk: Desk, document: Document) -> tuple[str, str, str]:
    """Cause, sentence and fix of what the dialog says, and of what the sender says too."""
    delivery = desk.prepared(document).deliveries.get()
    said = (delivery.cause, delivery.sentence, delivery.fix)
    (sent,) = desk.send(document)
    assert (sent.cause, sent.sentence, sent.fix) == said and sent.state == State.REFUSED
    return said


def test_a_bill_has_what_a_bill_has_and_nothing_of_an_invoice(desk: Desk) -> None:
    map_payments(desk, mark_as_sent=True)
    document = pay(desk, line(), supplier_number="JC-17", supplier_date=date(2026, 10, 30))
    (delivery,) = desk.send(document)
    (bill,) = desk.in_xero()
    assert delivery.state == State.SENT
    assert (bill["Type"], bill["InvoiceNumber"]) == ("ACCPAY", "JC-17")
    assert (day(bill["Date"]), day(bill["DueDate"])) == (date(2026, 10, 30), date(2026, 12, 3))
    assert not bill.get("Reference") and not bill.get("SentToContact")
    (sent_line,) = bill["LineItems"]
    assert (sent_line["AccountCode"], sent_line["TaxType"]) == ("320", "INPUT2")
    assert "DiscountRate" not in sent_line
    assert Decimal(str(bill["Total"])) == document.gross == Decimal("120.00")


def test_one_supplier_number_on_two_payments_is_said_before_they_go_and_stops_neither(
    desk: Desk,
) -> None:
    one, other = (desk.payment(supplier_number=number) for number in ("JC 7", "jc7"))
    elsewhere = desk.payment(company="Others Ltd", supplier_number="JC 7")
    assert f"{other} has the same supplier's number" in desk.foretold(one)[1]
    assert f"{one} has the same supplier's number" in desk.foretold(other)[1]
    assert "same supplier's number" not in desk.foretold(elsewhere)[1]
    assert {each.state for each in desk.send(one, other, elsewhere)} == {State.SENT}


def test_without_the_suppliers_number_xero_knows_it_by_ours(desk: Desk) -> None:
    document = pay(desk, line())
    desk.send(document)
    assert desk.in_xero()[0]["InvoiceNumber"] == document.number


def test_a_supplier_without_a_vat_number_is_paid_no_vat(desk: Desk) -> None:
    document = pay(desk, line(), company=unregistered(desk))
    desk.send(document)
    (bill,) = desk.in_xero()
    assert bill["LineItems"][0]["TaxType"] == "NONE" and bill["TotalTax"] == 0
    assert DocumentLink.objects.get().seen_total == document.gross == Decimal("100.00")


def test_a_supplier_that_has_lost_its_vat_number_is_refused_until_it_is_saved_anew(
    desk: Desk,
) -> None:
    document = pay(desk, line())
    company = document.company
    companies.change(company, by=desk.office.owner, vat_number="")
    cause, sentence, _ = refused(desk, document)
    assert cause == "supplier_not_registered"
    assert sentence == f"“Jane Contractor Ltd” has no VAT number, but {document.number} has VAT."
    lifecycle.change(Document.objects.get(pk=document.pk), lines=[line()], by=desk.office.colleague)
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT and desk.in_xero()[0]["TotalTax"] == 0


def test_before_the_send_from_date_counts_the_suppliers_date(desk: Desk) -> None:
    document = pay(desk, line(), supplier_date=date(2009, 12, 31))
    cause, sentence, fix = refused(desk, document)
    assert (cause, sentence) == (
        "before_send_from",
        "Payments dated before 01 Jan 2010 are not sent.",
    )
    assert fix == "Set an earlier date in Payment Settings if it should be sent."
    later = pay(desk, line(), supplier_date=date(2010, 1, 1))
    Document.objects.filter(pk=later.pk).update(date=date(2009, 12, 31))
    assert list(to_send(desk.connection, "payment")) == [later]


def test_a_locked_period_counts_by_the_suppliers_date(desk: Desk) -> None:
    desk.bookkeeper("lock", PeriodLockDate="2026-10-31")
    desk.refresh_lists()
    cause, _, fix = refused(desk, pay(desk, line(), supplier_date=date(2026, 10, 30)))
    assert cause == "period_locked"
    assert fix == "Move the lock date in Xero, or date the payment after it."
    (delivery,) = desk.send(pay(desk, line()))
    assert delivery.state == State.SENT


@pytest.mark.parametrize(
    ("settings_of", "line_of", "cause", "sentence"),
    [
        (
            {"tax_rates": {"default": "OUTPUT2"}},
            {},
            "tax_invalid",
            "cannot be used with account 320 (Contractor Pay)",
        ),
        ({"accounts": {}}, {}, "account_not_mapped", "No account is chosen for Other."),
        (
            {},
            {"account_override": "800"},
            "account_invalid",
            "Account 800 (Accounts Payable) cannot be used on bills.",
        ),
    ],
    ids=["a sales rate", "no account", "a control account"],
)
def test_what_cannot_stand_on_a_bill_is_refused_before_it_is_sent(
    desk: Desk, settings_of: dict[str, Any], line_of: dict[str, Any], cause: str, sentence: str
) -> None:
    map_payments(desk, **settings_of)
    said, words, fix = refused(desk, pay(desk, line(**line_of)))
    assert said == cause and sentence in words
    assert "Payment Settings" in fix and not desk.in_xero()


def test_nothing_goes_before_payment_settings_are_confirmed(desk: Desk) -> None:
    document = pay(desk, line())
    settings.save(
        desk.connection,
        kind="payment",
        by=desk.office.owner,
        confirmed=False,
        auto_create_items=True,
    )
    assert refused(desk, document)[1:] == (
        "Payment Settings are not confirmed yet.",
        "Confirm Payment Settings first.",
    )


def test_where_the_plan_approves_no_more_bills_invoices_still_go(desk: Desk) -> None:
    desk.sandbox.books.forbidden_actions = {"CreateApprovedBill"}
    lists.refresh(desk.connection, [lists.Name.ACTIONS])
    cause, sentence, _ = refused(desk, pay(desk, line()))
    assert cause == "plan_limit"
    assert sentence == "The organisation's plan allows no more approved bills."
    (delivery,) = desk.send(desk.invoice())
    assert delivery.state == State.SENT


def test_a_line_below_zero_goes_a_total_below_zero_does_not(desk: Desk) -> None:
    document = pay(desk, line("100"), line("-30"))
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT
    assert desk.in_xero()[0]["Total"] == 84
    cause, _, fix = refused(desk, pay(desk, line("-30")))
    assert cause == "total_negative"
    assert fix == "Xero takes no such bill: put it right, or credit it in Xero by hand."


def test_a_payment_of_nothing_is_paid_in_xero_at_once(desk: Desk) -> None:
    document = pay(desk, line("100"), line("-100"))
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT
    assert DocumentLink.objects.get().seen_status == "PAID"
    assert desk.foretold(document)[0] == "unchanged"


def test_another_currency_goes_with_its_rate(desk: Desk) -> None:
    desk.sandbox.books.put("Currencies", {"Code": "EUR", "Description": "Euro"})
    lists.refresh(desk.connection, [lists.Name.CURRENCIES])
    rate = Decimal("1.176471")
    document = pay(desk, line(), currency="EUR", currency_rate=rate)
    (delivery,) = desk.send(document)
    (bill,) = desk.in_xero()
    assert delivery.state == State.SENT, delivery.sentence
    assert (bill["CurrencyCode"], Decimal(str(bill["CurrencyRate"]))) == ("EUR", rate)


def test_reverse_charge_adds_nothing_to_what_is_paid(desk: Desk) -> None:
    document = pay(desk, line(tax_treatment=TaxTreatment.REVERSE))
    desk.send(document)
    (bill,) = desk.in_xero()
    assert bill["LineItems"][0]["TaxType"] == "DRCHARGESUPPLY20"
    assert (bill["TotalTax"], bill["Total"]) == (0, 100)


def test_two_payments_alike_in_everything_both_arrive(desk: Desk) -> None:
    pair = [pay(desk, line(), supplier_number="JC-17") for _ in range(2)]
    deliveries = desk.send(*pair)
    assert [each.state for each in deliveries] == [State.SENT, State.SENT]
    assert [bill["InvoiceNumber"] for bill in desk.in_xero()] == ["JC-17", "JC-17"]
    assert [each.state for each in desk.send(*pair)] == [State.UNCHANGED, State.UNCHANGED]
