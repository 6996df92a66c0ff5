"""What workers do when the sweep and the poll come round: nothing else wakes them here."""

from collections.abc import Callable
from functools import partial

from tests.histories.office import Place
from tests.sending.bills import Killed
from tracker.sending import tasks
from tracker.sending.work import work_lane
from tracker.syncing import schedule, syncs


def work(place: Place) -> None:
    """Every lane that the sweep would wake, and every sync that was asked for; each may die."""
    for each in (_sweep, _keep_in_step):
        each(place)


def _sweep(place: Place) -> None:
    tasks.show_disconnected()
    for tenant_id in tasks.lanes_to_wake():
        _live(place, partial(work_lane, tenant_id))


def _keep_in_step(place: Place) -> None:
    schedule.ask_for_due()
    for connection_id in syncs.left_behind():
        _live(place, partial(syncs.work, connection_id))


def _live(place: Place, work: Callable[[], None]) -> None:
    calls, unknown = len(place.sandbox.journal.calls()), place.still_unknown()
    try:
        work()
    except Killed:
        place.accidents.start_worker()
    if unknown & place.still_unknown():
        place.early += _writes(place, calls)
    place.put_back_if_due()


def _writes(place: Place, since: int) -> list[str]:
    """What left for Xero's books, from one call of the journal on."""
    told = place.sandbox.journal.calls()[since:]
    return [
        f"{each['method']} {each['path']}"
        for each in told
        if each["method"] != "GET" and each["path"].startswith("/api.xro/")
    ]
