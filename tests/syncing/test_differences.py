"""What a bookkeeper changes in Xero is found and named, field by field."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from tests.sending.desk import Desk
from tracker import clock
from tracker.accounts_system.models import CompanyLink, DocumentLink
from tracker.accounts_system.settings import current, save
from tracker.documents import lifecycle, receipts
from tracker.documents.models import Document
from tracker.syncing import comparison_reading
from tracker.syncing.differences import renew
from tracker.syncing.report import Comparison, compare


def compared(desk: Desk) -> Comparison:
    """Read and compare, as the command does."""
    desk.connection.refresh_from_db()
    comparison_reading.read_all(desk.connection, "invoice")
    return compare(desk.connection, kind="invoice")


def differing(desk: Desk) -> list[tuple[str, str, str]]:
    return [
        (each.difference.field, each.difference.tracker, each.difference.xero)
        for each in compared(desk).differ
    ]


def sent(desk: Desk, **how: Any) -> Document:
    invoice = desk.invoice(**how)
    desk.send(invoice)
    return invoice


def edit(desk: Desk, invoice: Document, **changes: Any) -> None:
    desk.bookkeeper("edit", InvoiceNumber=invoice.number, changes=changes)


def line_in_xero(desk: Desk, **changes: Any) -> list[dict[str, Any]]:
    """The one line that Xero has, changed."""
    (found,) = desk.in_xero()
    (line,) = found["LineItems"]
    kept = ("LineItemID", "ItemCode", "Description", "Quantity", "UnitAmount", "AccountCode")
    wanted = {name: line[name] for name in (*kept, "TaxType")}
    return [{**wanted, **changes}]


def test_a_clean_book_agrees_to_the_penny(desk: Desk) -> None:
    first, second = desk.invoice(), desk.invoice(price="0.3333")
    desk.send(first, second)
    before = len(desk.calls())
    found = compared(desk)
    assert len(desk.calls()) - before == 1
    assert (found.agree, found.net) == (2, first.net + second.net)
    assert found.is_clean and not found.differ


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"Reference": "PO 7"}, ("reference", "–", "PO 7")),
        ({"DueDate": "2026-12-24"}, ("due date", "2026-12-03", "2026-12-24")),
        ({"Date": "2026-11-05"}, ("date", "2026-11-03", "2026-11-05")),
        ({"InvoiceNumber": "INV-X"}, ("number", "INV-1001", "INV-X")),
    ],
)
def test_an_edited_head_is_found(
    desk: Desk, changes: dict[str, str], expected: tuple[str, str, str]
) -> None:
    edit(desk, sent(desk), **changes)
    assert differing(desk) == [expected]


@pytest.mark.parametrize(
    ("change", "tracker", "xero"),
    [
        (
            {"Description": "A night’s work"},
            "description A day's work",
            "description A night’s work",
        ),
        ({"AccountCode": "200"}, "account 260", "account 200"),
    ],
)
def test_an_edited_line_is_found_though_the_total_stays(
    desk: Desk, change: dict[str, str], tracker: str, xero: str
) -> None:
    invoice = sent(desk)
    edit(desk, invoice, LineItems=line_in_xero(desk, **change))
    assert differing(desk) == [("lines", f"line 1: {tracker}", f"line 1: {xero}")]


def test_another_quantity_moves_lines_tax_and_total(desk: Desk) -> None:
    invoice = sent(desk)
    edit(desk, invoice, LineItems=line_in_xero(desk, Quantity=4))
    assert differing(desk) == [
        ("lines", "line 1: quantity 3, tax 60.00", "line 1: quantity 4, tax 80.00"),
        ("tax", "60.00", "80.00"),
        ("total", "360.00", "480.00"),
    ]


def test_another_tax_rate_is_found(desk: Desk) -> None:
    invoice = sent(desk)
    edit(desk, invoice, LineItems=line_in_xero(desk, TaxType="ZERORATEDOUTPUT"))
    found = dict((field, (tracker, xero)) for field, tracker, xero in differing(desk))
    assert found["lines"] == (
        "line 1: tax rate OUTPUT2, tax 60.00",
        "line 1: tax rate ZERORATEDOUTPUT, tax 0.00",
    )
    assert found["total"] == ("360.00", "300.00")


def test_a_line_more_and_a_line_less_are_found(desk: Desk) -> None:
    invoice = sent(desk)
    extra = {"Description": "Parking", "Quantity": 1, "UnitAmount": 12, "AccountCode": "200"}
    edit(desk, invoice, LineItems=[*line_in_xero(desk), extra])
    lines = [found for found in differing(desk) if found[0] == "lines"]
    assert lines == [("lines", "not there", "line 2: Parking, 1 × 12.00")]
    edit(desk, invoice, LineItems=[extra])
    lines = [found for found in differing(desk) if found[0] == "lines"]
    assert lines == [
        ("lines", "line 1: A day's work, 3 × 100.00", "not there"),
        ("lines", "not there", "line 1: Parking, 1 × 12.00"),
    ]


def test_another_contact_is_named(desk: Desk) -> None:
    invoice = sent(desk)
    desk.contact_in_xero("Somebody Else Ltd")
    desk.forget_freshness()
    sent(desk, company="Brightwater Group")
    there = next(each for each in desk.books()["Contacts"] if each["Name"] == "Somebody Else Ltd")
    edit(desk, invoice, Contact={"ContactID": there["ContactID"]})
    assert ("company", "Acme Logistics Ltd", "Somebody Else Ltd") in differing(desk)


def test_a_contact_merged_in_xero_is_no_difference(desk: Desk) -> None:
    sent(desk)
    desk.contact_in_xero("Acme Logistics Limited")
    before = CompanyLink.objects.get().contact_id
    desk.bookkeeper("merge", Name="Acme Logistics Ltd", into="Acme Logistics Limited")
    assert differing(desk) == []
    # Where the link could not follow, it is the same contact all the same.
    CompanyLink.objects.update(contact_id=before)
    assert differing(desk) == []


def test_voided_in_xero_is_a_status_that_differs(desk: Desk) -> None:
    invoice = sent(desk)
    desk.bookkeeper("void", InvoiceNumber=invoice.number)
    assert differing(desk) == [("status", "Approved", "Voided")]


def test_void_in_both_is_left_out(desk: Desk) -> None:
    invoice = sent(desk)
    desk.bookkeeper("void", InvoiceNumber=invoice.number)
    lifecycle.void(invoice, by=desk.office.colleague)
    found = compared(desk)
    assert (found.agree, found.differ, found.changed) == (0, (), 0)
    assert not DocumentLink.objects.get().differs


def test_void_here_with_money_on_it_in_xero_differs(desk: Desk) -> None:
    invoice = sent(desk)
    desk.bookkeeper("credit", InvoiceNumber=invoice.number, Amount=10)
    lifecycle.void(invoice, by=desk.office.colleague)
    assert differing(desk) == [("status", "Void", "Authorised")]


def test_xeros_word_of_what_is_paid_is_taken(desk: Desk) -> None:
    invoice = sent(desk)
    desk.bookkeeper("credit", InvoiceNumber=invoice.number, Amount=10)
    assert differing(desk) == []


def test_paid_here_and_due_in_xero_differs(desk: Desk) -> None:
    invoice = sent(desk)
    receipts.mark_paid(invoice, date=clock.today(), amount=Decimal("60"), by=desk.office.colleague)
    assert differing(desk) == [("paid", "60.00", "0.00")]


def test_settled_by_a_credit_is_as_good_as_paid(desk: Desk) -> None:
    invoice = sent(desk)
    receipts.mark_paid(invoice, date=clock.today(), by=desk.office.colleague)
    desk.bookkeeper("credit", InvoiceNumber=invoice.number)
    assert differing(desk) == []


def test_what_was_changed_here_and_not_sent_yet_is_no_difference(desk: Desk) -> None:
    invoice = sent(desk)
    lifecycle.change(invoice, reference="PO 9", by=desk.office.colleague)
    edit(desk, invoice, Reference="PO 7")
    found = compared(desk)
    assert (found.agree, found.changed, found.differ) == (0, 1, ())


def test_a_changed_mapping_is_no_difference(desk: Desk) -> None:
    invoice = sent(desk)
    desk.bookkeeper("credit", InvoiceNumber=invoice.number, Amount=10)
    settings = current(desk.connection, "invoice")
    assert settings is not None
    other = {name: "200" for name in settings.accounts}
    assert other != settings.accounts
    save(desk.connection, kind="invoice", by=desk.office.owner, accounts=other)
    assert differing(desk) == []


def test_what_agreed_again_differs_no_more(desk: Desk) -> None:
    invoice = sent(desk)
    edit(desk, invoice, Reference="PO 7")
    assert differing(desk)
    edit(desk, invoice, Reference="")
    assert differing(desk) == []
    assert not DocumentLink.objects.get(document=invoice).differs


def test_only_what_moved_is_compared_again(desk: Desk) -> None:
    first, second = desk.invoice(), desk.invoice()
    desk.send(first, second)
    assert renew(desk.connection) == 2
    assert renew(desk.connection) == 0
    receipts.mark_paid(first, date=clock.today(), by=desk.office.colleague)
    assert renew(desk.connection) == 1


def test_comparing_costs_as_many_queries_for_many(desk: Desk) -> None:
    counts = []
    for _ in range(2):
        made = [desk.invoice(price=str(10 + number)) for number in range(8)]
        desk.send(*made)
        for invoice in made:
            edit(desk, invoice, Reference="moved")
        comparison_reading.read_all(desk.connection, "invoice")
        with CaptureQueriesContext(database) as queries:
            renew(desk.connection, everything=True)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert DocumentLink.objects.filter(differs=True).count() == 16


def test_lines_that_were_not_read_are_read_40_a_call_or_by_one_delta(desk: Desk) -> None:
    made = [desk.invoice(price=str(10 + number)) for number in range(41)]
    desk.send(*made)
    for invoice in made:
        edit(desk, invoice, Reference="moved")
    before = len(desk.calls())
    comparison_reading.read_all(desk.connection, "invoice")
    assert len(desk.calls()) - before == 2
    assert comparison_reading.unread(desk.connection, "invoice") == []
