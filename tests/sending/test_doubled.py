"""What stands in Xero twice under our mark: shown, and voided by a call like any other."""

import pytest

from tests.sending.adopting import in_xero, keyed_in
from tests.sending.beside import look_at_third_attempt
from tests.sending.desk import Desk
from tracker.accounts_system import marks, strays
from tracker.accounts_system.heads import read_heads
from tracker.accounts_system.models import Call, DocumentLink
from tracker.agencies.models import Event
from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.sending.models import DoubledVoid, State
from tracker.sending.restored import doubles

pytestmark = pytest.mark.usefixtures("short_deadlines")


@pytest.fixture
def document(desk: Desk) -> Document:
    made = desk.invoice()
    desk.send(made)
    return made


def copied(desk: Desk, document: Document, **others: object) -> str:
    """A bookkeeper copies the invoice in Xero, and the copy keeps its Url; its id, read by us."""
    mark = marks.of_document(document.pk, marks.installation_id())
    made = keyed_in(desk, document, **{"Url": mark, "InvoiceNumber": "COPY-1", **others})
    read_heads(desk.connection)
    return str(made["InvoiceID"])


def void(desk: Desk, remote_id: str) -> DoubledVoid:
    doubles.void(desk.connection, remote_id, by=desk.office.colleague)
    desk.work_until_settled()
    return DoubledVoid.objects.latest("pk")


def living(desk: Desk) -> list[str]:
    found = [each for each in desk.in_xero() if each["Status"] not in ("VOIDED", "DELETED")]
    return sorted(each["InvoiceNumber"] for each in found)


def test_a_copy_is_doubled_and_the_lane_goes_on(desk: Desk, document: Document) -> None:
    remote_id = copied(desk, document)
    (found,) = doubles.doubled(desk.connection, "invoice")
    assert (found.head.remote_id, found.document) == (remote_id, document)
    assert strays.older(desk.connection) == []
    other = desk.invoice()
    assert desk.send(other)[0].state == State.SENT


@pytest.mark.parametrize("status", ["AUTHORISED", "DRAFT"])
def test_the_second_is_voided_and_the_first_stays(
    desk: Desk, document: Document, status: str
) -> None:
    row = void(desk, copied(desk, document, Status=status))
    assert row.state == State.SENT and living(desk) == [document.number]
    call = Call.objects.get(purpose=Call.Purpose.VOID_DOUBLED)
    assert call.key and call.attempts.count() == 1 and call.verdict == "answered"
    assert DocumentLink.objects.get().seen_status == "AUTHORISED"
    assert strays.find(desk.connection) == []
    sentences = Event.objects.filter(subject="document").values_list("sentence", flat=True)
    assert "Voided in Xero: the doubled invoice COPY-1." in sentences


def test_one_with_money_on_it_is_refused_and_says_what_to_do(
    desk: Desk, document: Document
) -> None:
    remote_id = copied(desk, document)
    desk.pay_in_xero(document, InvoiceNumber="COPY-1", Amount=10)
    row = void(desk, remote_id)
    assert (row.state, row.cause) == (State.REFUSED, "has_payments")
    assert row.sentence == "The doubled invoice COPY-1 has a payment or a credit in Xero."
    assert f"put it on {document.number}" in row.fix
    assert not Call.objects.filter(purpose=Call.Purpose.VOID_DOUBLED).exists()
    assert len(living(desk)) == 2


def test_xeros_own_refusal_is_kept(desk: Desk, document: Document) -> None:
    remote_id = copied(desk, document)
    desk.bookkeeper("lock", PeriodLockDate="2026-11-30")
    row = void(desk, remote_id)
    assert (row.state, row.cause) == (State.REFUSED, "period_locked")
    assert len(living(desk)) == 2


@pytest.mark.parametrize("fault", ["lost_reply", "http_500", "http_503", "cut_reply"])
def test_a_missing_answer_is_settled_like_any_other(
    desk: Desk, document: Document, fault: str
) -> None:
    remote_id = copied(desk, document)
    desk.fault(fault, method="POST", path="/Invoices")
    row = void(desk, remote_id)
    assert row.state == State.SENT and living(desk) == [document.number]
    assert not Call.objects.filter(settled_at=None).exists()


def test_while_it_is_sent_again_it_goes_on_to_say_checking(desk: Desk, document: Document) -> None:
    remote_id = copied(desk, document)
    doubles.void(desk.connection, remote_id, by=desk.office.colleague)
    state = look_at_third_attempt(
        desk,
        Call.Purpose.VOID_DOUBLED,
        method="POST",
        look=lambda: DoubledVoid.objects.get().state,
    )
    assert state == State.CHECKING
    assert DoubledVoid.objects.get().state == State.SENT


def test_one_that_is_voided_in_xero_meanwhile_needs_no_call(desk: Desk, document: Document) -> None:
    remote_id = copied(desk, document)
    doubles.void(desk.connection, remote_id, by=desk.office.colleague)
    in_xero(desk, "POST", f"Invoices/{remote_id}", {"Status": "VOIDED"})
    desk.work_until_settled()
    assert DoubledVoid.objects.get().state == State.SENT
    assert not Call.objects.filter(purpose=Call.Purpose.VOID_DOUBLED).exists()


def test_it_is_voided_once_however_often_it_is_pressed(desk: Desk, document: Document) -> None:
    remote_id = copied(desk, document)
    doubles.void(desk.connection, remote_id, by=desk.office.colleague)
    with pytest.raises(NotPossible, match="about to be voided already"):
        doubles.void(desk.connection, remote_id, by=desk.office.owner)
    desk.work_until_settled()
    with pytest.raises(NotPossible, match="not there twice any more"):
        doubles.void(desk.connection, remote_id, by=desk.office.owner)


def test_the_linked_one_is_never_voided_by_it(desk: Desk, document: Document) -> None:
    copied(desk, document)
    link = DocumentLink.objects.get()
    with pytest.raises(NotPossible):
        doubles.void(desk.connection, link.remote_id, by=desk.office.colleague)


def test_one_that_a_person_leaves_is_asked_about_no_more(desk: Desk, document: Document) -> None:
    remote_id = copied(desk, document)
    doubles.leave(desk.connection, remote_id, by=desk.office.colleague)
    assert strays.find(desk.connection) == []
    in_xero(desk, "POST", f"Invoices/{remote_id}", {"Reference": "moved"})
    read_heads(desk.connection)
    assert strays.find(desk.connection) == [] and len(living(desk)) == 2
