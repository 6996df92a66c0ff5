"""One bad among fifty of each kind: it is refused in a sentence, the others arrive."""

from functools import partial

import pytest

from tests.faults.kinds import KINDS
from tests.faults.one_bad import ONE_BAD
from tests.faults.place import Place
from tests.faults.promises import assert_kept
from tests.faults.seen import what_is_seen
from tests.faults.trouble import Trouble
from tracker.sending.models import State


@pytest.mark.parametrize("kind", ONE_BAD)
def test_one_bad_among_fifty(place: Place, kind: str) -> None:
    row, bad = KINDS[kind], ONE_BAD[kind]
    documents = bad.arrange(place)
    last = documents[-1]
    batch = place.click(*documents)
    trouble = Trouble(place, row, batch, documents, last, later=True)
    trouble.first = partial(bad.happens, place, last)
    trouble.pass_through_it()
    place.work_until_quiet(batch)
    refused = list(batch.deliveries.filter(state=State.REFUSED).values_list("document", flat=True))
    assert what_is_seen(batch, last).words == bad.seen
    assert refused == ([last.pk] if bad.is_refused else [])
    assert row.held(place.books(), documents) == len(documents) - bad.is_refused
    assert batch.deliveries.filter(state=State.SENT).count() == len(documents) - bad.is_refused

    if bad.is_refused:
        bad.put_right(place, last)
        batch = place.retry(batch)
        place.work_until_quiet(batch)
    assert what_is_seen(batch, last).words == "Sent"
    assert row.held(place.books(), documents) == len(documents)
    place.poll()
    assert_kept(place)
