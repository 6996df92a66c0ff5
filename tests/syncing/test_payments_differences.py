"""What a bookkeeper changes in a bill is found and named, field by field; CIS is no change."""

from datetime import date

import pytest

from tests.sending.desk import Desk
from tests.syncing.bills import (
    at_the_bill,
    compared,
    differing,
    edit_bill,
    line_of_bill,
    link_of,
    pay_bill,
    sent_payments,
    typed_bill,
)
from tests.syncing.office_hours import said, sync
from tests.syncing.test_differences import edit as edit_invoice
from tests.syncing.test_differences import sent as sent_invoice
from tracker.accounts_system import contacts, held_records
from tracker.accounts_system.models import Connection
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle, receipts
from tracker.documents.models import Document
from tracker.syncing import decisions
from tracker.syncing.decisions import Choice, print_of
from tracker.syncing.one_sided import described, only_in_tracker, only_in_xero


def choice_of(payment: Document) -> Choice:
    link = link_of(payment)
    return Choice(link.document_id, print_of(link))


def pay_here(desk: Desk, payment: Document, amount: str = "") -> None:
    """Somebody marks it paid here; Xero is not to hear of it."""
    desk.mark_paid(payment, amount)


def test_fifty_payments_agree_to_the_penny(desk: Desk) -> None:
    made = [
        desk.payment(
            price=str(10 + number / 4),
            supplier_number=f"S-{number % 5}" if number % 2 else "",
            supplier_date=date(2026, 10, 30) if number % 3 else None,
        )
        for number in range(50)
    ]
    desk.send(*made)
    before = len(desk.calls())
    found = compared(desk)
    assert len(desk.calls()) - before == 1
    assert (found.agree, found.net) == (50, sum(payment.net for payment in made))
    assert found.is_clean and not found.differ and not found.changed


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"DueDate": "2026-12-24"}, ("due date", "2026-12-03", "2026-12-24")),
        ({"Date": "2026-11-05"}, ("date", "2026-10-30", "2026-11-05")),
        ({"InvoiceNumber": "JC-18"}, ("number", "JC-17", "JC-18")),
    ],
)
def test_an_edited_head_is_found(
    desk: Desk, changes: dict[str, str], expected: tuple[str, str, str]
) -> None:
    """The books know it by the supplier's number and date."""
    (payment,) = sent_payments(desk, supplier_number="JC-17", supplier_date=date(2026, 10, 30))
    assert differing(desk) == []
    edit_bill(desk, payment, **changes)
    assert differing(desk) == [expected]


@pytest.mark.parametrize(
    ("change", "tracker", "xero"),
    [
        ({"Description": "A night’s pay"}, "description A day's pay", "description A night’s pay"),
        ({"AccountCode": "321"}, "account 310", "account 321"),
    ],
)
def test_an_edited_line_is_found_though_the_total_stays(
    desk: Desk, change: dict[str, str], tracker: str, xero: str
) -> None:
    (payment,) = sent_payments(desk)
    edit_bill(desk, payment, LineItems=line_of_bill(desk, payment, **change))
    assert differing(desk) == [("lines", f"line 1: {tracker}", f"line 1: {xero}")]


