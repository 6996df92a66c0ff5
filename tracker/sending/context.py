"""What Tracker knows of an organisation when it decides about documents."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from tracker.accounts_system import lists, marks, settings
from tracker.accounts_system.models import Connection, DocumentLink, Settings
from tracker.documents.kinds import KindWords, words_for
from tracker.xero.types import Account, TaxRate, TrackingCategory


@dataclass(frozen=True)
class Context:
    """Plain data: deciding about documents of one kind needs no further query."""

    words: KindWords
    connection: Connection
    settings: Settings | None
    accounts: dict[str, Account]
    tax_rates: dict[str, TaxRate]
    tracking: tuple[TrackingCategory, ...]
    lock_date: date | None
    currencies: frozenset[str]
    may_approve: bool
    installation: UUID
    coding: Settings | None = None

    def coded_as(self, link: DocumentLink | None) -> "Context":
        """The same, with the mapping that Xero's copy follows: a new one does not reach back."""
        if link is None or link.coding is None:
            return self
        return replace(self, coding=link.coding)

    @property
    def is_coded_before(self) -> bool:
        """The mapping has changed since Xero got the document."""
        return self.coding is not None and self.coding != self.settings

    @property
    def mapping(self) -> Settings | None:
        """The settings that say which account and tax rate a line goes to."""
        return self.coding or self.settings


def context_of(connection: Connection, kind: str, *, chosen: Settings | None = None) -> Context:
    """Everything but the documents of that kind themselves; about ten small queries.

    ``chosen`` is the version of the settings that a click stands for; else the current one.
    """
    words = words_for(kind)
    return Context(
        words=words,
        connection=connection,
        settings=chosen or settings.current(connection, kind),
        accounts={account.code: account for account in lists.accounts(connection) if account.code},
        tax_rates={rate.tax_type: rate for rate in lists.tax_rates(connection)},
        tracking=tuple(lists.tracking_categories(connection)),
        lock_date=lists.lock_date(connection),
        currencies=frozenset(lists.enabled_currencies(connection)),
        may_approve=_may_approve(connection, words),
        installation=marks.installation_id(),
    )


def _may_approve(connection: Connection, words: KindWords) -> bool:
    said = {action.name: action.status for action in lists.actions(connection)}
    return said.get(words.approve_action, "ALLOWED") == "ALLOWED"
