"""What the tests of syncing do with payments: have bills in Xero, and a bookkeeper at them."""

from datetime import date
from typing import Any

import httpx2

from tests.sending.adopting import in_xero
from tests.sending.desk import Desk
from tests.syncing.office_hours import sync
from tracker.accounts_system import lists, settings
from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.syncing import comparison_reading
from tracker.syncing.report import Comparison, compare


def sent_payments(desk: Desk, count: int = 1, **how: Any) -> list[Document]:
    """Payments that Xero has as bills, and a first sync that reads them once."""
    documents = [desk.payment(**how) for _ in range(count)]
    for delivery in desk.send(*documents):
        assert delivery.state == "sent", delivery.sentence
    sync(desk, kind="payment")
    return documents


def link_of(document: Document) -> DocumentLink:
    return DocumentLink.objects.get(document=document)


def at_the_bill(desk: Desk, payment: Document, deed: str, **wish: Any) -> None:
    """The bookkeeper does something to the bill of a payment."""
    desk.bookkeeper(deed, InvoiceID=link_of(payment).remote_id, **wish)


def edit_bill(desk: Desk, payment: Document, **changes: Any) -> None:
    at_the_bill(desk, payment, "edit", changes=changes)


def pay_bill(desk: Desk, payment: Document, amount: str | None = None) -> None:
    """The bookkeeper records money that left for a bill: all that is due, unless said."""
    wish = {"InvoiceID": link_of(payment).remote_id, **({"Amount": amount} if amount else {})}
    answer = httpx2.post(f"{desk.sandbox.url}/_sandbox/pay", json=wish)
    assert answer.status_code == 200, answer.text


def move_due_date_unseen(desk: Desk, payment: Document, day: date) -> None:
    """As Xero does with a part-paid document: the time of its last change stays where it was."""
    books = desk.sandbox.books
    bill = books.table("Invoices").get(link_of(payment).remote_id)
    assert bill is not None
    books.put("Invoices", {**bill, "DueDate": day}, touch=False)


def record_payouts(desk: Desk) -> None:
    """Say in Payment Settings that payouts are recorded in Xero: from its bank account."""
    bank = next(each.account_id for each in lists.accounts(desk.connection) if each.type == "BANK")
    settings.save(
        desk.connection,
        kind="payment",
        by=desk.office.owner,
        record_receipts=True,
        receipts_account_id=bank,
    )


def line_of_bill(desk: Desk, payment: Document, **changes: Any) -> list[dict[str, Any]]:
    """The one line that Xero has of it, changed."""
    remote_id = link_of(payment).remote_id
    (line,) = next(each for each in desk.in_xero() if each["InvoiceID"] == remote_id)["LineItems"]
    kept = ("LineItemID", "ItemCode", "Description", "Quantity", "UnitAmount", "AccountCode")
    return [{**{name: line[name] for name in (*kept, "TaxType") if name in line}, **changes}]


def typed_bill(desk: Desk, payment: Document, **others: Any) -> dict[str, Any]:
    """The bill of a payment, entered in Xero by hand; ``others`` are members that shall differ."""
    line = {"Description": "Pay", "Quantity": 3, "UnitAmount": 80, "AccountCode": "320"}
    body = {
        "Type": "ACCPAY",
        "Contact": {"Name": payment.company.name},
        "InvoiceNumber": payment.books_number,
        "Date": payment.books_date.isoformat(),
        "DueDate": payment.due_date.isoformat(),
        "Status": "AUTHORISED",
        "LineItems": [{**line, "TaxType": "INPUT2"}],
        **others,
    }
    return in_xero(desk, "PUT", "Invoices", {"Invoices": [body]})


def compared(desk: Desk, kind: str = "payment") -> Comparison:
    """Read and compare, as the command does."""
    desk.connection.refresh_from_db()
    comparison_reading.read_all(desk.connection, kind)
    return compare(desk.connection, kind=kind)


def differing(desk: Desk, kind: str = "payment") -> list[tuple[str, str, str]]:
    return [
        (each.difference.field, each.difference.tracker, each.difference.xero)
        for each in compared(desk, kind).differ
    ]
