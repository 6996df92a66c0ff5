"""A worker is killed with a request out, and Xero is still at work when its successor comes."""

from functools import partial

import httpx2
import pytest

from tests.crashes.books import assert_told_once
from tests.crashes.moments import EVERY
from tests.crashes.story import Story, open_calls
from tests.crashes.workers import Workers, eventually
from tracker.accounts_system.models import Attempt

Held = tuple[str, str | None, int]

HELD: list[Held] = [
    ("POST", "/Contacts", 1),
    ("PUT", "/Contacts", 1),
    ("PUT", "/Items", 1),
    ("PUT", "/Invoices", 1),
    ("POST", "/Invoices", 1),
    ("PUT", "/Invoices", 2),  # the second one is about bills
    ("PUT", "/Payments", 1),
    ("PUT", "/Payments", 2),  # the first one is a receipt, the second a payout
    ("POST", None, 2),  # the first one is about a contact, the second undoes a receipt
]
CHOSEN = HELD if EVERY else [HELD[3], HELD[5], HELD[6]]


@pytest.mark.parametrize("after", [False, True], ids=["before the work", "after the work"])
def test_nothing_is_doubled_while_xero_is_still_at_work(
    story: Story, workers: Workers, after: bool
) -> None:
    for method, path, number in CHOSEN:
        story.tell()
        hold(story, method, path, number, after=after)
        worker = workers.start()
        eventually(lambda: story.desk.sandbox.faults.held == 1)
        worker.kill()
        call = open_calls().get()
        successor = workers.start()
        eventually(partial(has_gone_on, call.pk))
        story.desk.end_faults()
        eventually(story.is_settled)
        successor.kill()
        assert_told_once(story)


def hold(story: Story, method: str, path: str | None, number: int, *, after: bool) -> None:
    """Let Xero keep its answer to the ``number``th such call, before it does the work or after."""
    fault = {"method": method, "after": after} | ({"path": path} if path else {})
    passed = [{**fault, "kind": "slow", "seconds": 0}] * (number - 1)
    faults = [*passed, {**fault, "kind": "hold"}]
    httpx2.post(f"{story.desk.sandbox.url}/_sandbox/faults", json={"faults": faults})


def has_gone_on(call: int) -> bool:
    """Whether a successor has sent it once more, or read in Xero what became of it."""
    read = Attempt.objects.filter(call__purpose="read", call__pk__gt=call)
    again = Attempt.objects.filter(call=call, number=2)
    return again.exists() or read.exclude(outcome="").exists()
