"""`tracker check`, `tracker send`, `tracker batches`."""

import time
from collections.abc import Sequence
from typing import Any

import click
from django.db.models import QuerySet

from tracker.accounts_system.deltas import ReadFailed
from tracker.accounts_system.models import Connection
from tracker.accounts_system.tokens import NeedsReconnect, TokenUnavailable
from tracker.agencies.events import TRACKER
from tracker.agencies.models import Agency
from tracker.agencies.not_possible import NotPossible
from tracker.cli.options import (
    agency_option,
    answer,
    json_option,
    payments_option,
    the_connection,
    the_documents,
)
from tracker.documents.kinds import counted, words_for
from tracker.documents.models import Document
from tracker.sending import batches as sending_batches
from tracker.sending import contact_updates
from tracker.sending import report as reports
from tracker.sending.models import OPEN, Batch
from tracker.sending.plan import Planned, Will, plan, with_lines
from tracker.sending.unsent import to_send
from tracker.sending.workers import workers_alive

LONG_WAIT_SECONDS = 120
POLL_SECONDS = 0.2
RARE = {"void": "to void", "receipts": "with money only"}
NO_WORKER = "No worker is running, so nothing is sent: start one with `tracker worker`."
WORKER_PATIENCE_SECONDS = 15


@click.command()
@click.argument("numbers", nargs=-1)
@payments_option
@agency_option
@json_option
def check(numbers: tuple[str, ...], kind: str, agency: Agency, as_json: bool) -> None:
    """Say what sending NUMBERS (all that is to be sent, where none is named) would do."""
    connection = the_connection(agency)
    wanted = _wanted(connection, kind, numbers)
    planned = plan(connection, kind, with_lines(wanted), may_replace=False)
    counts = {will.value: _count(planned, will) for will in Will if will != Will.BLOCKED}
    blocked = [_blocked(each) for each in planned if each.refusal is not None]
    answer({**counts, "blocked": blocked}, _check_text(counts, blocked), as_json=as_json)


