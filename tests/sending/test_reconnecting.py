"""Disconnected in the middle, and what the next connection finds."""

import time

import httpx2
import pytest

from tests.connected import connected, elsewhere
from tests.sending.desk import Desk
from tracker.accounts_system import connecting
from tracker.accounts_system.models import Call, Connection, DocumentLink
from tracker.sending.models import State
from tracker.sending.sender import Sender
from tracker.sending.tasks import show_disconnected

pytestmark = pytest.mark.usefixtures("short_deadlines")


def test_an_open_call_is_never_carried_on_for_the_next_agency_of_the_organisation(
    desk: Desk,
) -> None:
    documents = [desk.invoice(), desk.invoice()]
    desk.click(*documents)
    desk.fault("lost_reply", times=2)
    desk.work()
    connecting.disconnect(Connection.objects.get(), by=desk.office.owner)
    show_disconnected()
    assert {desk.delivery(each).state for each in documents} == {State.RECONNECT}

    other = elsewhere()
    theirs = connected(other, desk.sandbox)
    time.sleep(2.1)
    desk.work()
    assert not DocumentLink.objects.exists()
    assert Call.objects.filter(settled_at=None).count() == 1
    connecting.disconnect(theirs, by=other.owner)

    connected(desk.office, desk.sandbox)
    desk.work_until_settled()
    assert {desk.delivery(each).state for each in documents} == {State.SENT}
    assert len(desk.in_xero()) == DocumentLink.objects.count() == 2


def test_a_worker_that_dies_before_it_renews_the_token_makes_nobody_connect_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = desk.invoice()
    desk.click(document)
    desk.fault("token_expired")
    with monkeypatch.context() as patch:
        patch.setattr(Sender, "_shut_out", die)
        with pytest.raises(KeyboardInterrupt):
            desk.work()
    expire_tokens(desk)
    desk.work()
    assert desk.delivery(document).state == State.SENT


def test_where_a_fresh_token_is_expired_too_the_connection_says_at_once_that_it_is_over(
    desk: Desk,
) -> None:
    document = desk.invoice()
    desk.click(document)
    desk.fault("token_expired", times=2)
    desk.work()
    assert desk.delivery(document).state == State.RECONNECT
    assert Connection.objects.get().needs_reconnect
    connected(desk.office, desk.sandbox)
    desk.work()
    assert desk.delivery(document).state == State.SENT


def die(*_: object) -> None:
    raise KeyboardInterrupt


def expire_tokens(desk: Desk) -> None:
    """The sandbox takes no token any more that was issued until now."""
    httpx2.post(f"{desk.sandbox.url}/_sandbox/clock", json={"advance_seconds": 1900})
