"""A backup is made and put back at the point that was drawn, or when the moment is over."""

import pytest
from django.db import transaction

from tests.histories.restores import Drawn, Restores
from tests.sending.bills import Killed
from tests.sending.desk import Desk
from tests.sending.restoring import back_up, restore
from tracker.companies.models import Company


def test_whoever_is_at_work_dies_when_the_database_is_put_back(transactional_db: None) -> None:
    restores = Restores()
    restores.set(Drawn(backs_up=1))
    restores.pass_point()
    assert restores.backup is None
    restores.pass_point()
    assert restores.backup is not None
    restores.set(Drawn(puts_back=0))
    with pytest.raises(Killed):
        restores.pass_point()
    assert restores.is_due and restores.taken() is restores.backup
    restores.pass_point()
    restores.come_to_an_end()
    assert not restores.is_due and restores.count == 1


def test_what_was_to_happen_later_than_anything_happens_in_the_end(
    transactional_db: None,
) -> None:
    restores = Restores()
    restores.set(Drawn(backs_up=5))
    restores.come_to_an_end()
    assert restores.backup is not None and not restores.is_due
    restores.set(Drawn(puts_back=5))
    restores.come_to_an_end()
    assert restores.is_due


def test_a_backup_holds_what_was_committed_at_its_moment(desk: Desk) -> None:
    desk.company("Before Ltd")
    with transaction.atomic():
        desk.company("Not yet Ltd")
        backup = back_up()
    desk.company("After Ltd")
    restore(backup, desk)
    assert [each.name for each in Company.objects.all()] == ["Before Ltd"]
