"""What every stage can do; the sender asks for nothing else."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from tracker.accounts_system.models import Call
from tracker.sending.round import Round
from tracker.sending.trial import Trial


@dataclass(frozen=True)
class Group:
    """Records that go into one call, by their ids; ``trial`` once they were refused as a whole."""

    ids: tuple[str, ...]
    trial: Trial | None = None

    def halves(self) -> "list[Group]":
        middle = (len(self.ids) + 1) // 2
        parts = (self.ids[:middle], self.ids[middle:])
        return [replace(self, ids=part) for part in parts if part]


@dataclass(frozen=True)
class Settled:
    """What an answer left: groups to send in new calls, and whether Xero has to be asked."""

    again: list[Group] = field(default_factory=list)
    must_ask: bool = False


class Stage(Protocol):
    """Methods marked *inside* run in the sender's fenced transaction and make no request."""

    @property
    def round(self) -> Round:
        """The batch that it works for."""

    def open(self, group: Group) -> Call | None:
        """Inside: commit one call for what of the group can still go; None where nothing can."""

    def settle(self, call: Call, data: Any) -> Settled:
        """Inside: record each element's answer. Done again after a crash, it changes nothing."""

    def refuse(self, call: Call, sentence: str) -> None:
        """Inside: refuse everything in the call with Xero's text, and settle it."""

    def put_back(self, call: Call) -> Group:
        """Inside: settle the call and make what was in it ready for another one."""

    def hold(self, call: Call, until: datetime, *, in_doubt: bool) -> None:
        """Inside: show what the call's documents wait for."""

    def go_on(self, call: Call, *, in_doubt: bool) -> None:
        """Inside: show that the call goes again, or is asked about where an answer is missing."""

    def ask(self, call: Call) -> Group:
        """Outside: read Xero, keep what is ours, put the rest back. Raises ``ReadFailed``."""


@runtime_checkable
class LooksFirst(Protocol):
    """A stage that makes what Xero would take twice."""

    def look(self, call: Call) -> bool:
        """Outside: read Xero and keep what is ours. Whether the call may go again: nothing was.

        Raises ``ReadFailed``.
        """
