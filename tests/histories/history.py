"""One history: a seed's plan is lived through, comes to rest, and is held against the books."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from time import process_time

import pytest
from django.conf import settings
from django.test import override_settings

from tests import cast
from tests.connected import beside_a_sandbox, confirm, connected
from tests.histories import bookkeeper, people
from tests.histories.accidents import Accidents
from tests.histories.ledger import Broken
from tests.histories.office import Place
from tests.histories.plan import Moment, Plan, Step, drawn
from tests.histories.promises import broken, refused_in_the_end
from tests.histories.settling import settle
from tests.histories.virtual_time import VirtualTime
from tests.histories.workers import work
from tests.sending.bills import Killed
from tests.sending.desk import Desk
from tracker.agencies.not_possible import NotPossible

DEEDS = {"desk": people.DEEDS, "books": bookkeeper.DEEDS}
SMALL_CALLS = {"invoices": 4, "contacts": 2, "items": 3, "payments": 3}
NOT_DONE = "not possible"


@dataclass
class Told:
    """What came of a history. ``deeds`` are lines to read, in their order."""

    plan: Plan
    deeds: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    broken: list[Broken] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    """What is refused in the end, by cause: a person has to do something else than send it."""
    documents: int = 0
    seconds: float = 0.0
    deaths: int = 0
    restores: int = 0
    forgotten: int = 0
    adopted: int = 0
    calls: int = 0


def lived(seed: int, patch: pytest.MonkeyPatch) -> Told:
    """Live through the history of a seed, in an empty database."""
    began = process_time()
    plan = drawn(seed)
    told = Told(plan)
    with _beginning(plan, patch) as place:
        for moment in plan.moments:
            _live_through(place, moment, told)
        _tell(place, told)
        settle(place)
        told.broken = broken(place, all_arrives=plan.is_plain)
        told.refused = refused_in_the_end()
        told.documents = len(place.documents)
        told.adopted = place.adopted
        told.calls = len(place.sandbox.journal.calls())
    told.seconds = process_time() - began
    return told


@contextmanager
def _beginning(plan: Plan, patch: pytest.MonkeyPatch) -> Iterator[Place]:
    """An office that is connected and confirmed; small calls, so that a history has many."""
    for stage, size in SMALL_CALLS.items():
        patch.setattr(f"tracker.xero.{stage}.MAX_PER_CALL", size)
    virtual_time = VirtualTime(patch)
    accidents = Accidents(patch, plan.seed, virtual_time)
    numbers = {**settings.SENDING, "CALLS_IN_FLIGHT": plan.in_flight}
    with override_settings(SENDING=numbers), beside_a_sandbox() as sandbox:
        accidents.begin(sandbox)
        office = cast.office()
        connection = connected(office, sandbox)
        confirm(connection, by=office.owner)
        yield Place(plan.seed, Desk(office, connection, sandbox), accidents)


def _live_through(place: Place, moment: Moment, told: Told) -> None:
    seed = f"{place.seed}: {moment.steps[0].place}"
    place.accidents.set(seed, moment.faults, moment.method, moment.deaths)
    place.accidents.restores.set(moment.restore)
    for step in moment.steps:
        _do(place, step, told)
    work(place)
    for step in moment.after:
        _do(place, step, told)
    _end_restores(place)
    place.accidents.pass_time(moment.pause_seconds)
    work(place)


def _end_restores(place: Place) -> None:
    place.accidents.restores.come_to_an_end()
    place.put_back_if_due()


def _do(place: Place, step: Step, told: Told) -> None:
    """One deed. What is not possible is not done; who does it may die of it, like a worker."""
    deed, _ = DEEDS[step.who][step.deed]
    try:
        said = deed(place, Random(f"{place.seed}: {step.place}"))
        told.done[step.deed] += 1
    except NotPossible as problem:
        said = f"{NOT_DONE}: {problem}"
    except Killed:
        said = "killed"
        place.put_back_if_due()
    told.deeds.append(f"{step.place:4} {step.who}: {step.deed}: {said}")
    print(told.deeds[-1])


def _tell(place: Place, told: Told) -> None:
    told.faults = place.accidents.met()
    told.deaths = place.accidents.deaths.count
    told.restores = place.accidents.restores.count
    told.forgotten = len(place.forgotten)