def test_another_quantity_moves_lines_tax_and_total(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    edit_bill(desk, payment, LineItems=line_of_bill(desk, payment, Quantity=4))
    assert differing(desk) == [
        ("lines", "line 1: quantity 3, tax 48.00", "line 1: quantity 4, tax 64.00"),
        ("tax", "48.00", "64.00"),
        ("total", "288.00", "384.00"),
    ]


def test_another_tax_rate_is_found(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    edit_bill(desk, payment, LineItems=line_of_bill(desk, payment, TaxType="NONE"))
    found = {field: (tracker, xero) for field, tracker, xero in differing(desk)}
    assert found["tax"] == ("48.00", "0.00") and found["total"] == ("288.00", "240.00")
    assert "tax rate NONE" in found["lines"][1]


def test_another_contact_is_named(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    other = desk.contact_in_xero("Somebody Else Ltd")
    edit_bill(desk, payment, Contact={"ContactID": other})
    assert differing(desk) == [("company", "Jane Contractor Ltd", "Somebody Else Ltd")]


def test_voided_in_xero_is_a_status_that_differs_and_is_taken(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    at_the_bill(desk, payment, "void")
    assert differing(desk) == [("status", "Approved", "Voided")]
    done = decisions.take_theirs(desk.connection, [choice_of(payment)], by=desk.office.colleague)
    assert (done.done, done.problems) == (1, ())
    payment.refresh_from_db()
    assert payment.is_void and differing(desk) == []


def test_paid_here_and_due_in_xero_differs_and_theirs_is_taken(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    pay_here(desk, payment, "60")
    assert differing(desk) == [("paid", "60.00", "0.00")]
    with pytest.raises(NotPossible, match="Sending a payment does not say what is paid"):
        decisions.send_mine(
            desk.connection, [choice_of(payment)], kind="payment", by=desk.office.colleague
        )
    decisions.take_theirs(desk.connection, [choice_of(payment)], by=desk.office.colleague)
    payment.refresh_from_db()
    assert payment.received == 0 and differing(desk) == []


def test_settled_by_a_credit_is_as_good_as_paid(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    pay_here(desk, payment)
    at_the_bill(desk, payment, "credit")
    assert differing(desk) == []


def test_what_was_changed_here_and_not_sent_yet_is_no_difference(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    lifecycle.change(payment, due_date=date(2026, 12, 10), by=desk.office.colleague)
    edit_bill(desk, payment, DueDate="2026-12-24")
    found = compared(desk)
    assert (found.agree, found.changed, found.differ) == (0, 1, ())


def test_our_reference_is_ours_alone(desk: Desk) -> None:
    """Xero's bills have none."""
    (payment,) = sent_payments(desk)
    Document.objects.filter(pk=payment.pk).update(reference="Week 44")
    edit_bill(desk, payment, DueDate="2026-12-24")
    assert [field for field, _, _ in differing(desk)] == ["due date"]


def test_each_kind_is_compared_by_itself(desk: Desk) -> None:
    (payment,), invoice = sent_payments(desk), sent_invoice(desk)
    edit_bill(desk, payment, DueDate="2026-12-24")
    edit_invoice(desk, invoice, Reference="PO 7")
    assert [field for field, _, _ in differing(desk)] == ["due date"]
    assert [field for field, _, _ in differing(desk, "invoice")] == ["reference"]


def test_send_mine_makes_one_batch_of_payments_that_settles_it(desk: Desk) -> None:
    first, second = sent_payments(desk, 2)
    for payment in (first, second):
        edit_bill(desk, payment, DueDate="2026-12-24")
    assert len(differing(desk)) == 2
    batch = decisions.send_mine(
        desk.connection,
        [choice_of(second), choice_of(first)],
        kind="payment",
        by=desk.office.colleague,
    )
    assert batch.kind == "payment" and batch.deliveries.count() == 2


def test_a_choice_of_the_other_kind_makes_no_batch(desk: Desk) -> None:
    (payment,) = sent_payments(desk)
    edit_bill(desk, payment, DueDate="2026-12-24")
    assert differing(desk)
    with pytest.raises(NotPossible, match="Only invoices go in a batch of invoices"):
        decisions.send_mine(
            desk.connection, [choice_of(payment)], kind="invoice", by=desk.office.colleague
        )
    payment.refresh_from_db()
    assert payment.revision == link_of(payment).accepted_revision


def test_what_is_on_one_side_only_is_listed_by_kind_with_its_twins(desk: Desk) -> None:
    (linked,) = sent_payments(desk)
    ours = desk.payment(supplier_number="JC-18", supplier_date=date(2026, 10, 30))
    waiting = desk.invoice()
    typed_bill(desk, ours, InvoiceNumber="TYPED-9")
    found = compared(desk)
    assert found.only_tracker == (ours,)
    assert [head.number for head in found.only_xero] == ["TYPED-9"]
    contacts.read_contacts(desk.connection)
    (there,) = described(desk.connection, "payment", only_in_xero(desk.connection, "payment"))
    assert there.twins == there.free == (ours,)
    assert list(only_in_tracker(desk.connection, "invoice")) == [waiting]
    assert not only_in_xero(desk.connection, "invoice").exists()
    assert linked not in there.twins


def test_the_suppliers_date_says_whether_it_belongs_to_what_is_sent(desk: Desk) -> None:
    early = desk.payment(supplier_date=date(2026, 10, 30))
    late = desk.payment()
    Connection.objects.update(send_from_date=date(2026, 11, 1))
    desk.connection.refresh_from_db()
    assert list(only_in_tracker(desk.connection, "payment")) == [late]
    assert early.date >= desk.connection.send_from_date


def test_one_on_its_way_is_on_neither_side(desk: Desk) -> None:
    payment = desk.payment(supplier_number="JC-18")
    desk.click(payment)
    typed_bill(desk, payment)
    found = compared(desk)
    assert not found.only_tracker and not found.only_xero


def subcontracted(desk: Desk) -> Document:
    """A payment of 288.00 of whose bill Xero keeps 20 % of the net back: 48.00."""
    sent_payments(desk)
    desk.bookkeeper("cis", Contact="Jane Contractor Ltd", rate=20)
    (payment,) = sent_payments(desk, price="80")
    return payment


def test_cis_is_neither_a_difference_nor_a_credit(desk: Desk) -> None:
    payment = subcontracted(desk)
    link = link_of(payment)
    assert [link.seen_total, link.seen_due, link.seen_withheld] == [288, 240, 48]
    assert [link.seen_paid, link.seen_credited] == [0, 0]
    assert differing(desk) == [] and said(desk, payment) == []
    pay_bill(desk, payment, "100")
    assert sync(desk, kind="payment").summary == {"part_paid": 1}
    pay_bill(desk, payment)
    assert sync(desk, kind="payment").summary == {"paid": 1}
    assert said(desk, payment)[-1] == "Paid in Xero: 240.00."
    assert differing(desk) == []
    record = held_records.record_of(link_of(payment))
    assert record is not None and record.total == 288


def test_paid_in_full_here_agrees_with_paid_less_cis_there(desk: Desk) -> None:
    payment = subcontracted(desk)
    receipts.mark_paid(payment, date=date(2026, 11, 3), by=desk.office.colleague)
    payment.refresh_from_db()
    assert payment.received == 288
    assert differing(desk) == [("paid", "288.00", "0.00")]
    pay_bill(desk, payment)
    assert differing(desk) == []
