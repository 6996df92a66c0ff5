"""A doubt that Xero cannot be asked about any more: a person says what is so."""

import time

import pytest
from django.conf import settings
from django.test import override_settings

from tests.connected import connected
from tests.sending.desk import Desk
from tracker.accounts_system import connecting, strays
from tracker.accounts_system.models import Call, Connection, DocumentLink, Lane
from tracker.agencies.models import Event
from tracker.agencies.not_possible import NotPossible
from tracker.documents.models import Document
from tracker.sending.models import Batch, State
from tracker.sending.restored import said
from tracker.sending.sender import Sender
from tracker.sending.tasks import lanes_to_wake, show_disconnected
from tracker.sending.unsent import to_send

pytestmark = pytest.mark.usefixtures("short_deadlines")


def cut_off(desk: Desk, *documents: Document, fault: str = "lost_reply") -> None:
    """The answer is missing, and then the connection ends."""
    desk.click(*documents)
    desk.fault(fault, times=2)
    desk.work()
    assert Call.objects.filter(settled_at=None).exists()
    connecting.disconnect(Connection.objects.get(), by=desk.office.owner)
    show_disconnected()


def let_xero_finish() -> None:
    time.sleep(settings.SENDING["ASK_AFTER_SECONDS"])


def die(*_: object) -> None:
    raise KeyboardInterrupt


def connect_again(desk: Desk) -> None:
    """The same organisation, in the browser: the lane is woken."""
    time.sleep(0.3)
    desk.connection = connected(desk.office, desk.sandbox)
    desk.work_until_settled()


def test_what_is_in_xero_is_not_sent_again_and_is_linked_once_connected(desk: Desk) -> None:
    document = desk.invoice()
    cut_off(desk, document)
    said.say(document, is_there=True, by=desk.office.colleague)
    assert desk.delivery(document).state == State.SENT
    assert not Call.objects.filter(settled_at=None).exists()
    assert not to_send(Connection.objects.get(), "invoice").exists()
    told = Event.objects.filter(subject="document", by=desk.office.colleague)
    sentence = f"{desk.office.colleague} said that it is in Xero: Xero could not be asked any more."
    assert sentence in told.values_list("sentence", flat=True)

    connect_again(desk)
    assert DocumentLink.objects.get().document == document
    assert strays.find(desk.connection) == [] and len(desk.in_xero()) == 1
    document.refresh_from_db()
    assert not document.already_in_xero
    assert desk.send(document)[0].state == State.UNCHANGED


def test_what_is_in_xero_is_linked_by_the_next_sweep_whoever_read_it(desk: Desk) -> None:
    """Nothing else is to be sent, and nobody is asked to adopt what somebody has spoken of."""
    document = desk.invoice()
    cut_off(desk, document)
    said.say(document, is_there=True, by=desk.office.colleague)
    time.sleep(0.3)
    desk.connection = connected(desk.office, desk.sandbox)
    assert [each.document for each in strays.older(desk.connection)] == [document]
    Lane.objects.update(due_at=None)  # what the lane waited for is over
    assert lanes_to_wake() == [desk.connection.tenant_id]
    desk.work()
    assert strays.older(desk.connection) == [] and lanes_to_wake() == []
    assert DocumentLink.objects.get().document == document


def test_what_is_not_in_xero_may_be_sent_again(desk: Desk) -> None:
    document = desk.invoice()
    cut_off(desk, document, fault="http_503")
    let_xero_finish()
    said.say(document, is_there=False, by=desk.office.owner)
    assert desk.delivery(document).state == State.STOPPED
    assert to_send(Connection.objects.get(), "invoice").get() == document
    connect_again(desk)
    assert desk.send(document)[0].state == State.SENT and len(desk.in_xero()) == 1


def test_nobody_says_that_it_is_not_there_while_xero_may_still_be_at_work_on_it(desk: Desk) -> None:
    document = desk.invoice()
    with override_settings(SENDING={**settings.SENDING, "ASK_AFTER_SECONDS": 180}):
        cut_off(desk, document, fault="http_503")
        for speak in (
            lambda: said.say(document, is_there=False, by=desk.office.owner),
            lambda: said.say_of_all(Batch.objects.get(), is_there=False, by=desk.office.owner),
        ):
            with pytest.raises(NotPossible, match="again in three minutes"):
                speak()
        assert desk.delivery(document).state == State.RECONNECT
        said.say(document, is_there=True, by=desk.office.owner)
    assert desk.delivery(document).state == State.SENT


@pytest.mark.parametrize("kind", ["invoice", "payment"])
def test_a_person_who_errs_doubles_nothing(
    desk: Desk, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was in Xero after all: our mark says so before it is sent again."""
    document = desk.invoice() if kind == "invoice" else desk.payment(company="Ewa Nowak")
    desk.send(desk.invoice() if kind == "invoice" else desk.payment(company="Ewa Nowak"))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Sender, "_land", die)
        desk.send(document)
    connecting.disconnect(Connection.objects.get(), by=desk.office.owner)
    let_xero_finish()
    said.say(document, is_there=False, by=desk.office.owner)
    connect_again(desk)
    desk.click(document)
    desk.work()
    assert len(desk.in_xero()) == 2
    assert [each.document for each in strays.older(desk.connection)] == [document]
    Lane.objects.update(due_at=None)  # what the lane waited for is over


def test_a_person_says_it_of_a_whole_batch(desk: Desk) -> None:
    documents = [desk.invoice() for _ in range(3)]
    cut_off(desk, *documents)
    batch = Batch.objects.get()
    let_xero_finish()
    said.say(documents[0], is_there=False, by=desk.office.owner)
    assert said.say_of_all(batch, is_there=True, by=desk.office.owner) == 2
    states = batch.deliveries.order_by("position").values_list("state", flat=True)
    assert sorted(states) == [State.SENT, State.SENT, State.STOPPED]
    with pytest.raises(NotPossible):
        said.say_of_all(batch, is_there=True, by=desk.office.owner)


def test_where_xero_can_be_asked_nobody_answers_for_it(desk: Desk) -> None:
    document = desk.invoice()
    desk.click(document)
    desk.fault("lost_reply", times=2)
    desk.work()
    with pytest.raises(NotPossible, match="Nothing here waits for an answer"):
        said.say(document, is_there=True, by=desk.office.owner)
    with pytest.raises(NotPossible):
        said.say_of_all(Batch.objects.get(), is_there=False, by=desk.office.owner)
    Connection.objects.update(needs_reconnect="Connect again.")
    with pytest.raises(NotPossible):
        said.say(document, is_there=True, by=desk.office.owner)


def test_what_nobody_said_is_asked_once_connected(desk: Desk) -> None:
    first, second = desk.invoice(), desk.invoice()
    cut_off(desk, first, second)
    said.say(first, is_there=True, by=desk.office.owner)
    connect_again(desk)
    assert desk.delivery(second).state == State.SENT
    assert len(desk.in_xero()) == DocumentLink.objects.count() == 2


def test_an_update_that_is_in_xero_is_changed_no_more(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    document.revision += 1
    document.reference = "PO 7"
    document.save(update_fields=["revision", "reference"])
    desk.fault("lost_reply", method="POST", times=2)
    desk.click(document)
    desk.work()
    connecting.disconnect(Connection.objects.get(), by=desk.office.owner)
    said.say(document, is_there=True, by=desk.office.owner)
    assert DocumentLink.objects.get().accepted_revision == document.revision
    assert not to_send(Connection.objects.get(), "invoice").exists()
