"""`tracker reconcile`."""

import click

from tracker.agencies.events import TRACKER
from tracker.agencies.models import Agency
from tracker.agencies.not_possible import NotPossible
from tracker.cli.options import agency_option, answer, json_option, the_connection
from tracker.sending.restored import reconciling


@click.command()
@agency_option
@json_option
def reconcile(agency: Agency, as_json: bool) -> None:
    """Adopt what Xero has of Tracker's own and Tracker has forgotten: after a restore."""
    connection = the_connection(agency)
    try:
        done = reconciling.reconcile(connection, by=TRACKER)
    except NotPossible as problem:
        raise click.ClickException(problem.sentence) from None
    answer(done.as_json(), done.in_words, as_json=as_json)
