"""The boundaries that a worker passes: each commit and each request, and the one it ends at.

A worker runs unchanged; what is wrapped here lies below it: Django's commit, the one function
through which every request goes, and the queue's taking and finishing of a job.
"""

import os
import re
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from procrastinate.manager import JobManager

import tracker
from tracker.xero import wire

PACKAGE = f"{Path(tracker.__file__).parent}/"
WORKING = {"sending/work.py:work_lane", "syncing/syncs.py:work", "web/send.py:click"}
"""What the queue and the heartbeat do beside them comes at any time, and is left out."""
SEEN_THROUGH = {"accounts_system/lane.py:fenced"}
WRITES = ("INSERT", "UPDATE", "DELETE")
AN_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class End:
    """Where a worker ends: at the ``number``th boundary of this name, of any where it has none."""

    number: int
    name: str = ""
    by: int = signal.SIGKILL


class Boundaries:
    """Writes each boundary into ``journal``, a line each, and sends the signal at the end."""

    def __init__(self, journal: Path, end: End | None) -> None:
        self._journal = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._end = end
        self._passed: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._request = "the start"
        self._wrote = threading.local()

    def begin(self, end: End) -> None:
        """Count anew, towards another end."""
        self._passed.clear()
        self._end = end

    def passed(self, name: str) -> None:
        with self._lock:
            self._passed[name] += 1
            os.write(self._journal, f"{name}\n".encode())
            if self._end is not None and self._is_reached(self._end, name):
                os.kill(os.getpid(), self._end.by)

    def _is_reached(self, end: End, name: str) -> bool:
        if not end.name:
            return self._passed.total() == end.number
        return name == end.name and self._passed[name] == end.number

    # Commits ----------------------------------------------------------------------------------

    def watch_commits(self, *, before: bool = False) -> None:
        """Whatever lasts: a transaction that wrote something, and a statement of its own.

        ``before``: the moment before a transaction's commit is one too.
        """
        commit = BaseDatabaseWrapper.commit

        def counted(database: BaseDatabaseWrapper) -> None:
            wrote = getattr(self._wrote, "anything", False)
            self._wrote.anything = False
            if wrote and before:
                self._committed("before the commit")
            commit(database)
            if wrote:
                self._committed()

        BaseDatabaseWrapper.commit = counted  # type: ignore[method-assign, assignment]
        connection_created.connect(self._note_writes, weak=False)

    def _note_writes(self, connection: BaseDatabaseWrapper, **_: object) -> None:
        # A connection that is opened anew keeps its wrappers.
        if self._execute not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._execute)

    def _execute(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        result = execute(sql, params, many, context)
        if str(sql).lstrip().upper().startswith(WRITES) or "procrastinate_defer" in str(sql):
            if context["connection"].in_atomic_block:
                self._wrote.anything = True
            else:
                self._committed()
        return result

    def _committed(self, what: str = "commit") -> None:
        if function := _who_works(sys._getframe()):
            self.passed(f"{what} of {function} after {self._request}")

    # Requests ---------------------------------------------------------------------------------

    def watch_requests(self) -> None:
        """Before the first byte leaves, when the last one has, and with the whole answer here."""
        exchange, trace = wire.exchange, wire._Watch.trace
        sent = threading.local()

        def counted(client: Any, method: str, url: str, **more: Any) -> wire.Reply:
            sent.name = _request(method, url, more.get("body"))
            self.passed(f"before {sent.name}")
            reply = exchange(client, method, url, **more)
            self._request = sent.name
            self.passed(f"answered {sent.name}")
            return reply

        def traced(watch: Any, event: str, info: dict[str, Any]) -> None:
            trace(watch, event, info)
            if event.endswith(".send_request_body.complete"):
                self.passed(f"sent {sent.name}")

        wire.exchange = counted
        wire._Watch.trace = traced  # type: ignore[method-assign, assignment]

    # Jobs -------------------------------------------------------------------------------------

    def watch_jobs(self) -> None:
        """A job taken from the queue, and one that the queue was told is done."""
        fetch, finish = JobManager.fetch_job, JobManager.finish_job

        async def fetched(manager: JobManager, *given: Any, **named: Any) -> Any:
            job = await fetch(manager, *given, **named)
            if job is not None and job.task_name in ("tracker.wake_lane", "tracker.sync"):
                self.passed(f"taken {job.task_name}")
            return job

        async def finished(manager: JobManager, job: Any, *given: Any, **named: Any) -> None:
            await finish(manager, job, *given, **named)
            if job.task_name in ("tracker.wake_lane", "tracker.sync"):
                self.passed(f"finished {job.task_name}")

        JobManager.fetch_job = fetched  # type: ignore[method-assign, assignment]
        JobManager.finish_job = finished  # type: ignore[method-assign, assignment]


def _who_works(frame: FrameType | None) -> str:
    """The innermost function of Tracker's that commits for a lane, a sync or a click; else ''."""
    found: list[str] = []
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(PACKAGE):
            found.append(f"{code.co_filename.removeprefix(PACKAGE)}:{code.co_qualname}")
        frame = frame.f_back
    if WORKING.isdisjoint(found):
        return ""
    return next(each for each in found if each not in SEEN_THROUGH)


def _request(method: str, url: str, body: bytes | None) -> str:
    """``PUT /Invoices of bills``, ``POST /Invoices/{id}``, …"""
    path = AN_ID.sub("{id}", url.partition("://")[2].partition("/")[2].partition("?")[0])
    kind = " of bills" if body and b'"ACCPAY"' in body else ""
    return f"{method} /{path.removeprefix('api.xro/2.0/')}{kind}"
