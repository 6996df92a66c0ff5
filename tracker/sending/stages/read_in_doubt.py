"""What is read about a call in doubt: one of ours that cannot be read is there all the same."""

from dataclasses import replace
from typing import TypeVar

from tracker.accounts_system.deltas import ReadFailed
from tracker.accounts_system.models import Call
from tracker.xero import types
from tracker.xero.outcome import Outcome
from tracker.xero.types import Record

Read = TypeVar("Read", bound=Record)


def records(call: Call, answer: Outcome, name: str, model: type[Read], *, mark: str) -> list[Read]:
    """The records under ``name``. Raises ``ReadFailed`` where one of the call's own, known by the
    member ``mark``, cannot be read.
    """
    ours = {element["mark"] for element in call.elements}
    for raw in types.unreadable(answer.data, name, model):
        if isinstance(raw, dict) and str(raw.get(mark)) in ours:
            raise ReadFailed(replace(answer, message="Xero's answer cannot be read in full."))
    return types.read_all(answer.data, name, model)
