"""What the books must say of a story: everything once, as it is here, and nothing else."""

from collections import Counter
from decimal import Decimal
from typing import Any

from tests.crashes.story import Chapter, Story, held_lanes, open_calls
from tracker.accounts_system import marks
from tracker.accounts_system.models import DocumentLink, ReceiptLink
from tracker.documents.models import Document
from tracker.sending.models import ContactUpdate, Delivery, State
from tracker.sending.unsent import to_send
from tracker.syncing.models import Sync

Books = dict[str, list[dict[str, Any]]]


def assert_told_once(story: Story) -> None:
    """Everything of every chapter is in Xero once, as it is here, and nothing else is."""
    books = story.desk.books()
    ours = {
        str(each.pk): (chapter, each) for chapter in story.chapters for each in chapter.documents
    }
    _assert_documents(books, ours)
    _assert_contacts_and_items(story, books)
    _assert_money(story, books)
    _assert_settled_here(story)


def _assert_documents(books: Books, ours: dict[str, tuple[Chapter, Document]]) -> None:
    marked = Counter(_mark(each) for each in books["Invoices"])
    assert marked == Counter(ours.keys())
    links = {each.remote_id: each for each in DocumentLink.objects.all()}
    assert len(links) == len(ours)
    for each in books["Invoices"]:
        chapter, document = ours[_mark(each)]
        link = links[each["InvoiceID"]]
        assert link.document_id == document.pk
        assert link.seen_status == each["Status"]
        assert link.seen_due == Decimal(str(each["AmountDue"]))
        assert (each["Status"], each.get("Reference") or "") == _expected(chapter, document)


def _assert_contacts_and_items(story: Story, books: Books) -> None:
    names = Counter(each["Name"] for each in books["Contacts"])
    numbers = [each.number for each in story.chapters]
    assert names == Counter(
        f"{what} {number} Ltd" for what in ("Client", "Supplier") for number in numbers
    )
    codes = Counter(each["Code"] for each in books["Items"])
    assert codes == Counter(f"{what}-{number}" for what in ("DAY", "PAY") for number in numbers)
    emails = {each["Name"]: each.get("EmailAddress") for each in books["Contacts"]}
    for each in story.chapters:
        wanted = f"new@client{each.client.pk}.example" if each.age else None
        assert (emails[each.client.name] or None) == wanted


def _assert_money(story: Story, books: Books) -> None:
    counted = Counter((each["Reference"], each["Status"]) for each in books["Payments"])
    wanted: Counter[tuple[str, str]] = Counter()
    for each in story.chapters:
        if each.receipt is not None:
            status = "AUTHORISED" if each.age == 1 else "DELETED"
            wanted[marks.of_receipt(each.receipt.pk), status] = 1
        if each.payout is not None:
            wanted[marks.of_receipt(each.payout.pk), "AUTHORISED"] = 1
    assert counted == wanted
    alive = {each["PaymentID"] for each in books["Payments"] if each["Status"] != "DELETED"}
    links = ReceiptLink.objects.filter(removed_at=None)
    assert set(links.values_list("remote_id", flat=True)) == alive


def _assert_settled_here(story: Story) -> None:
    states = Delivery.objects.values_list("state", flat=True)
    assert set(states) == {State.SENT}
    assert set(ContactUpdate.objects.values_list("state", flat=True)) <= {State.SENT}
    assert not open_calls().exists() and not held_lanes().exists()
    assert set(Sync.objects.values_list("failure", flat=True)) <= {""}
    assert not to_send(story.desk.connection, "invoice").exists()


def _mark(each: dict[str, Any]) -> str:
    return str(each.get("Url", "")).rpartition("/")[2]


def _expected(chapter: Chapter, document: Document) -> tuple[str, str]:
    """Status and reference that Xero must show of an invoice or a bill."""
    if chapter.age and document == chapter.invoices[0]:
        return "AUTHORISED", f"PO {chapter.number}"
    if chapter.age and document == chapter.invoices[1]:
        return "VOIDED", ""
    return "AUTHORISED", ""
