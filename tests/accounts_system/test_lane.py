"""A lane has one owner at a time, and one that slept past its lease cannot write."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.test import override_settings

from tracker import clock
from tracker.accounts_system import lane
from tracker.accounts_system.calls import refuse_open_transaction
from tracker.accounts_system.lane import Held, LaneLost
from tracker.accounts_system.models import Lane

pytestmark = pytest.mark.django_db(transaction=True)
TENANT = "7f6bd0f2-5c0c-4b42-9a0d-4a5a0f3a6f11"


def taken(owner: str = "one") -> Held:
    lane.knock(TENANT)
    held = lane.take(TENANT, owner=owner)
    assert held is not None
    return held


def lapse() -> None:
    past = clock.database_now() - timedelta(seconds=1)
    Lane.objects.filter(pk=TENANT).update(lease_until=past)


def test_a_lane_that_is_held_cannot_be_taken() -> None:
    taken()
    assert lane.take(TENANT, owner="two") is None


def test_a_lane_whose_lease_has_run_out_is_taken_over_in_a_new_epoch() -> None:
    first = taken()
    lapse()
    second = lane.take(TENANT, owner="two")
    assert second is not None and second.epoch == first.epoch + 1


def test_an_owner_that_was_taken_over_can_neither_write_nor_renew() -> None:
    first = taken()
    lapse()
    assert lane.take(TENANT, owner="two") is not None
    with pytest.raises(LaneLost), lane.fenced(first):
        pytest.fail("the fence let an old owner in")
    with pytest.raises(LaneLost):
        lane.renew(first)
    assert not lane.give_back(first, due_at=None, reason="")
    assert Lane.objects.get().owner == "two"


def test_an_owner_of_before_a_restore_writes_nothing_though_its_epoch_comes_again() -> None:
    first = taken()
    Lane.objects.update(epoch=F("epoch") - 1, lease_until=None, owner="")  # as the backup has it
    second = lane.take(TENANT, owner="two")
    assert second is not None and second.epoch == first.epoch
    with pytest.raises(LaneLost), lane.fenced(first):
        pytest.fail("the fence let an owner of before the restore in")
    for outdated in (lane.renew, lane.heard):
        with pytest.raises(LaneLost):
            outdated(first)
    lane.let_go(first)
    assert not lane.give_back(first, due_at=None, reason="")
    assert Lane.objects.get().owner == "two"


def test_a_heartbeat_that_comes_late_does_not_hold_a_lane_that_was_given_back() -> None:
    held = taken()
    assert lane.give_back(held, due_at=None, reason="")
    with pytest.raises(LaneLost):
        lane.renew(held)
    assert lane.take(TENANT, owner="two") is not None


def test_a_knock_while_the_lane_is_held_keeps_it_from_being_given_back() -> None:
    held = taken()
    lane.knock(TENANT)
    assert not lane.give_back(held, due_at=None, reason="")
    assert lane.give_back(lane.heard(held), due_at=None, reason="")
    assert lane.take(TENANT, owner="two") is not None


def test_renewing_holds_the_lane_for_another_lease() -> None:
    held = taken()
    with override_settings(SENDING={**settings.SENDING, "LANE_LEASE_SECONDS": 600}):
        lane.renew(held)
    left = Lane.objects.get().lease_until
    assert left is not None and left - clock.database_now() > timedelta(seconds=500)


def test_no_request_leaves_inside_a_transaction() -> None:
    refuse_open_transaction()
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a database transaction"):
        refuse_open_transaction()
