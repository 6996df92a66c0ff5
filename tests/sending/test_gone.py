"""Voided or deleted in Xero by a bookkeeper: issued again under a new number, or void here too."""

import pytest

from tests.sending.desk import Desk
from tests.sending.test_updates import change_reference, sent
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.models import Call, DocumentLink, FormerLink, Head
from tracker.accounts_system.settings import save
from tracker.agencies import events
from tracker.agencies.not_possible import NotPossible
from tracker.documents import numbering
from tracker.documents.models import Document
from tracker.sending import unsent
from tracker.sending.models import State
from tracker.sending.voids import gone

pytestmark = pytest.mark.usefixtures("short_deadlines")


def voided_in_xero(desk: Desk) -> Document:
    """Sent, then voided by a bookkeeper, and Tracker has heard of it."""
    document = sent(desk)
    desk.bookkeeper("void", InvoiceNumber=document.number)
    read_heads(desk.connection)
    return document


def issued_again(desk: Desk) -> Document:
    document = voided_in_xero(desk)
    gone.issue_again(document, by=desk.office.colleague)
    desk.forget_freshness()
    return document


def by_number(desk: Desk) -> dict[str, str]:
    return {each["InvoiceNumber"]: each["Status"] for each in desk.in_xero()}


def test_unchanged_here_and_voided_there_is_blocked_and_not_called_unchanged(desk: Desk) -> None:
    document = voided_in_xero(desk)
    assert desk.foretold(document)[0] == "blocked"
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "voided_in_xero")
    assert "Issue it again under a new number" in delivery.fix


def test_it_is_issued_again_under_a_new_number_and_sent_as_a_new_invoice(desk: Desk) -> None:
    document = voided_in_xero(desk)
    new = gone.issue_again(document, by=desk.office.colleague)
    assert (new, document.number) == ("INV-1002", "INV-1002")
    said = [each.sentence for each in events.history(desk.office.agency, "document", document.pk)]
    sentence = "INV-1001 was voided in Xero: issued again as INV-1002 (INV-1001 stays used)."
    assert sentence in said
    assert list(unsent.to_send(desk.connection, "invoice")) == [document]
    desk.forget_freshness()
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.intent) == (State.SENT, "create")
    assert by_number(desk) == {"INV-1001": "VOIDED", "INV-1002": "AUTHORISED"}
    assert FormerLink.objects.get().number == "INV-1001"


def test_a_deleted_draft_too(desk: Desk) -> None:
    save(desk.connection, kind="invoice", by=desk.office.owner, status_on_arrival="DRAFT")
    document = issued_again(desk)
    said = [each.sentence for each in events.history(desk.office.agency, "document", document.pk)]
    assert any(each.startswith("INV-1001 was deleted in Xero: issued again") for each in said)
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT
    assert by_number(desk) == {"INV-1001": "DELETED", "INV-1002": "DRAFT"}


def test_the_old_number_is_never_given_again(desk: Desk) -> None:
    issued_again(desk)
    entity = desk.office.entity
    numbering.set_numbering(
        kind="invoice", entity=entity, prefix="INV-", next_number=1001, by=desk.office.owner
    )
    assert desk.invoice().number == "INV-1003"


def test_a_number_that_xero_has_from_somebody_else_is_passed_over(desk: Desk) -> None:
    document = voided_in_xero(desk)
    Head.objects.create(
        connection=desk.connection,
        remote_id="somebody-elses",
        type="ACCREC",
        number="inv-1002",
        status="AUTHORISED",
        updated_at=desk.connection.connected_at,
        **dict.fromkeys(("total", "due", "paid", "credited"), 0),
    )
    assert gone.issue_again(document, by=desk.office.colleague) == "INV-1003"


@pytest.mark.parametrize("kind", ["lost_reply", "cut_reply", "http_503", "slow"])
def test_the_voided_one_bears_our_mark_and_is_not_taken_for_the_new_one(
    desk: Desk, kind: str
) -> None:
    document = issued_again(desk)
    desk.fault(kind)
    desk.click(document)
    desk.work_until_settled()
    assert desk.delivery(document).state == State.SENT
    assert by_number(desk) == {"INV-1001": "VOIDED", "INV-1002": "AUTHORISED"}
    link = DocumentLink.objects.get()
    assert link.remote_id != FormerLink.objects.get().remote_id
    assert link.seen_status == "AUTHORISED"


@pytest.mark.parametrize("kind", ["http_500", "http_500_after"])
def test_nor_where_xero_has_to_be_read(desk: Desk, kind: str) -> None:
    """All that changed since holds the voided one, with the same mark."""
    document = issued_again(desk)
    desk.fault(kind)
    desk.click(document)
    desk.work_until_settled(seconds=8)
    assert any(call.verdict == "asked" for call in Call.objects.all())
    assert desk.delivery(document).state == State.SENT
    assert by_number(desk) == {"INV-1001": "VOIDED", "INV-1002": "AUTHORISED"}
    assert DocumentLink.objects.get().remote_id != FormerLink.objects.get().remote_id


def test_what_xero_says_late_of_the_old_one_changes_nothing(desk: Desk) -> None:
    document = issued_again(desk)
    desk.send(document)
    Head.objects.all().delete()
    desk.connection.heads_until = None
    desk.connection.save(update_fields=["heads_until"])
    read_heads(desk.connection)
    link = DocumentLink.objects.get()
    assert (link.seen_status, Head.objects.count()) == ("AUTHORISED", 2)
    assert desk.foretold(document)[0] == "unchanged"


def test_it_can_happen_twice(desk: Desk) -> None:
    document = issued_again(desk)
    desk.send(document)
    desk.bookkeeper("void", InvoiceNumber=document.number)
    desk.forget_freshness()
    read_heads(desk.connection)
    gone.issue_again(document, by=desk.office.colleague)
    desk.forget_freshness()
    (delivery,) = desk.send(document)
    assert delivery.state == State.SENT
    assert sorted(by_number(desk).values()) == ["AUTHORISED", "VOIDED", "VOIDED"]


def test_accepted_it_is_void_here_too_and_nothing_is_sent(desk: Desk) -> None:
    document = voided_in_xero(desk)
    change_reference(desk, document)
    desk.send(document)
    gone.accept_void(document, by=desk.office.colleague)
    assert document.is_void
    assert DocumentLink.objects.get().accepted_revision == document.revision
    assert not unsent.to_send(desk.connection, "invoice").exists()
    assert desk.foretold(document) == ("unchanged", "It is void in Xero too")
    said = [each.sentence for each in events.history(desk.office.agency, "document", document.pk)]
    assert "It was voided in Xero: accepted, void here too." in said


@pytest.mark.parametrize("act", [gone.issue_again, gone.accept_void])
def test_neither_is_possible_while_it_lives_in_xero(desk: Desk, act: object) -> None:
    document = sent(desk)
    with pytest.raises(NotPossible, match="not voided or deleted in Xero"):
        act(document, by=desk.office.colleague)  # type: ignore[operator]


def test_nor_while_a_batch_carries_it(desk: Desk) -> None:
    document = sent(desk)
    change_reference(desk, document)
    desk.click(document)
    desk.bookkeeper("void", InvoiceNumber=document.number)
    read_heads(desk.connection)
    with pytest.raises(NotPossible, match="on its way in batch"):
        gone.issue_again(document, by=desk.office.colleague)
