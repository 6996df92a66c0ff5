"""What `make soak` asks for, and what it prints.

``TRACKER_TEST_SEEDS`` says how many histories, ``TRACKER_TEST_SEED`` which one alone, with its
deeds. A history's numbers travel with its test's report, so they arrive from every processor.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest

from tests.histories.history import Told

SEEDS_IN_THE_SUITE = 25
NAME = "history"
KINDS_OF_BROKEN = {
    "doubled": "doubled",
    "lost": "lost",
    "stuck": "stuck",
    "unshown": "differing unshown",
    "other": "otherwise not as promised",
}


def seeds() -> Sequence[int]:
    """The seeds to live through."""
    if one := os.environ.get("TRACKER_TEST_SEED"):
        return [int(one)]
    return range(int(os.environ.get("TRACKER_TEST_SEEDS") or SEEDS_IN_THE_SUITE))


def is_on() -> bool:
    """Whether somebody asked for more than the suite's own histories."""
    return any(os.environ.get(name) for name in ("TRACKER_TEST_SEED", "TRACKER_TEST_SEEDS"))


@dataclass
class Counts:
    """The numbers of some histories. ``broken`` counts them by kind, ``refused`` by cause."""

    seeds: int = 0
    documents: int = 0
    calls: int = 0
    deaths: int = 0
    restores: int = 0
    forgotten: int = 0
    adopted: int = 0
    seconds: float = 0.0
    deeds: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)


def counts_of(told: Told) -> dict[str, Any]:
    """What goes with a report: plain data."""
    broken = Counter(each.what for each in told.broken)
    return asdict(
        Counts(
            seeds=1,
            documents=told.documents,
            calls=told.calls,
            deaths=told.deaths,
            restores=told.restores,
            forgotten=told.forgotten,
            adopted=told.adopted,
            seconds=told.seconds,
            deeds=dict(told.done),
            faults=dict(told.faults),
            refused=dict(told.refused),
            broken=dict(broken),
        )
    )


def table(reports: Iterable[pytest.TestReport]) -> Iterator[str]:
    """The sums of all histories, as lines of a table in Markdown."""
    found = [dict(each.user_properties).get(NAME) for each in reports]
    histories = [each for each in found if isinstance(each, dict)]

    def summed(name: str) -> Any:
        return sum(each[name] for each in histories)

    def counted(name: str) -> Counter[str]:
        return sum((Counter(each[name]) for each in histories), Counter())

    broken = counted("broken")
    rows = [
        ("seeds", f"{summed('seeds'):,}"),
        ("that did not come to their end", f"{len(found) - len(histories):,}"),
        ("documents", f"{summed('documents'):,}"),
        ("deeds done", f"{counted('deeds').total():,}"),
        ("deaths", f"{summed('deaths'):,}"),
        ("databases put back", f"{summed('restores'):,}"),
        ("documents forgotten by that", f"{summed('forgotten'):,}"),
        ("documents adopted", f"{summed('adopted'):,}"),
        ("calls to Xero", f"{summed('calls'):,}"),
        ("faults met", f"{counted('faults').total():,}: {_listed(counted('faults'))}"),
        ("refused in the end, by cause", _listed(counted("refused"))),
        *((words, f"{broken[what]:,}") for what, words in KINDS_OF_BROKEN.items()),
        ("seconds of one processor", f"{summed('seconds'):,.0f}"),
        ("deeds by kind", _listed(counted("deeds"))),
    ]
    yield "| What | How many |"
    yield "|---|---|"
    yield from (f"| {what} | {count} |" for what, count in rows)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items())) or "none"
