"""Accounts System settings: each save is a new version, and no version ever changes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from tracker import clock
from tracker.accounts_system import lists
from tracker.accounts_system.mapping import account_for, tax_type_for
from tracker.accounts_system.models import Connection, Settings
from tracker.accounts_system.problems import Problem, problems
from tracker.agencies import events
from tracker.agencies.events import By
from tracker.agencies.models import Entity, Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents.kinds import words_for
from tracker.documents.numbering import set_numbering
from tracker.money import AmountsAre

__all__ = [
    "Problem",
    "account_for",
    "current",
    "problems",
    "problems_of",
    "recording_since",
    "save",
    "save_numbering",
    "set_amounts_are",
    "tax_type_for",
]

# By field; ``{…}`` are words of the kind.
LABELS = {
    "accounts": "accounts",
    "tax_rates": "tax rates",
    "treatments": "tax rates by treatment",
    "status_on_arrival": "status on arrival",
    "auto_create_companies": "Auto Create {companies}",
    "auto_create_items": "Auto Create {items}",
    "mark_as_sent": "mark as sent",
    "record_receipts": "record {money}s in Xero",
    "receipts_account_id": "bank account for {money}s",
    "branding_theme_id": "branding theme",
    "consultant_category": "tracking category for consultant",
    "branch_category": "tracking category for branch",
}


def current(connection: Connection, kind: str) -> Settings | None:
    """The newest version, or None where there is none yet."""
    versions = Settings.objects.filter(connection=connection, kind=kind)
    return versions.order_by("-version").first()


def recording_since(connection: Connection, kind: str) -> datetime | None:
    """Since when receipts are recorded in Xero: when it was last switched on. None where it is off.

    What was received before is the bank feed's.
    """
    versions = Settings.objects.filter(connection=connection, kind=kind)
    newest = versions.order_by("-version").values_list("record_receipts", flat=True).first()
    if not newest:
        return None
    off = versions.filter(record_receipts=False).aggregate(last=Max("version"))["last"]
    on = versions.filter(version__gt=off or 0).order_by("version")
    return on.values_list("saved_at", flat=True).first()


def problems_of(connection: Connection, kind: str) -> list[Problem]:
    """What stands in the way of sending, by what is known of Xero now; no call is made."""
    settings = current(connection, kind)
    if settings is None:
        return [Problem("", "The Accounts System settings have not been filled in yet.")]
    found = problems(
        settings,
        lists.accounts(connection),
        lists.tax_rates(connection),
        lists.actions(connection),
    )
    if not settings.confirmed:
        found.insert(0, Problem("", "The proposed mapping has not been confirmed yet."))
    return found


@transaction.atomic
def save(
    connection: Connection,
    *,
    by: By,
    kind: str,
    confirmed: bool = True,
    **fields: Any,
) -> Settings:
    """Keep a new version: the last one with ``fields`` changed. ``fields`` are ``Settings``' own.

    Where nothing changes, the last version stays and is returned. Raises TypeError for a field
    that there is not.
    """
    if unknown := fields.keys() - LABELS.keys():
        raise TypeError(f"not a setting: {', '.join(sorted(unknown))}")
    # Two people who save at once get two versions, one after the other.
    Connection.objects.select_for_update().get(pk=connection.pk)
    last = current(connection, kind)
    before = _fields(last or Settings())
    after = {**before, **{name: _tidy(value) for name, value in fields.items()}}
    changed = [_label(name, kind) for name in LABELS if after[name] != before[name]]
    if last and not changed and last.confirmed == confirmed:
        return last
    version = last.version + 1 if last else 1
    saved = Settings.objects.create(
        connection=connection,
        kind=kind,
        version=version,
        confirmed=confirmed,
        saved_at=clock.now(),
        saved_by=by if isinstance(by, Person) else None,
        **after,
    )
    _record(connection, kind, _sentence(saved, changed), by)
    return saved


@transaction.atomic
def save_numbering(
    entity: Entity, *, kind: str, number_prefix: str, next_number: int, amounts_are: str, by: By
) -> None:
    """How the next documents of that kind are numbered, and what their prices mean.

    Raises ``NotPossible``.
    """
    set_numbering(entity=entity, kind=kind, prefix=number_prefix, next_number=next_number, by=by)
    set_amounts_are(entity, amounts_are, kind=kind, by=by)


@transaction.atomic
def set_amounts_are(entity: Entity, amounts_are: str, *, kind: str, by: By) -> None:
    """What unit prices mean on documents created from now on. Raises ``NotPossible``."""
    try:
        chosen = AmountsAre(amounts_are)
    except ValueError:
        raise NotPossible("Choose what the amounts are: exclusive, inclusive or no tax.") from None
    said = {f"{kind}_amounts_are": chosen.value}
    if Entity.objects.filter(pk=entity.pk).exclude(**said).update(**said):
        words = {"exclusive": "exclusive of tax", "inclusive": "inclusive of tax"}
        sentence = (
            f"Amounts of new {words_for(kind).many} are {words.get(chosen.value, 'without tax')}."
        )
        events.record(entity.agency, "entity", entity.pk, sentence, by=by)
    entity.refresh_from_db(fields=said.keys())


def _fields(settings: Settings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in LABELS}


def _label(name: str, kind: str) -> str:
    words = words_for(kind)
    return LABELS[name].format(companies=words.companies, items=words.items, money=words.money)


def _tidy(value: Any) -> Any:
    """Without empty entries in a map: what is not mapped is not there."""
    if isinstance(value, dict):
        return {str(name): chosen for name, chosen in value.items() if chosen}
    return value


def _sentence(saved: Settings, changed: list[str]) -> str:
    what = ", ".join(changed) or "nothing changed"
    if not saved.confirmed:
        return f"proposed from Xero's own chart, to be confirmed: {what}."
    return f"saved (version {saved.version}): {what}."


def _record(connection: Connection, kind: str, sentence: str, by: By) -> None:
    told = f"{words_for(kind).settings_page} {sentence}"
    events.record(connection.agency, "connection", connection.pk, told, by=by)
