"""Heads that come on several pages: all of them, and what broke off goes on where it stopped."""

from functools import partial
from typing import Any

import httpx2
import pytest

from tests.sending.desk import Desk
from tracker.accounts_system import deltas, heads
from tracker.accounts_system.models import Connection, Head
from tracker.xero import invoices
from tracker.xero.outcome import Outcome, OutcomeKind


@pytest.fixture(autouse=True)
def pages_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invoices, "PAGE_SIZE_MAX", 2)
    monkeypatch.setattr(invoices, "list_since", partial(invoices.list_since, page_size=2))


def in_xero(desk: Desk, count: int, *, seconds_between: int) -> None:
    """So many invoices in Xero, of which Tracker has read nothing."""
    for _ in range(count):
        desk.send(desk.invoice())
        wish = {"advance_seconds": seconds_between}
        httpx2.post(f"{desk.sandbox.url}/_sandbox/clock", json=wish)
    Head.objects.all().delete()
    Connection.objects.update(heads_until=None, heads_read_at=None)
    desk.connection.refresh_from_db()


@pytest.mark.parametrize("seconds_between", [0, 60], ids=["at once", "a minute apart"])
def test_every_page_is_read(desk: Desk, seconds_between: int) -> None:
    in_xero(desk, 7, seconds_between=seconds_between)
    heads.read_heads(desk.connection)
    assert Head.objects.count() == 7


def test_a_record_that_cannot_be_read_does_not_end_the_reading(desk: Desk) -> None:
    in_xero(desk, 7, seconds_between=60)
    desk.fault("unreadable_record", method="GET")
    heads.read_heads(desk.connection)
    assert Head.objects.count() == 6


def test_a_reading_that_broke_off_goes_on_where_it_stopped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_xero(desk, 7, seconds_between=60)
    read, asked = deltas.must_read, []

    def breaks_off(*given: Any, **named: Any) -> Outcome:
        asked.append(given)
        if len(asked) % 3 == 0:
            raise deltas.ReadFailed(Outcome(kind=OutcomeKind.LIMITED))
        return read(*given, **named)

    monkeypatch.setattr(deltas, "must_read", breaks_off)
    for _ in range(2):
        with pytest.raises(deltas.ReadFailed):
            heads.read_heads(desk.connection)
        desk.connection.refresh_from_db()
        assert desk.connection.heads_read_at is None
    assert Head.objects.count() > 3
