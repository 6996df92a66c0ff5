"""Settings are changed; Xero is connected, disconnected, and its lists are read again."""

from random import Random
from typing import Any

from tests.connected import connected
from tests.histories.office import KINDS, Place
from tracker.accounts_system import connecting, lists, settings
from tracker.accounts_system.contact_search import refresh as read_contacts
from tracker.agencies.not_possible import NotPossible

ACCOUNTS = {"invoice": ["200", "260"], "payment": ["320", "310"]}


def change_settings(place: Place, draw: Random) -> str:
    kind = draw.choice(KINDS)
    arrival = draw.choice(["AUTHORISED", "AUTHORISED", "SUBMITTED", "DRAFT"])
    changes: list[dict[str, Any]] = [
        {"status_on_arrival": arrival},
        {"auto_create_companies": draw.random() < 0.7},
        {"auto_create_items": draw.random() < 0.7},
        {"accounts": {"default": draw.choice(ACCOUNTS[kind])}},
    ]
    said = draw.choice(changes)
    settings.save(place.connection(), kind=kind, by=place.office.owner, **said)
    return f"{kind}s: {said}"


def record_receipts(place: Place, draw: Random) -> str:
    kind, yes = draw.choice(KINDS), draw.random() < 0.75
    bank = bank_account(place)
    settings.save(
        place.connection(),
        kind=kind,
        by=place.office.owner,
        record_receipts=yes,
        receipts_account_id=bank,
    )
    return f"{kind}s: {'yes' if yes else 'no'}"


def bank_account(place: Place) -> str:
    accounts = lists.accounts(place.connection())
    found = next((each.account_id for each in accounts if each.type == "BANK"), "")
    if not found:
        raise NotPossible("Tracker knows of no bank account.")
    return found


def disconnect(place: Place, draw: Random) -> str:
    connecting.disconnect(place.connection(), by=place.office.owner)
    return "Xero"


def connect(place: Place, draw: Random) -> str:
    """Only where somebody has reason to."""
    found = connecting.of_entity(place.office.entity)
    if found is not None and found.works:
        raise NotPossible("Xero is connected.")
    connected(place.office, place.sandbox)
    return "Xero"


def refresh(place: Place, draw: Random) -> str:
    connection = place.connection()
    lists.refresh(connection, lists.ON_CONNECTING)
    read_contacts(connection)
    return "lists and contacts"
