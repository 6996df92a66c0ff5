"""What the seeds of the suite draw: every deed and every fault, and always the same."""

from collections import Counter

import pytest

from tests.emptying import empty_database
from tests.histories import accidents, bookkeeper, people
from tests.histories.history import lived
from tests.histories.plan import drawn
from tests.histories.soaking import SEEDS_IN_THE_SUITE
from tracker.accounts_system.models import Installation

PLANS = [drawn(seed) for seed in range(SEEDS_IN_THE_SUITE)]
A_FEW = 3
ALIKE = (7, 8)
"""Seeds whose calls leave one after the other; in the second the database is put back."""


def test_every_deed_is_drawn_by_a_few_seeds() -> None:
    seeds = Counter(
        name for plan in PLANS for name in {(each.who, each.deed) for each in plan.steps}
    )
    deeds = [("desk", name) for name in people.DEEDS] + [
        ("books", name) for name in bookkeeper.DEEDS
    ]
    assert [each for each in deeds if seeds[each] < A_FEW] == []


def test_every_kind_of_fault_is_drawn_by_a_few_seeds() -> None:
    seeds = Counter(
        kind
        for plan in PLANS
        for kind in {each for moment in plan.moments for each in moment.faults}
    )
    assert [kind for kind in accidents.KINDS if seeds[kind] < A_FEW] == []
    assert sum(any(moment.deaths for moment in plan.moments) for plan in PLANS) > A_FEW


def test_a_database_is_put_back_and_a_connection_cut_off_by_a_few_seeds() -> None:
    restored = [
        plan for plan in PLANS if any(each.restore.backs_up is not None for each in plan.moments)
    ]
    assert len(restored) > A_FEW
    for plan in restored:
        drawn_ones = [each.restore for each in plan.moments]
        backed_up = next(at for at, each in enumerate(drawn_ones) if each.backs_up is not None)
        assert all(each.puts_back is None for each in drawn_ones[: backed_up + 1])
        assert any(each.puts_back is not None for each in drawn_ones)
    assert sum(any(each.after for each in plan.moments) for plan in PLANS) > A_FEW


@pytest.mark.parametrize("alike", ALIKE)
def test_a_seed_is_the_same_history_every_time(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, alike: int
) -> None:
    told = []
    for _ in range(2):
        with monkeypatch.context() as patch:
            told.append(lived(alike, patch))
        empty_database()
        Installation.objects.create()
    assert told[0].deeds == told[1].deeds
    assert told[0].faults == told[1].faults and told[0].calls == told[1].calls
    assert (
        told[0].restores
        == told[1].restores
        == len([each for each in told[0].plan.moments if each.restore.puts_back is not None])
    )
