"""`tracker compare`."""

from collections.abc import Iterator

import click
from django.utils.timezone import localtime

from tracker import clock
from tracker.accounts_system.failures import said_in_a_sentence
from tracker.accounts_system.models import Connection
from tracker.accounts_system.readings import Reading
from tracker.agencies.models import Agency
from tracker.agencies.not_possible import NotPossible
from tracker.cli.options import (
    agency_option,
    answer,
    json_option,
    payments_option,
    the_connection,
)
from tracker.documents.kinds import counted, words_for
from tracker.syncing import comparison_reading
from tracker.syncing.report import Comparison, Differing
from tracker.syncing.report import compare as compare_all

DIFFERENT = 3
"""The exit code that says: they differ."""


@click.command()
@payments_option
@agency_option
@json_option
@click.pass_context
def compare(context: click.Context, kind: str, agency: Agency, as_json: bool) -> None:
    """Lay Tracker's invoices (with --payments its payments) beside Xero.

    Exit 3 where they differ, 0 where they agree.
    """
    connection = the_connection(agency)
    read = _read(connection, kind)
    found = compare_all(connection, kind=kind)
    answer(found.as_json(), "\n".join(_text(found, read, kind)), as_json=as_json)
    if not found.is_clean:
        context.exit(DIFFERENT)


def _read(connection: Connection, kind: str) -> Reading:
    try:
        with said_in_a_sentence(connection, f"{words_for(kind).in_xero}s"):
            return comparison_reading.read_all(connection, kind)
    except NotPossible as problem:
        raise click.ClickException(problem.sentence) from None


def _text(found: Comparison, read: Reading, kind: str) -> Iterator[str]:
    now = f"{localtime(clock.now()):%d %b %Y, %H:%M}"
    yield f"Xero as of {now}: {read.checked:,} records read in {_calls(read.calls)}."
    yield f"{counted(found.agree, kind)} {_agree(found.agree)} to the penny: {found.net:,.2f} net."
    if found.changed:
        yield f"{counted(found.changed, kind)} changed here since they were sent."
    yield from _section("differ", [_differing(each) for each in found.differ])
    yield from _section("only in Tracker", [each.number or "" for each in found.only_tracker])
    yield from _section(
        "only in Xero",
        [f"{head.number or head.remote_id:<14}  {head.total:>14,.2f}" for head in found.only_xero],
    )


def _section(words: str, rows: list[str]) -> Iterator[str]:
    if rows:
        yield f"{len(rows):,} {words}:"
        yield from (f"  {row}" for row in rows)


def _differing(each: Differing) -> str:
    difference = each.difference
    accepted = "  (accepted)" if each.is_accepted else ""
    sides = f"Tracker: {difference.tracker}  Xero: {difference.xero}"
    return f"{each.document.number or '':<14}  {difference.field:<9}  {sides}{accepted}"


def _agree(number: int) -> str:
    return "agrees" if number == 1 else "agree"


def _calls(number: int) -> str:
    return "1 call" if number == 1 else f"{number:,} calls"
