"""The organisation's own short lists, as last read, and reading them again.

None has a delta, so each is read in full: when older than a day, when Settings opens, or when a
refusal names one. What is stored is what ``tracker.xero.types`` keeps of each record.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings

from tracker import clock
from tracker.accounts_system.calls import read
from tracker.accounts_system.health import note_refusal
from tracker.accounts_system.models import Connection, OrganisationList
from tracker.accounts_system.tokens import NeedsReconnect, TokenUnavailable
from tracker.xero import lists, types
from tracker.xero.client import Request
from tracker.xero.outcome import Outcome, OutcomeKind

Name = OrganisationList.Name
Row = TypeVar("Row", bound=types.Record)

ON_CONNECTING = (Name.ORGANISATION, Name.ACTIONS, Name.ACCOUNTS, Name.TAX_RATES)
EVERY = tuple(Name)


@dataclass(frozen=True)
class _List:
    request: Request
    parse: Callable[[Any], Sequence[types.Record]]
    model: type[types.Record]


def _the_organisation(data: Any) -> list[types.Organisation]:
    found = lists.organisation(data)
    return [found] if found else []


LISTS: dict[str, _List] = {
    Name.ORGANISATION: _List(lists.ORGANISATION, _the_organisation, types.Organisation),
    Name.ACTIONS: _List(lists.ACTIONS, lists.actions, types.Action),
    Name.ACCOUNTS: _List(lists.ACCOUNTS, lists.accounts, types.Account),
    Name.TAX_RATES: _List(lists.TAX_RATES, lists.tax_rates, types.TaxRate),
    Name.CURRENCIES: _List(lists.CURRENCIES, lists.currencies, types.Currency),
    Name.BRANDING_THEMES: _List(lists.BRANDING_THEMES, lists.branding_themes, types.BrandingTheme),
    Name.TRACKING_CATEGORIES: _List(
        lists.TRACKING_CATEGORIES, lists.tracking_categories, types.TrackingCategory
    ),
}


@dataclass(frozen=True)
class Refreshed:
    """What a refresh read, and the sentence why the rest was not (empty: all was read)."""

    names: tuple[str, ...]
    sentence: str = ""

    @property
    def is_complete(self) -> bool:
        return not self.sentence


def refresh(
    connection: Connection, names: Iterable[str], *, batch_number: int | None = None
) -> Refreshed:
    """Read these lists from Xero, one call each, outside any transaction.

    Stops at the first that cannot be read; what was read until then is kept. Never raises for
    what Xero does.
    """
    done: list[str] = []
    for name in names:
        sentence = _refresh_one(connection, name, batch_number)
        if sentence:
            return Refreshed(tuple(done), sentence)
        done.append(name)
    return Refreshed(tuple(done))


def stale(connection: Connection, name: str, now: datetime) -> bool:
    """Whether a list was never read, or longer ago than settings allow (a day)."""
    at = read_at(connection, name)
    return at is None or at < now - timedelta(seconds=settings.SENDING["LISTS_STALE_SECONDS"])


def older_than(connection: Connection, age: timedelta, now: datetime) -> list[str]:
    """Every list that was never read, or longer ago than ``age``, in the order they are read."""
    kept = OrganisationList.objects.filter(connection=connection, read_at__gte=now - age)
    fresh = set(kept.values_list("name", flat=True))
    return [name for name in EVERY if name not in fresh]


def read_at(connection: Connection, name: str) -> datetime | None:
    """When a list was last read; None if never."""
    kept = OrganisationList.objects.filter(connection=connection, name=name)
    return kept.values_list("read_at", flat=True).first()


def rows(connection: Connection, name: str, model: type[Row]) -> list[Row]:
    """A list as last read, as records of ``tracker.xero.types``; empty if it never was."""
    kept = OrganisationList.objects.filter(connection=connection, name=name)
    stored = kept.values_list("rows", flat=True).first() or []
    return [model.read(row) for row in stored]


def organisation(connection: Connection) -> types.Organisation | None:
    return next(iter(rows(connection, Name.ORGANISATION, types.Organisation)), None)


def actions(connection: Connection) -> list[types.Action]:
    return rows(connection, Name.ACTIONS, types.Action)


def accounts(connection: Connection) -> list[types.Account]:
    """Every account, archived and bank accounts too."""
    return rows(connection, Name.ACCOUNTS, types.Account)


def tax_rates(connection: Connection) -> list[types.TaxRate]:
    """Every tax rate, deleted ones too."""
    return rows(connection, Name.TAX_RATES, types.TaxRate)


def branding_themes(connection: Connection) -> list[types.BrandingTheme]:
    return rows(connection, Name.BRANDING_THEMES, types.BrandingTheme)


def tracking_categories(connection: Connection) -> list[types.TrackingCategory]:
    """Active tracking categories with their options."""
    found = rows(connection, Name.TRACKING_CATEGORIES, types.TrackingCategory)
    return [category for category in found if category.status == "ACTIVE"]


def lock_date(connection: Connection) -> date | None:
    """The later of both lock dates: what is dated on or before it, Xero refuses to authorise."""
    found = organisation(connection)
    dates = (found.period_lock_date, found.end_of_year_lock_date) if found else ()
    return max((each for each in dates if each), default=None)


def base_currency(connection: Connection) -> str:
    """The organisation's own currency, '' where it was never read."""
    found = organisation(connection)
    return found.base_currency if found else ""


def enabled_currencies(connection: Connection) -> set[str]:
    """The base currency, and what else was enabled when the currencies were last read."""
    codes = {each.code for each in rows(connection, Name.CURRENCIES, types.Currency)}
    return (codes | {base_currency(connection)}) - {""}


def _refresh_one(connection: Connection, name: str, batch_number: int | None) -> str:
    wanted = LISTS[name]
    try:
        outcome = read(connection, wanted.request, batch_number=batch_number)
    except (NeedsReconnect, TokenUnavailable) as problem:
        return str(problem)
    if outcome.kind != OutcomeKind.ANSWERED:
        return why_not(connection, name, outcome)
    _keep(connection, name, wanted.parse(outcome.data))
    return ""


def _keep(connection: Connection, name: str, records: Sequence[types.Record]) -> None:
    stored = [record.model_dump(mode="json", by_alias=True) for record in records]
    OrganisationList.objects.update_or_create(
        connection=connection,
        name=name,
        defaults={"rows": stored, "read_at": clock.database_now()},
    )


def why_not(connection: Connection, name: str, outcome: Outcome) -> str:
    """The sentence of a list that could not be read; notes where Xero shuts us out."""
    if note_refusal(connection, outcome):
        return connection.needs_reconnect
    if outcome.kind == OutcomeKind.LIMITED:
        seconds = outcome.limits.retry_after_seconds
        when = f"in {seconds} seconds" if seconds and seconds < 120 else "later"
        return f"Xero's limit of calls is reached: try again {when}."
    if outcome.kind in (OutcomeKind.NOT_SENT, OutcomeKind.NO_ANSWER):
        return "Xero could not be reached. What is shown is as of the last reading."
    said = f": {outcome.message}" if outcome.message else "."
    return f"Xero did not give its list of {name}{said}"[:300]