@click.command()
@click.argument("numbers", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Everything that is to be sent.")
@click.option("--wait", is_flag=True, help="Return when all of it is sent, refused, or stuck.")
@payments_option
@agency_option
@json_option
def send(
    numbers: tuple[str, ...], everything: bool, wait: bool, kind: str, agency: Agency, as_json: bool
) -> None:
    """Send invoices, or payments, to Xero: NUMBERS, or --all."""
    if everything == bool(numbers):
        raise click.UsageError(f"Name {words_for(kind).many}, or say --all.")
    connection = the_connection(agency)
    wanted = _wanted(connection, kind, numbers)
    also = list(wanted) if numbers else _on_their_way(connection, kind)
    began = time.monotonic()
    batch = _click(agency, kind, wanted)
    if wait:
        _wait(batch, also)
    found = reports.report(batch, also=also) if batch else _nothing(also)
    seconds = time.monotonic() - began
    answer(found.as_json(seconds=seconds), _send_text(found, seconds), as_json=as_json)


@click.command()
@click.argument("number", type=int, required=False)
@agency_option
@json_option
def batches(number: int | None, agency: Agency, as_json: bool) -> None:
    """List the batches that were sent, or show one."""
    clicked = Batch.objects.filter(agency=agency, clicked_at__isnull=False).order_by("-number")
    if number is None:
        rows = [_row(batch) for batch in clicked[:50]]
        text = "\n".join(_row_text(row) for row in rows) or "Nothing has been sent yet."
        answer({"batches": rows}, text, as_json=as_json)
        return
    batch = clicked.filter(number=number).first()
    if batch is None:
        raise click.ClickException(f"There is no batch {number}.")
    row = {**_row(batch), "refusals": list(reports.report(batch).refusals)}
    refusals = [f"  {each['number']}  {each['sentence']}" for each in row["refusals"]]
    answer(row, "\n".join([_row_text(row), *refusals]), as_json=as_json)


def _wanted(connection: Connection, kind: str, numbers: Sequence[str]) -> QuerySet[Document]:
    if numbers:
        return the_documents(connection, numbers, kind=kind)
    return to_send(connection, kind)


def _on_their_way(connection: Connection, kind: str) -> list[Document]:
    """What an earlier batch still has open."""
    return list(
        Document.objects.filter(
            kind=kind, deliveries__batch__connection=connection, deliveries__state__in=OPEN
        ).distinct()
    )


def _click(agency: Agency, kind: str, documents: QuerySet[Document]) -> Batch | None:
    if not documents.exists():
        return None
    try:
        batch = sending_batches.prepare(agency=agency, kind=kind, documents=documents, by=TRACKER)
        return sending_batches.send(batch=batch, by=TRACKER)
    except (NotPossible, NeedsReconnect, TokenUnavailable, ReadFailed) as problem:
        raise click.ClickException(str(problem)) from None


def _wait(batch: Batch | None, also: Sequence[Document]) -> None:
    alone_since = time.monotonic()
    while not reports.is_quiet(batch, also, wait_seconds_max=LONG_WAIT_SECONDS):
        if workers_alive():
            alone_since = time.monotonic()
        elif time.monotonic() - alone_since > WORKER_PATIENCE_SECONDS:
            raise click.ClickException(NO_WORKER)
        time.sleep(POLL_SECONDS)


def _nothing(also: Sequence[Document]) -> reports.Report:
    waiting = reports.open_deliveries(None, also).count()
    return reports.Report(0, 0, 0, 0, 0, waiting, 0, ())


def _count(planned: Sequence[Planned], will: Will) -> int:
    return sum(each.will == will for each in planned)


def _blocked(each: Planned) -> dict[str, str]:
    assert each.refusal is not None
    return {
        "number": each.document.number or "",
        "cause": each.refusal.cause,
        "sentence": each.refusal.sentence,
        "fix": each.refusal.fix,
    }


def _check_text(counts: dict[str, int], blocked: Sequence[dict[str, str]]) -> str:
    rare = [f" {counts[name]:,} {words}," for name, words in RARE.items() if counts[name]]
    lines = [
        f"{counts['create']:,} to create, {counts['update']:,} to update,"
        f"{''.join(rare)} {counts['unchanged']:,} unchanged, {len(blocked):,} blocked."
    ]
    return "\n".join(lines + [_refusal_text(each) for each in blocked])


def _send_text(found: reports.Report, seconds: float) -> str:
    if not found.documents:
        return f"Nothing to send{f'; {found.waiting:,} on their way' if found.waiting else ''}."
    lines = [
        f"Batch {found.batch}: {found.accepted:,} sent, {found.refused:,} refused,"
        f" {found.unchanged:,} unchanged, {found.waiting:,} waiting;"
        f" {found.calls:,} calls in {seconds:.0f} s."
    ]
    return "\n".join(lines + [_refusal_text(each) for each in found.refusals])


def _refusal_text(each: dict[str, str]) -> str:
    return f"  {each['number']}  {each['sentence']} {each['fix']}"


def _row(batch: Batch) -> dict[str, Any]:
    found = reports.report(batch)
    return {
        "number": batch.number,
        "kind": batch.kind,
        "sent_at": batch.clicked_at.isoformat() if batch.clicked_at else "",
        "by": batch.by_name,
        "documents": found.documents,
        "accepted": found.accepted,
        "refused": found.refused,
        "unchanged": found.unchanged,
        "waiting": found.waiting,
        "calls": found.calls,
    }


def _what(row: dict[str, Any]) -> str:
    is_of_companies = row["kind"] == contact_updates.KIND
    return "company details" if is_of_companies else counted(row["documents"], row["kind"])


def _row_text(row: dict[str, Any]) -> str:
    return (
        f"{row['number']:>5}  {row['sent_at'][:16].replace('T', ' ')}  {row['by']}:"
        f" {_what(row)}: {row['accepted']:,} sent, {row['refused']:,} refused,"
        f" {row['waiting']:,} waiting"
    )
