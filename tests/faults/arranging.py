"""Documents that lack nothing but one call, or that call first."""

from datetime import date

from tests.sending.desk import Desk
from tests.sending.test_payouts import record_payouts
from tracker.documents import lifecycle, receipts
from tracker.documents.models import Document
from tracker.sending.voids import voiding

CLIENT = "Acme Logistics Ltd"
NEW_REFERENCE = "PO 7781"
A_DAY = date(2026, 11, 3)


def new_companies(desk: Desk, count: int) -> list[Document]:
    """An invoice to each of so many companies that Xero does not have, of a product it has."""
    desk.send(desk.invoice())
    return [desk.invoice(company=f"Client {number} Ltd") for number in range(count)]


def new_products(desk: Desk, count: int) -> list[Document]:
    """An invoice for each of so many products that Xero does not have, to one that it has."""
    desk.contact_in_xero(CLIENT)
    return [desk.invoice(product=f"DAY-{number}") for number in range(count)]


def new_invoices(desk: Desk, count: int) -> list[Document]:
    """Invoices whose company and product Xero has."""
    desk.send(desk.invoice())
    return [desk.invoice() for _ in range(count)]


def new_bills(desk: Desk, count: int) -> list[Document]:
    desk.send(desk.payment())
    return [desk.payment() for _ in range(count)]


def sent_invoices(desk: Desk, count: int) -> list[Document]:
    documents = [desk.invoice() for _ in range(count)]
    desk.send(*documents)
    return documents


def sent_bills(desk: Desk, count: int) -> list[Document]:
    documents = [desk.payment() for _ in range(count)]
    desk.send(*documents)
    return documents


def changed_invoices(desk: Desk, count: int) -> list[Document]:
    documents = sent_invoices(desk, count)
    for each in documents:
        change(desk, each)
    return documents


def change(desk: Desk, document: Document) -> None:
    lifecycle.change(document, reference=NEW_REFERENCE, by=desk.office.colleague)


def voided_invoices(desk: Desk, count: int) -> list[Document]:
    documents = sent_invoices(desk, count)
    for each in documents:
        voiding.void(each, by=desk.office.colleague)
    return documents


def invoices_paid_in_part(desk: Desk, count: int) -> list[Document]:
    """Of each 100.00 came in, which Xero has not heard of."""
    desk.record_receipts()
    documents = sent_invoices(desk, count)
    for each in documents:
        desk.mark_paid(each, "100", on=A_DAY)
    return documents


def bills_paid_in_part(desk: Desk, count: int) -> list[Document]:
    """Of each 100.00 went out, which Xero has not heard of."""
    record_payouts(desk)
    documents = sent_bills(desk, count)
    for each in documents:
        desk.mark_paid(each, "100", on=A_DAY)
    return documents


def invoices_no_longer_paid(desk: Desk, count: int) -> list[Document]:
    """Xero has 100.00 of each that nobody here says any more came in."""
    documents = invoices_paid_in_part(desk, count)
    desk.send(*documents)
    for each in documents:
        receipts.undo(each.receipts.get(), by=desk.office.colleague)
    return documents
