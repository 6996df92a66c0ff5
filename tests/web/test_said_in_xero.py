"""*It is in Xero*, *It is not*: on the document and on the batch, only where nobody can ask."""

import time

import pytest
from django.conf import settings
from django.test import override_settings

from tests.sending.conftest import short_deadlines
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tracker.accounts_system import connecting
from tracker.accounts_system.models import Connection
from tracker.documents.models import Document
from tracker.sending.models import Batch, State
from tracker.sending.tasks import show_disconnected

__all__ = ["short_deadlines"]

pytestmark = pytest.mark.usefixtures("short_deadlines")


@pytest.fixture
def documents(desk: Desk) -> list[Document]:
    """Two whose answer is missing."""
    made = [desk.invoice(), desk.invoice()]
    desk.click(*made)
    desk.fault("lost_reply", times=2)
    desk.work()
    return made


def end(desk: Desk) -> None:
    connecting.disconnect(Connection.objects.get(), by=desk.office.owner)
    show_disconnected()


def test_nobody_is_asked_while_xero_can_be(desk: Desk, documents: list[Document]) -> None:
    farid = signed_in(desk.office.colleague)
    address = f"/invoices/{documents[0].pk}/"
    assert "said-in-xero" not in farid.get(address).content.decode()
    farid.post(f"{address}said-in-xero/", {"yes": "1"})
    assert desk.delivery(documents[0]).state == State.CHECKING


def test_of_one_on_its_own_page(desk: Desk, documents: list[Document]) -> None:
    end(desk)
    farid = signed_in(desk.office.colleague)
    address = f"/invoices/{documents[0].pk}/"
    assert "It is not</button>" in farid.get(address).content.decode()
    answer = farid.post(f"{address}said-in-xero/", {"yes": "1"}, follow=True)
    shown = answer.content.decode()
    assert "INV-1001 is in Xero, as you say." in shown and "Already in Xero" in shown
    assert f"{desk.office.colleague} said that it is in Xero" in shown
    assert desk.delivery(documents[1]).state == State.RECONNECT


def test_of_all_on_the_batch(desk: Desk, documents: list[Document]) -> None:
    end(desk)
    farid = signed_in(desk.office.colleague)
    address = f"/batches/{Batch.objects.get().number}/"
    assert "They are not</button>" in farid.get(address).content.decode()
    time.sleep(settings.SENDING["ASK_AFTER_SECONDS"])
    answer = farid.post(f"{address}said-in-xero/", follow=True)
    assert "2 invoices not in Xero, as you say." in answer.content.decode()
    assert {desk.delivery(each).state for each in documents} == {State.STOPPED}
    assert "said-in-xero" not in farid.get(address).content.decode()


def test_too_early_it_is_said_when_to_look_again(desk: Desk, documents: list[Document]) -> None:
    end(desk)
    farid = signed_in(desk.office.colleague)
    with override_settings(SENDING={**settings.SENDING, "ASK_AFTER_SECONDS": 180}):
        answer = farid.post(f"/invoices/{documents[0].pk}/said-in-xero/", follow=True)
    assert "look there again in three minutes" in answer.content.decode()
    assert desk.delivery(documents[0]).state == State.RECONNECT


def test_a_viewer_is_told_and_says_nothing(desk: Desk, documents: list[Document]) -> None:
    end(desk)
    vera = signed_in(desk.office.viewer)
    address = f"/invoices/{documents[0].pk}/"
    shown = vera.get(address).content.decode()
    assert "Xero’s answer is missing" in shown and "It is not</button>" not in shown
    assert vera.post(f"{address}said-in-xero/", {"yes": "1"}).status_code == 403
