"""Tracker's pages as gunicorn serves them, in a process that ends where its test says.

`TRACKER_TEST_END` names a file with the number of the boundary of the next click: its arrival,
each commit, right before it too, and the answer before it leaves.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.crashes.boundaries import Boundaries, End
from tracker.project.wsgi import application as tracker

ORDER = Path(os.environ["TRACKER_TEST_END"])

boundaries = Boundaries(ORDER.with_suffix(".journal"), None)
boundaries.watch_commits(before=True)


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if not environ["PATH_INFO"].endswith("/click/"):
        return tracker(environ, start_response)
    boundaries.begin(End(int(ORDER.read_text())))
    boundaries.passed("click arrived")
    answer = list(tracker(environ, start_response))
    boundaries.passed("click answered")
    return answer
