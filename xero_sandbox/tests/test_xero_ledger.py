"""Whatever is written, paid, credited, voided or archived, a small ledger of its own agrees.

The histories are drawn from a fixed seed; one that fails is printed. To have it made as short as it
can be, which may take minutes, add ``Phase.shrink``; for others, take ``derandomize`` away and give
``--hypothesis-seed``.
"""

from hypothesis import HealthCheck, Phase, settings
from ledger.drawing import FROM_THE_SEED_ALONE
from ledger.histories import Histories

TestLedger = Histories.TestCase
TestLedger.settings = settings(
    phases=[Phase.generate],
    backend=FROM_THE_SEED_ALONE,
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    stateful_step_count=40,
    suppress_health_check=list(HealthCheck),
)
