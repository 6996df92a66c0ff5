"""What Xero no longer allows is known before sending; what it allows changes, and nothing else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.sending.desk import Desk
from tests.sending.test_updates import change_reference, sent, what_moved
from tests.sending.test_updates_changed_in_xero import reprice
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.models import DocumentLink
from tracker.accounts_system.settings import save
from tracker.documents import lifecycle
from tracker.documents.line_drafts import LineDraft, draft_of
from tracker.documents.models import Document
from tracker.sending import comparing
from tracker.sending.corrections import paid_edits
from tracker.sending.models import State
from tracker.xero.types import Invoice

HELD: dict[str, Any] = {
    "InvoiceID": "a",
    "InvoiceNumber": "INV-7",
    "Contact": {"ContactID": "c"},
    "Date": "2026-11-03T00:00:00",
    "DueDate": "2026-12-03T00:00:00",
    "Reference": "PO 1",
    "CurrencyCode": "GBP",
    "CurrencyRate": 1,
    "LineAmountTypes": "Exclusive",
    "Status": "PAID",
    "BrandingThemeID": "t",
    "LineItems": [
        {
            "LineItemID": "l",
            "Description": "A day's work",
            "Quantity": 3,
            "UnitAmount": 100,
            "AccountCode": "200",
            "TaxType": "OUTPUT2",
            "TaxAmount": 60,
            "Tracking": [],
        }
    ],
}
INVOICE = Document(kind="invoice", number="INV-7")
PAID = DocumentLink(seen_status="PAID", seen_paid=Decimal(360), seen_due=Decimal(0))
PART_PAID = DocumentLink(seen_status="AUTHORISED", seen_paid=Decimal(10), seen_due=Decimal(350))
CREDITED = DocumentLink(seen_status="PAID", seen_credited=Decimal(360), seen_due=Decimal(0))


def held() -> dict[str, Any]:
    return comparing.element_of(Invoice.read(HELD))


def with_line(**changes: Any) -> dict[str, Any]:
    there = held()
    return {**there, "LineItems": [{**there["LineItems"][0], **changes}]}


ALLOWED: dict[str, dict[str, Any]] = {
    "reference": {"Reference": "PO 2"},
    "due date": {"DueDate": "2027-01-03"},
    "number": {"InvoiceNumber": "INV-8"},
    "branding theme": {"BrandingThemeID": "u"},
    "company": {"Contact": {"ContactID": "d"}},
}
FORBIDDEN: dict[str, dict[str, Any]] = {
    "date": {"Date": "2026-11-04"},
    "currency": {"CurrencyCode": "EUR"},
    "rate of exchange": {"CurrencyRate": Decimal("1.1")},
    "kind of amounts": {"LineAmountTypes": "Inclusive"},
    "lines": {"LineItems": []},
}
ALLOWED_ON_LINES: dict[str, dict[str, Any]] = {
    "description": {"Description": "Two days' work"},
    "account": {"AccountCode": "201"},
    "tracking": {"Tracking": [{"Name": "Branch", "Option": "North"}]},
}
FORBIDDEN_ON_LINES: dict[str, dict[str, Any]] = {
    "quantity": {"Quantity": 4},
    "price": {"UnitAmount": Decimal("100.01")},
    "discount": {"DiscountRate": 5},
    "tax rate": {"TaxType": "ZERORATEDOUTPUT"},
    "tax": {"TaxAmount": Decimal("60.01")},
    "item": {"ItemCode": "TEMP-DAY"},
}


@pytest.mark.parametrize("name", [*ALLOWED, *ALLOWED_ON_LINES])
def test_this_may_change_on_a_paid_invoice(name: str) -> None:
    wanted = {**held(), **ALLOWED[name]} if name in ALLOWED else with_line(**ALLOWED_ON_LINES[name])
    edit = paid_edits.edit_of(held(), wanted, kind="invoice")
    assert [each.name for each in edit.allowed] == [name] and not edit.forbidden
    assert paid_edits.problem(edit, PAID, INVOICE) is None


@pytest.mark.parametrize("name", [*FORBIDDEN, *FORBIDDEN_ON_LINES])
def test_this_may_not(name: str) -> None:
    changes = FORBIDDEN.get(name)
    wanted = {**held(), **changes} if changes else with_line(**FORBIDDEN_ON_LINES[name])
    edit = paid_edits.edit_of(held(), wanted, kind="invoice")
    assert [each.name for each in edit.forbidden] == [name] and not edit.allowed


@pytest.mark.parametrize("name", [*ALLOWED, *ALLOWED_ON_LINES])
def test_nothing_may_change_on_a_paid_bill(name: str) -> None:
    wanted = {**held(), **ALLOWED[name]} if name in ALLOWED else with_line(**ALLOWED_ON_LINES[name])
    edit = paid_edits.edit_of(held(), wanted, kind="payment")
    assert [each.name for each in edit.forbidden] == [name] and not edit.allowed


def test_the_company_may_not_change_once_it_is_credited() -> None:
    wanted = {**held(), **ALLOWED["company"]}
    edit = paid_edits.edit_of(held(), wanted, kind="invoice", is_credited=True)
    assert [each.name for each in edit.forbidden] == ["company"]


def test_the_sentence_names_what_cannot_change_what_can_and_what_to_do() -> None:
    wanted = {**with_line(UnitAmount=120, Quantity=4), "Reference": "PO 2"}
    edit = paid_edits.edit_of(held(), wanted, kind="invoice")
    found = paid_edits.problem(edit, PAID, INVOICE)
    assert found is not None and found.cause == "has_payments"
    assert found.sentence == (
        "The quantity and price cannot change once INV-7 is paid: undo the payment first,"
        " or issue a credit note in Xero. The reference can."
    )


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (PART_PAID, "once INV-7 is part paid: undo the payment first"),
        (CREDITED, "once INV-7 is credited: remove the credit in Xero first"),
    ],
    ids=["part paid", "credited"],
)
def test_the_sentence_says_what_stands_in_the_way(link: DocumentLink, words: str) -> None:
    edit = paid_edits.edit_of(held(), with_line(UnitAmount=120), kind="invoice")
    found = paid_edits.problem(edit, link, INVOICE)
    assert found is not None and words in found.sentence


def pay(desk: Desk, document: Document, amount: int = 360) -> None:
    """Paid in Xero, and Tracker has heard of it."""
    desk.pay_in_xero(document, Amount=amount)
    read_heads(desk.connection)


@pytest.mark.parametrize("amount", [10, 360], ids=["in part", "in full"])
def test_what_may_change_changes_and_nothing_else(desk: Desk, amount: int) -> None:
    document = sent(desk)
    pay(desk, document, amount)
    (before,) = desk.in_xero()
    line = replace(draft_of(document.lines.get()), description="Three days' work")
    lifecycle.change(
        document,
        reference="PO 7781",
        due_date=date(2026, 12, 24),
        company=desk.company("Brightwater Group"),
        lines=[line],
        by=desk.office.colleague,
    )
    intent, words = desk.foretold(document)
    assert (intent, words) == (
        "update",
        "company, due date, reference, description · new company",
    )
    (delivery,) = desk.send(document)
    (after,) = desk.in_xero()
    assert (delivery.state, delivery.sentence) == (State.SENT, "")
    moved = what_moved(before, after)
    assert moved == {"Contact", "DueDate", "DueDateString", "LineItems", "Reference"}
    assert after["LineItems"] == [{**before["LineItems"][0], "Description": "Three days' work"}]


def test_another_price_is_blocked_in_the_preview_and_no_call_is_made(desk: Desk) -> None:
    document = sent(desk)
    pay(desk, document)
    change_reference(desk, document)
    reprice(desk, document, "120")
    assert desk.foretold(document)[0] == "blocked"
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "has_payments")
    assert delivery.sentence == (
        "The price and tax cannot change once INV-1001 is paid: undo the payment first,"
        " or issue a credit note in Xero. The reference can."
    )
    assert not any(call.startswith("POST") for call in desk.calls())


@pytest.mark.parametrize("price", ["100", "120"], ids=["allowed", "not allowed"])
def test_paid_between_preview_and_send(desk: Desk, price: str) -> None:
    """The sender reads again: what Xero still allows goes, the rest is refused before the call."""
    document = sent(desk)
    change_reference(desk, document)
    reprice(desk, document, price)
    batch = desk.click(document)
    desk.pay_in_xero(document)
    desk.forget_freshness()
    desk.work()
    delivery = batch.deliveries.get()
    if price == "100":
        assert delivery.state == State.SENT
        assert desk.in_xero()[0]["Reference"] == "PO 7781"
        assert desk.in_xero()[0]["Status"] == "PAID"
    else:
        assert (delivery.state, delivery.cause) == (State.REFUSED, "has_payments")
        assert not any(call.startswith("POST") for call in desk.calls())


def test_paid_between_our_reading_and_our_write_is_refused_by_xero_and_goes_next_time(
    desk: Desk,
) -> None:
    document = sent(desk)
    change_reference(desk, document)
    desk.click(document)
    read_heads(desk.connection)
    desk.pay_in_xero(document)
    desk.work()
    delivery = desk.delivery(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "has_payments")
    desk.forget_freshness()
    (again,) = desk.send(document)
    assert again.state == State.SENT
    assert desk.in_xero()[0]["Reference"] == "PO 7781"


def test_a_payment_that_is_removed_frees_everything_again(desk: Desk) -> None:
    document = sent(desk)
    pay(desk, document)
    reprice(desk, document, "120")
    desk.bookkeeper("unpay", InvoiceNumber=document.number)
    read_heads(desk.connection)
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT
    assert desk.in_xero()[0]["Total"] == 432


def test_a_credited_one_keeps_its_company(desk: Desk) -> None:
    document = sent(desk)
    desk.bookkeeper("credit", InvoiceNumber=document.number, Amount=10)
    read_heads(desk.connection)
    lifecycle.change(document, company=desk.company("Brightwater Group"), by=desk.office.colleague)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "has_payments")
    assert "The company cannot change once INV-1001 is credited" in delivery.sentence
    assert len(desk.books()["Contacts"]) == 1


def test_another_line_is_refused_on_a_paid_one(desk: Desk) -> None:
    document = sent(desk)
    pay(desk, document)
    more = LineDraft(description="Travel", quantity=Decimal(1), unit_price=Decimal("12.40"))
    kept = draft_of(document.lines.get())
    lifecycle.change(document, lines=[kept, more], by=desk.office.colleague)
    (delivery,) = desk.send(document)
    assert "The lines cannot change once INV-1001 is paid" in delivery.sentence


def test_a_due_date_moved_in_xero_on_a_part_paid_one_is_seen_although_no_stamp_tells(
    desk: Desk,
) -> None:
    document = sent(desk)
    pay(desk, document, 10)
    change_reference(desk, document)
    desk.send(document)
    desk.forget_freshness()
    desk.bookkeeper("edit", InvoiceNumber=document.number, changes={"DueDate": "2027-01-31"})
    lifecycle.change(document, due_date=date(2026, 12, 24), by=desk.office.colleague)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "changed_in_xero")
    assert "due date: Xero “2027-01-31”, here “2026-12-24”" in delivery.sentence


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 11, 3), "INV-1001 cannot change in Xero: the books are locked until"),
        (date(2026, 12, 1), "INV-1001 cannot change in Xero: the books are locked until"),
        (date(2026, 10, 1), "The books are locked in Xero until 10 Nov 2026."),
    ],
    ids=["same date", "moved out of the period", "moved into it"],
)
def test_an_approved_one_in_a_locked_period_cannot_change(
    desk: Desk, day: date, sentence: str
) -> None:
    document = sent(desk)
    desk.bookkeeper("lock", PeriodLockDate="2026-11-10")
    desk.refresh_lists()
    lifecycle.change(document, reference="PO 1", date=day, by=desk.office.colleague)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "period_locked")
    assert sentence in delivery.sentence or "The books are locked in Xero" in delivery.sentence
    assert not any(call.startswith("POST") for call in desk.calls())


def test_a_draft_in_a_locked_period_may_change(desk: Desk) -> None:
    save(desk.connection, kind="invoice", by=desk.office.owner, status_on_arrival="DRAFT")
    document = sent(desk)
    desk.bookkeeper("lock", PeriodLockDate="2026-11-10")
    desk.refresh_lists()
    change_reference(desk, document)
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT
    assert desk.in_xero()[0]["Reference"] == "PO 7781"
