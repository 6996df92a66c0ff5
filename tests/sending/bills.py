"""What the tests of bills share: three payments, a worker that dies, what the books must say."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from django.db.models import QuerySet

from tests.sending.adopting import in_xero
from tests.sending.desk import Desk
from tracker.accounts_system import calls
from tracker.accounts_system.models import Attempt, Call, DocumentLink, Lane
from tracker.documents.models import Document
from tracker.sending.stages.documents_in_doubt import DocumentsInDoubt
from tracker.xero.outcome import Outcome
from tracker.xero.types import Invoice

CREATED = "PUT /api.xro/2.0/Invoices"
ASKED = "GET /api.xro/2.0/Invoices"
SUPPLIERS = ["Jane Contractor Ltd", "Umbrella & Partners", "Smith Payroll"]


class Killed(BaseException):
    """A worker that dies: nothing that it had not committed is kept."""


def three_payments(desk: Desk) -> list[Document]:
    return [desk.payment(company=name) for name in SUPPLIERS]


def assert_each_once(desk: Desk, payments: list[Document]) -> None:
    """Each payment's mark stands on one bill, each is linked to it, and no contact is doubled."""
    books = desk.books()
    marks = Counter(each["Url"].rpartition("/")[2] for each in books["Invoices"])
    assert marks == Counter(str(each.pk) for each in payments)
    linked = DocumentLink.objects.values_list("document_id", "remote_id")
    assert {str(key): remote for key, remote in linked} == {
        each["Url"].rpartition("/")[2]: each["InvoiceID"] for each in books["Invoices"]
    }
    assert len({each["Name"] for each in books["Contacts"]}) == len(books["Contacts"])
    assert len(books["Items"]) == 1


def about_bills(desk: Desk) -> list[str]:
    """The calls that create bills and ask for them, from the first creation on."""
    calls = [each for each in desk.calls() if each in (CREATED, ASKED)]
    return calls[calls.index(CREATED) :]


def creations() -> QuerySet[Call]:
    return Call.objects.filter(purpose=Call.Purpose.CREATE_DOCUMENTS)


def pass_time() -> None:
    """As if what a failed reading or a limit asks to wait had gone by."""
    Lane.objects.update(minute_full_until=None)
    Call.objects.filter(settled_at=None).update(wait_until=None)


def die_with_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker die, once, with an answer about bills in its hands."""
    record = calls.record

    def died(attempt: Attempt, outcome: Outcome) -> None:
        if attempt.call.purpose != Call.Purpose.CREATE_DOCUMENTS:
            record(attempt, outcome)
            return
        monkeypatch.setattr(calls, "record", record)
        raise Killed

    monkeypatch.setattr(calls, "record", died)


def show_an_old_page(monkeypatch: pytest.MonkeyPatch, *, without: list[Document]) -> None:
    """Let the first reading about a call in doubt come from before some bills were made."""
    hidden = {str(each.pk) for each in without}

    def old(found: list[Invoice]) -> list[Invoice]:
        shown = [each for each in found if each.url.rpartition("/")[2] not in hidden]
        hidden.clear()
        return shown

    _alter_readings(monkeypatch, old)


def drop_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Xero show bills without their marks."""
    _alter_readings(
        monkeypatch, lambda found: [each.model_copy(update={"url": ""}) for each in found]
    )


def _alter_readings(
    monkeypatch: pytest.MonkeyPatch, altered: Callable[[list[Invoice]], list[Invoice]]
) -> None:
    asked_since = DocumentsInDoubt._asked_since
    monkeypatch.setattr(
        DocumentsInDoubt, "_asked_since", lambda doubts, call: altered(asked_since(doubts, call))
    )


def lose_in_xero(desk: Desk, payment: Document) -> None:
    """As if Xero had made only the others of its call."""
    (bill,) = (each for each in desk.in_xero() if each["Url"].endswith(str(payment.pk)))
    desk.sandbox.books.remove("Invoices", bill["InvoiceID"])


def typed_in(desk: Desk, contact: str, number: str, **others: str) -> dict[str, Any]:
    """A bill that somebody keyed into Xero by hand; ``others`` are more of its members."""
    lines = [{"Description": "Pay", "Quantity": 1, "UnitAmount": 5, "AccountCode": "320"}]
    body = {
        "Type": "ACCPAY",
        "Contact": {"Name": contact},
        "InvoiceNumber": number,
        "Date": "2026-11-03",
        "DueDate": "2026-12-03",
        "LineItems": lines,
        **others,
    }
    return in_xero(desk, "PUT", "Invoices", {"Invoices": [body]})


def move_xeros_clock(desk: Desk, gone: timedelta) -> None:
    body = {"advance_seconds": int(gone.total_seconds())}
    httpx2.post(f"{desk.sandbox.url}/_sandbox/clock", json=body)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)
