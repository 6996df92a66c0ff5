"""One test for each kind of call and each fault that it can meet: `bill_create-lost_reply`.

What a cell shall be is said in ``matrix``; one bad among fifty has a file of its own.
"""

import pytest

from tests.faults.kinds import KINDS
from tests.faults.matrix import ALL, FAULTS, GOING, THROUGH, UNANSWERED, cell_of
from tests.faults.place import Place
from tests.faults.promises import assert_kept
from tests.faults.seen import first_of
from tests.faults.trouble import Trouble

SLOW_MACHINE_SECONDS = 30


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_matrix(place: Place, kind: str, fault: str) -> None:
    row, cell = KINDS[kind], cell_of(kind, fault)
    documents = row.arrange(place, cell.together)
    batch = row.click(place, documents)
    trouble = Trouble(place, row, batch, documents, first_of(batch, documents))
    cell.arrange(trouble)
    trouble.pass_through_it()
    words = {GOING: row.going, UNANSWERED: row.unanswered, THROUGH: row.through}
    assert trouble.look is not None and trouble.look.words == words.get(cell.seen, cell.seen)
    if cell.waits:
        assert cell.waits - SLOW_MACHINE_SECONDS < trouble.look.waits <= cell.waits + 1
    assert trouble.held == (len(documents) if cell.held == ALL else 0)

    place.work_until_quiet(batch)
    if cell.way == "an owner reconnects":
        batch = place.reconnect(batch)
    elif cell.way == "somebody retries":
        batch = row.again(place, batch)
    place.work_until_quiet(batch)
    assert [row.seen(batch, each).words for each in documents] == ["Sent"] * len(documents)
    assert sorted(row.seen(batch, trouble.document).done) == row.done_to(trouble.document)
    assert row.held(place.books(), documents) == len(documents)
    place.poll()
    assert_kept(place)
