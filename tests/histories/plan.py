"""What a seed stands for: who does what in which order, and what goes wrong meanwhile.

A plan knows nothing of the office it will be lived in. Each deed draws its own choices, from the
seed and its place in the plan: so what one finds not to be possible changes none of the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

from tests.histories import accidents, bookkeeper, people, restores

Drawn = TypeVar("Drawn")
MOMENTS = (4, 6)
DEEDS_A_MOMENT = (5, 9)
BOOKKEEPERS_SHARE = 0.25
PAUSES = {2: 6, 20: 4, 45: 4, 200: 4, 900: 3, 4000: 2, 90_000: 1}
"""Seconds that pass after a moment, and how often each is drawn."""
CALM = 0.2
"""How often nothing goes wrong for a while."""
WILD = {"": 0.08, "PUT": 0.18, "POST": 0.2}
"""How many calls of a method, or of all, meet each kind of fault otherwise."""
METHODS = {"": 2, "PUT": 3, "POST": 1}
IN_THE_BEGINNING = 9
RESTORED = 0.35
"""How often a database is put back in the course of a history."""
POINTS_MAX = 40
"""After so many points of a moment at most: where a worker may die, and with it the database."""
AWAY = {5: 1, 240: 3, 4000: 1}
"""Seconds that it takes to put it back, and how often each is drawn."""
CUT_OFF = 0.3
"""How often the connection ends after a moment, if there is a doubt then."""


SEEN_TO = tuple(enumerate(["connect", "reconcile"]))
"""What an owner does about a database that was put back."""


@dataclass(frozen=True)
class Step:
    """One deed of somebody; ``place`` tells it from every other of the plan."""

    who: str
    deed: str
    place: int


@dataclass(frozen=True)
class Moment:
    """Some deeds, what workers do after them, what goes wrong meanwhile, and the pause after.

    ``after`` is what somebody does once workers have worked.
    """

    steps: tuple[Step, ...]
    faults: Mapping[str, float]
    method: str
    deaths: float
    pause_seconds: int
    after: tuple[Step, ...] = ()
    restore: restores.Drawn = restores.NOTHING


@dataclass(frozen=True)
class Plan:
    """``in_flight``: where more than one call flies at once, the machine decides their order.

    ``is_plain``: nobody does anything for which Xero could refuse a document in the end.
    """

    seed: int
    in_flight: int
    is_plain: bool
    moments: tuple[Moment, ...]

    @property
    def steps(self) -> list[Step]:
        return [step for moment in self.moments for step in (*moment.steps, *moment.after)]


def drawn(seed: int) -> Plan:
    """The plan of a seed, always the same."""
    draw = Random(seed)
    in_flight = 4 if seed % 5 == 4 else 1
    is_plain = seed % 5 in (0, 4) and seed % 2 == 0
    moments = [_beginning(draw, is_plain)]
    for _ in range(draw.randint(*MOMENTS)):
        moments.append(_moment(draw, 100 * len(moments), is_plain))
    if not is_plain and draw.random() < RESTORED:
        moments = _with_restore(draw, moments)
    return Plan(seed, in_flight, is_plain, tuple(moments))


def _with_restore(draw: Random, moments: list[Moment]) -> list[Moment]:
    """The database is backed up in one moment and put back in a later one, sometimes twice.

    Often somebody sees to it before they do anything else.
    """
    backed_up, *later = sorted(draw.sample(range(len(moments)), draw.choice([2, 2, 2, 3])))
    found = list(moments)
    drawn = restores.Drawn(backs_up=draw.randint(0, POINTS_MAX))
    found[backed_up] = replace(found[backed_up], restore=drawn)
    for at in later:
        drawn = restores.Drawn(
            puts_back=draw.randint(0, POINTS_MAX), away_seconds=_one_of(draw, AWAY)
        )
        found[at] = replace(found[at], restore=drawn)
        if at + 1 < len(found) and draw.random() < 0.7:
            first = [Step("desk", deed, 100 * (at + 1) + 90 + each) for each, deed in SEEN_TO]
            found[at + 1] = replace(found[at + 1], steps=(*first, *found[at + 1].steps))
    return found


def _beginning(draw: Random, is_plain: bool) -> Moment:
    """Some documents are written and sent, and nothing goes wrong yet.

    Often money is recorded in Xero from the first day on.
    """
    deeds = [] if is_plain else ["record receipts"] * draw.randint(0, 2)
    deeds += [draw.choice(["write invoice", "write payment"]) for _ in range(IN_THE_BEGINNING)]
    steps = [Step("desk", deed, place) for place, deed in enumerate([*deeds, "send all"])]
    return Moment(tuple(steps), {}, "", 0, 60)


def _moment(draw: Random, place: int, is_plain: bool) -> Moment:
    """Somebody connects again where that is to be done, and something is sent at its end:
    without that there would be little of a history.
    """
    first = ["connect"] if draw.random() < 0.6 else []
    steps = [Step("desk", deed, place) for deed in first]
    count = draw.randint(*DEEDS_A_MOMENT)
    steps += [_step(draw, place + 1 + each, is_plain) for each in range(count)]
    steps.append(Step("desk", draw.choice(["send all", "send some"]), place + 99))
    method = _one_of(draw, METHODS)
    faults = {} if draw.random() < CALM else dict.fromkeys(_kinds(draw), WILD[method])
    deaths = draw.choice([0, 0, 0.01, 0.03])
    after = _cut_off(place) if draw.random() < CUT_OFF else ()
    return Moment(tuple(steps), faults, method, deaths, _one_of(draw, PAUSES), after)


def _cut_off(place: int) -> tuple[Step, ...]:
    """The connection ends with a call in doubt, and a person says what became of it."""
    deeds = enumerate(["cut off", "say what became of it"])
    return tuple(Step("desk", deed, place + 92 + each) for each, deed in deeds)


def _step(draw: Random, place: int, is_plain: bool) -> Step:
    is_theirs = not is_plain and draw.random() < BOOKKEEPERS_SHARE
    ours = people.PLAIN_DEEDS if is_plain else people.DEEDS
    who, deeds = ("books", bookkeeper.DEEDS) if is_theirs else ("desk", ours)
    weights = {name: weight for name, (_, weight) in deeds.items()}
    return Step(who, _one_of(draw, weights), place)


def _kinds(draw: Random) -> list[str]:
    return sorted({_one_of(draw, accidents.KINDS) for _ in range(4)})


def _one_of(draw: Random, weights: Mapping[Drawn, int]) -> Drawn:
    return draw.choices(list(weights), list(weights.values()))[0]
