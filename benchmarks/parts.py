"""The parts of the benchmark, in the order in which they are printed."""

import time
from collections.abc import Callable, Sequence

from benchmarks import (
    fifty,
    hundred,
    importing,
    limits,
    list_page,
    processor_time,
    real_documents,
    real_payments,
    syncing,
    webhooks,
    xero_speed,
)
from benchmarks.ground import Ground

PARTS: dict[str, Callable[[Ground], None]] = {
    "documents": real_documents.measure,
    "payments": real_payments.measure,
    "sync": syncing.measure,
    "webhooks": webhooks.measure,
    "limits": limits.measure,
    "fifty": fifty.measure,
    "hundred": hundred.measure,
    "processor": processor_time.measure,
    "import": importing.measure,
    "list": list_page.measure,
    "xero": xero_speed.measure,
}


def run(ground: Ground, names: Sequence[str]) -> None:
    """Measure what is named, or everything."""
    if unknown := set(names) - PARTS.keys():
        raise SystemExit(f"There is no part {', '.join(unknown)}: choose {', '.join(PARTS)}.")
    began = time.monotonic()
    for name, measure in PARTS.items():
        if not names or name in names:
            measure(ground)
    print(f"\nAll in {time.monotonic() - began:.0f} s.")
