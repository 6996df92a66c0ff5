"""Histories drawn by seed: people, a bookkeeper, faults, deaths; then all comes to rest.

`make soak SEED=7` lives through one again and prints its deeds.
"""

from collections.abc import Callable

import pytest

from tests.histories import soaking
from tests.histories.history import lived


def test_whatever_happened_the_books_agree_in_the_end(
    transactional_db: None,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    print(f"seed {seed}; to live through it again: make soak SEED={seed}")
    told = lived(seed, monkeypatch)
    record_property(soaking.NAME, soaking.counts_of(told))
    assert told.broken == []
