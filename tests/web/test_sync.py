"""Sync on the list and on an invoice, its own page, and what PlugIns says of keeping in step."""

from typing import Any

import pytest
from django.test import Client

from tests.connected import elsewhere
from tests.sending.desk import Desk
from tests.syncing.office_hours import pay, sent, sync
from tests.web.conftest import signed_in
from tests.web.send_desk import finance
from tracker.accounts_system.models import Connection
from tracker.syncing import syncs
from tracker.syncing.models import Sync


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def asked() -> Sync:
    return Sync.objects.latest("pk")


def test_ticked_ones_are_synced_and_the_page_says_what_changed(desk: Desk) -> None:
    first, second = sent(desk, 2)
    pay(desk, first)
    ticked = {"document": [str(first.pk), str(second.pk)], "view": ""}
    answer = finance(desk).post("/invoices/sync/", ticked)
    assert answer["Location"] == f"/syncs/{asked().pk}/"
    waiting = page(finance(desk), f"/syncs/{asked().pk}/")
    assert "Syncing…" in waiting and 'hx-trigger="every 1s"' in waiting
    syncs.work(desk.connection.pk)
    done = page(finance(desk), f"/syncs/{asked().pk}/")
    assert "1 of 2 invoices changed: 1 paid." in done and "Paid in Xero: 360.00." in done
    assert f"/invoices/{first.pk}/" in done and f"/invoices/{second.pk}/" not in done
    assert "every 1s" not in done
    assert asked().by == desk.office.colleague


def test_the_whole_view_is_synced_after_a_confirmation(desk: Desk) -> None:
    first, second = sent(desk, 2)
    before = Sync.objects.count()
    confirmation = finance(desk).post("/invoices/bulk-sync/", {"view": "q=INV"}).content.decode()
    assert "Sync all of this view: 2 invoices?" in confirmation
    assert Sync.objects.count() == before
    finance(desk).post("/invoices/sync/", {"all_in_view": "1", "view": "q=INV"})
    assert set(asked().documents) == {str(first.pk), str(second.pk)}


def test_an_invoice_is_synced_from_its_page(desk: Desk) -> None:
    (document,) = sent(desk)
    assert "/invoices/sync/" in page(finance(desk), f"/invoices/{document.pk}/")
    finance(desk).post("/invoices/sync/", {"document": str(document.pk)})
    syncs.work(desk.connection.pk)
    done = page(finance(desk), f"/syncs/{asked().pk}/")
    assert "The invoice is as it was." in done and f"/invoices/{document.pk}/" in done


def test_nothing_ticked_and_not_connected_are_said(desk: Desk) -> None:
    (document,) = sent(desk)
    answer = finance(desk).post("/invoices/sync/", {"document": "x", "view": ""}, follow=True)
    assert "Nothing is ticked." in answer.content.decode()
    Connection.objects.update(disconnected_at="2026-11-22T12:00:00Z")
    ticked = {"document": str(document.pk)}
    answer = finance(desk).post("/invoices/sync/", ticked, follow=True)
    assert "not connected" in answer.content.decode()


def test_why_it_failed_is_said(desk: Desk) -> None:
    desk.fault("lost_reply", method="GET")
    done = sync(desk)
    assert "Xero could not be reached." in page(finance(desk), f"/syncs/{done.pk}/")


def test_an_outsider_sees_no_sync_and_a_viewer_asks_for_none(desk: Desk) -> None:
    (document,) = sent(desk)
    outsider = signed_in(elsewhere().owner)
    assert outsider.get(f"/syncs/{asked().pk}/").status_code == 404
    before = Sync.objects.count()
    viewer = signed_in(desk.office.viewer)
    assert viewer.post("/invoices/sync/", {"document": str(document.pk)}).status_code == 403
    assert viewer.post("/plugins/keeping-in-step/run/", {"why": "poll"}).status_code == 403
    outsider.post("/invoices/sync/", {"document": str(document.pk)})
    assert Sync.objects.count() == before


@pytest.mark.parametrize("why", ["poll", "nightly", "monthly"])
def test_each_is_run_now_and_says_what_it_found(desk: Desk, why: str) -> None:
    (document,) = sent(desk)
    pay(desk, document)
    assert "Never" in page(finance(desk), "/plugins/keeping-in-step/")
    for _ in range(2):
        answer = finance(desk).post("/plugins/keeping-in-step/run/", {"why": why})
        assert answer["Location"] == f"/syncs/{asked().pk}/"
    assert Sync.objects.filter(why=why).count() == 1
    syncs.work(desk.connection.pk)
    assert "1 of 1 changed: 1 paid." in page(finance(desk), "/plugins/keeping-in-step/")


def test_what_is_switched_off_and_how_to_set_webhooks_up_are_said(
    desk: Desk, settings: Any
) -> None:
    shown = page(finance(desk), "/plugins/keeping-in-step/")
    assert "http://localhost:8000/webhooks/xero/" in shown and "Switched off" not in shown
    settings.TRACKER_POLL_MINUTES = None
    settings.XERO_WEBHOOK_KEY = ""
    shown = page(finance(desk), "/plugins/keeping-in-step/")
    assert "Switched off by TRACKER_POLL=off" in shown and "XERO_WEBHOOK_KEY" in shown
    assert finance(desk).post("/plugins/keeping-in-step/run/", {"why": "x"}).status_code == 404
