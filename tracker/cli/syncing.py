"""`tracker sync`."""

import time

import click

from tracker import clock
from tracker.agencies.events import TRACKER
from tracker.agencies.models import Agency
from tracker.cli.options import (
    agency_option,
    answer,
    json_option,
    payments_option,
    the_connection,
    the_documents,
)
from tracker.documents.kinds import words_for
from tracker.sending.workers import workers_alive
from tracker.syncing import summary, syncs
from tracker.syncing.models import Sync

LONG_WAIT_SECONDS = 120
POLL_SECONDS = 0.1
WORKER_PATIENCE_SECONDS = 15
NO_WORKER = "No worker is running, so nothing is read: start one with `tracker worker`."


@click.command()
@click.argument("numbers", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Everything that Xero has of ours.")
@click.option("--wait", is_flag=True, help="Return when Xero was read.")
@payments_option
@agency_option
@json_option
def sync(
    numbers: tuple[str, ...],
    everything: bool,
    wait: bool,
    kind: str,
    agency: Agency,
    as_json: bool,
) -> None:
    """Read from Xero what became of invoices: NUMBERS, or --all; with --payments, of payments."""
    if everything == bool(numbers):
        raise click.UsageError(f"Name {words_for(kind).many}, or say --all.")
    connection = the_connection(agency)
    asked = syncs.ask(
        connection=connection,
        why=Sync.Why.COMMAND,
        by=TRACKER,
        kind=kind,
        documents=[each.pk for each in the_documents(connection, numbers, kind=kind)],
    )
    if wait:
        _wait(asked)
    text = summary.in_words(asked) if wait else "Asked: a worker reads Xero."
    answer(_as_json(asked), text, as_json=as_json)


def _wait(asked: Sync) -> None:
    """Until it has ended. Raises with a sentence where it failed, or would take too long."""
    alone_since = time.monotonic()
    while asked.ended_at is None:
        if workers_alive():
            alone_since = time.monotonic()
        elif time.monotonic() - alone_since > WORKER_PATIENCE_SECONDS:
            raise click.ClickException(NO_WORKER)
        if _waits_long(asked):
            break
        time.sleep(POLL_SECONDS)
        asked.refresh_from_db()
    if asked.failure:
        raise click.ClickException(asked.failure)


def _waits_long(asked: Sync) -> bool:
    until = asked.waiting_until
    return until is not None and (until - clock.now()).total_seconds() > LONG_WAIT_SECONDS


def _as_json(asked: Sync) -> dict[str, int]:
    return {
        "checked": asked.checked,
        "changed": asked.changed,
        "calls": asked.calls,
        "bytes_in": asked.bytes_in,
    }
