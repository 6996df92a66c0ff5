"""Writing a list of records: each by itself, or all or nothing (``summarizeErrors``).

https://developer.xero.com/documentation/api/accounting/requests-and-responses (Summarize errors)
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from xero_sandbox.books import fields
from xero_sandbox.books.refusals import Problems, Refused, Unreadable
from xero_sandbox.books.table import Record
from xero_sandbox.exact_json import DAY_NAMES
from xero_sandbox.http.answers import NO_ID, Answer, envelope, validation
from xero_sandbox.http.calls import Context

Save = Callable[[Record], tuple[Record, list[str]]]
"""Stores one element and gives the record with its warnings, or raises Refused."""


@dataclass(frozen=True)
class Kind:
    """One kind of record. ``flag``: the member that says an element has errors, if any does."""

    name: str
    id_name: str
    flag: str
    shape: Callable[[Context, Record], Record]


@dataclass
class Outcome:
    element: Record
    record: Record | None = None
    warnings: list[str] = field(default_factory=list)
    refusal: Refused | None = None


def save_all(context: Context, kind: Kind, save: Save) -> Answer:
    """Store every element of the call. Without ``summarizeErrors=false`` one bad one stops all."""
    summarize = context.call.flag("summarizeErrors", True)
    mark = len(context.books.changes)
    elements = context.call.elements(kind.name)
    outcomes = [_outcome(context, element, save) for element in elements]
    refused = [outcome for outcome in outcomes if outcome.refusal is not None]
    if refused and summarize:
        context.books.undo_to(mark)
        return validation([_told(context, kind, outcome) for outcome in refused])
    told = [_told(context, kind, outcome, with_status=not summarize) for outcome in outcomes]
    return envelope(context.clock.now(), context.client, kind.name, told)


def _outcome(context: Context, element: Record, save: Save) -> Outcome:
    mark = len(context.books.changes)
    try:
        record, warnings = save(element)
    except Refused as refusal:
        context.books.undo_to(mark)
        return Outcome(element, refusal=refusal)
    return Outcome(element, record, warnings)


def _told(
    context: Context, kind: Kind, outcome: Outcome, *, with_status: bool = False
) -> dict[str, Any]:
    if outcome.refusal is not None:
        told = _echo(kind, outcome.element, outcome.refusal)
        status = "ERROR"
    else:
        assert outcome.record is not None
        latest = context.books.table(kind.name).get(outcome.record[kind.id_name])
        told = kind.shape(context, latest or outcome.record)
        status = "WARNING" if outcome.warnings else "OK"
    if outcome.warnings:
        told["Warnings"] = messages(outcome.warnings)
    if with_status or outcome.warnings:
        told["StatusAttributeString"] = status
    return told


def messages(texts: list[str]) -> list[dict[str, str]]:
    return [{"Message": text} for text in texts]


def _echo(kind: Kind, element: Record, refusal: Refused) -> dict[str, Any]:
    """What was attempted, with the real id or zeros, and what was wrong with it."""
    problems = refusal.problems
    told: dict[str, Any] = {**element, **_days(element)}
    told[kind.id_name] = refusal.record_id or NO_ID
    if kind.flag:
        told[kind.flag] = True
    told["ValidationErrors"] = messages(problems.errors)
    if problems.contact and isinstance(told.get("Contact"), dict):
        nested = {"ValidationErrors": messages(problems.contact), "HasValidationErrors": True}
        told["Contact"] = {**told["Contact"], **nested}
    if problems.lines and isinstance(told.get("LineItems"), list):
        told["LineItems"] = _echoed_lines(told["LineItems"], problems)
    return told


def _days(element: Record) -> Record:
    """Its dates in Xero's own form, whichever they came in; what is no date stays as it came.

    The published clients read no other: https://github.com/XeroAPI/xero-python
    """
    found = {}
    for name in DAY_NAMES & element.keys():
        with suppress(Unreadable):
            found[name] = fields.day(element, name)
    return {name: day for name, day in found.items() if day is not None}


def _echoed_lines(lines: list[Record], problems: Problems) -> list[Record]:
    return [
        {**line, "ValidationErrors": messages(problems.lines[index])}
        if index in problems.lines
        else line
        for index, line in enumerate(lines)
    ]
