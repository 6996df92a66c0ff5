"""What is true after every cell: nothing twice, nothing lost, nothing stuck, every call settled."""

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from tests.faults.place import Place
from tests.faults.xero_process import Books
from tracker.accounts_system import marks
from tracker.accounts_system.models import Call, DocumentLink, Lane, ReceiptLink
from tracker.documents.kinds import KINDS as DOCUMENT_KINDS
from tracker.documents.models import Document
from tracker.sending.models import CARRIED, OPEN
from tracker.sending.unsent import to_send

TURNED_AWAY = (401, 403, 429)
"""At the gate: so certainly nothing has arrived."""

Row = tuple[str, str, str, Decimal, Decimal]


def assert_kept(place: Place) -> None:
    books = place.books()
    assert_each_document_once(books)
    assert_each_name_and_code_once(books)
    assert_each_receipt_once(books)
    assert_links_say_what_xero_says(books)
    assert_nothing_is_left(place)
    calls = place.xero.calls()
    assert_keys_kept_their_word(calls)
    assert_what_would_be_doubled_was_asked_for(calls)


def assert_each_document_once(books: Books) -> None:
    """The books hold what Tracker has, and nothing else: mark, number, status, total and due."""
    wanted = Counter(_as_it_should_be(each) for each in Document.objects.all())
    assert Counter(_as_it_is(each) for each in books["Invoices"]) == wanted


def _as_it_should_be(document: Document) -> Row:
    paid = sum(each.amount for each in document.receipts.filter(undone_at=None))
    status = "VOIDED" if document.is_void else "AUTHORISED"
    due = Decimal(0) if document.is_void else document.gross - paid
    return (str(document.pk), document.books_number, status, document.gross, due)


def _as_it_is(invoice: dict[str, Any]) -> Row:
    mark = invoice["Url"].rpartition("/")[2]
    money = [Decimal(str(invoice[name])) for name in ("Total", "AmountDue")]
    return (mark, invoice["InvoiceNumber"], invoice["Status"], money[0], money[1])


def assert_each_name_and_code_once(books: Books) -> None:
    names = Counter(each["Name"] for each in books["Contacts"])
    codes = Counter(each["Code"] for each in books["Items"])
    assert set((names + codes).values()) == {1}


def assert_each_receipt_once(books: Books) -> None:
    """What counts there is what is linked here, and each is of the receipt whose mark it bears."""
    counts = [each for each in books["Payments"] if each["Status"] != "DELETED"]
    held = Counter((each["Reference"], each["PaymentID"]) for each in counts)
    links = ReceiptLink.objects.filter(removed_at=None)
    linked = Counter((marks.of_receipt(each.receipt_id), each.remote_id) for each in links)
    assert held == linked


def assert_links_say_what_xero_says(books: Books) -> None:
    held = {
        each["InvoiceID"]: (
            each["Url"].rpartition("/")[2],
            each["Status"],
            *(Decimal(str(each[name])) for name in ("Total", "AmountDue", "AmountPaid")),
        )
        for each in books["Invoices"]
    }
    links = DocumentLink.objects.values_list(
        "remote_id", "document_id", "seen_status", "seen_total", "seen_due", "seen_paid"
    )
    assert {remote_id: (str(mark), *seen) for remote_id, mark, *seen in links} == held


def assert_nothing_is_left(place: Place) -> None:
    for rows in CARRIED:
        assert not rows.objects.filter(state__in=OPEN).exists()
    assert not Call.objects.filter(settled_at=None).exists()
    for kind in DOCUMENT_KINDS:
        assert not to_send(place.connection, kind).exists()
    lane = Lane.objects.get()
    assert (lane.owner, lane.due_at, lane.reason) == ("", None, "")


def assert_keys_kept_their_word(calls: list[dict[str, Any]]) -> None:
    """A key has one body, and after a 500 of Xero's it is never used again."""
    uses: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in calls:
        if each["key"]:
            uses[each["key"]].append(each)
    for same in uses.values():
        assert len({(use["method"], use["path"], use["bytes_in"]) for use in same}) == 1
        assert 500 not in [use["status"] for use in same[:-1]]


def assert_what_would_be_doubled_was_asked_for(calls: list[dict[str, Any]]) -> None:
    """Xero takes a second bill, or the same part of a sum, without a word: so before such a call
    goes again that may have arrived, it is asked for.
    """
    writes = Call.objects.exclude(key="")
    keys = {
        call.key
        for call in writes
        if call.path == "/Payments"
        or (call.method == "PUT" and b"ACCPAY" in bytes(call.body or b""))
    }
    last: dict[str, int] = {}
    for position, each in enumerate(calls):
        if each["key"] not in keys:
            continue
        before = last.get(each["key"])
        if before is not None and calls[before]["status"] not in TURNED_AWAY:
            assert "GET" in [between["method"] for between in calls[before:position]]
        last[each["key"]] = position
