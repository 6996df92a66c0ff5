"""What several subcommands take: whose data, and how to answer."""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import click
from django.db.models import QuerySet

from tracker.accounts_system.models import Connection
from tracker.agencies.models import Agency
from tracker.agencies.not_possible import NotPossible
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.batches import connection_of


def agency_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--agency NAME`; the command gets the `Agency` as `agency`."""
    return click.option(
        "--agency",
        metavar="NAME",
        callback=lambda _context, _option, name: the_agency(name),
        help="Whose data, where there is more than one agency.",
    )(command)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--json`; the command gets it as `as_json` and hands it to `answer`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(command)


def payments_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--payments`; the command gets the kind of document that is meant as `kind`."""
    return click.option(
        "--payments",
        "kind",
        flag_value=Document.Kind.PAYMENT.value,
        default=Document.Kind.INVOICE.value,
        help="Payments instead of invoices.",
    )(command)


def the_agency(name: str | None) -> Agency:
    """The agency called `name`, or the only one. Raises `click.ClickException`."""
    agencies = list(Agency.objects.order_by("name"))
    if name is not None:
        agencies = [agency for agency in agencies if agency.name.lower() == name.strip().lower()]
    match agencies:
        case [agency]:
            return agency
        case [] if name is not None:
            raise click.ClickException(f"There is no agency called “{name}”.")
        case []:
            raise click.ClickException("There is no agency yet: `tracker agency create` makes one.")
    names = ", ".join(agency.name for agency in agencies)
    raise click.ClickException(f"Say which agency with --agency NAME: {names}.")


def the_connection(agency: Agency) -> Connection:
    """The agency's connection to Xero. Raises `click.ClickException` where there is none."""
    try:
        return connection_of(agency)
    except NotPossible as problem:
        raise click.ClickException(problem.sentence) from None


def the_documents(
    connection: Connection, numbers: Sequence[str], *, kind: str
) -> QuerySet[Document]:
    """Those of a kind with these numbers, which are Tracker's own.

    Raises `click.ClickException` where one is missing.
    """
    found = Document.objects.filter(entity=connection.entity_id, kind=kind, number__in=numbers)
    missing = set(numbers) - set(found.values_list("number", flat=True))
    if missing:
        names = ", ".join(sorted(missing))
        raise click.ClickException(f"There is no {words_for(kind).one} {names}.")
    return found


def answer(result: Mapping[str, Any], text: str, *, as_json: bool) -> None:
    """Print `result` as exactly one JSON object, or `text` for a person."""
    click.echo(json.dumps(result, ensure_ascii=False, default=_as_json) if as_json else text)


def _as_json(value: Any) -> Any:
    # JSON has one kind of number; what reads ours gets the money's shortest exact digits.
    return float(value) if isinstance(value, Decimal) else str(value)
